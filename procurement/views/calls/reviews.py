"""After a draft is sent: the second person, the official medium, the files for the office, publication."""

from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import User
from organizations.proof import proved
from portal.ground import clock, formatting
from portal.ground.files import FilesAwayError
from portal.ground.formatting import reader_language
from portal.ground.ledger.blobs import BlobRottenError
from procurement import labels
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.forms.base import stop_at
from procurement.forms.calls import screens
from procurement.forms.calls.reviews import MediumForm, PassageForm, ReviewForm
from procurement.judgement import calls
from procurement.judgement.law import law_of
from procurement.judgement.notice_parts import lawful_of
from procurement.labels import source_words, verdict_message
from procurement.models import InStep, Tender
from procurement.permissions import calls as permissions
from procurement.permissions.awards import may_confirm_funding, may_see_decision
from procurement.permissions.evaluation import may_see_evaluation
from procurement.publication.call import Call
from procurement.publication.packs import check_sheet, pack
from procurement.rules.procedures import PROCEDURES
from procurement.rules.verdicts import RuleError, Verdict
from procurement.selectors import calls as selectors
from procurement.services.calls import in_step, passages, tenders
from procurement.views.attached import withheld
from procurement.views.calls.officer import call_or_404, person, state_of
from procurement.views.public.tender_page import full_call
from procurement.views.public.wechat import wechat_text
from procurement.views.rows import status_badge

_TONE = {
    "meets": "ok",
    "breaks": "bad",
    "needs_reason": "why",
    "cannot_tell": "dunno",
    "not_applicable": "plain",
}


@proved
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
    dates_only: bool = False,
) -> HttpResponse:
    by = person(request)
    public = tender.is_public
    asked = selectors.asked_in_step(tender) if tender.step == "awaiting_medium" else None
    state = None if public else state_of(tender, now=now)
    call = _call(tender, now)
    may = _may(by, tender, now)
    context: dict[str, Any] = {
        "tender": tender,
        "call": call,
        "documents": selectors.current_documents(tender),
        "state": state,
        "headline": _headline(tender, may),
        "badge": status_badge(tender, now),
        "stopping": faults or [],
        "dates_only": dates_only,
        "in_step": asked,
        "may_pass": bool(asked and permissions.may_publish_in_step(by, asked, now=now)),
        "date_faults": [verdict_message(one) for one in _asked_faults(tender, asked, now)] if asked else [],
        "review": review or ReviewForm(ours=tender.ours),
        "ours": [screens.label_of(name) for name in tender.ours],
        "medium": medium or MediumForm(),
        "reviews": _said(tender),
        "may": may,
        "is_own": tender.drafted_by_id == by.pk,
        "moment": now,
        "duties": _duties(tender) if public else [],
        "notice": tender.notices.order_by("-seq").first() if public else None,
        "wechat": "",
        "amend_url": _amend_url(tender),
    }
    if public:
        url = request.build_absolute_uri(reverse("tender", args=[tender.number]))
        context["wechat"] = wechat_text(tender, call.title.text, call.who_sentences(), url, now=now)
    bad = bool(faults) or any(form is not None and form.errors for form in (review, medium))
    return render(request, "calls/review.html", context, status=422 if bad else 200)


def _asked_faults(tender: Tender, asked: InStep, now: datetime) -> list[Verdict]:
    """What the second person would publish it with, as of now."""
    there = copy(tender)
    there.official_medium_url, there.official_medium_published_at = asked.url, asked.stands_since
    return calls.date_faults(calls.judged(there, published_at=now)[1])


def _headline(tender: Tender, may: dict[str, bool]) -> str:
    """The state and the next act in a sentence."""
    if tender.is_public:
        return (
            gettext("Published. The clock is running.")
            if tender.step == "open"
            else str(labels.step(tender.step))
        )
    if tender.step == "submitted":
        if may["approve"]:
            return gettext("Please read this call, then approve it or send it back.")
        return gettext("A second person must approve before it is published.")
    if tender.step == "awaiting_medium":
        return gettext("Approved. First the official medium, then here.")
    if tender.publish_at:
        day = formatting.daytime(tender.publish_at, reader_language())
        return gettext("Approved. It will be published on %(day)s.") % {"day": day}
    return gettext("Approved.")


def _said(tender: Tender) -> list[dict[str, Any]]:
    words = {"approved": gettext("Approved"), "sent_back": gettext("Sent back")}
    said = tender.reviews.filter(amendment=None).select_related("by").order_by("-at", "-id")
    return [{"review": one, "words": words[one.act]} for one in said]


def _duties(tender: Tender) -> list[dict[str, Any]]:
    owed = tender.duties.open().told().exclude(holder="portal").order_by("due_at", "id")
    return [{"duty": one, "label": labels.duty(one.kind, one.subject)} for one in owed]


