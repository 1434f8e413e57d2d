"""What a browser may keep of words that are not saved yet: under which name, and when the server has them."""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache

# In the query of every address that a form is sent to: how many were sent in a row, or which drawing of a page with
# words on the device it was.
MARK = "sent"
# In the query of every address that a page for people with an account sends a form to: whom it was drawn for.
READER = "by"
# In a request's META once a form was drawn for it.
FORM = "portal.form_drawn"
# In a request's META where not even the browser's own history may keep an answer with a form.
UNKEPT = "portal.unkept"
# In a request's META where the browser's own history keeps the answer, because the way back to words leads past it.
HISTORY = "portal.kept_in_history"
_CODES = "|".join(code for code, _name in settings.LANGUAGES)
# The pages for people with an account.
WORKSPACE = re.compile(rf"/(?:(?:{_CODES})/)?workspace(?:/|$)")


def unkept(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that leaves nothing behind, also where it gives back what was typed and refused."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **more: Any) -> HttpResponseBase:
        request.META[UNKEPT] = True
        return view(request, *args, **more)

    return never_cache(page)


def reader_mark(user: AbstractBaseUser) -> str:
    """For whom a page is drawn, another at each drawing: no two of them show that they are of one account."""
    turn = secrets.token_hex(4)
    return turn + _reader(user, turn)


def is_reader(user: object, mark: str) -> bool:
    """Whether a page with this mark was drawn for ``user``; for nobody where none is signed in."""
    return isinstance(user, AbstractBaseUser) and constant_time_compare(mark[8:], _reader(user, mark[:8]))


def _reader(user: AbstractBaseUser, turn: str) -> str:
    return salted_hmac("portal.device.reader", f"{turn}:{user.pk}").hexdigest()[:16]


def name_of(user: AbstractBaseUser, *about: str) -> str:
    """Where the browser keeps what ``user`` types on one form: nobody learns from it who that is."""
    account = salted_hmac("portal.device", str(user.pk)).hexdigest()[:16]
    return ":".join(("kept", account, *about))


def say_saved(request: HttpRequest, text: str) -> None:
    """Tell the reader ``text`` on the next page; the script then lets go what the page that sent it had kept."""
    messages.success(request, text, extra_tags=saved_tag(request))


def saved_tag(request: HttpRequest) -> str:
    """The tag of a message that says *saved*, by the mark of the page that was sent; empty without one."""
    mark = request.GET.get(MARK, "")
    return f"saved-{mark}" if re.fullmatch(r"[0-9a-f]{8}", mark) else ""
