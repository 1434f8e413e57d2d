"""The half of `{% load ui %}` that says one thing in a line: days, hours, money, user text, small parts."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from portal.ground import clock, formatting
from portal.ground.parts import PARTS
from portal.site.website import words
from portal.site.website.context import LANGUAGE_PREFIX, exists
from procurement import labels
from procurement.presentation import foreign_lang

register = template.Library()
Moment = date | datetime
Number = Decimal | int | float


language = formatting.reader_language


def member(thing: Any, name: str, default: Any = None) -> Any:
    """An attribute or a key: components take objects and mappings alike."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def hour_of(context: template.Context) -> datetime:
    """The page's one `now`; the clock itself where a page has none."""
    found = context.get("now")
    moment = found() if callable(found) else found
    return moment if isinstance(moment, datetime) else clock.now()


# Filters -------------------------------------------------------------------------------------------------


@register.filter
def day(value: Moment | None, style: str = "") -> str:
    """`2024年7月22日（周一）`. Styles: `short` without the year, `plain` without the weekday."""
    if value is None:
        return ""
    return formatting.day(value, language(), year="short" not in style, weekday="plain" not in style)


@register.filter
def short_day(value: Moment | None) -> str:
    return day(value, "short")


@register.filter
def daytime(value: Moment | None, style: str = "") -> str:
    """`2024年7月22日（周一）18:00`. Styles: `short`, `ends` (a day's end is 24:00), `seconds`."""
    if value is None:
        return ""
    return formatting.daytime(
        value, language(), year="short" not in style, ends_of_day="ends" in style, seconds="seconds" in style
    )


@register.filter
def short_daytime(value: Moment | None) -> str:
    return daytime(value, "short")


@register.filter(name="hour")
def hour_filter(value: datetime | None) -> str:
    return "" if value is None else formatting.hour(value)


@register.filter
def told(event: str) -> str:
    """What a letter says of an event to those who follow the call."""
    return labels.told(event)


@register.filter
def told_in_a_line(event: str) -> str:
    """The same after the title of the call, where a letter gathers."""
    return labels.told_in_a_line(event)


@register.filter(name="money")
def money_filter(value: Number | None, style: str = "") -> str:
    """`220,000 元（22 万元）`; `plain` without the brackets. Nothing for a sum that is not known."""
    if value is None:
        return ""
    return (formatting.yuan if style == "plain" else formatting.money)(value, language())


@register.filter
def ten_thousands(value: Number | None) -> str:
    """`22 万元`; empty in English and below ten thousand."""
    return "" if value is None else formatting.ten_thousands(value, language())


@register.filter
def figure(value: Number | None) -> str:
    return "" if value is None else formatting.figure(value)


@register.filter
def left(value: Moment | None, now: datetime) -> str:
    """`还有 5 天`."""
    return "" if value is None else words.left_words(formatting.left(value, now))


@register.filter
def foreign(text: str) -> SafeString:
    """The ``lang`` attribute of a person's own words that are not in the page's language, or nothing:
    `<p class="typed"{{ comment|foreign }}>`."""
    lang = foreign_lang(str(text or ""), language())
    return format_html(' lang="{}"', lang) if lang else SafeString("")


@register.filter
def file_size(octets: int) -> str:
    return formatting.size(octets)


@register.filter
def grouped(text: str) -> SafeString:
    """A hash in groups of eight, each in a span that does not break."""
    return format_html(
        '<span class="hash">{}</span>',
        format_html_join(" ", "<span>{}</span>", ((part,) for part in formatting.grouped(str(text)))),
    )


# Words in the page ----------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True, name="now")
def now_tag(context: template.Context) -> datetime:
    """The page's moment, from the one clock: `{% now as moment %}`."""
    return hour_of(context)


def _with_year(value: Moment, short: bool | datetime) -> bool:
    """``short``: the page's moment, and only another year than its own is said; or True, and none is."""
    if isinstance(short, datetime):
        return not formatting.same_year(value, short)
    return not short


@register.simple_tag
def on(value: Moment | None, *, short: bool | datetime = False, weekday: bool = True) -> str:
    """A date in its `time` element; ``short`` as :func:`_with_year` has it."""
    if value is None:
        return ""
    text = formatting.day(value, language(), year=_with_year(value, short), weekday=weekday)
    return format_html('<time datetime="{}">{}</time>', formatting.machine(formatting.date_of(value)), text)


@register.simple_tag
def at(
    value: Moment | None, *, short: bool | datetime = False, ends_of_day: bool = False, seconds: bool = False
) -> str:
    """A moment in its `time` element; a bare date with `ends_of_day` is said as its 24:00. ``short`` as
    :func:`_with_year` has it."""
    if value is None:
        return ""
    year = _with_year(value, short)
    text = formatting.daytime(value, language(), year=year, ends_of_day=ends_of_day, seconds=seconds)
    return format_html('<time datetime="{}">{}</time>', formatting.machine(value), text)


@register.simple_tag
def days(first: date, last: date) -> str:
    """A range of dates in words, which breaks between its dates but not inside them."""
    joint = "至" if language() == "zh" else " to "
    begin, _, end = formatting.day_range(first, last, language()).partition(joint)
    if not end:
        return format_html('<span class="nb">{}</span>', begin)
    return format_html('<span class="nb">{}</span>{}<span class="nb">{}</span>', begin, joint, end)


