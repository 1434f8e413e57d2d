"""The opening for officials: sealed, who confirmed, what came of it; void, extended, called again."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.proof import proved
from portal.ground import clock, formatting
from portal.ground.formatting import foreign_lang, reader_language
from procurement import labels
from procurement.errors import (
    AnotherWaitsError,
    MediumNeededError,
    NotOpenError,
    OtherWordsError,
    PersonalDataError,
)
from procurement.forms.openings import EndReviewForm, ExtensionForm, VoidForm
from procurement.judgement import law
from procurement.judgement import openings as judgement
from procurement.labels.openings import fault as fault_words
from procurement.models import Amendment, Opening, Tender
from procurement.permissions import openings as permissions
from procurement.permissions.calls import may_approve_amendment
from procurement.permissions.evaluation import may_read_people, may_see_evaluation
from procurement.rules.opening import OPENERS, Gate, alone_from
from procurement.rules.verdicts import RuleError
from procurement.selectors import openings as reads
from procurement.services import openings
from procurement.services.calls import voids
from procurement.views.calls.amendments import explain
from procurement.views.calls.officer import person
from procurement.views.refusals import OverError, concerns
from procurement.views.rows import status_badge
from procurement.views.slices import slice_of

# On a page.
OFFERS = 60


def _call_or_404(request: HttpRequest, number: str, now: datetime) -> Tender:
    """A published call of the reader's own agency, or any closed one for a supervisor."""
    found = get_object_or_404(
        Tender.objects.published().select_related("buyer"),
        number=number,
    )
    if not permissions.may_see_opening(person(request), found, now=now):
        raise Http404
    concerns(request, found, back=reverse("opening", args=[found.number]))
    return found


@login_required
@require_safe
def opening(request: HttpRequest, number: str) -> HttpResponse:
    """How the opening stands. Before it the page says *sealed* and never a number."""
    now = clock.now()
    tender = _call_or_404(request, number, now)
    by = person(request)
    round_ = reads.waiting_round(tender)
    opened = _opened(tender)
    context: dict[str, Any] = {
        "tender": tender,
        "badge": status_badge(tender, now),
        "opened": opened,
        "sealed": _sealed(request, tender, round_, now) if round_ or not opened else None,
        "offers": slice_of(request, list(reads.offers_of(opened)) if opened else [], name="bids", per=OFFERS),
        "faults": [{"bid": one.bid, "words": fault_words(one.code)} for one in reads.faults_of(opened)]
        if opened
        else [],
        "may_read": permissions.may_read_offers(by, tender, now=now),
        "may_evaluate": may_see_evaluation(by, tender, now=now),
        "may_read_people": may_read_people(by, tender, now=now),
        "may_end": permissions.may_end_opened(by, tender, now=now),
        "may_extend": judgement.may_be_extended(tender),
        "may_call_again": permissions.may_call_again(by, tender, now=now),
        "waits": tender.amendments.filter(state="submitted", kind__in=voids.OPENED.kinds).exists(),
        "follows": tender.followed_by.filter(relation="re_tender").exclude(step="discarded").first(),
    }
    context["headline"] = _headline(context)
    return render(request, "openings/opening.html", context)


def _opened(tender: Tender) -> Opening | None:
    """The last opening, none while the call is open to bids (again)."""
    if tender.step in ("open", "suspended"):
        return None
    return tender.openings.filter(deadline_version=tender.deadline_version).order_by("-id").first()


def _sealed(request: HttpRequest, tender: Tender, round_: int | None, now: datetime) -> dict[str, Any]:
    """What keeps the bids sealed, and what this person may do about it."""
    if round_ is None:
        return {"gate": Gate.TOO_EARLY, "opens_at": tender.opens_at or tender.bids_due, "words": []}
    by = person(request)
    opens_at = reads.opens_at(tender, round_)
    assert opens_at is not None, "a round that waits has its time"
    given = list(reads.confirmations_of(tender, round_))
    case = law.case_of(tender)
    gate = judgement.gate_of(tender, case, round=round_, now=now)
    mine = any(one.by_id == by.pk for one in given)
    alone = None
    if tender.regime == "programme":
        alone = alone_from(opens_at, calendar=case.calendar)
    return {
        "gate": gate,
        "round": round_,
        "opens_at": opens_at,
        "words": given,
        "missing": OPENERS - len(judgement.counting_of(tender, round_, opens_at)),
        "mine": mine,
        "may": gate is Gate.WAITS and not mine and permissions.may_open(by, tender, now=now),
        "stands_in": not reads.is_of_buyer(by, tender, now=now),
        "alone_from": alone,
    }


def _headline(context: dict[str, Any]) -> str:
    """The state and the next act in a sentence."""
    sealed = context["sealed"]
    if sealed is None:
        return _result_words(context["opened"])
    if context["tender"].step == "suspended":
        return gettext("Sealed. Closing is on hold until a question is settled.")
    if sealed["gate"] is Gate.TOO_EARLY:
        day = formatting.daytime(sealed["opens_at"], reader_language())
        return gettext("Sealed until %(day)s.") % {"day": day}
    if sealed["gate"] is Gate.QUESTION:
        return gettext("An overdue question must be answered before the opening.")
    if sealed["gate"].is_open:
        return gettext("The bids are being opened.")
    if sealed["may"]:
        return gettext("The time has come. Please confirm the opening.")
    missing = sealed["missing"]
    words = ngettext(
        "%(number)d person must still confirm.", "%(number)d people must still confirm.", missing
    )
    return words % {"number": missing}


