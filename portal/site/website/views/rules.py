"""The rulebook in words, and the calculator: published then, by this procedure, for this money, what dates?"""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.ground import clock
from portal.ground.fields import ChoiceField, DayField, MoneyField
from portal.ground.fields.asked import asked_of
from portal.ground.formatting import foreign_lang, money, reader_language
from procurement import labels
from procurement.judgement import law
from procurement.labels.because import BECAUSE
from procurement.labels.verdicts import figure_words
from procurement.publication.call import listed
from procurement.rules.chooser import choose
from procurement.rules.facts import Facts
from procurement.rules.procedures import PROCEDURES
from procurement.rules.publication import check_publication, lawful_dates
from procurement.rules.row import CONFIDENCES, Row
from procurement.rules.rulebook import Rulebook
from procurement.rules.unasked import UNASKED
from procurement.rules.vocabulary import LEVELS, PROGRAMME, REGIMES, STATUTORY

_DATES = ("documents_from", "documents_to", "ask_by", "answers_by", "bids_due", "opens_at")
_OPENING_HOUR = time(9, 0)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What the book is, how sure it is of its rows, and the way to each part of it."""
    book, calendar = law.current()
    context = {
        "book": book,
        "calendar": calendar,
        "groups": [
            {"key": key, "label": group_label(key), "count": len(rows)}
            for key, rows in groups_of(book).items()
        ],
        "confidence": [(code, labels.confidence(code)) for code in CONFIDENCES],
        "now": clock.now(),
    }
    return render(request, "website/rules.html", context)


@require_safe
def group(request: HttpRequest, group: str, page: int = 1) -> HttpResponse:
    """One part of the book in words, so many rows to a page that it stays light on a phone."""
    book, _calendar = law.current()
    rows = groups_of(book).get(group, [])
    pages = -(-len(rows) // ROWS_A_PAGE)
    if not 1 <= page <= pages:
        raise Http404
    context = {
        "book": book,
        "label": group_label(group),
        "count": len(rows),
        "lines": [line(one) for one in rows[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]],
        "previous_url": page_url(group, page - 1) if page > 1 else "",
        "next_url": page_url(group, page + 1) if page < pages else "",
        "page": page,
        "pages": pages,
    }
    return render(request, "website/rule_group.html", context)


@require_safe
def row(request: HttpRequest, row_id: str) -> HttpResponse:
    """Where a row of the book stands: the address that verdicts give."""
    book, _calendar = law.current()
    for key, rows in groups_of(book).items():
        for place, one in enumerate(rows):
            if one.id == row_id:
                return redirect(f"{page_url(key, place // ROWS_A_PAGE + 1)}#{row_id}")
    raise Http404


def page_url(key: str, page: int) -> str:
    return reverse("rule_group", args=[key] if page == 1 else [key, page])


def groups_of(book: Rulebook) -> dict[str, list[Row]]:
    """The rows of the book: what is common first, then procedure by procedure."""
    found: dict[str, list[Row]] = {}
    for one in book.rows:
        found.setdefault(group_of(one), []).append(one)
    order = [STATUTORY, PROGRAMME, EVERYWHERE, *PROCEDURES]
    return {key: found[key] for key in order if key in found}


ROWS_A_PAGE = 50
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
        "source": (source := f"{row.source} {row.article}".strip()),
        "source_lang": foreign_lang(source, reader_language()),
        "tier": labels.tier(row.tier),
        "confidence": f"{row.confidence} {labels.confidence(row.confidence)}",
        "unconfirmed": row.unconfirmed,
        "confirmed_by": row.confirmed_by or "",
        "because": labels.unasked_because(row.parameter) if row.parameter in BECAUSE else "",
        "enforcement": labels.unasked(str(UNASKED[row.parameter]))
        if row.parameter in UNASKED
        else labels.enforcement(row.enforcement),
    }


def scope(row: Row) -> str:
    """Levels, procedures and values a row is limited to."""
    language = reader_language()
    parts = [listed((labels.level(one) for one in sorted(row.levels)), language)] if row.levels else []
    if len(row.procedures) > 1:
        parts.append(listed((labels.procedure(one) for one in sorted(row.procedures)), language))
    bounds = (
        (row.value_above, gettext("above %(sum)s")),
        (None if row.value_above is not None else row.value_from, gettext("from %(sum)s")),
        (row.value_to, gettext("up to %(sum)s")),
        (None if row.value_to is not None else row.value_below, gettext("below %(sum)s")),
    )
    parts += [words % {"sum": money(bound, language)} for bound, words in bounds if bound]
    return " · ".join(parts)


class CalculatorForm(forms.Form):
    """What the count needs to know; a second procedure is asked on the same page."""

    published = DayField(label=_("Published on"), widget=forms.DateInput(attrs={"type": "date"}))
    procedure = ChoiceField(
        label=_("Procedure"), choices=lambda: [(code, labels.procedure(code)) for code in PROCEDURES]
    )
    level = ChoiceField(
        label=_("Level of the buyer"), choices=lambda: [(code, labels.level(code)) for code in LEVELS]
    )
    value = MoneyField(label=_("Largest single award, yuan"), meant_for="question")

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
    first = next(one.code for one in PROCEDURES.values() if one.enforced_now and PROGRAMME in one.regimes)
    asked = {"procedure": first, "level": "county"} | request.GET.dict()
    form = CalculatorForm(asked if request.GET else None, initial=asked)
    asked_of(request).knows(*form.fields)
    context: dict[str, Any] = {"form": form, "now": clock.now()}
    if form.is_bound and form.is_valid():
        context |= answer(form.facts())
    return render(request, "website/calculator.html", context)


def answer(facts: Facts) -> dict[str, Any]:
    """The dates, the rule behind each, and whether the label fits the money."""
    book, calendar = law.current()
    dates: dict[str, Any] = dict(lawful_dates(facts, book=book, calendar=calendar))
    dated = replace(facts, **dates)
    verdicts = check_publication(dated, book=book, calendar=calendar)
    options = choose(facts, book=book, calendar=calendar)
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
        "procedures": [labels.procedure(one.procedure) for one in options if one.permitted],
        "refusal": next(
            (
                labels.choice_reason(one.reason_code)
                for one in options
                if one.procedure == facts.procedure and not one.permitted
            ),
            "",
        ),
        "provisional": any(one.counted.provisional for found in by_field.values() for one in found),
        "announced_through": calendar.announced_through,
    }
