"""`{% load ui %}`: the house forms as filters, the components as tags. Contracts stand in templates/ui/."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import wraps
from html import unescape
from typing import Any

from django.forms import BaseForm, BaseFormSet, FileField
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from portal.ground import formatting
from portal.ground.fields.sizes import STOOD, TICK, stood
from portal.ground.fields.words import UNITS
from portal.ground.parts import PARTS
from portal.site.website import boundfields, drawing, words
from portal.site.website.context import root_path
from portal.site.website.form_tags import kept_here, send_to
from portal.site.website.inline_tags import Moment, hour_of, language, member, register
from procurement import labels
from procurement.presentation import foreign_lang
from procurement.search import spans
from procurement.selectors import registers
from procurement.services import public_words
from procurement.services.public_words import TICK as TICKS
from procurement.views.public import result_registers

__all__ = ["kept_here", "register", "send_to"]

MOST_AWARDS = 20


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


def _is_to_midnight(thing: Any, kind: str, moment: Moment | None) -> bool:
    told = member(thing, "ends_of_day")
    if told is not None:
        return bool(told)
    return not isinstance(moment, datetime) and kind in words.LAST_TO_MIDNIGHT


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
    the, clock = formatting.day_and_hour(moment, ends_of_day=_is_to_midnight(thing, kind, moment))
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
        "left": member(thing, "left", "") or words.left_words(far, kind),
        "state": state,
    }


@register.inclusion_tag("ui/when.html", takes_context=True)
def when(context: Context, moment: Moment | None, kind: str, said: Any = None) -> dict[str, Any]:
    """The date column of a row that is no call's own; ``said``: its words where there is no date."""
    return {"when": _when(context, said or {}, moment, kind)}


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
    """One row of a list; a row that comes with its key is kept for the next reader."""
    kept: SafeString | None = member(row, "html")
    if kept is not None:
        return kept
    kind = member(row, "next_kind", "") or ""
    when = _when(context, row, member(row, "next_date"), kind)
    html = render_to_string("ui/notice_row.html", {"row": row, "when": when})
    return PARTS.keep(row["key"], html) if member(row, "key") else html


@register.inclusion_tag("ui/acts.html", takes_context=True)
def acts(context: Context, items: Iterable[Any]) -> dict[str, Any]:
    return {
        "items": [
            {"act": one, "when": _when(context, one, member(one, "moment"), member(one, "kind", "") or "")}
            for one in items
        ]
    }


@register.inclusion_tag("ui/track.html")
def track(now: float, points: Iterable[float] = (), *, labels: Sequence[Any] = ()) -> dict[str, Any]:
    return {"now": now, "points": list(points), "labels": labels}


@kept_tag("ui/next_date.html")
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
        left = words.left_words(formatting.left(target["moment"], now), current)
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
    to_midnight = _is_to_midnight(thing, kind, moment)
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


@kept_tag("ui/timeline.html")
def timeline(context: Context, items: Iterable[Any]) -> dict[str, Any]:
    return {"items": list(items)}


@register.inclusion_tag("ui/question.html", takes_context=True)
def question(context: Context, item: Any) -> dict[str, Any]:
    due: Moment | None = member(item, "due")
    state = member(item, "state", "running") or "running"
    said = member(item, "clock_words", "") or words.clock_words(
        state,
        due=formatting.day(due, language(), year=False) if due else "",
        working_days=member(item, "working_days"),
        suspends=bool(member(item, "suspends", False)),
    )
    return {"q": item, "state": state, "clock_words": said, "now": hour_of(context)}


@register.inclusion_tag("ui/day_counter.html")
def day_counter(count: drawing.Worked, typed: Moment | None = None, start_label: str = "") -> dict[str, Any]:
    lang = language()
    return {
        "count": count,
        "weeks": drawing.month(count, typed),
        "sentence": words.count_words(count, lang),
        "skipped": words.skipped_words(drawing.skipped_spans(count), lang),
        "working": count.unit == "working_days",
        "start_label": start_label,
        "is_zh": lang == "zh",
        "weekdays": formatting.WEEKDAYS_ZH if lang == "zh" else [one[:2] for one in formatting.WEEKDAYS_EN],
    }


def _repair(verdict: Any, typed: Moment | None) -> date | None:
    """The lawful day the button takes: the nearer bound of the one that was crossed."""
    if verdict.answer not in ("breaks", "cannot_tell"):
        return None
    the = None if typed is None else formatting.date_of(typed)
    earliest: date | None = verdict.earliest
    latest: date | None = verdict.latest
    if latest is not None and (earliest is None or (the is not None and the > latest)):
        return latest
    return earliest


