"""Seals what was recorded, on a fixed schedule whether or not anything happened, and lays it open."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from portal.ground.keyset import walk
from portal.ground.ledger.models import Event, Seal
from portal.ground.ledger.recording import body
from portal.ground.ledger.verify import ORIGIN, canonical, merkle_root, root_over, seal_digest

INTERVAL = timedelta(minutes=5)
# A beat that comes a little early still seals; a second beat right after the first does not.
SLACK = timedelta(seconds=30)
SEALER_LOCK = 7_310_002
MOST_EVENTS = 50_000


def seal_due(now: datetime) -> Seal | None:
    """Seal if the last seal is an interval old; None when it is not, or another worker is sealing."""
    return _seal(now, only_if_due=True)


def seal(now: datetime) -> Seal | None:
    """Seal at once. None when another worker is sealing."""
    return _seal(now, only_if_due=False)


def newest() -> Seal | None:
    """The seal to print on receipts, sheets and feeds: `str(seal)` is `number:first 16 places`."""
    return Seal.objects.order_by("-number").first()


def late(now: datetime) -> timedelta | None:
    """How old the newest seal is, where two more should stand by now. None also before the first."""
    last = newest()
    age = now - last.at if last else timedelta(0)
    return age if age > 3 * INTERVAL else None


# How long something may stand on a page that changed by no public event (an agency's telephone, days left).
STANDS_SECONDS = 60
_STANDING = """
    SELECT now,
           (SELECT max(number) FROM ledger_seal),
           (SELECT count(*) FROM ledger_event WHERE seal_id IS NULL AND public),
           floor(extract(epoch FROM now) / %s)
    FROM (SELECT portal_clock() AS now) AS clock
"""

Standing = tuple[object, ...]


def standing() -> Standing:
    """A value that is another one after every public event, and each minute: what was made of public records
    under the same value is still right.

    The newest seal and the number of public events it does not hold, not the highest event: one that commits
    late with a low number counts as well. Events that are not public change nothing, not even the time this
    takes."""
    _now, found = present()
    return found


def present() -> tuple[datetime, Standing]:
    """The moment as :func:`portal.ground.clock.now` tells it, and the :func:`standing` then: one question for both."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [STANDS_SECONDS])
        now, *found = cursor.fetchone()
    return now, tuple(found)


@transaction.atomic
def _seal(now: datetime, *, only_if_due: bool) -> Seal | None:
    if not _only_sealer():
        return None
    last = newest()
    # The distance both ways: a demonstration's clock may have been set back.
    if only_if_due and last is not None and abs(now - last.at) < INTERVAL - SLACK:
        return None
    while True:
        # An event that commits late with a low number is not lost: it is unsealed, so the next seal has it.
        rows = list(
            Event.objects.filter(seal__isnull=True)
            .order_by("id")
            .values_list("id", "public", "digest")[:MOST_EVENTS]
        )
        last = _link(last, now, rows)
        if len(rows) < MOST_EVENTS:
            return last


def _only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        return bool(cursor.fetchone()[0])


def _link(last: Seal | None, now: datetime, rows: list[tuple[int, bool, str]]) -> Seal:
    blind = secrets.token_hex(32)
    private = [bytes.fromhex(digest) for _, public, digest in rows if not public]
    hidden = merkle_root([*private, bytes.fromhex(blind)]).hex()
    public = [digest for _, is_public, digest in rows if is_public]
    link = Seal(
        number=last.number + 1 if last else 1, at=now, previous=last.digest if last else ORIGIN,
        root=root_over(public, hidden), hidden=hidden, blind=blind, public_events=len(public),
    )  # fmt: skip
    link.digest = seal_digest(_published(link))
    link.save(force_insert=True)
    Event.objects.filter(pk__in=[pk for pk, _, _ in rows]).update(seal=link)
    return link


def _published(link: Seal) -> dict[str, object]:
    return {
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "digest": link.digest,
        "hidden": link.hidden,
        "number": link.number,
        "previous": link.previous,
        "public_events": link.public_events,
        "root": link.root,
    }


def audit_lines() -> Iterator[str]:
    """`/data/audit.jsonl`: under each seal its public events in order, then the seal; checked by verify.py.

    Events that are not public are in it as one blinded root per seal, so that neither their number nor
    their time can be read. What is not sealed yet is not in it.
    """
    last = newest()
    if last is None:
        return
    events = walk(Event.objects.filter(public=True, seal_id__lte=last.number), "seal_id", "id")
    event = next(events, None)
    for link in walk(Seal.objects.filter(number__lte=last.number), "number"):
        while event is not None and event.seal_id == link.number:
            yield canonical({"event": body(event, json.loads(event.payload))}) + "\n"
            event = next(events, None)
        yield canonical({"seal": _published(link)}) + "\n"


def checkpoint_lines() -> Iterator[str]:
    """`/data/checkpoints.txt`: `number digest time` of every seal, oldest first."""
    for link in walk(Seal.objects.only("number", "digest", "at"), "number", size=5_000):
        yield f"{link.number} {link.digest} {link.at.astimezone(UTC).isoformat(timespec='seconds')}\n"
