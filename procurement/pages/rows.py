"""The part of `{% load purchase %}` that draws rows of calls, acts and questions, and says events in letters."""

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from portal.ground import formatting
from portal.ground.formatting import reader_language as language
from portal.ground.pages.given import Moment, hour_of, member
from procurement import labels
from procurement.labels import deadlines
from procurement.pages.dates import is_to_midnight
from procurement.search import spans

register = Library()


@register.simple_tag
def lot_name(number: int) -> str:
    """A lot of several by its number."""
    return labels.lot(number)


@register.filter
def told(event: str) -> str:
    """What a letter says of an event to those who follow the call."""
    return labels.told(event)


@register.filter
def told_in_a_line(event: str) -> str:
    """The same after the title of the call, where a letter gathers."""
    return labels.told_in_a_line(event)


def _when(context: Context, thing: Any, moment: Moment | None, kind: str) -> dict[str, Any]:
    """The date column of rows and acts: big date, small weekday and hour, what is left, and how it looks."""
    state = member(thing, "state", "") or ""
    if moment is None:
        return {
            "big": member(thing, "big", ""),
            "small": member(thing, "small", ""),
            "left": member(thing, "left", ""),
            "state": state,
        }
    now, lang = hour_of(context), language()
    the, clock = formatting.day_and_hour(moment, ends_of_day=is_to_midnight(thing, kind, moment))
    small = f"{formatting.weekday(the, lang)} {clock}".strip()
    if not formatting.same_year(the, now):
        small = f"{the.year}年 {small}" if lang == "zh" else f"{the.year}, {small}"
    far = formatting.left(moment, now)
    if not state:
        over = "late" if kind == "duty" else "past"
        state = over if far.over else "near" if far.near else ""
    return {
        "machine": formatting.machine(moment),
        "big": formatting.day(the, lang, year=False, weekday=False),
        "small": small,
        "left": member(thing, "left", "") or deadlines.left_words(far, kind),
        "state": state,
    }


@register.inclusion_tag("purchase/when.html", takes_context=True)
def when(context: Context, moment: Moment | None, kind: str, said: Any = None) -> dict[str, Any]:
    """The date column of a row that is no call's own; ``said``: its words where there is no date."""
    return {"when": _when(context, said or {}, moment, kind)}


@register.inclusion_tag("purchase/acts.html", takes_context=True)
def acts(context: Context, items: Iterable[Any]) -> dict[str, Any]:
    return {
        "items": [
            {"act": one, "when": _when(context, one, member(one, "moment"), member(one, "kind", "") or "")}
            for one in items
        ]
    }


@register.simple_tag(takes_context=True)
def notice_rows(context: Context, rows: Iterable[Any], wanted: str = "") -> SafeString:
    """The rows of a list. What was looked for (``wanted``) is marked in their titles."""
    drawn = [(notice_row(context, row), row) for row in rows]
    return SafeString("".join([_marked(html, row, wanted) if wanted else html for html, row in drawn]))


_TITLE = re.compile(r"(<h3><a [^>]*>)([^<]*)(</a>)")


def _marked(html: SafeString, row: Any, wanted: str) -> SafeString:
    """The title with the hits in it marked, and below it the place of a hit in the words of the call."""
    marked = _TITLE.sub(
        lambda title: f"{title[1]}{_hits(unescape(title[2]), wanted)}{title[3]}", html, count=1
    )
    if excerpt := member(row, "excerpt", ""):
        lang = format_html(' lang="{}"', lang) if (lang := member(row, "excerpt_lang", "")) else ""
        marked = marked.replace("</h3>", f'</h3><p class="excerpt"{lang}>{_hits(excerpt, wanted)}</p>', 1)
    return SafeString(marked)


def _hits(text: str, wanted: str) -> str:
    said, last = "", 0
    for begin, end in spans(text, wanted):
        said += f"{escape(text[last:begin])}<mark>{escape(text[begin:end])}</mark>"
        last = end
    return f"{said}{escape(text[last:])}"


@register.simple_tag(takes_context=True)
def notice_row(context: Context, row: Any) -> SafeString:
    """One row of a list; one that says how is kept for the next reader."""
    kept: SafeString | None = member(row, "html")
    if kept is not None:
        return kept
    kind = member(row, "next_kind", "") or ""
    when = _when(context, row, member(row, "next_date"), kind)
    html = render_to_string("purchase/notice_row.html", {"row": row, "when": when})
    keep: Callable[[SafeString], SafeString] | None = member(row, "keep")
    return keep(html) if keep else html


@register.inclusion_tag("purchase/question.html", takes_context=True)
def question(context: Context, item: Any) -> dict[str, Any]:
    due: Moment | None = member(item, "due")
    state = member(item, "state", "running") or "running"
    said = member(item, "clock_words", "") or deadlines.clock_words(
        state,
        due=formatting.day(due, language(), year=False) if due else "",
        working_days=member(item, "working_days"),
        suspends=bool(member(item, "suspends", False)),
    )
    return {"q": item, "state": state, "clock_words": said, "now": hour_of(context)}
