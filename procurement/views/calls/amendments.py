"""Correcting or ending a published call: draft, see what it brings about, second person, published."""

from collections.abc import Mapping
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
from portal.ground import clock, formatting
from portal.ground.formatting import reader_language
from portal.ground.pages import device
from procurement import labels
from procurement.errors import (
    AnotherWaitsError,
    MediumNeededError,
    NothingChangedError,
    OtherWordsError,
    PersonalDataError,
)
from procurement.fields import FIXED, of_fact
from procurement.forms.base import REASON
from procurement.forms.calls import screens
from procurement.forms.calls.amendments import AmendmentReviewForm, CorrectionForm, TerminationForm
from procurement.forms.calls.dates import DocumentForm
from procurement.forms.questions import add_findings
from procurement.forms.repeats import stand_already
from procurement.judgement import corrections
from procurement.judgement.law import law_of
from procurement.labels import verdict_message
from procurement.models import Amendment, Document, Tender
from procurement.permissions import calls as permissions
from procurement.publication.changes import change_rows
from procurement.rules.verdicts import NOTHING, Answer, RuleError, Verdict
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import calls as selectors
from procurement.services.calls import amendments, documents
from procurement.services.calls import corrections as checks
from procurement.views.calls import drafts
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
    """The correction's form; *check* shows what it brings about, *send* gives it to the second person. A file that is
    chosen is kept at once and goes out with the correction."""
    now = clock.now()
    tender = _amendable(request, number, now)
    if request.method == "GET" and tender.amendments.filter(state="submitted").exists():
        return redirect("amendment_review", number)
    if request.method == "GET":
        return _show_form(request, _form(tender, initial={"form_id": uuid4()}), DocumentForm())
    files = DocumentForm(request.POST, request.FILES)
    if files.is_valid():
        keep_files(request, tender, files, request.POST.get("act", ""), now)
    form = _form(tender, request.POST)
    context: dict[str, Any] = {}
    if not form.is_valid() or files.errors or request.POST.get("act"):
        return _show_form(request, form, files)
    if request.POST.get("do") == "send":
        try:
            _send(request, number, form, now)
        except REFUSALS as error:
            explain(form, error)
        else:
            device.say_saved(request, gettext("Sent. A second person must approve before it is published."))
            return redirect("amendment_review", number)
    else:
        context = preview(form, tender, now)
    return _show_form(request, form, DocumentForm(), **context)


def _form(tender: Tender, data: Any = None, initial: Mapping[str, Any] = NOTHING) -> CorrectionForm:
    """The correction's form over what stands; the reasons that a page before asked for are asked for again."""
    book = law_of(tender)[0]
    known = {row.id for row in book.rows}
    said = [name.removeprefix(REASON) for name in data or () if name.startswith(REASON)]
    return CorrectionForm(
        data,
        initial={**screens.initial_of(tender), **initial},
        tender=tender,
        standing=selectors.current_documents(tender),
        waiting=selectors.waiting_documents(tender),
        asked=[rule for rule in said if rule in known],
    )


def _show_form(
    request: HttpRequest, form: CorrectionForm, files: DocumentForm, **context: Any
) -> HttpResponse:
    context |= {
        "form": form,
        "files": files,
        "tender": form.tender,
        "criteria_total": form.criteria.total("weight"),
        "payments_total": form.payments.total("share"),
        "statutory": form.tender.regime == STATUTORY,
        "fixed": [labels.field_name(name) for name in FIXED],
    }
    at_fault = bool(form.errors or files.errors) or (form.is_bound and not form.is_valid())
    return render(request, "calls/correct.html", context, status=422 if at_fault else 200)


def keep_files(request: HttpRequest, tender: Tender, files: DocumentForm, act: str, now: datetime) -> None:
    """Attach the file that was chosen, or take off the one whose button was pressed; what is in the way stands on the
    form."""
    by, file = person(request), files.cleaned_data.get("file")
    try:
        if act.startswith("drop:") and act.removeprefix("drop:").isdigit():
            documents.withdraw(tender.number, int(act.removeprefix("drop:")), by=by, now=now)
        if file:
            title = files.cleaned_data.get("title") or ""
            documents.attach(tender.number, file=file, title=title, by=by, now=now)
    except Document.DoesNotExist:
        raise Http404 from None
    except AnotherWaitsError:
        files.add_error("file", another_waits())
    except drafts.FILE_FAULTS as fault:
        drafts.complain(files, fault)


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


def preview(form: CorrectionForm, tender: Tender, now: datetime) -> dict[str, Any]:
    """What the correction would change and bring about, the closing it moves included; its faults go on the form."""
    try:
        changes = checks.checked(tender, form.offered(), now=now)
    except REFUSALS as error:
        explain(form, error)
        return {}
    return brought(tender, changes, now)


def brought(tender: Tender, changes: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """For a page that says what a correction changes and what it brings about."""
    return {
        "changes": change_rows(changes),
        "effects": corrections.effects_of(changes, on=clock.legal_date(now)) if changes else None,
    }


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
            _say(form, verdict)


def _say(form: forms.Form, verdict: Verdict) -> None:
    """At its box, in a list with the name of the list; where a published reason would do, with the box for it."""
    name, message = of_fact(verdict.field), verdict_message(verdict)
    if (
        isinstance(form, CorrectionForm)
        and verdict.answer is Answer.NEEDS_REASON
        and "key" not in verdict.params
    ):
        form.add_error(form.ask(verdict.rule), message)
    elif name in form.fields:
        form.add_error(name, message)
    else:
        form.add_error(None, formatting.labelled(str(labels.field_name(name)), message, reader_language()))


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
        "reason": labels.amendment_reason(amendment.reason_code),
        "added": selectors.waiting_documents(tender),
        **brought(tender, amendment.changes, now),
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