def _result_words(opened: Opening) -> str:
    if opened.enough:
        number = reads.opened_in(opened)
        words = ngettext("%(number)d bid was opened.", "%(number)d bids were opened.", number)
        return words % {"number": number}
    if not opened.bids:
        return gettext("Nobody gave a final offer.") if opened.round > 1 else gettext("Nobody applied.")
    words = ngettext(
        "%(number)d bid came, %(least)d are needed. It was not opened.",
        "%(number)d bids came, %(least)d are needed. None was opened.",
        opened.bids,
    )
    return words % {"number": opened.bids, "least": opened.least}


@proved
@login_required
@require_POST
def opening_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """One of the two words."""
    now = clock.now()
    tender = _call_or_404(request, number, now)
    round_ = reads.waiting_round(tender)
    try:
        openings.confirm(number, round=round_ or 1, by=person(request), now=now)
    except NotOpenError:
        messages.info(request, gettext("There is nothing to confirm now."))
    except openings.OpeningBlockedError:
        messages.error(request, gettext("An overdue question must be answered before the opening."))
    else:
        both = judgement.gate_of(tender, law.case_of(tender), round=round_ or 1, now=now).is_open
        stays = gettext("Confirmed. The bids stay sealed until both words are there.")
        messages.success(request, gettext("Confirmed. Both words are there.") if both else stays)
    return redirect("opening", number)


@login_required
@require_http_methods(["GET", "POST"])
def opening_end(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Draft that the call is void, or its one extension; a second person approves."""
    now = clock.now()
    tender = _call_or_404(request, number, now)
    if not permissions.may_end_opened(person(request), tender, now=now):
        raise PermissionDenied
    if kind == "extension" and not judgement.may_be_extended(tender):
        raise Http404
    waits = tender.amendments.filter(state="submitted", kind__in=voids.OPENED.kinds).exists()
    if waits and request.method == "GET":
        return redirect("opening_review", number)
    form_class, draft = (VoidForm, voids.declare_void) if kind == "void" else (ExtensionForm, voids.extend)
    form = form_class(request.POST if request.method == "POST" else None, initial={"form_id": uuid4()})
    if form.is_bound and form.is_valid():
        try:
            draft(number, by=person(request), now=now, **form.cleaned_data)
        except (PersonalDataError, OtherWordsError, AnotherWaitsError) as error:
            explain(form, error)
        else:
            messages.success(request, gettext("Sent. A second person must approve before it is published."))
            return redirect("opening_review", number)
    context = {"form": form, "tender": tender, "kind": kind}
    return render(request, "openings/end.html", context, status=422 if form.errors else 200)


@proved
@login_required
@require_http_methods(["GET", "POST"])
def opening_review(request: HttpRequest, number: str) -> HttpResponse:
    """What waits for the second person; everyone of the agency may read it."""
    now = clock.now()
    tender = _call_or_404(request, number, now)
    by = person(request)
    if not permissions.may_read_end(by, tender, now=now):
        raise Http404
    waiting = tender.amendments.select_related("drafted_by", "tender__buyer")
    amendment = waiting.filter(state="submitted", kind__in=voids.OPENED.kinds).first()
    if amendment is None:
        raise OverError(reverse("opening", args=[number])) if request.method == "POST" else Http404
    may = may_approve_amendment(by, amendment, now=now)
    form = EndReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid() and (done := _decide(request, amendment, form, now)):
            return done
    context = {
        "form": form,
        "tender": tender,
        "amendment": amendment,
        "may": may,
        "mine": amendment.drafted_by_id == by.pk,
        "reason": labels.amendment_reason(amendment.reason_code),
        "text_lang": foreign_lang(amendment.reason_zh, reader_language()),
    }
    return render(request, "openings/review.html", context, status=422 if form.errors else 200)


def _decide(
    request: HttpRequest, amendment: Amendment, form: EndReviewForm, now: datetime
) -> HttpResponse | None:
    """Carry the second person's word out; None when the form now says what is in the way."""
    said, number, by = form.cleaned_data, amendment.tender.number, person(request)
    if said["act"] == "send_back":
        voids.send_back(number, comment=said["comment"], by=by, now=now)
        messages.success(request, gettext("Not published. The drafter finds your words at the call."))
        return redirect("opening", number)
    try:
        notice = voids.approve(number, by=by, now=now, medium_url=said["medium_url"] or "")
    except MediumNeededError:
        form.add_error("medium_url", gettext("Enter where this notice stands on the official medium."))
        return None
    except NotOpenError:
        form.add_error(None, gettext("The call cannot be extended any more."))
        return None
    except RuleError as error:
        explain(form, error)
        return None
    messages.success(request, gettext("Published. Everyone concerned is told."))
    return redirect("notice", number, notice.seq)


@login_required
@require_POST
def opening_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """Take the draft that waits back."""
    now = clock.now()
    tender = _call_or_404(request, number, now)
    try:
        voids.take_back(tender.number, by=person(request), now=now)
    except Amendment.DoesNotExist:
        raise OverError(reverse("opening", args=[number])) from None
    messages.success(request, gettext("Taken back. The call stands as it was."))
    return redirect("opening", number)


@login_required
@require_POST
def opening_again(request: HttpRequest, number: str) -> HttpResponse:
    """Begin the call that follows a void one; what it said is copied, dates and numbers are not."""
    now = clock.now()
    tender = _call_or_404(request, number, now)
    draft = voids.re_tender(tender.number, form_id=uuid4(), by=person(request), now=now)
    messages.success(request, gettext("The new draft is linked to the call it follows."))
    return redirect("call_part", draft.number, "project")
