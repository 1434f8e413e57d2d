"""Sends the letters that are due, by e-mail or to a gateway: at least once, always under the same Message-ID."""

import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.template import Context, Engine
from django.utils import translation
from django.utils.module_loading import import_string

from portal import clock
from portal.ledger import hooks
from portal.ledger.delivery import ERROR_LENGTH, free, pause
from portal.ledger.models import Letter, LetterState
from portal.ledger.verify import canonical

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mailbox:
    """Where a recipient's letters go now. `stop_url` is absolute; empty where a letter cannot be stopped.
    `address` is an e-mail address, or with a `secret` that of a gateway."""

    address: str
    language: str
    stop_url: str = ""
    manage_url: str = ""
    secret: str = ""


# (recipient, kind of letter) -> mailbox, or None when this recipient gets no such letter (any more).
Resolver = Callable[[str, str], Mailbox | None]
# Who is told that a letter to this recipient came back for good.
Returned = Callable[[str], None]

HOOK = "hook:"
# A gateway that is away is asked again for about as many quarters of an hour, then its letter comes back.
HOOK_TRIES = 12


class ServerAwayError(Exception):
    """The mail server could not be reached or hung up; the other letters would fare no better."""


def send_due(now: datetime, *, limit: int = 500) -> int:
    """Send what is due by e-mail, up to `limit` letters, and say how many went out.

    When the server is away the letter in hand rests and the run ends; nothing is given up.
    """
    server = get_connection()
    try:
        return _send_all(~Q(recipient__startswith=HOOK), now, limit, partial(_mail, server=server))
    finally:
        _hang_up(server)


def post_due(now: datetime, *, limit: int = 100) -> int:
    """The same for letters to gateways: one that is slow or away holds up no e-mail."""
    return _send_all(Q(recipient__startswith=HOOK), now, limit, _post)


def _send_all(which: Q, now: datetime, limit: int, hand_over: Callable[[Letter, Mailbox], None]) -> int:
    sent = 0
    try:
        for _ in range(limit):
            letter = _claim(which, now)
            if letter is None:
                break
            sent += _settle(letter, hand_over)
    except ServerAwayError as error:
        log.warning("mail server away: %s", error.__cause__)
    return sent


def _claim(which: Q, now: datetime) -> Letter | None:
    lease = timedelta(seconds=settings.LEDGER_LEASE_SECONDS)
    with transaction.atomic():
        waiting = Letter.objects.filter(which, free(), state__in=["queued", "sending"], due_at__lte=now)
        letter = waiting.select_for_update(skip_locked=True).order_by("due_at", "id").first()
        if letter is not None:
            Letter.objects.filter(pk=letter.pk).update(
                state=LetterState.SENDING, tries=F("tries") + 1, claimed_until=Now() + lease
            )
            letter.tries += 1
    return letter


def _settle(letter: Letter, hand_over: Callable[[Letter, Mailbox], None]) -> bool:
    """Send one letter while its row is held, so that a slow server never makes another worker send it too."""
    mine = _mine(letter)
    try:
        with transaction.atomic():
            if mine.select_for_update(skip_locked=True).first() is None:
                return False
            resolve: Resolver = import_string(settings.LETTERS_RESOLVER)
            box = resolve(letter.recipient, letter.kind)
            if box is None:
                mine.update(state=LetterState.SUPPRESSED, claimed_until=None, error="")
                return False
            hand_over(letter, box)
            mine.update(
                state=LetterState.SENT, sent_at=clock.now(), claimed_until=None, error="",
                address=box.address, language=box.language,
            )  # fmt: skip
    except smtplib.SMTPRecipientsRefused as error:
        _refused(letter, error)
    except hooks.RefusedError as error:
        _came_back(letter, f"refused: {error}")
    except hooks.AwayError as error:
        if letter.tries < HOOK_TRIES:
            _rest(letter, error)
        else:
            _came_back(letter, f"away too long: {error}")
    except (OSError, smtplib.SMTPException) as error:
        _rest(letter, error)
        raise ServerAwayError from error
    except Exception as error:  # a missing template or a payload that does not fit it: mended by a release
        log.exception("letter %s could not be written", letter.pk)
        _rest(letter, error)
    else:
        return True
    return False


