"""What somebody wrote when their session or the form's token had run out: shown again, sent with one press."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from types import ModuleType
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure as plain_failure

from organizations.models import kept_places
from portal.ground.fields import OneAtHandField, SomeAtHandField, shown
from portal.ground.fields.sizes import Sized
from portal.ground.fields.words import UNITS
from portal.ground.pages import device

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# Signed on the page that gives words back: its one press counts after signing in, which changes every token.
PASS = "kept_pass"  # noqa: S105 - the name of a field
PASS_SECONDS = 12 * 3600
_SALT = "organizations.kept"
# A form that carries one of these is never repeated, not in part either. The code of a reason is no secret.
SECRET = re.compile(r"password|secret|(?:^|(?<!reason)[-_])(?:code|otp|pin)$")
# The signed slip of a form that anybody may send: its page holds a code, and often has no reader who signs out.
SLIP = "slip"
# After the beginning of a name: of the boxes a form makes for each of several things, as its ``each`` says.
EACH = "*"
_ROW = re.compile(r"(?P<row>.+-(?P<place>\d+))-(?P<name>[^-]+)")
_FIGURE = re.compile(r"[\d.,]+")
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_Fields = Mapping[str, forms.Field]


@dataclass(frozen=True)
class Said:
    """Something somebody typed, under the label of its field; ``label`` is empty where none is known."""

    label: str
    text: str


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form carried, without its token; nothing at all from a form with a password or a code."""
    names = [name for name in request.POST if name not in (TOKEN, PASS)]
    if any(SECRET.search(name) for name in names):
        return []
    return [(name, one) for name in names for one in request.POST.getlist(name)]


def words_of(request: HttpRequest) -> list[Said]:
    """What was filled in among :func:`fields_of`, grouped as on its page: a line of a table is one. Choices, ticks and
    figures are in words, as their boxes show them; what no box of ours explains is shown where it is no mark.

    A line in which only a choice stands was not touched."""
    form, rows = _forms_of(request)
    said: dict[str, list[tuple[str, str, bool]]] = {}
    for name, text in fields_of(request):
        row = _ROW.fullmatch(name)
        part = next((one for one in _parts(name) if one in form), name)
        field = rows[row["row"]].get(row["name"]) if row else form.get(part)
        if words := _in_words(field, text.strip(), request.user):
            of = name.removeprefix(part[:-1]) if part.endswith(EACH) else ""
            label = str(field.label or "").replace("{of}", of) if field else ""
            typed = not isinstance(field, forms.ChoiceField | forms.BooleanField)
            said.setdefault(row["row"] if row else of or part, []).append((label, words, typed))
    groups = [
        group
        for name, group in said.items()
        if name not in rows or any(typed for _label, _text, typed in group)
    ]
    return [
        Said(" · ".join(dict.fromkeys(label for label, _text, _typed in group if label)),
             " · ".join(text for _label, text, _typed in group))
        for group in groups
    ]  # fmt: skip


def _in_words(field: forms.Field | None, text: str, reader: Any) -> str:
    """``text`` as its box says it; "" for what says nothing: empty ones, hidden ones, marks and codes without words."""
    if not text or (field.widget.is_hidden if field else _is_mark(text)):
        return ""
    if isinstance(field, OneAtHandField | SomeAtHandField):
        return field.named(text, reader)
    if isinstance(field, forms.ChoiceField):
        place = kept_places().get(text)
        return shown.chosen(field).get(text) or (
            place.name if place else "" if _CODE.fullmatch(text) else text
        )
    if isinstance(field, forms.BooleanField):
        return shown.in_words(field, field.to_python(text))
    if isinstance(field, Sized) and _FIGURE.fullmatch(text):
        unit = str(UNITS[field.unit][2]) if field.unit in UNITS else ""
        return f"{text}{unit}" if unit == "%" else f"{text} {unit}".rstrip()
    return text


def _is_mark(text: str) -> bool:
    return text.isascii() and " " not in text


