"""Where bids stand, for one or for a list: the facts gathered in a fixed number of queries, judged by the rules."""

from collections.abc import Iterable
from datetime import datetime

from procurement.models import (
    Award,
    Bid,
    BidConfirmation,
    BidResult,
    Consultation,
    Intake,
    OpenedOffer,
    Opening,
    OpeningFault,
    Tender,
)
from procurement.rules.bid_states import BidFacts, BidState, state_of
from procurement.selectors import bids as selectors
from procurement.selectors import evaluation


def state_of_bid(bid: Bid, *, now: datetime) -> BidState:
    """Where one bid stands at ``now``."""
    return states_of([bid], now=now)[bid.pk]


def states_of(bids: Iterable[Bid], *, now: datetime) -> dict[int, BidState]:
    """By the row's id; the same number of queries however many bids of one call there are."""
    found = {one.pk: one for one in bids}
    drafts = [pk for pk, one in found.items() if one.draft_revision is not None]
    lodged = {pk: one for pk, one in found.items() if one.status == "lodged"}
    opened = {pk: one for pk, one in found.items() if one.status == "opened"}
    calls = {one.tender_id: one.tender for one in (*lodged.values(), *opened.values())}
    unopened = [pk for pk, one in found.items() if one.status == "not_opened"]
    faults = dict(OpeningFault.objects.filter(bid__in=unopened).order_by("id").values_list("bid", "code"))
    results = _results(opened)
    awards = Award.objects.filter(bid__in=opened, revoked_at__isnull=True)
    contracts = dict(awards.values_list("bid", "contract__state"))
    pressed = _pressed(drafts)
    terms = selectors.binding_terms_of({one.tender_id for one in lodged.values()})
    confirmed = _confirmed([one.current_id for one in lodged.values()])
    few, second = _openings(calls)
    judged = {one.tender_id for one in opened.values()}
    called = dict(Consultation.objects.filter(tender__in=judged).values_list("tender", "final_due"))
    aside = _aside(list(opened))
    made = {}
    for pk, bid in found.items():
        tender, current = bid.tender, bid.current
        needed = terms.get(bid.tender_id, 1)
        made[pk] = state_of(
            BidFacts(
                status=bid.status,
                step=tender.step,
                now=now,
                bids_due=tender.bids_due,
                draft=bid.draft_revision is not None,
                pressed=pressed.get((pk, bid.draft_revision), ""),
                confirmed=current is None
                or max(current.terms_version, confirmed.get(current.pk, 0)) >= needed,
                fault=faults.get(pk, ""),
                too_few=bid.tender_id in few,
                aside=pk in aside,
                final_due=called.get(bid.tender_id),
                final_current=current is not None and current.round > 1,
                final_opened=bid.tender_id in second,
                outcome=results.get(pk, ""),
                contract=contracts.get(pk) or "",
            )
        )
    return made


# Of what a bid learned of several lots its state says the best.
_BEST_FIRST = ("won", "passed_over", "lost", "void", "invalid")


def _results(bids: Iterable[int]) -> dict[int, str]:
    rows = BidResult.objects.filter(bid__in=bids).order_by("attempt").values_list("bid", "lot", "outcome")
    last = {(bid, lot): outcome for bid, lot, outcome in rows}
    best: dict[int, str] = {}
    for (bid, _lot), outcome in last.items():
        best[bid] = min(best.get(bid, outcome), outcome, key=_BEST_FIRST.index)
    return best


def _aside(found: list[int]) -> set[int]:
    """The bids of which everything offered at first was set aside, and stands so."""
    offers = OpenedOffer.objects.filter(bid__in=found, opening__round=1)
    kept = set(evaluation.conforming(offers).values_list("bid", flat=True))
    return set(offers.values_list("bid", flat=True)) - kept


def _pressed(found: list[int]) -> dict[tuple[int, int | None], str]:
    """What became of the last press of *seal* on each revision; ``waiting`` without a verdict."""
    presses = Intake.objects.filter(bid__in=found, act="lodge").order_by("received_at", "id")
    rows = presses.values_list("bid", "package__revision", "verdict__verdict")
    return {(bid, revision): verdict or "waiting" for bid, revision, verdict in rows}


def _confirmed(packages: list[int | None]) -> dict[int, int]:
    """The newest terms each sealed version was confirmed under."""
    given = BidConfirmation.objects.filter(package__in=packages).order_by("terms_version")
    return dict(given.values_list("package", "terms_version"))


def _openings(tenders: dict[int, Tender]) -> tuple[set[int], set[int]]:
    """The calls whose opening in force found too few bids, and those whose final offers are open."""
    few, second = set(), set()
    for one in Opening.objects.filter(tender__in=tenders):
        if one.deadline_version != tenders[one.tender_id].deadline_version:
            continue
        if one.round == 1 and not one.enough:
            few.add(one.tender_id)
        if one.round > 1:
            second.add(one.tender_id)
    return few, second
