"""Keeps the promises: each listener is told of each event once, whoever dies in between."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Min, Q
from django.db.models.functions import Now
from django.utils.module_loading import import_string

from portal.ground import clock
from portal.ground.ledger.models import Delivery

log = logging.getLogger(__name__)

LONGEST_PAUSE = 900  # seconds
ERROR_LENGTH = 500
# Whoever watches the portal is told of what waits longer than this.
LONG_OVERDUE = timedelta(minutes=15)


def deliver_due(now: datetime, *, limit: int = 1000) -> int:
    """Deliver what is due, up to `limit` rows, and say how many were. Ringing twice is harmless.

    An event that is sealed is told of, whatever moment a wrong clock wrote on it."""
    return _deliver_all(Q(due_at__lte=now) | Q(event__seal__isnull=False), limit)


def overdue(now: datetime) -> int:
    """Listeners that should have been told a quarter of an hour ago and were not."""
    return Delivery.objects.filter(done_at__isnull=True, due_at__lt=now - LONG_OVERDUE).count()


def waiting(now: datetime) -> tuple[int, datetime | None]:
    """How many listeners are due to be told by ``now``, and since when the first of them is."""
    due = Delivery.objects.filter(done_at__isnull=True, due_at__lte=now)
    found = due.aggregate(count=Count("id"), first=Min("due_at"))
    return found["count"], found["first"]


def deliver(event_id: int, now: datetime) -> int:
    """Deliver what is owed for one event, and say how many rows were."""
    return _deliver_all(Q(event_id=event_id, due_at__lte=now), 100)


def pause(tries: int, *, longest: int = LONGEST_PAUSE) -> timedelta:
    """How long a row rests after its n-th failure: doubling, ``longest`` seconds at most."""
    seconds = settings.LEDGER_BACKOFF_SECONDS * 2 ** min(max(tries - 1, 0), 12)
    return timedelta(seconds=min(seconds, longest))


def free() -> Q:
    """Rows nobody is at: real time, for a demonstration's clock must not hold up or repeat the work."""
    return Q(claimed_until__isnull=True) | Q(claimed_until__lt=Now())


def _deliver_all(which: Q, limit: int) -> int:
    done = 0
    for _ in range(limit):
        row = _claim(which)
        if row is None:
            break
        done += _tell(row)
    return done


def _claim(which: Q) -> Delivery | None:
    """Take one row, in a transaction of its own: the try is counted even if it kills the worker."""
    lease = timedelta(seconds=settings.LEDGER_LEASE_SECONDS)
    with transaction.atomic():
        waiting = Delivery.objects.filter(which, free(), done_at__isnull=True)
        row = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("due_at", "id").first()
        if row is not None:
            Delivery.objects.filter(pk=row.pk).update(tries=F("tries") + 1, claimed_until=Now() + lease)
            row.tries += 1
    return row


def _tell(row: Delivery) -> bool:
    """Call the listener and mark the row in one transaction, so that what it writes is written once."""
    try:
        with transaction.atomic():
            mine = Delivery.objects.filter(pk=row.pk, done_at__isnull=True)
            # Held until the commit: however long the listener takes, nobody else takes the row. Waited for,
            # because a claim that came second locks it for an instant before it sees that it is taken.
            held = mine.select_for_update(of=("self",)).select_related("event").first()
            if held is None:
                return False
            import_string(held.listener)(held.event)
            mine.update(done_at=clock.now(), claimed_until=None, error="")
    except Exception as error:  # whatever a listener raises, the row is kept and tried again
        log.exception("delivery %s to %s failed", row.pk, row.listener)
        Delivery.objects.filter(pk=row.pk, done_at__isnull=True, tries=row.tries).update(
            error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH], claimed_until=Now() + pause(row.tries)
        )
        return False
    return True
