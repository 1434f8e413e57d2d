"""How the rules are kept across the province, and whether public buying helps organisations."""

import csv
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from organizations.models import kept_places
from portal.ground import clock
from portal.ground.fields.asked import asked_of
from portal.ground.formatting import figure, reader_language
from portal.ground.province import chosen
from procurement.rules.indicators import Kept, Share
from procurement.selectors import compliance
from procurement.selectors.compliance import CallFigures, ResultFigures, Scope
from procurement.selectors.process import ProcessFigures, process_figures
from procurement.views.public.compliance import block, indicator_rows, share_words, year_of

MOST_YEARS = 5


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The province in one year: coverage first, then duties, calls, reasons to look, and every prefecture."""
    now = clock.now()
    scope = Scope(year_of(asked_of(request), now))
    kept_block = block(scope, now)
    prefectures = prefecture_rows(scope, now)
    context = {
        "scope": scope,
        "years": compliance.years_with_calls(now),
        "kept_block": kept_block,
        "missed": [one for one in kept_block["rows"] if one["kept"].on_time < one["kept"].due],
        "kept": [one for one in kept_block["rows"] if one["kept"].on_time == one["kept"].due],
        "indicators": indicator_rows(scope, kept_block["calls"]),
        "prefectures": [one for one in prefectures if one["calls"] or one["kept"].due],
        "quiet": [one for one in prefectures if not one["calls"] and not one["kept"].due],
        "now": now,
    }
    return render(request, "public/statistics/statistics.html", context)


def prefecture_rows(scope: Scope, now: Any) -> list[dict[str, Any]]:
    """The province's own agencies, then every prefecture, also one that published nothing."""
    kept = compliance.kept_by_prefecture(scope.year, now=now)
    calls = compliance.calls_by_prefecture(scope.year)
    places = [one for one in kept_places().values() if one.level != "county"]
    rows = []
    for place in places:
        key = "" if place.level == "province" else place.code
        duties, (count, money) = kept.get(key, Kept("")), calls.get(key, (0, 0))
        name = gettext("Provincial agencies") if key == "" else place.name
        rows.append(
            {"place": place, "name": name, "calls": count, "money": money, "kept": duties}
            | {"share": share_words(duties.share) if duties.due else "–"}
        )
    return rows


@dataclass(frozen=True)
class Year:
    """Everything counted of one year."""

    calls: CallFigures
    results: ResultFigures
    process: ProcessFigures


@dataclass(frozen=True)
class Measure:
    """One plot: a figure of each year, with what it means and how it is counted."""

    code: str
    title: Any
    method: Any
    of: Callable[["Year"], Share | float | None]
    unit: Any = ""


MEASURES = (
    Measure(
        "days_open",
        _("Days to apply"),
        _("Median of calendar days from publication to closing, over all calls of the year."),
        lambda year: year.calls.days_given,
        _("days"),
    ),
    Measure(
        "public_share",
        _("Calls open to everyone"),
        _("Calls that anyone who may apply can answer, among all calls of the year."),
        lambda year: year.calls.public,
    ),
    Measure(
        "hosted_share",
        _("Calls open to groups on no register"),
        _("Calls that a group may answer through a registered host, among all calls of the year."),
        lambda year: year.calls.hosted,
    ),
    Measure(
        "indirect_share",
        _("Calls that pay indirect costs"),
        _(
            "Calls that name indirect costs to be paid (staff, rent, management), among all calls of the year."
        ),
        lambda year: year.calls.indirect,
    ),
    Measure(
        "bidders",
        _("Bids for a call"),
        _("Median of the number of bids found at the first opening, over calls opened in the year."),
        lambda year: year.results.bidders,
        _("bids"),
    ),
    Measure(
        "through_host",
        _("Awards to groups on no register"),
        _(
            "Awards whose work is done by a group on no register, through its host, among all awards of the year."
        ),
        lambda year: year.results.through_host,
    ),
    Measure(
        "days_to_payment",
        _("Days to the first payment"),
        _(
            "Median of calendar days from signing to the first payment, over contracts signed in the year and paid."
        ),
        lambda year: year.results.days_to_payment,
        _("days"),
    ),
    Measure(
        "days_to_answer",
        _("Days to an answer"),
        _(
            "Median of calendar days from the day a question was shown to its first answer, over the questions "
            "answered of the year; from five of them on."
        ),
        lambda year: year.process.days_to_answer,
        _("days"),
    ),
    Measure(
        "hours_to_approve",
        _("Hours from draft to approval"),
        _(
            "Median of hours from the first line of a draft to the second person's approval, over the calls published; "
            "from five of them on."
        ),
        lambda year: year.process.hours_to_approve,
        _("hours"),
    ),
    Measure(
        "first_time",
        _("Bids of organisations that bid for the first time"),
        _("Bids opened in the year whose organisation had never bid here before, among all bids opened."),
        lambda year: year.process.first_time,
    ),
    Measure(
        "assisted",
        _("Bids typed in by a host"),
        _("Bids that a registered host typed in for a group, among all bids opened in the year."),
        lambda year: year.process.assisted,
    ),
    Measure(
        "reasons_given",
        _("Losers told why"),
        _("Bidders not chosen who read their points for each criterion, among all not chosen in the year."),
        lambda year: year.process.reasons_given,
    ),
    Measure(
        "on_phone",
        _("Bids sealed on a phone"),
        _("Bids whose sealing was pressed on a telephone, among all bids opened in the year."),
        lambda year: year.process.on_phone,
    ),
    Measure(
        "clear",
        _("Bidders who found the call clear"),
        _(
            "Bidders who answered yes to: did the call say clearly what was wanted and how it would be judged?"
        ),
        lambda year: year.process.clear,
    ),
    Measure(
        "covered",
        _("Bidders whose costs were covered"),
        _("Bidders who answered yes to: did the money offered cover what the work costs you?"),
        lambda year: year.process.covered,
    ),
    Measure(
        "again",
        _("Bidders who would bid again"),
        _("Bidders who answered yes to: would you answer a call of this portal again?"),
        lambda year: year.process.again,
    ),
    Measure(
        "leaked",
        _("Purchases missing here"),
        _("Purchases reported as missing and found so, among those and all calls published in the year."),
        lambda year: year.process.leaked,
    ),
)


