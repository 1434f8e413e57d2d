"""What each bidder privately learns, as soon as a result is shown: in time to object to it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.ground import ledger
from procurement.judgement.results import points
from procurement.models import AwardDraft, Bid, BidResult, Lot, Tender
from procurement.selectors.awards import Ranking
from procurement.services.bids import letters


def tell(tender: Tender, rankings: Sequence[Ranking], draft: AwardDraft, *, now: datetime) -> None:
    """Write every bidder's own result in each lot: rank, points per criterion, its two weakest, or why it was not
    judged; and one letter that it waits. The caller has locked the tender."""
    made = [result for one in rankings for result in _of_lot(one, draft, now)]
    ranked = {one.lot.pk for one in rankings}
    void = tender.lots.filter(position__in=[int(one) for one in draft.void_lots]).exclude(pk__in=ranked)
    made += [result for lot in void for result in _of_void(lot, draft, now)]
    told = BidResult.objects.bulk_create(made)
    for result in told:
        ledger.record("result_told", subject=result.bid.subject, at=now, public=False, outcome=result.outcome)
    for bid in {result.bid_id: result.bid for result in told}.values():
        letters.tell_result(bid, tender, now=now)


def _attempt(lot: Lot) -> int:
    last = BidResult.objects.filter(lot=lot).order_by("-attempt").first()
    return last.attempt + 1 if last else 1


def _of_lot(ranking: Ranking, draft: AwardDraft, now: datetime) -> list[BidResult]:
    lot, bids = ranking.lot, ranking.bids
    attempt, void = _attempt(lot), str(lot.position) in draft.void_lots
    made = [
        BidResult(
            bid=bids[row["bid"]],
            lot=lot,
            attempt=attempt,
            outcome="void" if void else _outcome(ranking.key(row), draft),
            rank=row["rank"],
            score=points(row["score"]),
            criteria=row["criteria"],
            weakest=row["weakest"],
            priced=row.get("priced", {}),
            reason=draft.void_lots.get(str(lot.position), "") or draft.passed_over.get(ranking.key(row), ""),
            **_given(ranking, row, draft),
            at=now,
        )
        for row in ranking.rows
    ]
    return made + [
        BidResult(
            bid=bids[row["bid"]], lot=lot, attempt=attempt, outcome="invalid", reason=row["code"], at=now
        )
        for row in ranking.body["invalid"]
    ]


def _of_void(lot: Lot, draft: AwardDraft, now: datetime) -> list[BidResult]:
    """Of a lot that nobody judged, to those who bid for it."""
    bids = Bid.objects.filter(bid_lots__lot=lot, status__in=("opened", "not_opened"))
    attempt, why = _attempt(lot), draft.void_lots.get(str(lot.position), "")
    return [
        BidResult(bid=bid, lot=lot, attempt=attempt, outcome="void", reason=why, at=now)
        for bid in bids.order_by("number")
    ]


def _given(ranking: Ranking, row: dict[str, Any], draft: AwardDraft) -> dict[str, Any]:
    """What a chosen bid gets, and why it is less than it asks for."""
    bid = ranking.key(row)
    if bid not in draft.winners:
        return {}
    cut = draft.cut.get(bid)
    return {"value": draft.value_of(bid, Decimal(row["total"])), "cut_reason": cut.reason if cut else ""}


def _outcome(bid: str, draft: AwardDraft) -> str:
    if bid in draft.winners:
        return "won"
    return "passed_over" if bid in draft.passed_over else "lost"


def tell_award(tender: Tender, *, now: datetime) -> None:
    """A letter to every bidder that what they read before is now awarded, or was taken back."""
    for bid in Bid.objects.filter(results__lot__tender=tender).distinct():
        letters.tell_result(bid, tender, now=now)