def _forms_of(request: HttpRequest) -> tuple[_Fields, dict[str, _Fields]]:
    """The fields of the form that was sent, and those of each line of its tables: of all forms of the house the one
    that knows most of the names and little else, those of the view's own module first; what it does not know, as
    another form of that module has it."""
    match = request.resolver_match
    names: set[str] = set()
    lines: dict[str, set[str]] = {}
    for name in request.POST:
        if row := _ROW.fullmatch(name):
            lines.setdefault(row["row"], set()).add(row["name"])
        else:
            names.update(_parts(name))
    own = match.func.__module__ if match else ""
    beside = list(_shapes(sys.modules[own])) if own in sys.modules else []
    modules = [module for name, module in list(sys.modules.items()) if ".forms" in name]
    shapes = beside + [shape for module in modules for shape in _shapes(module)]

    def best(names: Set[str]) -> _Fields:
        def fits(fields: _Fields) -> tuple[int, int]:
            return len(names & fields.keys()), -len(fields)

        most = max(map(fits, shapes), default=(0, 0))
        alike = [fields for fields in shapes if fits(fields) == most]
        # Of forms with the same boxes, the one whose choices were sent.
        return max(alike, key=lambda fields: _chosen_in(fields, request), default={}) if most[0] else {}

    of_page = {name: field for fields in reversed(beside) for name, field in fields.items()}
    return of_page | dict(best(names)), {row: best(own) for row, own in lines.items()}


def _chosen_in(fields: _Fields, request: HttpRequest) -> int:
    choices = {name: box for name, box in fields.items() if isinstance(box, forms.ChoiceField)}
    return sum(request.POST.get(name) in shown.chosen(box) for name, box in choices.items())


def _parts(name: str) -> list[str]:
    """The names under which a form may know the box ``name``: its own, that of a day and hour in two boxes, and that
    of all boxes made alike for each of several things."""
    stems = [name[: sign.end()] + EACH for sign in re.finditer(r"[-_:]", name)]
    return [name, re.sub(r"_[01]$", "", name), *stems]


def _shapes(module: ModuleType) -> Iterator[_Fields]:
    for one in vars(module).values():
        form = (
            getattr(one, "form", one) if isinstance(one, type) and issubclass(one, forms.BaseFormSet) else one
        )
        if isinstance(form, type) and issubclass(form, forms.BaseForm) and hasattr(form, "base_fields"):
            each: _Fields = getattr(form, "each", {})
            yield form.base_fields | {f"{stem}{EACH}": box for stem, box in each.items()}


def keep(request: HttpRequest, *, first: str = "") -> HttpResponse:
    """The page that gives it back. Sending it once more goes through every check anew. ``first`` is the address of
    what its writer has to do before, such as signing in."""
    fields = fields_of(request)
    context = {
        "fields": [*fields, (PASS, signing.dumps(_digest(request), salt=_SALT))]
        if _is_own(request)
        else fields,
        "words": words_of(request),
        "files": bool(request.FILES),
        "signed_out": not request.user.is_authenticated and _wants_a_reader(request, first),
        "first": first,
    }
    response = render(request, "account/kept.html", context, status=403)
    add_never_cache_headers(response)
    return response


def _wants_a_reader(request: HttpRequest, first: str) -> bool:
    """Whether the page is for people with an account; who asks or tells without one was never signed in."""
    return bool(first) or bool(device.WORKSPACE.match(request.path_info))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A token that no longer fits, as after signing in again. Words come back only to our own pages: what a
    stranger's page sends is refused without being repeated."""
    if _is_own(request) and words_of(request):
        return keep(request)
    return plain_failure(request, reason, template_name="403_csrf.html")


class PressedAgain:
    """Middleware, before the check of tokens: one press on the page that gave words back is enough.

    Signing in changes the token of every form, that page's too. Its pass stands for the token where the browser
    says that one of our own pages sent the form, and only for the same words to the same page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Nothing is decided here but about the token: who may send it, every view decides for itself."""
        if request.method != "POST" or request.path_info.startswith("/api/") or not _is_own(request):
            return
        with suppress(signing.BadSignature, UnreadablePostError):
            given = signing.loads(request.POST.get(PASS, ""), salt=_SALT, max_age=PASS_SECONDS)
            request.csrf_processing_done = given == _digest(request)  # type: ignore[attr-defined]


def is_strange(request: HttpRequest) -> bool:
    """Whether the browser says that a page which is not ours sent the form."""
    return "Origin" in request.headers and not _is_own(request)


def _is_own(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _digest(request: HttpRequest) -> str:
    sent = [request.path, *([name, text.replace("\r\n", "\n")] for name, text in fields_of(request))]
    return sha256(json.dumps(sent).encode()).hexdigest()
