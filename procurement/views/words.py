"""Words in confidence on a page: asking for one text, and what the page shows of it."""

import base64
import binascii
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext

from organizations.models import Role, User
from portal.ground import keys
from procurement.judgement import confidences as judgement
from procurement.judgement import law
from procurement.judgement.confidences import Shown, Told
from procurement.models import Confidence
from procurement.selectors.voices import AWAY_AFTER_WORKING_DAYS, watch
from procurement.services import confidences

# The key that an answer is encrypted to: in this browser alone, at this page alone, for minutes.
COOKIE = "opens"
# While the confidant answers the page looks again by itself.
AGAIN = "2"  # seconds


def ask(request: HttpRequest, confidence: Confidence, *, page: str, by: User, now: datetime) -> HttpResponse:
    """Ask the confidant for these words, and go to the ``page`` that will show them. Raises PermissionDenied."""
    private = X25519PrivateKey.generate()
    confidences.ask(
        confidence, by=by, session=_session(request), public=keys.text_of(private.public_key()), now=now
    )
    response = redirect(page)
    response.set_cookie(
        COOKIE, base64.urlsafe_b64encode(private.private_bytes_raw()).decode(), path=page, httponly=True,
        max_age=int(judgement.ASKED_FOR.total_seconds()), secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )  # fmt: skip
    return response


def shown(request: HttpRequest, confidence: Confidence, *, by: User, now: datetime) -> Shown:
    """What this person sees of them in this browser now."""
    return judgement.shown_to(confidence, by, session=_session(request), private=_private(request), now=now)


def looks_again(response: HttpResponse, found: Shown | None) -> HttpResponse:
    """The page asks for itself anew while the words are on their way."""
    if found is not None and found.state == "waiting":
        response["Refresh"] = AGAIN
    return response


def behind_code(owner: Any, code: str) -> Told | None:
    """The words of a question or a report as whoever holds its code reads them; None where they stand in clear, or came
    before words were sealed for their code."""
    confidence = getattr(owner, "confidence", None)
    return judgement.with_code(confidence, code) if confidence is not None else None


def watch_lines(now: datetime) -> list[str]:
    """What whoever looks after these words should know: of their colleagues, and of what waits too long."""
    _book, calendar = law.current()
    found = watch(calendar, now=now)
    alone = gettext(
        "Fewer than two people hold the role: %(role)s. Have the operator give it to a second, so that words are read "
        "when one is away."
    )
    away = gettext("Nobody with this role was signed in for more than %(days)s working days: %(role)s.")
    lines = [alone % {"role": Role(role).label} for role, number in found.holders.items() if number < 2]
    lines += [away % {"role": Role(role).label, "days": AWAY_AFTER_WORKING_DAYS} for role in found.away]
    if found.late:
        lines.append(
            ngettext(
                "%(counter)s text waits longer than it should.",
                "%(counter)s texts wait longer than they should.",
                found.late,
            )
            % {"counter": found.late}
        )
    if found.stuck:
        lines.append(
            ngettext(
                "%(counter)s question was let go and is not shown yet: the part that holds the key does not answer.",
                "%(counter)s questions were let go and are not shown yet: the part that holds the key does not answer.",
                found.stuck,
            )
            % {"counter": found.stuck}
        )
    return lines


def _session(request: HttpRequest) -> str:
    return judgement.session_of(request.session.session_key)


def _private(request: HttpRequest) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except (ValueError, binascii.Error):
        return None
    return raw if len(raw) == keys.LENGTH else None