def returned(message_id: str, reason: str) -> bool:
    """A letter that went out came back from further on; False when no such letter was sent. Harmless twice."""
    letter = Letter.objects.filter(message_id=message_id, state=LetterState.SENT).first()
    if letter is None:
        return False
    _came_back(letter, f"returned: {reason}", state=LetterState.SENT)
    return True


def compose(letter: Letter, box: Mailbox) -> EmailMessage:
    """The letter as it goes out. The template's first line is its subject, which never says what about."""
    code = "zh" if box.language.lower().startswith("zh") else "en"
    context = {key: _value(key, value) for key, value in letter.payload.items()} | {
        "site_url": settings.SITE_URL,
        "stop_url": box.stop_url,
        "manage_url": box.manage_url,
    }
    with translation.override("zh-hans" if code == "zh" else "en"):
        template = Engine.get_default().get_template(f"letters/{letter.kind}.{code}.txt")
        text = template.render(Context(context, autoescape=False))
    subject, _, rest = text.strip().partition("\n")
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if box.stop_url:
        headers["List-Unsubscribe"] = f"<{box.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(subject=subject, body=rest.strip() + "\n", to=[box.address], headers=headers)


def _value(key: str, value: object) -> object:
    """Payload keys ending in `_at` are moments again, so that a template writes them in its language."""
    if isinstance(value, list):
        return [_value("", one) for one in value]
    if isinstance(value, dict):
        return {name: _value(name, one) for name, one in value.items()}
    return datetime.fromisoformat(value) if key.endswith("_at") and isinstance(value, str) else value


def _mail(letter: Letter, box: Mailbox, *, server: BaseEmailBackend) -> None:
    message = compose(letter, box)
    message.connection = server
    server.open()
    message.send()


def _post(letter: Letter, box: Mailbox) -> None:
    """The letter as JSON: what an SMS needs (`subject`, `url`) beside the whole text."""
    message = compose(letter, box)
    english = "" if box.language.startswith("zh") else "/en"
    said = {
        "type": letter.kind,
        "language": box.language,
        "subject": message.subject,
        "text": message.body,
        "url": f"{settings.SITE_URL}{english}{letter.payload.get('path', '/')}",
        "data": letter.payload,
        "stop_url": box.stop_url,
        "manage_url": box.manage_url,
    }
    hooks.post(
        box.address, secret=box.secret, message_id=letter.message_id.strip("<>"),
        body=canonical(said).encode(), at=clock.now(),
    )  # fmt: skip


def _refused(letter: Letter, error: smtplib.SMTPRecipientsRefused) -> None:
    codes = [code for code, _ in error.recipients.values()]
    if all(code >= 500 for code in codes):
        _came_back(letter, f"refused: {codes}")
    else:
        _rest(letter, error)


def _came_back(letter: Letter, reason: str, *, state: str = LetterState.SENDING) -> None:
    told: Returned = import_string(settings.LETTERS_RETURNED)
    with transaction.atomic():
        failed = {"state": LetterState.FAILED, "sent_at": None, "error": reason[:ERROR_LENGTH]}
        if _mine(letter, state).update(claimed_until=None, **failed):
            told(letter.recipient)


def _rest(letter: Letter, error: Exception) -> None:
    _mine(letter).update(
        state=LetterState.QUEUED, claimed_until=Now() + pause(letter.tries),
        error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH],
    )  # fmt: skip


def _mine(letter: Letter, state: str = LetterState.SENDING) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk, state=state, tries=letter.tries)


def _hang_up(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except (OSError, smtplib.SMTPException):
        log.info("the mail server did not say goodbye")