def _amend_url(tender: Tender) -> str:
    """Where corrections are written; nothing as long as that page is not built."""
    try:
        return reverse("call_amend", args=[tender.number])
    except NoReverseMatch:
        return ""


def _may(by: User, tender: Tender, now: datetime) -> dict[str, bool]:
    return {
        "approve": permissions.may_approve(by, tender, now=now),
        "send_back": permissions.may_send_back(by, tender, now=now),
        "take_back": permissions.may_take_back(by, tender, now=now),
        "record_medium": permissions.may_record_medium(by, tender, now=now),
        "amend": permissions.may_amend(by, tender, now=now),
        "draft": permissions.may_draft(by, tender.buyer, now=now),
        "evaluate": tender.is_public and may_see_evaluation(by, tender, now=now),
        "decide": tender.is_public and may_see_decision(by, tender, now=now),
        "fund": tender.is_public and may_confirm_funding(by, tender, now=now),
    }


def _decide(request: HttpRequest, tender: Tender, now: datetime) -> HttpResponse:
    by = person(request)
    approving = request.POST.get("act") == ReviewForm.APPROVE
    allowed = permissions.may_approve if approving else permissions.may_send_back
    if not allowed(by, tender, now=now):
        raise PermissionDenied
    form = ReviewForm(request.POST, ours=tender.ours)
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
        return _show(
            request, tender, now, review=form, faults=[verdict_message(one) for one in error.verdicts]
        )
    except PersonalDataError:
        words = gettext("A text could identify a person. Send it back, so that it is changed.")
        return _show(request, tender, now, review=form, faults=[words])
    messages.success(request, _done_words(done))
    return redirect("call_review", tender.number)


def _done_words(tender: Tender) -> str:
    if tender.is_public:
        return gettext("Published. Everyone can read it now.")
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


@proved
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
        form.add_error(
            "published_at", gettext("This time has not come yet. Enter it once the notice stands there.")
        )
    if not form.is_valid():
        return _show(request, tender, now, medium=form)
    said = form.cleaned_data
    if request.POST.get("act") == "in_step":
        return _ask_in_step(request, tender, form, now)
    try:
        tenders.record_official_medium(
            tender.number, url=said["url"], published_at=said["published_at"], by=by, now=now
        )
    except RuleError as error:
        return _refused_there(request, tender, form, error, now)
    messages.success(request, gettext("Published. Everyone can read it now."))
    return redirect("call_review", tender.number)


def _refused_there(
    request: HttpRequest, tender: Tender, form: MediumForm, error: RuleError, now: datetime
) -> HttpResponse:
    """What stops a notice that stands on the official medium; where that is dates alone, with the way on."""
    there = copy(tender)
    there.official_medium_url = form.cleaned_data["url"]
    there.official_medium_published_at = form.cleaned_data["published_at"]
    dates = calls.date_faults(calls.judged(there, published_at=now)[1])
    faults = [verdict_message(one) for one in error.verdicts]
    return _show(request, tender, now, medium=form, faults=faults, dates_only=bool(dates))


def _ask_in_step(request: HttpRequest, tender: Tender, form: MediumForm, now: datetime) -> HttpResponse:
    said = form.cleaned_data
    try:
        in_step.ask(
            tender.number, url=said["url"], stands_since=said["published_at"], by=person(request), now=now
        )
    except RuleError as error:
        return _refused_there(request, tender, form, error, now)
    except NotOpenError:
        messages.info(request, gettext("No date breaks a rule any more: publish it here."))
        return redirect("call_review", tender.number)
    messages.success(request, gettext("Sent to the second person, who publishes it here in step."))
    return redirect("call_review", tender.number)


@proved
@login_required
@require_POST
def call_in_step(request: HttpRequest, number: str) -> HttpResponse:
    """The second person publishes a notice that stands on the official medium with a date that breaks a rule."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    try:
        in_step.publish(tender.number, by=person(request), now=now)
    except RuleError as error:
        return _show(request, tender, now, faults=[verdict_message(one) for one in error.verdicts])
    except NotOpenError:
        messages.info(request, gettext("No date breaks a rule any more: publish it here."))
        return redirect("call_review", tender.number)
    messages.success(request, gettext("Published in step. The date must be corrected now."))
    return redirect("call_review", tender.number)


@login_required
@require_GET
def call_preview(request: HttpRequest, number: str) -> HttpResponse:
    """The call as the public will read it, in the same pieces as the public page."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    context = {
        "tender": tender,
        "call": _call(tender, now),
        "documents": selectors.current_documents(tender),
        "may_edit": permissions.may_edit(person(request), tender, now=now),
    }
    return render(request, "calls/preview.html", context)


