"""What each bidder privately learns, as soon as a result is shown: in time to object to it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.ground import ledger
from procurement.judgement.results import points
from procurement.models import AwardDraft, Bid, BidResult, Tender
from procurement.selectors.awards import Ranking
from procurement.services.bids import letters


def tell(tender: Tender, ranking: Ranking, draft: AwardDraft, *, now: datetime) -> None:
    """Write every bidder's own result: rank, points per criterion, its two weakest, or why it was not judged;
    and a letter that it waits. The caller has locked the tender."""
    lot, bids = ranking.lot, ranking.bids
    last = BidResult.objects.filter(lot=lot).order_by("-attempt").first()
    attempt = last.attempt + 1 if last else 1
    made = [
        BidResult(
            bid=bids[row["bid"]],
            lot=lot,
            attempt=attempt,
            outcome=_outcome(row["bid"], draft),
            rank=row["rank"],
            score=points(row["score"]),
            criteria=row["criteria"],
            weakest=row["weakest"],
            reason=draft.passed_over.get(row["bid"], ""),
            **_given(row, draft),
            at=now,
        )
        for row in ranking.rows
    ]
    made += [
        BidResult(
            bid=bids[row["bid"]], lot=lot, attempt=attempt, outcome="invalid", reason=row["code"], at=now
        )
        for row in ranking.body["invalid"]
    ]
    for result in BidResult.objects.bulk_create(made):
        ledger.record("result_told", subject=result.bid.subject, at=now, public=False, outcome=result.outcome)
        letters.tell_result(result.bid, tender, now=now)


def _given(row: Mapping[str, Any], draft: AwardDraft) -> dict[str, Any]:
    """What a chosen bid gets, and why it is less than it asks for."""
    bid = row["bid"]
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
    for bid in Bid.objects.filter(results__lot=tender.first_lot).distinct():
        letters.tell_result(bid, tender, now=now)
