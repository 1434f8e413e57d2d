"""The part of `{% load ui %}` that says where a form is sent, and what its reader's browser may keep of it."""

import re
import secrets

from django import template
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations import device
from organizations.kept import WORKSPACE
from organizations.models import User
from portal.site.website.inline_tags import register

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
    if not isinstance(reader, User):
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
    if WORKSPACE.match(path) and isinstance(request.user, User) and not _is_of_another(request):
        query[device.READER] = device.reader_mark(request.user)
    return f"{path if where else ''}?{query.urlencode()}"
