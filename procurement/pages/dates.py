"""The part of `{% load purchase %}` that draws dates: the next one, all of them, and how days were counted."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from portal.ground import formatting
from portal.ground.formatting import reader_language as language
from portal.ground.memory import PARTS
from portal.ground.pages.given import Moment, hour_of, member
from procurement import labels
from procurement.labels import deadlines
from procurement.pages import drawing
from procurement.rules.calendar import Count

register = Library()


@register.simple_tag
def date_name(kind: str) -> str:
    """`提问截止` for `ask_by`."""
    return labels.date_field(kind)


@register.simple_tag(takes_context=True)
def left(context: Context, value: Moment | None, kind: str = "") -> str:
    """Days left in the words of that date: `{% left tender.ask_by "ask_by" %}` -> `提问剩 5 天`."""
    return "" if value is None else deadlines.left_words(formatting.left(value, hour_of(context)), kind)


def kept_tag(name: str) -> Callable[[Callable[..., dict[str, Any]]], Callable[..., dict[str, Any]]]:
    """An inclusion tag of the template ``name`` that is drawn once for what it shows, in each language."""

    def register_it(shown: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        @register.simple_tag(takes_context=True, name=shown.__name__)
        @wraps(shown)
        def tag(context: Context, *args: Any, **kwargs: Any) -> SafeString:
            parts = shown(context, *args, **kwargs)
            return PARTS.of((name, parts), lambda: render_to_string(name, parts))

        return shown

    return register_it


def is_to_midnight(thing: Any, kind: str, moment: Moment | None) -> bool:
    """Whether a date lasts until 24:00 of its day: it says so, or it is a bare date of a kind that does."""
    told = member(thing, "ends_of_day")
    if told is not None:
        return bool(told)
    return not isinstance(moment, datetime) and kind in deadlines.LAST_TO_MIDNIGHT


@register.inclusion_tag("purchase/track.html")
def track(now: float, points: Iterable[float] = (), *, labels: Sequence[Any] = ()) -> dict[str, Any]:
    return {"now": now, "points": list(points), "labels": labels}


@kept_tag("purchase/next_date.html")
def next_date(
    context: Context,
    points: Iterable[Any],
    *,
    current: str = "",
    left: str = "",
    heading: str = "",
    acts: Iterable[Any] = (),
    late: Iterable[Any] = (),
) -> dict[str, Any]:
    """`points` in time order, each {kind, moment, label?, ends_of_day?}; `current` is the kind of the next
    date. Points without a moment are left out. `late`: what should have happened, [{words, who, who_lang}]."""
    known = [one for one in points if member(one, "moment") is not None]
    moments: list[Moment] = [member(one, "moment") for one in known]
    marks = [drawing.percent(moments[0], moments[-1], one) for one in moments]
    now = hour_of(context)
    short = all(formatting.same_year(one, now) for one in moments)
    drawn = [
        _point(one, mark, place, current, short=short)
        for one, mark, place in zip(known, marks, drawing.spread(marks), strict=True)
    ]
    target = next((one for one in drawn if one["current"]), None)
    if target and not left:
        left = deadlines.left_words(formatting.left(target["moment"], now), current)
    return {
        "points": drawn,
        "short": short,
        "marks": marks,
        "sun": drawing.percent(moments[0], moments[-1], now) if moments else 0.0,
        "target": target,
        "left": left,
        "heading": heading,
        "acts": list(acts),
        "late": list(late),
        # More words than five would lie on each other: then the list below says them at every width.
        "labelled": len(drawn) <= 5,
    }


def _point(thing: Any, mark: float, place: float, current: str, *, short: bool) -> dict[str, Any]:
    lang, moment = language(), member(thing, "moment")
    kind = member(thing, "kind", "") or ""
    to_midnight = is_to_midnight(thing, kind, moment)
    the, clock = formatting.day_and_hour(moment, ends_of_day=to_midnight)
    return {
        "moment": moment,
        "mark": mark,
        "place": place,
        "current": bool(kind) and kind == current,
        "ends_of_day": to_midnight,
        "label": member(thing, "label") or labels.date_field(kind),
        "words": _track_words(the, clock, lang) if short else formatting.day(the, lang, weekday=False),
    }


def _track_words(the: date, clock: str, lang: formatting.Language) -> str:
    """Short enough for the track: the hour, or else the weekday."""
    day = formatting.day(the, lang, year=False, weekday=False)
    if clock not in ("", "24:00"):
        return f"{day} {clock}" if lang == "zh" else f"{day}, {clock}"
    weekday = formatting.weekday(the, lang)
    return f"{day} {weekday}" if lang == "zh" else f"{weekday} {day}"


@kept_tag("purchase/timeline.html")
def timeline(context: Context, items: Iterable[Any]) -> dict[str, Any]:
    return {"items": list(items)}


@register.inclusion_tag("purchase/day_counter.html")
def day_counter(count: Count, typed: Moment | None = None, start_label: str = "") -> dict[str, Any]:
    lang = language()
    return {
        "count": count,
        "weeks": drawing.month(count, typed),
        "sentence": deadlines.count_words(count, lang),
        "skipped": deadlines.skipped_words(drawing.skipped_spans(count), lang),
        "working": count.unit == "working_days",
        "start_label": start_label,
        "is_zh": lang == "zh",
        "weekdays": formatting.WEEKDAYS_ZH if lang == "zh" else [one[:2] for one in formatting.WEEKDAYS_EN],
    }
