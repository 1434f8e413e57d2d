"""The rulebook in words, and the calculator: published then, by this procedure, for this money, what dates?"""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal import clock
from portal.formatting import money
from procurement import labels
from procurement.labels.verdicts import figure_words
from procurement.presentation import listed, reader_language
from procurement.rules.chooser import choose
from procurement.rules.facts import Facts
from procurement.rules.procedures import PROCEDURES
from procurement.rules.publication import check_publication, lawful_dates
from procurement.rules.row import CONFIDENCES, Row
from procurement.rules.vocabulary import LEVELS, PROGRAMME, REGIMES, STATUTORY
from procurement.services import editions

_DATES = ("documents_from", "documents_to", "ask_by", "answers_by", "bids_due", "opens_at")
_OPENING_HOUR = time(9, 0)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every row of the book in words: what is common first, then procedure by procedure."""
    book, calendar = editions.current()
    groups: dict[str, list[Row]] = {}
    for row in book.rows:
        groups.setdefault(group_of(row), []).append(row)
    order = [STATUTORY, PROGRAMME, EVERYWHERE, *PROCEDURES]
    context = {
        "book": book,
        "calendar": calendar,
        "groups": [
            {"key": key, "label": group_label(key), "lines": [line(row) for row in groups[key]]}
            for key in order
            if key in groups
        ],
        "confidence": [(code, labels.confidence(code)) for code in CONFIDENCES],
        "now": clock.now(),
    }
    return render(request, "website/rules.html", context)


EVERYWHERE = "everywhere"


def group_of(row: Row) -> str:
    """A row that speaks of one procedure stands under it, any other under its regime."""
    if len(row.procedures) == 1:
        return next(iter(row.procedures))
    return row.regime or EVERYWHERE


def group_label(key: str) -> str:
    if key == EVERYWHERE:
        return gettext("In every regime")
    if key in REGIMES:
        return labels.regime(key)
    return labels.procedure(key)


def line(row: Row) -> dict[str, Any]:
    """One row of the book as a reader sees it."""
    in_english = reader_language() == "en"
    return {
        "id": row.id,
        "title": row.title_en if in_english else row.title_zh,
        "figure": figure_words(row.number, row.unit) if row.number is not None else "",
        "scope": scope(row),
        "source": f"{row.source} {row.article}".strip(),
        "tier": labels.tier(row.tier),
        "confidence": row.confidence,
        "unconfirmed": row.unconfirmed,
        "enforcement": labels.enforcement(row.enforcement),
    }


def scope(row: Row) -> str:
    """Levels, procedures and values a row is limited to."""
    language = reader_language()
    parts = [listed((labels.level(one) for one in sorted(row.levels)), language)] if row.levels else []
    if len(row.procedures) > 1:
        parts.append(listed((labels.procedure(one) for one in sorted(row.procedures)), language))
    if row.value_from:
        parts.append(gettext("from %(sum)s") % {"sum": money(row.value_from, language)})
    if row.value_to is not None:
        parts.append(gettext("up to %(sum)s") % {"sum": money(row.value_to, language)})
    return " · ".join(parts)


class CalculatorForm(forms.Form):
    """What the count needs to know; a second procedure is asked on the same page."""

    published = forms.DateField(label=_("Published on"), widget=forms.DateInput(attrs={"type": "date"}))
    procedure = forms.ChoiceField(
        label=_("Procedure"), choices=lambda: [(code, labels.procedure(code)) for code in PROCEDURES]
    )
    level = forms.ChoiceField(
        label=_("Level of the buyer"), choices=lambda: [(code, labels.level(code)) for code in LEVELS]
    )
    value = forms.DecimalField(
        label=_("Largest single award, yuan"), min_value=0, max_digits=14, decimal_places=2
    )

    def facts(self) -> Facts:
        found = self.cleaned_data
        moment = datetime.combine(found["published"], _OPENING_HOUR, clock.LEGAL_ZONE)
        regime = PROCEDURES[found["procedure"]].regimes[0]
        return Facts(
            procedure=found["procedure"],
            regime=regime,
            object="services",
            level=found["level"],
            buyer_class="administrative_organ",
            estimated_value=found["value"],
            published_at=moment,
            official_medium_published_at=moment if regime == "statutory" else None,
        )


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """All the lawful dates of a call, with how each was counted."""
    asked = {"procedure": "grant_call", "level": "county"} | request.GET.dict()
    form = CalculatorForm(asked if request.GET else None, initial=asked)
    context: dict[str, Any] = {"form": form, "now": clock.now()}
    if form.is_bound and form.is_valid():
        context |= answer(form.facts())
    return render(request, "website/calculator.html", context)


def answer(facts: Facts) -> dict[str, Any]:
    """The dates, the rule behind each, and whether the label fits the money."""
    book, calendar = editions.current()
    dates = lawful_dates(facts, book=book, calendar=calendar)
    dated = replace(facts, **dates)
    verdicts = check_publication(dated, book=book, calendar=calendar)
    by_field: dict[str, list[Any]] = {}
    for verdict in verdicts:
        if verdict.counted is not None:
            by_field.setdefault(verdict.field, []).append(verdict)
    return {
        "dates": [
            {"name": labels.date_field(name), "moment": dates[name], "verdicts": by_field.get(name, [])}
            for name in _DATES
            if name in dates
        ],
        "label_faults": [one for one in verdicts if one.field == "procedure" and one.stops],
        "options": choose(facts, book=book, calendar=calendar),
        "provisional": any(one.counted.provisional for found in by_field.values() for one in found),
        "announced_through": calendar.announced_through,
    }
