"""How the rules were kept, in sentences, figures and bars; every figure leads to the calls behind it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from portal.ground import clock
from portal.ground.fields.asked import Asked, asked_of
from portal.ground.formatting import figure, money, reader_language
from portal.ground.ledger import seals
from procurement import labels
from procurement.filters import ORDERS, asked_agency, asked_place, asked_year
from procurement.labels.measures import INDICATOR, INDICATOR_METHOD
from procurement.rules.indicators import LEAST_CASES, Kept, Share, together
from procurement.selectors import compliance
from procurement.selectors.compliance import CallFigures, Scope
from procurement.selectors.voices import leaked
from procurement.views.rows import cursor_url, rows

PAGE_SIZE = 20


def behind(code: str, scope: Scope) -> str:
    """The address of the calls that a figure counts."""
    asked: dict[str, str | int] = {"figure": code, "year": scope.year}
    if scope.agency is not None:
        asked["agency"] = scope.agency.slug
    if scope.place is not None:
        asked["place"] = scope.place.code
    return f"{reverse('figure_calls')}?{urlencode(asked)}"


def share_words(share: Share) -> str:
    """Per cent, or the cases themselves where they are too few for a rate."""
    if share.percent is not None:
        return f"{share.percent}%"
    return gettext("%(part)s of %(whole)s") % {"part": figure(share.part), "whole": figure(share.whole)}


def days_words(days: float | None) -> str:
    return "–" if days is None else figure(round(days))


def sentence(kept: Kept, year: int) -> str:
    """How the duties of the year were kept, all together."""
    if kept.due == 0:
        return gettext("Nothing was due in %(year)s so far.") % {"year": year}
    words = ngettext(
        "Of %(due)s duty due in %(year)s, %(on_time)s was kept in time.",
        "Of %(due)s duties due in %(year)s, %(on_time)s were kept in time.",
        kept.due,
    ) % {"due": figure(kept.due), "year": year, "on_time": figure(kept.on_time)}
    for number, more in (
        (kept.overdue, ngettext("%(count)s is overdue.", "%(count)s are overdue.", kept.overdue)),
        (
            kept.never,
            ngettext(
                "%(count)s was past its day and never done.",
                "%(count)s were past their day and never done.",
                kept.never,
            ),
        ),
    ):
        if number:
            words = gettext("%(first)s %(second)s") % {
                "first": words,
                "second": more % {"count": figure(number)},
            }
    return words


def block(scope: Scope, now: datetime) -> dict[str, Any]:
    """What a page of an agency or a place says of the year: the sentence, six figures, the duties by kind."""
    kept = compliance.duties_kept(scope, now=now)
    whole, calls = together(kept), compliance.call_figures(scope)
    return {
        "calls": calls,
        "sentence": sentence(whole, scope.year),
        "tiles": tiles(scope, whole, calls),
        "rows": [duty_row(one, scope) for one in kept],
        "chart": duties_chart(kept) if kept else None,
        "faulty": calls.faulty.part,
        "faulty_url": behind("date_fault", scope),
        "least": LEAST_CASES,
        "leaked": leaked(scope),
    }


def tiles(scope: Scope, kept: Kept, calls: CallFigures) -> list[dict[str, Any]]:
    """Six figures, each with its meaning and the way to the calls behind it."""
    results = compliance.result_figures(scope)
    language = reader_language()
    return [
        {
            "label": gettext("Duties kept in time"),
            "figure": share_words(kept.share) if kept.due else "–",
            "note": gettext("%(count)s overdue now") % {"count": figure(kept.overdue)}
            if kept.overdue
            else "",
            "tone": "bad",
        },
        {
            "label": gettext("Calls published"),
            "figure": figure(calls.calls),
            "note": money(calls.money, language) if calls.calls else "",
            "url": behind("all", scope) if calls.calls else "",
        },
        {
            "label": gettext("Days to apply"),
            "figure": days_words(calls.days_given),
            "unit": gettext("days") if calls.days_given is not None else "",
            "note": gettext("half of the calls gave more; the shortest %(least)s")
            % {"least": calls.least_days}
            if calls.least_days is not None
            else "",
        },
        {
            "label": gettext("Open to everyone"),
            "figure": share_words(calls.public) if calls.calls else "–",
            "note": gettext("%(count)s not open, each with its reason")
            % {"count": figure(calls.calls - calls.public.part)}
            if calls.public.part < calls.calls
            else "",
            "url": behind("not_public", scope) if calls.public.part < calls.calls else "",
        },
        {
            "label": gettext("Closing moved"),
            "figure": share_words(calls.moved) if calls.calls else "–",
            "url": behind("moved_deadline", scope) if calls.moved.part else "",
        },
        {
            "label": gettext("Days to the first payment"),
            "figure": days_words(results.days_to_payment),
            "unit": gettext("days") if results.days_to_payment is not None else "",
            "note": gettext("Contracts with a recorded payment: %(paid)s of %(contracts)s")
            % {"paid": figure(results.paid), "contracts": figure(results.contracts)}
            if results.contracts
            else "",
        },
    ]


def duty_row(kept: Kept, scope: Scope) -> dict[str, Any]:
    missed = kept.late + kept.undone
    return {
        "kept": kept,
        "label": labels.duty_kind(kept.kind),
        "share": share_words(kept.share),
        "url": behind(f"late:{kept.kind}", scope) if missed else "",
    }


def duties_chart(kept: list[Kept]) -> dict[str, Any]:
    """Duties kept in time, kind by kind, against all that were due."""
    return {
        "title": gettext("Kept in time, by duty"),
        "note": gettext("A full bar is all that were due."),
        "most": 1,
        "bars": [
            {
                "label": str(labels.duty_kind(one.kind)),
                "value": one.on_time / one.due,
                "words": share_words(one.share),
                "tone": "f4" if one.undone else "f2" if one.late else "f1",
            }
            for one in kept
        ],
        "head": [gettext("Duty"), gettext("Due"), gettext("In time"), gettext("Late"), gettext("Not done")],
        "rows": [
            [str(labels.duty_kind(one.kind)), *map(figure, (one.due, one.on_time, one.late, one.undone))]
            for one in kept
        ],
    }


def indicator_rows(scope: Scope, calls: CallFigures) -> list[dict[str, Any]]:
    """Reasons to look, with their method; the share only where there are enough cases."""
    return [
        {
            "label": INDICATOR[code],
            "method": INDICATOR_METHOD[code],
            "share": share,
            "words": share_words(share) if share.whole else "–",
            "url": behind(code, scope) if share.part else "",
        }
        for code, share in compliance.reasons_to_look(scope, calls).items()
    ]


def year_of(asked: Asked, now: datetime) -> int:
    """The year of an address; this year where it names none that can be."""
    this = clock.legal_date(now).year
    return asked_year(asked, last=this, otherwise=this) or this


@require_safe
def figure_calls(request: HttpRequest) -> HttpResponse:
    """The calls behind one figure."""
    (now, standing), asked = seals.present(), asked_of(request)
    code = asked.text("figure")
    scope = Scope(year_of(asked, now), agency=asked_agency(asked), place=asked_place(asked))
    found = compliance.calls_behind(code, scope, now=now)
    if found is None:
        raise Http404
    page = asked.paginate(found, order=ORDERS["newest"], size=PAGE_SIZE)
    context = {
        "title": figure_words(code),
        "scope": scope,
        "method": INDICATOR_METHOD.get(code, ""),
        "rows": rows(page, now, standing),
        "next_url": cursor_url(request.GET, page.next),
        "previous_url": cursor_url(request.GET, page.previous),
        "now": now,
    }
    return render(request, "public/statistics/calls.html", context)


def figure_words(code: str) -> str:
    if code.startswith("late:"):
        return gettext("Not kept in time: %(duty)s") % {"duty": labels.duty_kind(code.removeprefix("late:"))}
    return str(INDICATOR.get(code, gettext("Calls published")))
