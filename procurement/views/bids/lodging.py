"""A bid as a whole: what was sealed and proved, and the presses of seal, withdraw, confirm, replace."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.models import User
from organizations.proof import proved
from portal.ground import clock
from portal.ground.ledger import trust
from portal.ground.ledger.trust import ClockDoubtedError
from portal.ground.pages import device
from portal.ground.values.record import read_record
from procurement.errors import NotOpenError
from procurement.errors.bids import (
    BeingSealedError,
    KeyTakenError,
    NothingToSealError,
    OwnCopyError,
    StaleBidError,
    StaleTermsError,
)
from procurement.forms.bids import PressForm, ReplaceForm, SealForm
from procurement.judgement.bids import drafts
from procurement.judgement.bids.drafts import Draft
from procurement.judgement.bids.terms import terms_of
from procurement.labels import bid_states as state_words
from procurement.labels import bids as words
from procurement.models import Intake
from procurement.permissions import bids as permissions
from procurement.permissions import evaluation as permissions_of_panel
from procurement.rules.bid_states import seen_by_host
from procurement.rules.bidding import BidRefusedError, sums
from procurement.rules.opening import record_of
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import bid_states as states
from procurement.selectors import bids as selectors
from procurement.selectors import evaluation as reads
from procurement.selectors import parties
from procurement.services.bids import bids, lodging, receipts
from procurement.views.bids import statement
from procurement.views.bids.bid_desk import Desk, context_of, fault_rows, odd_rows, of_own_bid, while_written
from procurement.views.calls.officer import person

CONFIRM = ("confirm", "confirm_on_hold")


@require_GET
@of_own_bid
def bid(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where a bid stands: the next act, what was pressed, the receipts."""
    by, now, own = person(request), desk.now, desk.bid
    reads = permissions.may_read_bid(by, own, now=now)
    writes = reads or permissions.may_write_for(by, own, now=now)
    presses = [_press_row(one) for one in selectors.intakes_of(own)] if reads else []
    stands = states.state_of_bid(own, now=now)
    stands = stands if writes else seen_by_host(stands)
    context = context_of(
        desk,
        "",
        # While the clock is doubted nobody knows yet whether a press was in time.
        undecided=any(not one["verdict"] for one in presses) and bool(trust.standing().doubt),
        state=stands,
        said=state_words.sentence(stands),
        box={"ok": "ok", "bad": "bad"}.get(stands.tone, "info"),
        may_confirm=permissions.may_confirm(by, own, now=now) and stands.code in CONFIRM,
        parties=[
            {"name": one.organization.name, "part": words.PART[one.part]}
            for one in own.parties.select_related("organization")
        ],
        presses=presses,
        only_signs=not writes,
        only_writes=writes and not reads,
        asked_for=drafts.sum_for_host(own, by=by, now=now)
        if not reads and permissions.may_see_sum(by, own, now=now)
        else None,
        shown=_shown_to_host(by, desk),
        word_of_lead=_word_of_lead(by, desk),
        rival_hosts=parties.hosts_that_bid([own]).get(own.pk, []) if reads else [],
        several=own.parties.count() > 1,
        faults=fault_rows(desk) if desk.draft else [],
        writable=desk.writable,
        may_discard=permissions.may_discard_bid(by, own, now=now),
        forget="" if desk.bid.draft_revision is not None else device.name_of(by, own.number),
        is_open=permissions.takes_bids(own.tender, now=now),
        may_replace=permissions.may_replace(by, own, now=now) and own.draft_revision is None,
        waits_for_group=permissions.waits_for_group_to_replace(by, own, now=now),
        may_withdraw=permissions.may_withdraw(by, own, now=now)
        and permissions.takes_bids(own.tender, now=now),
        again=stands.code == "withdrawn" and permissions.takes_bids(own.tender, now=now),
        result=reads and own.results.exists(),
        may_give_pulse=permissions.may_give_pulse(by, own, now=now),
        **_asked(by, desk),
    )
    return render(request, "bids/bid.html", context)


def _shown_to_host(by: User, desk: Desk) -> dict[str, Any] | None:
    """What the group lets the host that signs read, as the page draws it."""
    if not permissions.may_read_shown(by, desk.bid, now=desk.now):
        return None
    return _content(drafts.shown_to_host(desk.bid, by=by, now=desk.now))


def _word_of_lead(by: User, desk: Desk) -> str:
    """``ask`` where the reader has to say for the group whether a typed-in draft stands, ``wait`` where its host
    waits for that; empty where nothing is open."""
    if desk.draft is None or desk.bid.is_agreed_by_lead:
        return ""
    if permissions.may_agree_to_draft(by, desk.bid, now=desk.now):
        return "ask"
    return "wait" if permissions.needs_word_of_lead(by, desk.bid, now=desk.now) else ""


