"""The part of `{% load ui %}` that draws a form: its boxes and faults, where it is sent, and what its reader's browser
may keep of it."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import template
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm, BaseFormSet, FileField
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from portal.ground import formatting
from portal.ground.fields import ticks
from portal.ground.fields.sizes import STOOD, TICK, stood
from portal.ground.formatting import reader_language as language
from portal.ground.pages import boundfields, device

register = template.Library()
_COUNTED = re.compile(r"[1-9]\d{0,3}", re.ASCII)


@register.simple_tag(takes_context=True)
def send_to(context: template.Context, where: str = "", *args: object) -> str:
    """The address for ``action``: this page's own, its query kept, or that of the route or path ``where``.

    It is never the address of the page itself: the mark in it counts on from form to form. What is sent to its
    page's own address and meets a cut line takes the page's place in the browser's history, and *Back* leads past
    all that was typed; sent anywhere else, *Back* leads to the page and the browser fills it in again."""
    last = context["request"].GET.get(device.MARK, "")
    return _address(context, str(int(last) + 1) if _COUNTED.fullmatch(last) else "1", where, *args)


@register.simple_tag(takes_context=True)
def kept_here(context: template.Context, *about: object) -> SafeString:
    """Attributes of a form whose words the browser may keep until the server says that it has them, under the
    reader and what it is ``about``. Without this tag nothing is kept. Not for what asks or reports, nor for
    points: see docs/privacy.md."""
    mark = secrets.token_hex(4)
    reader = context["request"].user
    if not isinstance(reader, AbstractBaseUser):
        return format_html(' action="{}"', _address(context, mark))
    given_back = " data-given-back" if context["request"].method == "POST" else ""
    return format_html(
        ' action="{}"{} data-keep="{}" data-turn="{}"',
        _address(context, mark),
        SafeString(given_back),
        device.name_of(reader, *map(str, about)),
        mark,
    )


def _is_of_another(request: HttpRequest) -> bool:
    """A form that comes back from a page drawn for somebody else stays theirs."""
    mark = request.GET.get(device.READER, "")
    return request.method == "POST" and bool(mark) and not device.is_reader(request.user, mark)


def _address(context: template.Context, mark: str, where: str = "", *args: object) -> str:
    request = context["request"]
    request.META[device.FORM] = True
    path = request.path_info
    query = request.GET.copy()
    if where:
        path = where if where.startswith("/") else reverse(where, args=args)
        query = QueryDict(mutable=True)
    query[device.MARK] = mark
    # Only there: who asks or reports while signed in is known by no mark.
    if (
        device.WORKSPACE.match(path)
        and isinstance(request.user, AbstractBaseUser)
        and not _is_of_another(request)
    ):
        query[device.READER] = device.reader_mark(request.user)
    return f"{path if where else ''}?{query.urlencode()}"


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    *,
    kind: str = "",
    label: str = "",
    hint: str = "",
    suffix: str = "",
    optional: bool = False,
) -> dict[str, Any]:
    return boundfields.drawn(bound, kind=kind, label=label, hint=hint, suffix=suffix, optional=optional)


@register.inclusion_tag("ui/passages_read.html")
def passages_read(bound: BoundField) -> dict[str, Any]:
    """A tick for each passage in doubt; those of a form that was not taken come back as they were sent."""
    asked = list(getattr(bound.form, "passages", {}).get(bound.name, ()))
    tokens = bound.form.data.getlist(ticks.TICK) if hasattr(bound.form.data, "getlist") else ()
    if tokens:
        text = None if isinstance(bound.field, FileField) else str(bound.value() or "")
        open_yet = {(one.kind, one.words, one.sentence) for one in asked}
        asked += [
            one
            for one in ticks.given_back(tokens, text)
            if (one.kind, one.words, one.sentence) not in open_yet
        ]
    return {"name": ticks.TICK, "passages": asked}


@register.inclusion_tag("ui/sure.html")
def sure(bound: BoundField) -> dict[str, Any]:
    """The tick under a figure far from what is usual, or unseen the word that it stood; nothing under any other."""
    doubt = getattr(bound.form, "doubts", {}).get(bound.name)
    return {"name": TICK, "doubt": doubt, "stood_name": STOOD, "stood": stood(bound)}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(
    form: BaseForm | None = None, *, title: str = "", also: BaseForm | None = None
) -> dict[str, Any]:
    """Every fault of the page as a link to its field; nothing at all when there is none.

    Those of the rows in ``form.table`` or ``form.tables``, where it has any, and those of a second form, ``also``,
    count with them."""
    faults: list[dict[str, str]] = []
    for one in (form, also):
        # A page may name a second form that it has not.
        if isinstance(one, BaseForm):
            faults += _faults_in(one)
            for table in _tables_of(one):
                faults += _faults_in_rows(table)
    return {"faults": faults, "title": title}


def _faults_in(
    form: BaseForm, anchor: Callable[[BoundField], str] = boundfields.anchor
) -> list[dict[str, str]]:
    faults = [{"href": "", "text": str(text)} for text in form.non_field_errors()]
    for bound in form:
        href = "" if bound.is_hidden else f"#{anchor(bound)}"
        # A box nobody sees has no name for anybody: its words stand by themselves.
        label = "" if bound.is_hidden else str(bound.label)
        for text in map(str, bound.errors):
            faults.append({"href": href, "text": _labelled(label, text) if label else text})
    return faults


def _tables_of(form: BaseForm) -> "Iterable[BaseFormSet[Any] | None]":
    """The rows that a form has beside its boxes, in one table or several."""
    several: Mapping[str, BaseFormSet[Any]] | None = getattr(form, "tables", None)
    return (getattr(form, "table", None),) if several is None else several.values()


def _labelled(label: str, text: str) -> SafeString:
    """A label may mark words in it as of another language."""
    said = formatting.labelled(conditional_escape(label), conditional_escape(text), language())
    return SafeString(said)


def _faults_in_rows(table: "BaseFormSet[Any] | None") -> list[dict[str, str]]:
    """The faults of rows that repeat, each with the number of its row and the way to its box, which has no block."""
    if table is None or not table.is_bound:
        return []
    faults = [{"href": "", "text": str(text)} for text in table.non_form_errors()]
    for number, row in enumerate(table.forms, 1):
        where = gettext("Row %(number)d") % {"number": number}
        for one in _faults_in(row, lambda bound: bound.auto_id):
            faults.append({"href": one["href"], "text": _labelled(where, one["text"])})
    return faults
