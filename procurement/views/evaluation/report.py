"""The report of an evaluation: made by one press, read in words, its very text to be saved."""

from collections.abc import Container, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.ground import clock
from portal.ground.formatting import figure
from procurement.errors.evaluation import NotReadyError
from procurement.judgement import law
from procurement.judgement.ranking import short_lots
from procurement.labels import bids
from procurement.labels import evaluation as words
from procurement.labels.awards import LINE
from procurement.models import Criterion, EvaluationReport, Lot, Tender
from procurement.permissions.calls import approves_for
from procurement.rules import evaluation as rules
from procurement.rules.awarding import Candidate, Standing, money_line
from procurement.rules.evaluation import PriceUnclearError
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import reports
from procurement.views.calls.officer import person
from procurement.views.evaluation import money
from procurement.views.evaluation.overview import evaluated_call, running_call
from procurement.views.rows import status_badge
from procurement.views.slices import slice_of

# Bids of a report on a page, and how many stand side by side.
BIDS, BESIDE = 30, 6


@login_required
@require_POST
def evaluation_report_make(request: HttpRequest, number: str) -> HttpResponse:
    """Have the rules compute the ranking of every lot."""
    now = clock.now()
    tender = running_call(request, number, now)
    try:
        for lot in _to_report(tender):
            reports.report(lot, by=person(request), now=now)
    except (NotReadyError, PriceUnclearError):
        messages.error(request, gettext("Something is missing for the report. It stands below."))
        return redirect("evaluation", number)
    messages.success(request, gettext("The report is made."))
    return redirect("evaluation_report", number)


def _to_report(tender: Tender) -> list[Lot]:
    """The lots that are judged, but those that too few offers are left in; all where that is so of all."""
    judged = list(tender.lots.select_related("tender").filter(status="evaluating"))
    short = short_lots(tender, law.case_of(tender))
    return [one for one in judged if one not in short] or judged


@login_required
@never_cache
@require_safe
def evaluation_report(request: HttpRequest, number: str) -> HttpResponse:
    """The ranking of every lot: points, formula, what was not ranked and why; earlier reports below."""
    now = clock.now()
    tender = evaluated_call(request, number, now)
    made = EvaluationReport.objects.filter(lot__tender=tender).select_related("lot__tender", "by")
    known = tender.regime == STATUTORY or approves_for(person(request), tender.buyer, now=now)
    shown = [_report(one, tender, request, known=known) for one in made.order_by("-attempt", "lot__position")]
    if not shown:
        return redirect("evaluation", number)
    newest = max(one["report"].attempt for one in shown)
    context = {
        "tender": tender,
        "badge": status_badge(tender, now),
        "reports": [one for one in shown if one["report"].attempt == newest],
        "earlier": [one for one in shown if one["report"].attempt < newest],
        "several": tender.lots.count() > 1,
        "stands": tender.step != "evaluating" or reads.current_report(shown[0]["report"].lot) is not None,
        "now": now,
    }
    return render(request, "evaluation/report.html", context)