def figures_by_year(now: Any) -> dict[int, Year]:
    """The last years with calls, the earliest first."""
    return {year: _year(Scope(year)) for year in sorted(compliance.years_with_calls(now)[:MOST_YEARS])}


def _year(scope: Scope) -> Year:
    calls = compliance.call_figures(scope)
    return Year(calls, compliance.result_figures(scope), process_figures(scope, calls=calls.calls))


@require_safe
def benefit(request: HttpRequest) -> HttpResponse:
    """Plots of what public buying does for organisations, and what is known from before."""
    now = clock.now()
    figures = figures_by_year(now)
    context = {
        "charts": [measure_chart(one, figures) for one in MEASURES],
        "measures": MEASURES,
        "history": [history_chart(one) for one in history()],
        "now": now,
    }
    return render(request, "public/statistics/benefit.html", context)


def measure_chart(one: Measure, figures: dict[int, Year]) -> dict[str, Any]:
    """A bar for each year; too few cases for a rate are said in cases and draw no bar."""
    bars, rows = [], []
    for year, counted in figures.items():
        found = one.of(counted)
        if isinstance(found, Share):
            value = (found.percent or 0) / 100
            words = share_words(found) if found.whole else "–"
            rows.append([str(year), figure(found.part), figure(found.whole), words])
        else:
            value = float(found or 0)
            words = "–" if found is None else f"{figure(round(found, 1))} {one.unit}".strip()
            rows.append([str(year), words])
        bars.append({"label": str(year), "value": value, "words": words, "tone": "f1"})
    shares = len(rows[0]) > 2 if rows else False
    head = [gettext("Year"), gettext("Cases"), gettext("Of"), gettext("Share")] if shares else [
        gettext("Year"), str(one.title)
    ]  # fmt: skip
    return {
        "code": one.code,
        "title": one.title,
        "note": one.method,
        "most": 1 if shares else None,
        "bars": bars,
        "head": head,
        "rows": rows,
    }


@require_safe
def measure_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of one plot: year, value, and for a share its cases. Numbers alone, so that no cell is a formula."""
    one = next((measure for measure in MEASURES if measure.code == code), None)
    if one is None:
        raise Http404
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}.csv"'
    writer = csv.writer(response)
    writer.writerow(["year", "value", "part", "whole"])
    for year, counted in figures_by_year(clock.now()).items():
        found = one.of(counted)
        if isinstance(found, Share):
            writer.writerow(
                [year, "" if found.percent is None else found.percent / 100, found.part, found.whole]
            )
        else:
            writer.writerow([year, "" if found is None else round(found, 2), "", ""])
    return response


@cache
def history() -> list[dict[str, Any]]:
    """What is known from before the portal, with its sources."""
    charts: list[dict[str, Any]] = tomllib.loads(
        (chosen().folder / "history.toml").read_text(encoding="utf-8")
    )["chart"]
    return charts


def history_chart(said: dict[str, Any]) -> dict[str, Any]:
    language = "en" if reader_language() == "en" else "zh"
    unit = said[f"unit_{language}"]
    words = [f"{figure(bar['value'])} {unit}".strip() for bar in said["bars"]]
    return {
        "title": said[f"title_{language}"],
        "note": said[f"note_{language}"],
        "source": said[f"source_{language}"],
        "source_url": said.get("source_url", ""),
        "bars": [
            {"label": bar[language], "value": bar["value"], "words": text, "tone": bar.get("tone", "f1")}
            for bar, text in zip(said["bars"], words, strict=True)
        ],
        "head": [gettext("What"), gettext("How many")],
        "rows": [[bar[language], text] for bar, text in zip(said["bars"], words, strict=True)],
    }