@register.simple_tag(name="money")
def money_tag(value: Number | None) -> str:
    """A sum that breaks between its two forms but not inside them."""
    if value is None:
        return ""
    full, short = formatting.yuan(value, language()), formatting.ten_thousands(value, language())
    first = format_html('<span class="nb">{}</span>', full)
    return format_html('{}<span class="nb">（{}）</span>', first, short) if short else first


@register.simple_tag(takes_context=True, name="left")
def left_tag(context: template.Context, value: Moment | None, kind: str = "") -> str:
    """Days left in the words of that date: `{% left tender.ask_by "ask_by" %}` -> `提问剩 5 天`."""
    return "" if value is None else words.left_words(formatting.left(value, hour_of(context)), kind)


@register.simple_tag
def date_name(kind: str) -> str:
    """`提问截止` for `ask_by`."""
    return labels.date_field(kind)


def text_in(thing: Any, name: str) -> tuple[str, str]:
    """A user's text in the page's language, else in the other; and the `lang` it must carry, if any."""
    own, other = ("en", "zh") if language() == "en" else ("zh", "en")
    text = member(thing, f"{name}_{own}", "") or ""
    if text:
        return str(text), ""
    text = member(thing, f"{name}_{other}", "") or ""
    return str(text), (("zh-CN" if other == "zh" else "en") if text else "")


@register.simple_tag
def field_text(thing: Any, name: str, *, plain: bool = False) -> str:
    """`{% field_text tender "title" %}`: a fallback in the other language is marked with `lang`. `plain`
    gives bare words, for `<title>` and attributes."""
    text, lang = text_in(thing, name)
    if plain or not text:
        return text
    if lang:
        return format_html('<span class="typed" lang="{}">{}</span>', lang, text)
    return format_html('<span class="typed">{}</span>', text)


@register.simple_tag
def text_lang(thing: Any, name: str) -> str:
    """The `lang` a fallback must carry, empty when the text is in the page's language."""
    return text_in(thing, name)[1]


@register.simple_tag(takes_context=True)
def translated_url(context: template.Context, code: str) -> str:
    """This page in the other language, its query kept; that language's home where there is no such page."""
    request = context.get("request")
    root = get_script_prefix()
    home = root + LANGUAGE_PREFIX if code == "en" else root
    if request is None:
        return home
    here = str(request.get_full_path())
    if code == get_language():
        return here
    # Every page has the same address in both languages but for the prefix.
    own = root if code == "en" else root + LANGUAGE_PREFIX
    return home + here.removeprefix(own) if exists(request.path) else home


@register.simple_tag(takes_context=True)
def page_address(context: template.Context, code: str = "") -> str:
    """The absolute address of this page without its query, for canonical and alternate links."""
    base = str(context.get("site_url", ""))
    path = translated_url(context, code) if code else str(context["request"].path)
    return base + path.partition("?")[0]


@register.simple_tag(takes_context=True)
def piece(context: template.Context, name: str, *key: Any) -> str:
    """A part of the frame, the template ``name``, made once for ``key``: of the page it knows the _FRAME alone."""
    return PARTS.of((name, *key), lambda: render_to_string(name, {one: context.get(one) for one in _FRAME}))


# What the frame shows of a page (portal.site.website.context), nobody's own.
_FRAME = ("home_url", "site_url", "tagline", "medium", "nav", "foot_nav")


# Small parts ----------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def crumbs(context: template.Context, content: str) -> str:
    """Home comes first by itself; the last `{% crumb %}` has no address."""
    home = format_html('<li><a href="{}">{}</a></li>', context.get("home_url", "/"), gettext("Home"))
    shell = '<nav class="crumbs" aria-label="{}"><div class="wrap"><ol>{}{}</ol></div></nav>'
    return format_html(shell, gettext("You are here"), home, content)


@register.simple_tag
def crumb(label: str, url: str = "", *, lang: str = "") -> str:
    mark = format_html(' lang="{}"', lang) if lang else ""
    if url:
        return format_html('<li><a href="{}"{}>{}</a></li>', url, mark, label)
    return format_html('<li><span aria-current="page"{}>{}</span></li>', mark, label)


@register.simple_tag
def action(label: str, url: str, kind: str = "") -> str:
    """A link that looks like a button. Kinds: `go` (one per view), `plain`, `sun` (home field only)."""
    return format_html('<a class="{}" href="{}">{}</a>', f"btn {kind}".strip(), url, label)


@register.simple_tag
def button(label: str, kind: str = "", *, name: str = "", value: str = "") -> str:
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html('<button class="{}" type="submit"{}>{}</button>', f"btn {kind}".strip(), named, label)


@register.simple_block_tag
def fact(content: str, label: str) -> str:
    """One row of `<dl class="facts">`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.inclusion_tag("ui/badge.html")
def badge(kind: str, label: str) -> dict[str, Any]:
    return {"kind": kind, "label": label}


@register.inclusion_tag("ui/icon.html")
def icon(name: str) -> dict[str, Any]:
    return {"name": name}
