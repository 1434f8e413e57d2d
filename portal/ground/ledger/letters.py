"""Letters as rows: each goes to one recipient about one thing once, and none is lost."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from portal.ground.clock import require_aware, years_before
from portal.ground.ledger import bell
from portal.ground.ledger.delivery import LONG_OVERDUE
from portal.ground.ledger.models import ADDRESS_REFUSED, RETURNED, Letter, LetterState
from portal.ground.ledger.verify import canonical

BATCH = 5000
# That somebody was told is part of the files of a purchase (Law art. 42); where it went to is not.
KEPT_YEARS, ADDRESS_KEPT_YEARS = 15, 1
RECIPIENT = re.compile(r"(user|subscriber|hook):[0-9]+")

# gen_random_uuid() makes the Message-ID here, once, so that every try carries the same one.
QUEUE = """
INSERT INTO ledger_letter
    (recipient, address, language, subject, kind, deadline_version, lead_days, payload, state, due_at,
     tries, error, message_id)
SELECT recipient, '', '', %(subject)s, %(kind)s, %(deadline_version)s, %(lead_days)s,
       payload, 'queued', %(due_at)s, 0, '', '<' || gen_random_uuid() || '@' || %(domain)s || '>'
FROM {given}
ON CONFLICT (recipient, subject, kind, deadline_version, lead_days) DO UPDATE
    SET state = 'queued', due_at = excluded.due_at, payload = excluded.payload
    WHERE ledger_letter.state = 'cancelled'
"""
ALIKE = """
    (SELECT DISTINCT unnest(%(recipients)s::text[])) AS given (recipient),
    (SELECT %(payload)s::jsonb) AS said (payload)
"""
EACH = "unnest(%(recipients)s::text[], %(payloads)s::jsonb[]) AS given (recipient, payload)"


def queue(
    recipients: Iterable[str],
    *,
    subject: str,
    kind: str,
    due_at: datetime,
    deadline_version: int = 0,
    lead_days: int = 0,
    payload: Mapping[str, object] | None = None,
) -> int:
    """Queue one letter for each of `user:<id>`, `subscriber:<id>`, `hook:<id>` and say how many are new.

    The template is `templates/letters/<kind>.zh.txt` / `.en.txt`, its context the payload, in which `path` is
    a page's path without the language. A letter with the same recipient, subject, kind, deadline version and
    lead days is never queued again, unless it was cancelled before it was sent. `lead_days`: working days
    before a deadline a reminder goes out, 0 for what is no reminder. Raises ValueError for another kind of
    recipient. Takes any iterable, a queryset's iterator too, in batches.
    """
    fixed = _row(subject, kind, due_at, deadline_version, lead_days)
    fixed |= {"payload": canonical(dict(payload or {}))}
    remaining, added = iter(recipients), 0
    with transaction.atomic():
        while batch := list(islice(remaining, BATCH)):
            added += _insert(ALIKE, batch, fixed)
    return added


def queue_each(
    letters: Iterable[tuple[str, Mapping[str, object]]], *, subject: str, kind: str, due_at: datetime
) -> int:
    """The same where each recipient's letter says something else: pairs of recipient, named once, and payload."""
    fixed = _row(subject, kind, due_at, 0, 0)
    remaining, added = iter(letters), 0
    with transaction.atomic():
        while batch := list(islice(remaining, BATCH)):
            payloads = [canonical(dict(payload)) for _, payload in batch]
            added += _insert(EACH, [name for name, _ in batch], fixed | {"payloads": payloads})
    return added


def _row(subject: str, kind: str, due_at: datetime, deadline_version: int, lead_days: int) -> dict[str, Any]:
    return {
        "subject": subject, "kind": kind, "deadline_version": deadline_version, "lead_days": lead_days,
        "due_at": require_aware(due_at), "domain": domain(),
    }  # fmt: skip


def _insert(given: str, recipients: list[str], values: dict[str, Any]) -> int:
    wrong = next((name for name in recipients if not RECIPIENT.fullmatch(name)), None)
    if wrong is not None:
        raise ValueError(f"a letter goes to user:<id>, subscriber:<id> or hook:<id>, not to {wrong!r}")
    with connection.cursor() as cursor:
        cursor.execute(QUEUE.replace("{given}", given), values | {"recipients": recipients})
        added: int = cursor.rowcount
    if added:
        transaction.on_commit(bell.ring_letters)
    return added


def cancel(subject: str, kind: str = "", *, before_version: int | None = None) -> int:
    """Call back the letters about `subject` not sent yet, and say how many.

    Only those of `kind`, where one is given, and of versions before `before_version`. A letter a worker is
    sending at this moment goes out.
    """
    waiting = Q(state=LetterState.QUEUED) | Q(state=LetterState.SENDING, claimed_until__lt=Now())
    letters = Letter.objects.filter(waiting, subject=subject)
    if kind:
        letters = letters.filter(kind=kind)
    if before_version is not None:
        letters = letters.filter(deadline_version__lt=before_version)
    return letters.update(state=LetterState.CANCELLED, claimed_until=None)


def reissue(
    recipients: Iterable[str],
    *,
    subject: str,
    kind: str,
    deadline_version: int,
    lead_days: int,
    due_at: datetime,
    payload: Mapping[str, object] | None = None,
) -> int:
    """The deadline moved: what was queued for its earlier versions is cancelled, the new version queued."""
    with transaction.atomic():
        cancel(subject, kind, before_version=deadline_version)
        return queue(
            recipients, subject=subject, kind=kind, deadline_version=deadline_version, lead_days=lead_days,
            due_at=due_at, payload=payload,
        )  # fmt: skip


def retry_failed(due_since: datetime, *, addresses: bool = False) -> int:
    """Queue again what was given up of the letters due since then, once its cause is mended; say how many.

    Letters whose address was refused, or that came back from further on, only where ``addresses``."""
    failed = Letter.objects.filter(state=LetterState.FAILED, due_at__gte=due_since)
    if not addresses:
        failed = failed.exclude(Q(error__startswith=ADDRESS_REFUSED) | Q(error__startswith=RETURNED))
    return failed.update(state=LetterState.QUEUED, claimed_until=None, tries=0)


def overdue(now: datetime) -> int:
    """Letters that should have left a quarter of an hour ago, and are neither sent nor given up."""
    waiting = Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.SENDING])
    return waiting.filter(due_at__lt=now - LONG_OVERDUE).count()


def waiting(now: datetime) -> tuple[int, datetime | None]:
    """How many letters are due by ``now`` and neither sent nor given up, and since when the first of them is."""
    due = Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.SENDING], due_at__lte=now)
    found = due.aggregate(count=Count("id"), first=Min("due_at"))
    return found["count"], found["first"]


def failed(since: datetime) -> int:
    """Letters due since then that were given up."""
    return Letter.objects.filter(state=LetterState.FAILED, due_at__gte=since).count()


def forget(now: datetime) -> int:
    """Take the addresses out of letters that left long ago, and delete those whose time is over; says how many."""
    over = Letter.objects.exclude(state__in=[LetterState.QUEUED, LetterState.SENDING])
    old = over.filter(due_at__lt=years_before(now, ADDRESS_KEPT_YEARS)).exclude(address="")
    old.update(address="")
    deleted, _rows = over.filter(due_at__lt=years_before(now, KEPT_YEARS)).delete()
    return deleted


def domain() -> str:
    """The right side of our Message-IDs."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"