@login_required
@never_cache
@require_safe
def evaluation_report_text(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The very text a report's check value is of."""
    tender = evaluated_call(request, number, clock.now())
    report = get_object_or_404(EvaluationReport, lot__tender=tender, pk=pk)
    response = HttpResponse(report.body, content_type="application/json; charset=utf-8")
    name = f"{tender.number}-report-{report.lot.position}-{report.attempt}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _report(report: EvaluationReport, tender: Tender, request: HttpRequest, *, known: bool) -> dict[str, Any]:
    """One report in words, as its body says, so many bids at a time. ``known``: who reads may learn who an outsider
    is."""
    body = reads.body_of(report)
    names = {one.number: one.lead.name for one in tender.bids.select_related("lead")}
    panel = {one.code: one for one in tender.evaluators.filter(code__in=body["panel"])}
    lines = _lines(report.lot, body)
    every = [
        {
            "row": row,
            "name": names.get(row["bid"], ""),
            "total": Decimal(row["total"]),
            "priced": priced_words(row),
            "running": lines[row["bid"]].running,
            "line": lines[row["bid"]].line,
            "line_words": LINE[lines[row["bid"]].line],
        }
        for row in body["ranking"]
    ]
    part = slice_of(request, money.with_line(every), name="bids", per=BIDS)
    rows = list(part.rows)
    table = [table for one in report.lot.criteria.all() if (table := _points_under(one, rows))]
    return {
        "report": report,
        "rows": rows,
        "part": part,
        "declared": [one for one in rows if one["priced"]],
        "money": money.in_words(report.lot, lines),
        "table": table if len(rows) <= BESIDE else [],
        "bids": _by_bid(rows, table) if len(rows) > BESIDE else [],
        "benchmark": Decimal(body["benchmark"]) if body["benchmark"] else None,
        "invalid": [
            {
                "bid": one["bid"],
                "name": names.get(one["bid"], ""),
                "words": words.INVALID[one["code"]],
                "ground": words.GROUND.get(one.get("ground", ""), ""),
                "reason": one.get("reason", ""),
            }
            for one in body["invalid"]
        ],
        "panel": [
            {"code": code, "seat": words.SEAT[panel[code].seat], "name": panel[code].name if known else ""}
            for code in body["panel"]
        ],
        "formula": words.FORMULA[body["formula"]],
        "ties": words.TIES[body["formula"]],
        "rounding": words.ROUNDING[body["rounding"]],
        "comments": _comments(tender, body, names, {one["row"]["bid"] for one in rows}),
        "by_formula": body["formula"] != rules.Formula.LOWEST_PRICE,
    }


def priced_words(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """How the price of a bid was judged, in words; None where nothing was declared for it."""
    priced = row.get("priced")
    if not priced:
        return None
    counted = [one["policy"] for one in priced["claims"] if one["counts"]]
    return {
        "judged": Decimal(priced["judged"]) if counted else None,
        "share": figure(Decimal(priced["share"])),
        "why": bids.policies(counted),
        "claims": [
            {
                "said": bids.declared(one["policy"], one["said"]),
                "state": words.CLAIM["yes" if one["granted"] else "no"],
                "reason": one["reason"],
            }
            for one in priced["claims"]
        ],
    }


def _lines(lot: Lot, body: Mapping[str, Any]) -> dict[str, Standing]:
    """How far the number of awards and the money reach, as the report alone has it."""
    ranked = [
        Candidate(row["bid"], row["rank"], Decimal(row["total"]), verified=True, named=row["candidate"])
        for row in body["ranking"]
    ]
    return {one.bid: one for one in money_line(ranked, most=lot.most_awards, budget=lot.money)}


def _by_bid(rows: list[dict[str, Any]], table: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same points with a row for each bid: more than a few stand in no line."""
    return [
        {
            "name": one["name"],
            "bid": one["row"]["bid"],
            "cells": [
                {"criterion": each["criterion"], "of": each["of"], **each["cells"][at]} for each in table
            ],
        }
        for at, one in enumerate(rows)
    ]


def _points_under(criterion: Criterion, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What each bid earned under one criterion, and what the members gave; None where it was not scored."""
    cells, of = [], Decimal(0)
    for one in rows:
        points = {each["criterion"]: each for each in one["row"]["criteria"]}.get(criterion.pk)
        if points is None:
            return None
        of = Decimal(points["of"])
        given = " · ".join(one["row"]["given"].get(str(criterion.pk), ()))
        # Without its prefix the number fits a narrow column.
        bid = one["row"]["bid"].removeprefix("B-")
        cells.append({"bid": bid, "points": points["points"], "given": given})
    return {"criterion": criterion, "of": of, "cells": cells} if cells else None


def _comments(
    tender: Tender, body: dict[str, Any], names: dict[str, str], shown: Container[str]
) -> list[dict[str, Any]]:
    """What members wrote beside their points, by bid; the member is not named."""
    by_offer: dict[int, list[Any]] = {}
    for score in reads.comments_on(tender, body["panel"]):
        by_offer.setdefault(score.offer_id, []).append(score)
    return [
        {"bid": row["bid"], "name": names.get(row["bid"], ""), "scores": by_offer[row["offer"]]}
        for row in body["ranking"]
        if row["offer"] in by_offer and row["bid"] in shown
    ]