@register.inclusion_tag("ui/verdict.html")
def verdict(
    verdict: Any,
    *,
    message: str = "",
    typed: Moment | None = None,
    repair: bool = True,
    reason: BoundField | None = None,
    id: str = "",  # noqa: A002
) -> dict[str, Any]:
    """`typed` is what the official wrote, outlined in the counted month."""
    return {
        "verdict": verdict,
        "tone": words.TONES[str(verdict.answer)],
        "word": labels.answer(str(verdict.answer)),
        # The source stands in its own line, where its language can be marked.
        "message": message or labels.verdict_message(verdict, source=False),
        "source": "" if verdict.tier == "portal" else labels.source_words(verdict),
        "repair": _repair(verdict, typed) if repair else None,
        "typed": typed,
        "reason": reason,
        "id": id,
        # Checks of the portal itself have no row in the book.
        "rule_url": "" if verdict.rule.startswith("portal.") else f"{root_path()}rules/row/{verdict.rule}/",
        "tier": labels.tier(verdict.tier),
        "explains": str(verdict.answer) != "not_applicable" and verdict.counted is not None,
    }


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    verdicts: Iterable[Any] | Mapping[str, Iterable[Any]] = (),
    *,
    kind: str = "",
    label: str = "",
    hint: str = "",
    suffix: str = "",
    optional: bool = False,
    repair: bool = True,
    reason: BoundField | None = None,
) -> dict[str, Any]:
    """Verdicts may be those of the whole form, as a list or by field: only this field's are shown."""
    given: Iterable[Any] = verdicts.get(bound.name, ()) if isinstance(verdicts, Mapping) else verdicts
    own = [one for one in given if one.field == bound.name]
    told = hint or str(bound.help_text)
    unit = getattr(bound.field, "unit", "")
    is_money = kind == "money" or unit == "yuan"
    described = boundfields.describe(bound, own, money=is_money, hint=told)
    typed = described["typed"]
    return {
        **described,
        "label": label or bound.label,
        "hint": told,
        "is_money": is_money,
        "suffix": suffix or str(UNITS["yuan" if is_money else unit][2] if is_money or unit in UNITS else ""),
        "optional": optional,
        "repair": repair,
        "reason": reason,
        # One box for a reason, in the first verdict that asks for one.
        "asked": next((index for index, one in enumerate(own) if one.answer == "needs_reason"), -1),
        "typed_moment": typed if isinstance(typed, date) else None,
        "typed_sum": typed if is_money and not isinstance(typed, date) else None,
    }


@register.inclusion_tag("ui/passages_read.html")
def passages_read(bound: BoundField) -> dict[str, Any]:
    """A tick for each passage in doubt; those of a form that was not taken come back as they were sent."""
    asked = list(getattr(bound.form, "passages", {}).get(bound.name, ()))
    tokens = bound.form.data.getlist(TICKS) if hasattr(bound.form.data, "getlist") else ()
    if tokens:
        text = None if isinstance(bound.field, FileField) else str(bound.value() or "")
        open_yet = {(one.kind, one.words, one.sentence) for one in asked}
        asked += [
            one
            for one in public_words.given_back(tokens, text)
            if (one.kind, one.words, one.sentence) not in open_yet
        ]
    return {"name": TICKS, "passages": asked}


@register.inclusion_tag("ui/sure.html")
def sure(bound: BoundField) -> dict[str, Any]:
    """The tick under a figure far from what is usual, or unseen the word that it stood; nothing under any other."""
    doubt = getattr(bound.form, "doubts", {}).get(bound.name)
    return {"name": TICK, "doubt": doubt, "stood_name": STOOD, "stood": stood(bound)}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(
    form: BaseForm | None = None,
    verdicts: Iterable[Any] = (),
    *,
    title: str = "",
    also: BaseForm | None = None,
) -> dict[str, Any]:
    """Every fault of the page as a link to its field; nothing at all when there is none.

    Those of the rows in ``form.table``, where it has any, and those of a second form, ``also``, count with them."""
    faults: list[dict[str, str]] = []
    for one in (form, also):
        # A page may name a second form that it has not.
        if isinstance(one, BaseForm):
            faults += _faults_in(one)
            faults += _faults_in_rows(getattr(one, "table", None))
    for one in verdicts:
        if one.stops:
            faults.append(_fault_of(one, form))
    return {"faults": faults, "title": title}


