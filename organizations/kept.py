"""What somebody wrote when their session or the form's token had run out: shown again, sent with one press."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from types import ModuleType
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.csrf import csrf_failure as plain_failure

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# Signed on the page that gives words back: its one press counts after signing in, which changes every token.
PASS = "kept_pass"  # noqa: S105 - the name of a field
PASS_SECONDS = 12 * 3600
_SALT = "organizations.kept"
# A form that carries one of these is never repeated, not in part either. The code of a reason is no secret.
SECRET = re.compile(r"password|secret|(?:^|(?<!reason)[-_])(?:code|otp|pin)$")
# The signed slip of a form that anybody may send: its page holds a code, and often has no reader who signs out.
SLIP = "slip"
_CODES = "|".join(code for code, _name in settings.LANGUAGES)
# The pages for people with an account.
WORKSPACE = re.compile(rf"/(?:(?:{_CODES})/)?workspace(?:/|$)")
_ROW = re.compile(r"(?P<row>.+-(?P<place>\d+))-(?P<name>[^-]+)")


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
    names and little else."""
    match = request.resolver_match
    module = sys.modules.get(match.func.__module__) if match else None
    names = {row["name"] if (row := _ROW.fullmatch(name)) else name for name in request.POST}
    shapes = list(_shapes(module)) if module else []
    best = max(shapes, key=lambda fields: (len(names & fields.keys()), -len(fields)), default={})
    return best if names & best.keys() else {}


def _shapes(module: ModuleType, *, deep: bool = True) -> Iterator[dict[str, forms.Field]]:
    for one in vars(module).values():
        if isinstance(one, type) and issubclass(one, forms.BaseFormSet) and hasattr(one, "form"):
            yield dict(one.form.base_fields)
        elif isinstance(one, type) and issubclass(one, forms.BaseForm) and hasattr(one, "base_fields"):
            yield dict(one.base_fields)
        elif deep and isinstance(one, ModuleType) and ".forms." in one.__name__:
            yield from _shapes(one, deep=False)


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
    return bool(first) or bool(WORKSPACE.match(request.path_info))


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
