"""The part of `{% load ui %}` that draws a block: crumbs, buttons, figures, slips, messages."""

from collections.abc import Iterable
from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext

from portal.ground.formatting import foreign_lang
from portal.ground.formatting import reader_language as language
from portal.ground.memory import PARTS
from portal.ground.pages import drawing
from portal.ground.pages.given import hour_of, member

# The drawn signs of ui/icon.html.
SIGNS = frozenset(["ok", "bad", "why", "dunno", "none", "soon", "clock"])

register = Library()


@register.simple_tag(takes_context=True)
def piece(context: Context, name: str, *key: Any) -> str:
    """A part of the frame, the template ``name``, made once for ``key``: of the page it knows the _FRAME alone."""
    return PARTS.of((name, *key), lambda: render_to_string(name, {one: context.get(one) for one in _FRAME}))


# What the frame shows of a page (portal.site.website.context), nobody's own.
_FRAME = ("home_url", "site_url", "tagline", "medium", "nav", "foot_nav")


@register.simple_block_tag(takes_context=True)
def crumbs(context: Context, content: str) -> str:
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
    if name not in SIGNS:
        raise ValueError(name)
    return {"name": name}


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
