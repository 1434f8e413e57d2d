"""The part of `{% load ui %}` that says one thing in a line: days, hours, money, user text, this page's address."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.ground import formatting
from portal.ground.formatting import foreign_lang
from portal.ground.formatting import reader_language as language
from portal.ground.pages.addresses import LANGUAGE_PREFIX, exists
from portal.ground.pages.given import Moment, hour_of, member

register = template.Library()
Number = Decimal | int | float


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
def foreign(text: str) -> SafeString:
    """The ``lang`` attribute of a person's own words that are not in the page's language, or nothing:
    `<p class="typed"{{ comment|foreign }}>`."""
    lang = foreign_lang(str(text or ""), language())
    return format_html(' lang="{}"', lang) if lang else SafeString("")


def in_its_language(text: str) -> SafeString:
    """A person's own words as part of a label, marked where they are not in the page's language."""
    return format_html("<span{}>{}</span>", foreign(text), text)


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
    """The page's moment, from the one clock; Django's own of this name would ask the machine."""
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


@register.simple_tag(name="money")
def money_tag(value: Number | None) -> str:
    """A sum that breaks between its two forms but not inside them."""
    if value is None:
        return ""
    full, short = formatting.yuan(value, language()), formatting.ten_thousands(value, language())
    first = format_html('<span class="nb">{}</span>', full)
    return format_html('{}<span class="nb">（{}）</span>', first, short) if short else first


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
