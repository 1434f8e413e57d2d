"""What the people behind a bid must do next, by date: write on, confirm, explain a price, make the final offer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from organizations.models import Tie, TieKind, User
from organizations.selectors import ties_waiting_for
from portal.ground import formatting
from portal.ground.clock import legal_date
from portal.ground.formatting import reader_language
from procurement.models import Bid
from procurement.permissions import bids as permissions
from procurement.permissions.evaluation import may_explain
from procurement.rules.inquiries import end_of
from procurement.selectors import bids as selectors
from procurement.selectors.awards import objections_until, results_shown
from procurement.selectors.evaluation import questions_waiting
from procurement.views.rows import title_of

MOST_ACTS = 20


def acts_of(by: User, *, now: datetime) -> list[dict[str, Any]]:
    """The nearest first, as ``{% acts %}`` draws them; what has no date comes last."""
    overtaken = set(selectors.overtaken(by, now=now).values_list("pk", flat=True))
    found = []
    leads = selectors.organizations_of(by, now=now).exists()
    for bid in selectors.bids_in_hand(by, now=now)[:MOST_ACTS]:
        found += list(_acts(by, bid, now, overtaken=bid.pk in overtaken, leads=leads))
    for party in selectors.asked_to_stand(by, now=now)[:MOST_ACTS]:
        if permissions.may_answer_party(by, party, now=now):
            due = party.bid.tender.closes_at
            words = gettext("Say whether you stand behind a bid: you are asked")
            url = reverse("bid_party", args=[party.bid.number])
            found.append(_act(party.bid, due, words, url, gettext("Answer")))
    for asked in questions_waiting(by, now=now)[:MOST_ACTS]:
        if may_explain(by, asked, now=now):
            url = reverse("bid_price", args=[asked.offer.bid.number])
            words = gettext("Explain your price")
            found.append(_act(asked.offer.bid, asked.explain_by, words, url, words))
    for bid in results_shown(by, now=now)[:MOST_ACTS]:
        until = objections_until(bid.tender)
        heard = until is not None and legal_date(now) <= until
        words = (
            gettext("Read your own result; objections are still heard")
            if heard
            else gettext("Read your own result")
        )
        moment = end_of(until) if until and heard else None
        act = _act(bid, moment, words, reverse("bid_result", args=[bid.number]), gettext("Read"))
        found.append(act | {"kind": "", "ends_of_day": True})
    found += [_tie_act(one) for one in ties_waiting_for(by, legal_date(now))[:MOST_ACTS]]
    dated = sorted((one for one in found if one["moment"]), key=lambda one: one["moment"])
    return dated + [one for one in found if not one["moment"]]


def _acts(by: User, bid: Bid, now: datetime, *, overtaken: bool, leads: bool) -> Iterator[dict[str, Any]]:
    own = reverse("bid", args=[bid.number])
    takes = permissions.takes_bids(bid.tender, now=now)
    due = bid.tender.closes_at
    if (
        takes
        and overtaken
        and permissions.may_confirm(by, bid, now=now)
        and selectors.needs_confirmation(bid)
    ):
        words = gettext("Confirm your bid or replace it: the call was corrected")
        yield _act(bid, due, words, own, gettext("Confirm"), tone="bad")
    if permissions.may_agree_to_draft(by, bid, now=now) and not bid.is_agreed_by_lead:
        words, page = gettext("Your host typed this bid in: read it, then agree or not"), "bid_party"
        yield _act(bid, due, words, reverse(page, args=[bid.number]), gettext("Read and answer"))
    if takes and bid.draft_revision is not None:
        words = (
            gettext("Finish your bid and seal it") if leads else gettext("Finish the bid; a leader seals it")
        )
        yield _act(bid, due, words, own, gettext("Go on writing"))
    first = bid.current is not None and bid.current.round == 1
    if leads and permissions.is_opened(bid) and first and permissions.is_open(bid, now=now):
        words, final_due = gettext("Make your final offer"), bid.tender.consultation.final_due
        page = reverse("bid_final", args=[bid.number])
        yield _act(bid, final_due, words, page, gettext("Write the final offer"))


def _tie_act(tie: Tie) -> dict[str, Any]:
    """What another organisation asks: a tie counts once both have said yes."""
    upper_asks = tie.upper_confirmed_at is not None
    mine, other = (tie.member, tie.upper) if upper_asks else (tie.upper, tie.member)
    words = gettext("Say whether you stand together: another organisation asks")
    if tie.kind == TieKind.HOST and not upper_asks:
        words = gettext("Say whether you host a group: it asks you")
    return {
        "moment": None,
        "words": words,
        "call": "",
        "big": gettext("Waits for you"),
        "title": formatting.labelled(words, other.name, reader_language()),
        "text": mine.name,
        "action": {
            "label": gettext("Answer"),
            "url": reverse("organization_desk", args=[mine.number]),
            "kind": "",
        },
    }


def _act(
    bid: Bid, moment: datetime | None, words: str, url: str, button: str, *, tone: str = ""
) -> dict[str, Any]:
    language = reader_language()
    call = title_of(bid.tender)
    return {
        "moment": moment,
        "kind": "bids_due",
        "words": words,
        "call": call.text,
        "big": pgettext("date column", "On hold") if bid.tender.step == "suspended" and not moment else "",
        "title": formatting.labelled(words, call.text, language),
        "title_lang": call.lang,
        "text": f"{bid.lead.name} · {bid.number}",
        "state": "late" if tone else "",
        "action": {"label": button, "url": url, "kind": ""},
    }