def _call(tender: Tender, now: datetime) -> Call:
    """The call in words as it stands now; before publication with the days of its planned one."""
    kind = PROCEDURES[tender.procedure].call if tender.procedure else ""
    planned = tender.published_at or calls.planned_publication(tender, now)
    return full_call(tender, lawful_of(tender, kind=kind, legal_at=planned))


def _verdicts(tender: Tender, now: datetime) -> list[Verdict]:
    """What the rules say: of a published call by the law it is pinned to, before that as of now."""
    if tender.is_public:
        return calls.verdicts_on(tender)
    return [one for one in calls.judge(tender, now=now) if one.field not in calls.STATED_LATER]


@login_required
@require_GET
def call_check_sheet_file(request: HttpRequest, number: str, ext: str) -> HttpResponse:
    """The check sheet as PDF, for the office's file."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    if ext != "pdf":
        raise Http404
    response = HttpResponse(
        check_sheet(tender, _call(tender, now), _verdicts(tender, now), law_of(tender)[0], now=now),
        content_type="application/pdf",
    )
    response["Content-Disposition"] = f'attachment; filename="{tender.number}-check.pdf"'
    return response


@proved
@login_required
@require_http_methods(["GET", "POST"])
def call_check_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Every rule with its figure, source and result. The second person says here why a passage is harmless."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    if request.method != "POST":
        return _show_check(request, tender, now)
    by = person(request)
    if not permissions.may_clear_passage(by, tender, now=now):
        raise PermissionDenied
    form = PassageForm(request.POST)
    if not form.is_valid():
        return _show_check(request, tender, now, form=form)
    try:
        passages.clear_passage(tender.number, by=by, now=now, **form.cleaned_data)
    except passages.NoSuchPassageError:
        form.add_error(None, gettext("These words stand in the call no more. Please read it once more."))
        return _show_check(request, tender, now, form=form)
    except OtherWordsError:
        form.add_error("reason", gettext("You have said another reason for this passage already; it stands."))
        return _show_check(request, tender, now, form=form)
    except PersonalDataError as error:
        stop_at(form, "reason", error.passages.get("reason", ()))
        return _show_check(request, tender, now, form=form)
    messages.success(request, gettext("Kept. This wording passes; other wordings do not."))
    return redirect("call_check_sheet", tender.number)


def _show_check(
    request: HttpRequest, tender: Tender, now: datetime, *, form: PassageForm | None = None
) -> HttpResponse:
    verdicts = _verdicts(tender, now)
    lines = [
        {
            "verdict": one,
            "label": labels.field_name(one.field),
            "message": verdict_message(one, source=False),
            "source": source_words(one),
            "tone": _TONE[str(one.answer)],
            "word": labels.answer(str(one.answer)),
        }
        for one in verdicts
    ]
    context = {
        "tender": tender,
        "lines": lines,
        "stopping": sum(one.stops for one in verdicts),
        "passages": _taken(verdicts, form)
        if permissions.may_clear_passage(person(request), tender, now=now)
        else [],
        "said": form,
        "unchecked": [
            {
                "row": row,
                "words": row.title_en if reader_language() == "en" else row.title_zh,
                "source": (source := f"{row.source}{row.article}"),
                "source_lang": formatting.foreign_lang(source, reader_language()),
            }
            for row in calls.unchecked(tender, now=now)
        ],
    }
    return render(request, "calls/check_sheet.html", context, status=422 if form else 200)


def _taken(verdicts: list[Verdict], bound: PassageForm | None) -> list[dict[str, Any]]:
    """The passages that a rule takes for a demand, each with the form of whoever finds it harmless."""
    return [
        {
            "verdict": one,
            "message": verdict_message(one, source=False),
            "form": bound
            if bound and bound["key"].value() == key
            else PassageForm(initial={"key": key}, prefix=None, auto_id=f"id_{place}_%s"),
        }
        for place, one in enumerate(verdicts)
        if one.stops and (key := one.params.get("key"))
    ]


@login_required
@require_GET
def call_pack(request: HttpRequest, number: str) -> HttpResponse:
    """Everything of a call as one zip, for the official medium and for the office's file."""
    now = clock.now()
    tender = call_or_404(request, number, now=now)
    verdicts = _verdicts(tender, now)
    url = request.build_absolute_uri(reverse("tender", args=[tender.number]))
    try:
        packed = pack(
            tender,
            _call(tender, now),
            verdicts,
            law_of(tender)[0],
            selectors.current_documents(tender),
            url=url,
            now=now,
        )
    except (BlobRottenError, FilesAwayError) as fault:
        return withheld(fault)
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{tender.number}.zip"'
    return response
