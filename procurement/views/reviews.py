"""After a draft is sent: the second person, the official medium, the files for the office, publication."""

import io
import zipfile
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import User
from portal import clock
from procurement import packs, permissions, presentation
from procurement.forms.reviews import MediumForm, ReviewForm
from procurement.labels import verdict_message
from procurement.models import Tender
from procurement.rules.procedures import StepError
from procurement.rules.verdicts import RuleError
from procurement.services import documents, notices, tenders
from procurement.services.errors import PersonalDataError
from procurement.views.conflicts import version_of
from procurement.views.officer import State, call_or_404, person, state_of

BEFORE_PUBLICATION = ("draft", "submitted", "scheduled", "awaiting_medium")


@login_required
@require_http_methods(["GET", "POST"])
def call_review(request: HttpRequest, number: str) -> HttpResponse:
    """A sent call for the people of the agency: what it waits for, who may act, what happened."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    if request.method == "POST":
        return _decide(request, tender, now)
    if tender.step == "draft":
        return redirect("call_part", tender.number, "send")
    return _show(request, tender, now)


def _show(
    request: HttpRequest,
    tender: Tender,
    now: datetime,
    *,
    review: ReviewForm | None = None,
    medium: MediumForm | None = None,
    faults: list[str] | None = None,
) -> HttpResponse:
    by = person(request)
    public = tender.is_public
    state = None if public else state_of(tender, now=now)
    context: dict[str, Any] = {
        "tender": tender,
        "call": presentation.call_of(tender),
        "documents": documents.current_documents(tender),
        "state": state,
        "stopping": faults or [],
        "review": review or ReviewForm(initial={"version": tender.version}),
        "medium": medium or MediumForm(),
        "reviews": tender.reviews.select_related("by").order_by("-at", "-id"),
        "may": _may(by, tender, now),
        "is_own": tender.drafted_by_id == by.pk,
        "duties": tender.duties.open().exclude(holder="portal").order_by("due_at", "id") if public else [],
        "notice": tender.notices.order_by("-seq").first() if public else None,
        "wechat": packs.wechat_text(tender, request.build_absolute_uri) if public else "",
    }
    bad = bool(faults) or any(form is not None and form.errors for form in (review, medium))
    return render(request, "workspace/review.html", context, status=422 if bad else 200)


def _may(by: User, tender: Tender, now: datetime) -> dict[str, bool]:
    return {
        "approve": permissions.may_approve(by, tender, now=now),
        "send_back": permissions.may_send_back(by, tender, now=now),
        "take_back": permissions.may_take_back(by, tender, now=now),
        "record_medium": permissions.may_record_medium(by, tender, now=now),
        "amend": permissions.may_amend(by, tender, now=now),
        "draft": permissions.may_draft(by, tender.buyer, now=now),
    }


def _decide(request: HttpRequest, tender: Tender, now: datetime) -> HttpResponse:
    by = person(request)
    approving = request.POST.get("act") == ReviewForm.APPROVE
    allowed = permissions.may_approve if approving else permissions.may_send_back
    if not allowed(by, tender, now=now):
        raise PermissionDenied
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, tender, now, review=form)
    if form.cleaned_data["version"] != tender.version:
        messages.error(request, gettext("The draft changed since you read it. Please read it once more."))
        return redirect("call_review", tender.number)
    comment = form.cleaned_data["comment"]
    if not approving:
        tenders.send_back(tender.number, comment=comment, by=by, now=now)
        messages.success(request, gettext("Sent back. The drafter reads your words on top of the draft."))
        return redirect("workspace")
    try:
        done = tenders.approve(tender.number, by=by, now=now, comment=comment)
    except RuleError as error:
        return _show(request, tender, now, review=form, faults=[verdict_message(one) for one in error.verdicts])
    except PersonalDataError:
        words = gettext("A text could identify a person. Send it back, so that it is changed.")
        return _show(request, tender, now, review=form, faults=[words])
    messages.success(request, _done_words(done))
    return redirect("call_review", tender.number)


def _done_words(tender: Tender) -> str:
    if tender.is_public:
        return gettext("Published. The clock is running.")
    if tender.step == "awaiting_medium":
        return gettext("Approved. Next: the official medium.")
    return gettext("Approved. It will be published at the set time.")


@login_required
@require_POST
def call_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """The drafter takes a sent draft back to go on with it."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    tenders.take_back(tender.number, by=person(request), now=now)
    messages.success(request, gettext("Taken back. You can go on."))
    return redirect("call_part", tender.number, "send")


@login_required
@require_POST
def call_medium(request: HttpRequest, number: str) -> HttpResponse:
    """Enter the official address and time; the portal publishes at once and every count starts there."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    by = person(request)
    if not permissions.may_record_medium(by, tender, now=now):
        raise PermissionDenied
    form = MediumForm(request.POST)
    if form.is_valid() and form.cleaned_data["published_at"] > now:
        form.add_error("published_at", gettext("This time has not come yet. Enter it once the notice stands there."))
    if not form.is_valid():
        return _show(request, tender, now, medium=form)
    said = form.cleaned_data
    try:
        tenders.record_official_medium(
            tender.number, url=said["url"], published_at=said["published_at"], by=by, now=now
        )
    except RuleError as error:
        return _show(request, tender, now, medium=form, faults=[verdict_message(one) for one in error.verdicts])
    messages.success(request, gettext("Published. The clock is running."))
    return redirect("call_review", tender.number)


@login_required
@require_GET
def call_preview(request: HttpRequest, number: str) -> HttpResponse:
    """The call as the public will read it, in the same pieces as the public page."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    context = {
        "tender": tender,
        "call": presentation.call_of(tender),
        "documents": documents.current_documents(tender),
        "may_edit": permissions.may_edit(person(request), tender, now=now),
    }
    return render(request, "workspace/preview.html", context)


@login_required
@require_GET
def call_check_sheet(request: HttpRequest, number: str, ext: str = "") -> HttpResponse:
    """Every rule with its figure, source and result: a page, or the PDF for the office's file."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    verdicts = notices.verdicts_on(tender) if tender.is_public else tenders.judge(tender, now=now)
    if ext == "pdf":
        response = HttpResponse(packs.check_sheet(tender, verdicts, now=now), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{tender.number}-check.pdf"'
        return response
    return render(request, "workspace/check_sheet.html", {"tender": tender, "verdicts": verdicts})
