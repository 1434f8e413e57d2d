"""Sends the letters that are due, by e-mail or to a gateway: at least once, always under the same Message-ID."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.template import Context, Engine
from django.utils import translation
from django.utils.module_loading import import_string

from portal.ground import clock
from portal.ground.ledger import hooks, smtp
from portal.ground.ledger.delivery import ERROR_LENGTH, free, pause
from portal.ground.ledger.models import ADDRESS_REFUSED, LETTER_REFUSED, RETURNED, Letter, LetterState
from portal.ground.ledger.verify import canonical

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
# So often a mail server may put one letter off, growing rests between, before it comes back: four days or more.
MAIL_TRIES = 34
LONGEST_REST = 4 * 3600  # seconds
# A run begins no letter after so many seconds: e-mail and gateways take turns in the letters' process.
RUN_SECONDS = 10.0
# So many letters in a row stopped before anything was said about them end a run.
STRIKES = 3


def send_due(now: datetime, *, limit: int = 500) -> int:
    """Send what is due by e-mail, up to `limit` letters, and say how many went out.

    What the server refuses for good fails, what it puts off rests, and the run goes on. It ends when the server is
    away or takes nothing from us; that is no letter's fault, so it counts against none.
    """
    server = get_connection()
    try:
        return _send_all(~Q(recipient__startswith=HOOK), now, limit, partial(smtp.hand_over, server=server))
    finally:
        smtp.hang_up(server)


def post_due(now: datetime, *, limit: int = 100) -> int:
    """The same for letters to gateways: one that is slow or away holds up no e-mail."""
    return _send_all(Q(recipient__startswith=HOOK), now, limit, _post)


HandOver = Callable[[EmailMessage, Letter, Mailbox], None]


def _send_all(which: Q, now: datetime, limit: int, hand_over: HandOver) -> int:
    sent, strikes, until = 0, 0, time.monotonic() + RUN_SECONDS
    try:
        for _ in range(limit):
            letter = _claim(which, now) if time.monotonic() < until else None
            if letter is None:
                break
            try:
                sent += _settle(letter, hand_over)
                strikes = 0
            except (smtp.NotOurLetterError, smtp.CutError) as error:
                strikes += 1
                if strikes == STRIKES:
                    raise smtp.AwayError(str(error)) from error
    except smtp.AwayError as error:
        log.error("the mail server takes nothing from us, letters wait: %s", error)
    except SoftTimeLimitExceeded:
        log.warning("a letter took longer than a run may; it waits")
    return sent


def _claim(which: Q, now: datetime) -> Letter | None:
    """Whoever waited longest for a try: a letter that failed comes behind those due since."""
    lease = timedelta(seconds=settings.LEDGER_LETTER_LEASE_SECONDS)
    with transaction.atomic():
        waiting = Letter.objects.filter(which, free(), state__in=["queued", "sending"], due_at__lte=now)
        next_try = Coalesce("claimed_until", "due_at")
        letter = waiting.select_for_update(skip_locked=True).order_by(next_try, "tries", "id").first()
        if letter is not None:
            Letter.objects.filter(pk=letter.pk).update(
                state=LetterState.SENDING, tries=F("tries") + 1, claimed_until=Now() + lease
            )
            letter.tries += 1
    return letter


def _settle(letter: Letter, hand_over: HandOver) -> bool:
    """Send one claimed letter and record it. No transaction waits for the outside: who dies in between sends
    again under the same Message-ID, and the lease is longer than a task may live."""
    resolve: Resolver = import_string(settings.LETTERS_RESOLVER)
    try:
        box = resolve(letter.recipient, letter.kind)
        if box is None:
            _mine(letter).update(state=LetterState.SUPPRESSED, claimed_until=None, error="")
            return False
        hand_over(compose(letter, box), letter, box)
    except (smtp.AwayError, smtp.NotOurLetterError) as error:
        _give_back(letter, error)
        raise
    except smtp.CutError as error:
        _put_off(letter, error)
        raise
    except smtp.AddressRefusedError as error:
        _came_back(letter, f"{ADDRESS_REFUSED}: {error}")
    except smtp.LetterRefusedError as error:
        # About these words or their sender: the address is not held to be dead.
        _came_back(letter, f"{LETTER_REFUSED}: {error}", dead=False)
    except smtp.PutOffError as error:
        _put_off(letter, error)
    except hooks.RefusedError as error:
        _came_back(letter, f"{ADDRESS_REFUSED}: {error}")
    except hooks.AwayError as error:
        if letter.tries < HOOK_TRIES:
            _rest(letter, error)
        else:
            _came_back(letter, f"away too long: {error}")
    except SoftTimeLimitExceeded as error:
        _rest(letter, error)
        raise
    except Exception as error:  # a missing template or a payload that does not fit it: mended by a release
        log.exception("letter %s could not be written", letter.pk)
        _rest(letter, error)
    else:
        return bool(
            _mine(letter).update(
                state=LetterState.SENT, sent_at=clock.now(), claimed_until=None, error="",
                address=box.address, language=box.language,
            )
        )  # fmt: skip
    return False


def send_at_once(to: list[str], subject: str, text: str) -> None:
    """Send a letter that stands in no row. Raises the errors of :mod:`portal.ground.ledger.smtp`."""
    server = get_connection()
    headers = {"From": settings.DEFAULT_FROM_EMAIL, "Auto-Submitted": "auto-generated"}
    letter = EmailMessage(subject=subject, body=text, from_email=_envelope(), to=to, headers=headers)
    try:
        smtp.hand_over(letter, server=server)
    finally:
        smtp.hang_up(server)


def _envelope() -> str:
    """The sender of the envelope: where reports of undelivered letters go."""
    return str(settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL)


def returned(message_id: str, reason: str) -> bool:
    """A letter that went out came back from further on; False when no such letter was sent. Harmless twice."""
    letter = Letter.objects.filter(message_id=message_id, state=LetterState.SENT).first()
    if letter is None:
        return False
    _came_back(letter, f"{RETURNED}: {reason}", state=LetterState.SENT)
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
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
    }
    if box.stop_url:
        headers["List-Unsubscribe"] = f"<{box.stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(
        subject=subject, body=rest.strip() + "\n", from_email=_envelope(), to=[box.address], headers=headers
    )


def _value(key: str, value: object) -> object:
    """Payload keys ending in `_at` are moments again, so that a template writes them in its language."""
    if isinstance(value, list):
        return [_value("", one) for one in value]
    if isinstance(value, dict):
        return {name: _value(name, one) for name, one in value.items()}
    return datetime.fromisoformat(value) if key.endswith("_at") and isinstance(value, str) else value


def _post(message: EmailMessage, letter: Letter, box: Mailbox) -> None:
    """The letter as JSON: what an SMS needs (`subject`, `url`) beside the whole text."""
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


def _came_back(letter: Letter, reason: str, *, state: str = LetterState.SENDING, dead: bool = True) -> None:
    told: Returned = import_string(settings.LETTERS_RETURNED)
    with transaction.atomic():
        failed = {"state": LetterState.FAILED, "sent_at": None, "error": reason[:ERROR_LENGTH]}
        if _mine(letter, state).update(claimed_until=None, **failed) and dead:
            told(letter.recipient)


def _put_off(letter: Letter, error: Exception) -> None:
    if letter.tries < MAIL_TRIES:
        _rest(letter, error)
    else:
        _came_back(letter, f"put off too long: {error}", dead=False)


def _rest(letter: Letter, error: Exception) -> None:
    rest = pause(letter.tries, longest=LONGEST_REST)
    _mine(letter).update(state=LetterState.QUEUED, claimed_until=Now() + rest, error=_said(error))


def _give_back(letter: Letter, error: Exception) -> None:
    """Not this letter's fault: the try is not counted."""
    _mine(letter).update(
        state=LetterState.QUEUED, tries=F("tries") - 1, claimed_until=Now() + pause(1), error=_said(error)
    )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:ERROR_LENGTH]


def _mine(letter: Letter, state: str = LetterState.SENDING) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk, state=state, tries=letter.tries)
