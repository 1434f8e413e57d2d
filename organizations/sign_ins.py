"""Keeps the list of where people are signed in: at sign-in, at sign-out, and once an hour while pages are read."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from organizations.models import User
from organizations.services import recovery, sign_ins
from portal.ground import clock

# In the session: under which key it was noted, and when by the machine's clock.
NOTED = "sign_in_noted"
# Noted at most this often, so that reading pages does not write.
EVERY = 3600


def note_sign_in(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a session that was not noted within the hour, or has another key since, as after a new password."""

    def serve(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.accessed and isinstance(request.user, User):
            key, seen = request.session.get(NOTED, ("", 0.0))
            if key != request.session.session_key or time.time() - seen > EVERY:
                note(request, request.user, before=key)
        return response

    return serve


def note(request: HttpRequest, user: User, *, begun: bool = False, before: str = "") -> None:
    """Note this session of ``user`` at this hour."""
    if request.session.session_key is None:
        request.session.create()
    key = str(request.session.session_key)
    agent = request.headers.get("User-Agent", "")
    sign_ins.note(user, key, agent=agent, now=clock.now(), begun=begun, before=before)
    request.session[NOTED] = (key, time.time())


def begin(request: HttpRequest, user: User, **_more: Any) -> None:
    """Listener: somebody signed in here, and so needs no way back by the sheet."""
    note(request, user, begun=True)
    if recovery.stop(user, now=clock.now()):
        messages.warning(
            request,
            gettext(
                "Somebody asked for a new password by your code sheet. Signing in stopped that. If it was not you, "
                "make a new sheet: somebody has the old one."
            ),
            fail_silently=True,
        )


def forget(request: HttpRequest, **_more: Any) -> None:
    """Listener: somebody signs out here."""
    if key := request.session.session_key:
        sign_ins.forget(key)


def new_password(request: HttpRequest, user: User, **_more: Any) -> None:
    """Listener: all other places are signed out, and no way back by the sheet waits any more."""
    here = ""
    if request.user == user:
        note(request, user, before=request.session.get(NOTED, ("", 0.0))[0])
        here = str(request.session.session_key)
    sign_ins.end_others(user, but=here, now=clock.now())
    recovery.stop(user, now=clock.now())
