"""The bell: tells a worker that a row waits. It may fail; the row remembers and the schedule finds it."""

import logging
import time

log = logging.getLogger(__name__)

# After a failed nudge the broker is left alone for so many seconds, lest every request wait for it.
SILENCE = 5.0
_silent_until = 0.0


def ring_event(event_id: int) -> None:
    """Nudge a worker about the deliveries of one event."""
    _ring("portal.ledger.tasks.ring", (event_id,))


def ring_letters() -> None:
    """Nudge a worker about letters that are due."""
    _ring("portal.ledger.tasks.send_letters", ())


def ring_account_letter(to: list[str], subject: str, text: str) -> None:
    """Hand a letter that stands in no row to the letters' process. It waits there for an hour at most."""
    _ring("portal.ledger.tasks.send_account_letter", (to, subject, text), expires=3600)


def ring_task(task: str, *arguments: object) -> None:
    """Nudge whoever takes ``task``, by its name alone: the caller need not be able to load it."""
    _ring(task, arguments)


def _ring(task: str, arguments: tuple[object, ...], *, expires: int = 60) -> None:
    global _silent_until
    from portal.celery import app

    if time.monotonic() < _silent_until:
        return
    try:
        app.send_task(task, arguments, retry=False, ignore_result=True, expires=expires)
    except Exception as error:  # the transport raises whatever its client does; none of it is ours to mend
        _silent_until = time.monotonic() + SILENCE
        log.warning("the bell did not ring (%s); the schedule will deliver", type(error).__name__)
