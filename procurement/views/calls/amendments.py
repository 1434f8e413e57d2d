"""Correcting or ending a published call: draft, see what it brings about, second person, published."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from organizations.proof import proved
from portal.ground import clock
from portal.ground.pages import device
from procurement import labels, stated
from procurement.errors import (
    AnotherWaitsError,
    MediumNeededError,
    NothingChangedError,
    OtherWordsError,
    PersonalDataError,
)
from procurement.forms.calls.amendments import AmendmentReviewForm, CorrectionForm, TerminationForm
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.judgement import corrections
from procurement.labels import verdict_message
from procurement.models import Amendment, Tender
from procurement.permissions import calls as permissions
from procurement.publication.changes import change_rows
from procurement.rules.verdicts import RuleError
from procurement.services.calls import amendments
from procurement.views.calls.officer import call_or_404, person
from procurement.views.refusals import OverError


def _amendable(request: HttpRequest, number: str, now: datetime) -> Tender:
    """The call, if this person may amend it now; one that already waits is shown instead."""
    tender = call_or_404(request, number, now=now)
    if not permissions.may_amend(person(request), tender, now=now):
        raise OverError(reverse("call_review", args=[tender.number]))
    return tender


@login_required
@require_http_methods(["GET", "POST"])
def call_amend(request: HttpRequest, number: str) -> HttpResponse:
    """The correction's form; *check* shows what it brings about, *send* gives it to the second person."""
    now = clock.now()
    tender = _amendable(request, number, now)
    if request.method == "GET" and tender.amendments.filter(state="submitted").exists():
        return redirect("amendment_review", number)
    standing = stated.read(tender)
    if request.method == "GET":
        form = CorrectionForm(initial=standing | {"form_id": uuid4()}, tender=tender)
        return render(request, "calls/correct.html", {"form": form, "tender": tender})
    form = CorrectionForm(request.POST, initial=standing, tender=tender)
    context: dict[str, Any] = {"form": form, "tender": tender}
    if form.is_valid():
        if request.POST.get("do") == "send":
            try:
                _send(request, number, form, now)
            except REFUSALS as error:
                explain(form, error)
            else:
                device.say_saved(
                    request, gettext("Sent. A second person must approve before it is published.")
                )
                return redirect("amendment_review", number)
        else:
            context["changes"] = preview(form, tender, now)
    return render(request, "calls/correct.html", context, status=422 if form.errors else 200)


REFUSALS = (NothingChangedError, RuleError, PersonalDataError, OtherWordsError, AnotherWaitsError)


def _send(request: HttpRequest, number: str, form: CorrectionForm, now: datetime) -> None:
    said = form.cleaned_data
    amendments.draft_correction(
        number,
        offered=form.offered(),
        reason_code=said["reason_code"],
        reason_zh=said["reason_zh"],
        reason_en=said["reason_en"],
        form_id=said["form_id"],
        by=person(request),
        now=now,
    )


def preview(form: CorrectionForm, tender: Tender, now: datetime) -> list[dict[str, Any]]:
    """What the correction would change, the closing it moves included; its faults go on the form."""
    try:
        changes = corrections.changes_between(tender, form.offered(), corrected_at=now)
        if not changes:
            raise NothingChangedError
    except (RuleError, NothingChangedError) as error:
        explain(form, error)
        return []
    return change_rows(changes)


def another_waits() -> str:
    return gettext("Something else about this call waits for the second person. What is below was not kept.")


def explain(form: forms.Form, error: Exception) -> None:
    """Say on each field why the correction may not be made."""
    if isinstance(error, NothingChangedError):
        form.add_error(None, gettext("Nothing is changed yet."))
    elif isinstance(error, PersonalDataError):
        add_findings(form, error)
    elif isinstance(error, OtherWordsError):
        stand_already(form, error)
    elif isinstance(error, AnotherWaitsError):
        form.add_error(None, another_waits())
    elif isinstance(error, RuleError):
        for verdict in error.verdicts:
            form.add_error(verdict.field if verdict.field in form.fields else None, verdict_message(verdict))


@login_required
@require_http_methods(["GET", "POST"])
def call_terminate(request: HttpRequest, number: str) -> HttpResponse:
    """End a call without an award, with its reason."""
    now = clock.now()
    tender = _amendable(request, number, now)
    if request.method == "GET" and tender.amendments.filter(state="submitted").exists():
        return redirect("amendment_review", number)
    form = TerminationForm(request.POST if request.method == "POST" else None, initial={"form_id": uuid4()})
    if form.is_bound and form.is_valid():
        try:
            amendments.draft_termination(number, by=person(request), now=now, **form.cleaned_data)
        except REFUSALS as error:
            explain(form, error)
        else:
            messages.success(request, gettext("Sent. A second person must approve before it is published."))
            return redirect("amendment_review", number)
    context = {"form": form, "tender": tender}
    return render(request, "calls/terminate.html", context, status=422 if form.errors else 200)


@proved
@login_required
@require_http_methods(["GET", "POST"])
def amendment_review(request: HttpRequest, number: str) -> HttpResponse:
    """The amendment that waits, for the second person; everyone of the agency may read it."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    amendment = tender.amendments.select_related("drafted_by").filter(state="submitted").first()
    if amendment is None:
        raise OverError(reverse("call_review", args=[number])) if request.method == "POST" else Http404
    may = permissions.may_approve_amendment(person(request), amendment, now=now)
    form = AmendmentReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and (done := _decide(request, tender, form, now)):
            return done
    context = {
        "form": form,
        "tender": tender,
        "amendment": amendment,
        "may": may,
        "mine": amendment.drafted_by_id == person(request).pk,
        "changes": change_rows(amendment.changes),
        "reason": labels.amendment_reason(amendment.reason_code),
    }
    return render(request, "calls/amendment_review.html", context, status=422 if form.errors else 200)


def _decide(
    request: HttpRequest, tender: Tender, form: AmendmentReviewForm, now: datetime
) -> HttpResponse | None:
    """Carry the second person's word out; None when the form now says what is in the way."""
    said = form.cleaned_data
    if said["act"] == "send_back":
        amendments.send_back(tender.number, comment=said["comment"], by=person(request), now=now)
        messages.success(request, gettext("Not published. The drafter finds your words at the call."))
        return redirect("call_review", tender.number)
    try:
        notice = amendments.approve(
            tender.number, by=person(request), now=now, medium_url=said["medium_url"] or ""
        )
    except MediumNeededError:
        form.add_error("medium_url", gettext("Enter where this notice stands on the official medium."))
        return None
    except REFUSALS as error:
        explain(form, error)
        return None
    messages.success(request, gettext("Published. Everyone concerned is told."))
    return redirect("notice", tender.number, notice.seq)


@login_required
@require_POST
def amendment_discard(request: HttpRequest, number: str) -> HttpResponse:
    """Take the waiting amendment back."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    try:
        amendments.discard(number, by=person(request), now=now)
    except Amendment.DoesNotExist:
        raise OverError(reverse("call_review", args=[number])) from None
    messages.success(request, gettext("Taken back. The call stands as it was."))
    return redirect("call_review", tender.number)
