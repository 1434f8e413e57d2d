"""A bidder's own result: points per criterion, rank, the two weakest, and what follows."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal.ground.formatting import reader_language
from procurement.judgement import awards
from procurement.labels import awards as words
from procurement.models import BidResult, Criterion
from procurement.permissions import awards as permissions
from procurement.publication.call import Call
from procurement.rules.opening import record_of
from procurement.selectors import awards as reads
from procurement.views.bids.bid_desk import Desk, of_own_bid
from procurement.views.calls.officer import person
from procurement.views.evaluation.report import priced_words


@require_GET
@of_own_bid
def bid_result(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What only the people behind a bid read."""
    bid = desk.bid
    found = reads.results_of(bid)
    if not found or not permissions.may_read_result(person(request), bid, now=desk.now):
        raise Http404
    tender = bid.tender
    context = {
        "bid": bid,
        "tender": tender,
        "results": [_shown(one) for one in found],
        "named": record_of(tender.procedure).names,
        "withdrawn": tender.step == "evaluating",
        "may_object": awards.takes_objections(tender, now=desk.now),
        "until": reads.objections_until(tender),
    }
    return render(request, "awards/result.html", context)


def _shown(result: BidResult) -> dict[str, Any]:
    """What was learned of one lot."""
    rows = _rows(result)
    return {
        "result": result,
        "lot": result.lot,
        "outcome": words.OUTCOME[result.outcome],
        "tone": words.OUTCOME_TONE[result.outcome],
        "reason": _reason(result),
        "panel_words": _panel_words(result),
        "rows": rows,
        "of": _of(result),
        "weakest": [one["text"] for one in rows if one["weak"]],
        "award": _award(result),
        "priced": priced_words({"priced": result.priced}),
    }


def _reason(result: BidResult) -> str:
    """Why a bid was passed over or not ranked, or its lot is void."""
    tables = (words.PASSED_OVER, words.INVALID, words.VOID_LOT)
    return next((str(table[result.reason]) for table in tables if result.reason in table), "")


def _panel_words(result: BidResult) -> str:
    """What the panel wrote of a bid it did not rank, as the report has it."""
    body = reads.ranking_of(result.lot) if result.outcome == "invalid" else None
    for one in body["invalid"] if body else ():
        if one["bid"] == result.bid.number:
            return str(one.get("reason", ""))
    return ""


def _rows(result: BidResult) -> list[dict[str, Any]]:
    """The criteria in the order of the call, with what this bid earned of each."""
    known = {one.pk: one for one in Criterion.objects.filter(lot=result.lot)}
    rows = []
    for one in result.criteria:
        criterion = known[one["criterion"]]
        text = {"text_zh": criterion.text_zh, "text_en": criterion.text_en}
        words_ = Call(text, reader_language()).words("text")
        rows.append(
            {
                "position": criterion.position,
                "text": words_,
                "points": Decimal(one["points"]),
                "of": Decimal(one["of"]),
                "weak": one["criterion"] in result.weakest and result.outcome != "won",
            }
        )
    return sorted(rows, key=lambda row: row["position"])


def _of(result: BidResult) -> int:
    """How many were ranked beside it: the last rank, not who they are."""
    return BidResult.objects.filter(lot=result.lot, attempt=result.attempt, rank__isnull=False).count()


def _award(result: BidResult) -> Any:
    standing = result.bid.awards.filter(lot=result.lot, revoked_at__isnull=True)
    return standing.select_related("contract", "bid__lead").first()
