"""What somebody wrote when their session or the form's token had run out: shown again, sent with one press."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure as plain_failure

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# A form that carries one of these is never repeated, not in part either. The code of a reason is no secret.
SECRET = re.compile(r"password|secret|(?:^|(?<!reason)[-_])(?:code|otp|pin)$")
# The signed slip of a form that anybody may send: its page holds a code, and often has no reader who signs out.
SLIP = "slip"
_ROW = re.compile(r"(?P<row>.+-(?P<place>\d+))-(?P<name>[^-]+)")


@dataclass(frozen=True)
class Said:
    """Something somebody typed, under the label of its field; ``label`` is empty where none is known."""

    label: str
    text: str


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form carried, without its token; nothing at all from a form with a password or a code."""
    names = [name for name in request.POST if name != TOKEN]
    if any(SECRET.search(name) for name in names):
        return []
    return [(name, one) for name in names for one in request.POST.getlist(name)]


def words_of(request: HttpRequest) -> list[Said]:
    """What was typed among :func:`fields_of`, short or long, grouped as on its page: a line of a table is one.

    Choices stand beside words; alone, and with hidden fields, they are nothing that would be a pity to lose."""
    known = _form_of(request)
    said: dict[str, list[tuple[str, str, bool]]] = {}
    for name, text in fields_of(request):
        row = _ROW.fullmatch(name)
        field = known.get(row["name"] if row else name) or known.get(re.sub(r"_[01]$", "", name))
        shown = text.strip()
        if not shown or (field.widget.is_hidden if field else _is_mark(shown)):
            continue
        chosen = isinstance(field, forms.ChoiceField | forms.BooleanField)
        if isinstance(field, forms.ChoiceField):
            shown = str(dict(_flat(field.choices)).get(shown, shown))
        said.setdefault(row["row"] if row else name, []).append(
            (str(field.label or "") if field else "", shown, not chosen)
        )
    groups = [group for group in said.values() if any(typed for _label, _text, typed in group)]
    return [
        Said(" · ".join(dict.fromkeys(label for label, _text, _typed in group if label)),
             " · ".join(text for _label, text, _typed in group))
        for group in groups
    ]  # fmt: skip


def _is_mark(text: str) -> bool:
    return text.isascii() and " " not in text


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label


def _form_of(request: HttpRequest) -> Mapping[str, forms.Field]:
    """The fields of the form that was sent: among those of the view's module, the one that knows most of the
    names."""
    match = request.resolver_match
    module = sys.modules.get(match.func.__module__) if match else None
    names = {row["name"] if (row := _ROW.fullmatch(name)) else name for name in request.POST}
    shapes = list(_shapes(module)) if module else []
    best = max(shapes, key=lambda fields: len(names & fields.keys()), default={})
    return best if names & best.keys() else {}


def _shapes(module: ModuleType, *, deep: bool = True) -> Iterator[dict[str, forms.Field]]:
    for one in vars(module).values():
        if isinstance(one, type) and issubclass(one, forms.BaseFormSet) and hasattr(one, "form"):
            yield dict(one.form.base_fields)
        elif isinstance(one, type) and issubclass(one, forms.BaseForm) and hasattr(one, "base_fields"):
            yield dict(one.base_fields)
        elif deep and isinstance(one, ModuleType) and ".forms." in one.__name__:
            yield from _shapes(one, deep=False)


def keep(request: HttpRequest) -> HttpResponse:
    """The page that gives it back. Sending it once more goes through every check anew."""
    context = {
        "fields": fields_of(request),
        "words": words_of(request),
        "files": bool(request.FILES),
        "signed_out": not request.user.is_authenticated,
    }
    response = render(request, "account/kept.html", context, status=403)
    add_never_cache_headers(response)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A token that no longer fits, as after signing in again. Words come back only to our own pages: what a
    stranger's page sends is refused without being repeated."""
    own = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin") == own and words_of(request):
        return keep(request)
    return plain_failure(request, reason, template_name="403_csrf.html")