def _content(draft: Draft) -> dict[str, Any]:
    """Answers and budget of a draft, in words."""
    return {
        "answers": [
            {"ask": words.QUESTION[code], "text": draft.answers.get(code, "")} for code in words.QUESTION
        ],
        "lots": [
            {
                "position": position,
                "lines": [{"line": one, "kind": words.LINE_KIND[one.kind]} for one in lines],
                "sums": sums(lines),
            }
            for position, lines in draft.lots.items()
        ],
    }


def _asked(by: User, desk: Desk) -> dict[str, Any]:
    """What the panel asks of an opened bid: a final offer, an explanation of its price."""
    own, now = desk.bid, desk.now
    if not permissions.may_read_bid(by, own, now=now):
        return {}
    called = reads.consultation_of(own.tender) if permissions.is_opened(own) else None
    return {
        "called": called if called and not reads.is_out(own) else None,
        "price_asked": permissions_of_panel.may_read_question(by, own, now=now)
        and reads.low_offers_of(own.tender).filter(offer__bid=own).order_by("explained_at").last(),
    }


def _press_row(intake: Intake) -> dict[str, Any]:
    verdict = getattr(intake, "verdict", None)
    receipt = getattr(intake, "receipt", None)
    return {
        "act": words.ACT[intake.act],
        "at": verdict.held_at or intake.received_at if verdict else intake.received_at,
        "verdict": words.VERDICT[verdict.verdict] if verdict else "",
        "version": intake.package.revision if intake.act == "lodge" and intake.package else None,
        "stands": selectors.stands(intake),
        "late": verdict is not None and verdict.verdict != "accepted",
        "receipt": receipt.number if receipt else "",
        "intake": intake,
    }