def _faults_in(
    form: BaseForm, anchor: Callable[[BoundField], str] = boundfields.anchor
) -> list[dict[str, str]]:
    faults = [{"href": "", "text": str(text)} for text in form.non_field_errors()]
    for bound in form:
        faults += [
            {
                "href": f"#{anchor(bound)}",
                "text": formatting.labelled(str(bound.label), str(text), language()),
            }
            for text in bound.errors
        ]
    return faults


def _faults_in_rows(table: "BaseFormSet[Any] | None") -> list[dict[str, str]]:
    """The faults of rows that repeat, each with the number of its row and the way to its box, which has no block."""
    if table is None or not table.is_bound:
        return []
    faults = [{"href": "", "text": str(text)} for text in table.non_form_errors()]
    for number, row in enumerate(table.forms, 1):
        where = gettext("Row %(number)d") % {"number": number}
        for one in _faults_in(row, lambda bound: bound.auto_id):
            told = formatting.labelled(where, one["text"], language())
            faults.append({"href": one["href"], "text": told})
    return faults


def _fault_of(verdict: Any, form: BaseForm | None) -> dict[str, str]:
    text = labels.verdict_message(verdict)
    if form is None or verdict.field not in form.fields:
        return {"href": f"#f-{verdict.field}", "text": text}
    bound = form[verdict.field]
    told = formatting.labelled(str(bound.label), str(text), language())
    return {"href": f"#{boundfields.anchor(bound)}", "text": told}


@register.inclusion_tag("ui/in_both.html")
def in_both(thing: Any, name: str) -> dict[str, Any]:
    """What somebody wrote, in the reader's language; the other language is folded, and says that it is one."""
    own, other = ("en", "zh") if language() == "en" else ("zh", "en")
    said, also = (str(member(thing, f"{name}_{one}", "") or "") for one in (own, other))
    text, rest = (said, also) if said else (also, "")
    return {
        "text": text,
        "lang": foreign_lang(text, language()),
        "other": rest,
        "other_lang": "zh-CN" if other == "zh" else "en",
    }


@register.inclusion_tag("ui/steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    return {"items": list(items)}


@register.inclusion_tag("ui/pager.html")
def pager(previous_url: str = "", next_url: str = "", count: str = "") -> dict[str, Any]:
    return {"previous_url": previous_url, "next_url": next_url, "count": count}


@register.inclusion_tag("ui/empty.html", name="empty")
def empty(title: str, text: str = "", acts: Iterable[Any] = ()) -> dict[str, Any]:
    return {"title": title, "text": text, "acts": list(acts)}


register.inclusion_tag("ui/empty.html", name="empty_state")(empty)


@register.inclusion_tag("awards/_of_organization.html")
def awards_of(organization: Any) -> dict[str, Any]:
    """The newest awards on which a public organisation may be named, for its page."""
    lines = registers.award_lines(list(registers.public_awards_of(organization)[:MOST_AWARDS]))
    return {"rows": [result_registers.award_row(one) for one in lines]}


@register.inclusion_tag("ui/tiles.html")
def tiles(items: Iterable[Any], six: bool = False) -> dict[str, Any]:
    return {"items": list(items), "six": six}


@register.inclusion_tag("ui/chart.html")
def bar_chart(chart: Any) -> dict[str, Any]:
    entries = list(member(chart, "bars", ()))
    widths = drawing.bars([float(member(one, "value", 0)) for one in entries], most=member(chart, "most"))
    drawn = [
        {
            "bar": one,
            "width": width,
            "label": 46 * index + 15,
            "top": 46 * index + 21,
            "base": 46 * index + 36,
        }
        | {"end": width + 1.5}
        for index, (one, width) in enumerate(zip(entries, widths, strict=True))
    ]
    return {"chart": chart, "drawn": drawn, "height": 46 * len(entries) + 6}


@register.inclusion_tag("ui/sunrise.html", takes_context=True)
def sunrise(context: Context) -> dict[str, Any]:
    x, y, past_half = drawing.sunrise(hour_of(context))
    return {"x": x, "y": y, "past_half": past_half}


@register.simple_block_tag
def slip(content: str, title: str, number: str = "", level: int = 2) -> str:
    """The double frame of receipts and code slips; `number` is printed large, to be copied by hand. Level 1
    makes its title the page's heading."""
    return render_to_string(
        "ui/slip.html", {"content": content, "title": title, "number": number, "level": level}
    )


@register.simple_block_tag
def message(content: str, kind: str, title: str) -> str:
    """`{% message "ok" "Published" %}...{% endmessage %}`: kinds ok, bad, info."""
    return render_to_string("ui/message.html", {"content": content, "kind": kind, "title": title})