@require_GET
@while_written
def bid_check(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything once more, the own copy to keep, and the button that seals."""
    assert desk.draft is not None
    notice = selectors.notice_in_force(desk.bid.tender)
    context = context_of(
        desk,
        "check",
        faults=fault_rows(desk),
        odd=odd_rows(desk),
        form=SealForm.of(desk.bid, notice.terms_version),
        **_content(desk.draft),
        stated=statement.rows(desk.draft.statement, terms_of(desk.bid.tender))
        if desk.bid.tender.regime == STATUTORY
        else [],
        named=record_of(desk.bid.tender.procedure).names,
        may_lodge=permissions.may_lodge(person(request), desk.bid, now=desk.now),
        replaces=desk.bid.revision > 0,
    )
    return render(request, "bids/check.html", context)


@require_GET
@of_own_bid
def bid_own_copy(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The bidder's own copy as a file, as long as the draft is not sealed."""
    if desk.draft is None:
        raise Http404
    copy = drafts.own_copy(desk.bid, by=person(request), now=desk.now)
    response = HttpResponse(
        json.dumps(copy, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    name = f"{desk.bid.number}-{copy['revision']}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@of_own_bid
def bid_seal(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Press *seal*. The answer says *sealed* only after it is committed and judged."""
    on_phone = "Mobile" in request.headers.get("User-Agent", "")
    press = partial(lodging.seal, on_phone=on_phone)
    return _press(request, desk, press, back="bid_check", form=SealForm(request.POST))


@proved
@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_withdraw(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take a sealed bid back, after a question; another may be written until closing."""
    if request.method == "POST":
        return _press(request, desk, _withdraw, back="bid")
    return _ask(
        request,
        desk,
        permissions.may_withdraw(person(request), desk.bid, now=desk.now),
        title=gettext("Withdraw this bid?"),
        text=gettext(
            "It will not be opened, and nobody ever reads it. Until closing you can write another one."
        ),
        button=gettext("Withdraw"),
    )


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_confirm(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say that the sealed bid holds under the corrected call."""
    if request.method == "POST":
        return _press(request, desk, lodging.confirm, back="bid")
    return _ask(
        request,
        desk,
        permissions.may_confirm(person(request), desk.bid, now=desk.now)
        and selectors.needs_confirmation(desk.bid),
        title=gettext("Does your bid hold under the corrected call?"),
        text=gettext(
            "The call was corrected after you sealed. Read the correction first. A bid that is neither "
            "confirmed nor replaced before closing is not opened."
        ),
        button=gettext("Confirm: it holds"),
        corrected=True,
    )


def _ask(
    request: HttpRequest,
    desk: Desk,
    allowed: bool,
    *,
    title: str,
    text: str,
    button: str,
    corrected: bool = False,
) -> HttpResponse:
    if not allowed:
        return redirect("bid", desk.bid.number)
    terms_version = selectors.notice_in_force(desk.bid.tender).terms_version
    context = context_of(
        desk,
        "",
        title=title,
        text=text,
        button=button,
        corrected=corrected,
        form=PressForm.fresh(terms_version),
    )
    return render(request, "bids/press.html", context)


def _withdraw(bid_number: str, *, key: Any, by: Any, terms_version: int) -> Intake:
    """Whatever the terms are by now: who takes a bid back need not have read them."""
    return lodging.withdraw(bid_number, key=key, by=by)


def _press(
    request: HttpRequest,
    desk: Desk,
    press: Callable[..., Intake],
    *,
    back: str,
    form: PressForm | None = None,
) -> HttpResponse:
    """Receive, judge, sign; or say what stopped it. Pressing again shows the same receipt."""
    form = form or PressForm(request.POST)
    if not form.is_valid():
        return redirect(back, desk.bid.number)
    try:
        intake = press(desk.bid.number, by=person(request), **form.cleaned_data)
    except BidRefusedError:
        return redirect("bid_check", desk.bid.number)
    except StaleBidError as stopped:
        messages.error(request, _why(stopped))
        return redirect("bid_check", desk.bid.number)
    except (StaleTermsError, NothingToSealError, KeyTakenError, NotOpenError) as stopped:
        messages.error(request, _why(stopped))
        return redirect("bid", desk.bid.number)
    try:
        lodging.decide(intake.pk, now=clock.now())
    except ClockDoubtedError:
        messages.info(
            request,
            gettext(
                "Received and kept. The portal is checking its clock; whether it was in time is decided "
                "afterwards, and the clock's fault makes nobody late. You need not press again."
            ),
        )
        return redirect("bid", desk.bid.number)
    receipt = receipts.receipt_of(intake)
    return redirect("receipt", receipt.number)


def _why(stopped: Exception) -> str:
    if isinstance(stopped, StaleTermsError):
        return gettext(
            "The call was corrected while you were on that page. Read the correction, then press again."
        )
    if isinstance(stopped, StaleBidError):
        return gettext(
            "Nothing was sealed: the bid was changed after you opened that page. Read it here, then seal."
        )
    if isinstance(stopped, NotOpenError):
        return gettext("This call takes no bids any more.")
    return gettext("There is nothing to seal at the moment. See below what was received.")


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_replace(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Begin another revision; the sealed one stays in force until the new one is sealed."""
    if permissions.is_opened(desk.bid):
        return redirect("bid_final", desk.bid.number)
    if permissions.waits_for_group_to_replace(person(request), desk.bid, now=desk.now):
        raise PermissionDenied
    if not permissions.may_replace(person(request), desk.bid, now=desk.now):
        return redirect("bid", desk.bid.number)
    form = ReplaceForm(request.POST, request.FILES) if request.method == "POST" else ReplaceForm()
    if form.is_bound and form.is_valid():
        try:
            content = form.cleaned_data["copy"]
            copy = read_record(content) if content else None
            bids.begin_replacement(desk.bid.number, copy=copy, by=person(request), now=desk.now)
        except (ValueError, OwnCopyError, BidRefusedError):
            form.add_error("copy", gettext("This file is not the copy of this bid."))
        else:
            return redirect("bid_answers", desk.bid.number)
    context = context_of(desk, "", form=form)
    return render(request, "bids/replace.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@of_own_bid
def bid_discard(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put the unsealed draft away for good."""
    by = person(request)
    if desk.bid.draft_revision is None:
        return redirect("bid", desk.bid.number)
    if not permissions.may_discard_bid(by, desk.bid, now=desk.now):
        raise PermissionDenied
    if request.method == "POST":
        try:
            bids.discard_draft(desk.bid.number, by=by, now=desk.now)
        except BeingSealedError:
            messages.info(request, gettext("This bid is being sealed just now, so it was not changed."))
        else:
            messages.success(request, gettext("The draft is gone."))
        return redirect("bid_list")
    sealed = desk.bid.revision > 0
    context = {
        "title": gettext("Put this draft away?"),
        "text": gettext("What you wrote since is deleted; the bid you sealed before stays in force.")
        if sealed
        else gettext("What you wrote is deleted and cannot be brought back."),
        "button": gettext("Put it away"),
        "back_url": reverse("bid", args=[desk.bid.number]),
    }
    return render(request, "bids/discard.html", context | context_of(desk, ""))
