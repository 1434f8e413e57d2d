"""Whether the portal's clock may be believed: one decision for everything that cannot be taken back.

Three clocks are read and held against each other, against what configured outside sources said lately, and against
the newest seal. While the clock is doubted no seal is made, so the newest one stays the last moment believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import connection, transaction

from portal.ground.ledger import recording, seals
from portal.ground.ledger.models import Event

# Machines set by the same time service differ by less; more means that one of them is wrong.
WITHIN = timedelta(seconds=60)
# Without a source that vouches, the newest seal may be this old: three were missed.
LONGEST_SILENCE = timedelta(minutes=15)
# What a source said is believed for so long; it is asked every minute.
FRESH = timedelta(seconds=150)
# A supervisor says that the shown moment is right; the page must not be older than this.
SHOWN = timedelta(minutes=10)
SUBJECT = "portal:clock"

_READ = """
    SELECT portal_clock(), clock_timestamp(), last.at, coalesce(last.number, 0),
           ARRAY(SELECT ahead FROM ledger_timereading WHERE ahead IS NOT NULL AND read_at
                 BETWEEN clock_timestamp() - make_interval(secs => %s)
                     AND clock_timestamp() + make_interval(secs => %s))
    FROM (SELECT 1) AS one LEFT JOIN (SELECT at, number FROM ledger_seal ORDER BY number DESC LIMIT 1) AS last ON true
"""


class Doubt(StrEnum):
    """Why the clock is not believed. Only ``SILENCE`` and ``BACK`` can be settled by a supervisor's word."""

    NONE = ""
    MACHINES = "machines"  # this process's clock and the database's differ
    SHIFTED = "shifted"  # the portal's clock is not the database's, and this is no demonstration
    SOURCE = "source"  # the sources say another time
    SILENCE = "silence"  # the newest seal is old and no source vouches: an outage, or a leap ahead
    BACK = "back"  # it is earlier than the newest seal


class ClockDoubtedError(Exception):
    """What cannot be taken back waits until the clock is believed again. ``doubt`` says why."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(f"the clock is doubted: {doubt}")
        self.doubt = doubt


class NotConfirmableError(Exception):
    """The clock is not doubted, or in a way that no person's word settles, or the page showed another moment."""


@dataclass(frozen=True)
class Clocks:
    """``portal``: the moment the portal goes by; ``database``: the database machine's own clock; ``own``: this
    process's; ``sealed_at`` and ``seal``: the newest seal; ``ahead``: by how much each source lately found the
    database's clock ahead of itself."""

    portal: datetime
    database: datetime
    own: datetime
    sealed_at: datetime | None = None
    seal: int = 0
    ahead: Sequence[timedelta] = ()


@dataclass(frozen=True)
class Standing:
    """``now``: the earliest moment the clocks vouch for; ``known``: the newest moment that was believed."""

    now: datetime
    doubt: Doubt
    known: datetime | None
    seal: int

    @property
    def steady(self) -> datetime:
        """The moment that work nobody watches may go by: it stands still while the clock is doubted."""
        return self.now if not self.doubt or self.known is None else min(self.now, self.known)

    @property
    def confirmable(self) -> bool:
        """Whether a supervisor's word ends the doubt."""
        return self.doubt in (Doubt.SILENCE, Doubt.BACK)


def judge(clocks: Clocks, *, demo: bool) -> Doubt:
    """The one decision. In a demonstration the portal's clock is moved on purpose: there the shift is believed, and
    seals, which carry shifted moments, say nothing."""
    if abs(clocks.own - clocks.database) > WITHIN:
        return Doubt.MACHINES
    if not demo and abs(clocks.portal - clocks.database) > WITHIN:
        return Doubt.SHIFTED
    against = sum(abs(one) > WITHIN for one in clocks.ahead)
    if against and against * 2 >= len(clocks.ahead):
        return Doubt.SOURCE
    if clocks.ahead or demo or clocks.sealed_at is None:
        return Doubt.NONE
    if clocks.portal < clocks.sealed_at - WITHIN:
        return Doubt.BACK
    return Doubt.SILENCE if clocks.portal - clocks.sealed_at > LONGEST_SILENCE else Doubt.NONE


def read() -> Clocks:
    """All clocks, one after another."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [FRESH.total_seconds(), WITHIN.total_seconds()])
        portal, database, sealed_at, seal, ahead = cursor.fetchone()
    return Clocks(portal, database, datetime.now(UTC), sealed_at, seal, tuple(ahead))


def standing() -> Standing:
    """How the clock stands now."""
    clocks = read()
    now = min(clocks.portal, clocks.portal + (clocks.own - clocks.database))
    return Standing(now, judge(clocks, demo=settings.DEMO), clocks.sealed_at, clocks.seal)


def require() -> datetime:
    """The present moment for what cannot be taken back. Raises ClockDoubtedError."""
    found = standing()
    if found.doubt:
        raise ClockDoubtedError(found.doubt)
    return found.now


@transaction.atomic
def confirm(*, shown: datetime, actor: str) -> None:
    """Somebody who may says that the portal's clock, seen as ``shown``, is right: recorded in public. Everything goes
    on when :func:`settle` has sealed it, which is the worker's. Raises NotConfirmableError."""
    found = standing()
    if not found.confirmable or word(found) or abs(found.now - shown) > SHOWN:
        raise NotConfirmableError
    recording.record(
        "clock_confirmed", subject=SUBJECT, actor=actor, at=found.now, doubt=str(found.doubt), last_seal=found.seal,
        last_at=found.known,
    )  # fmt: skip


def word(found: Standing) -> Event | None:
    """What somebody said of the clock as it stands, and no seal holds yet. It is good for as long as the page that
    showed the moment was."""
    said = (
        Event.objects.filter(kind="clock_confirmed", subject=SUBJECT, seal__isnull=True)
        .order_by("-id")
        .first()
    )
    return said if found.confirmable and said and abs(found.now - said.at) <= SHOWN else None


def settle() -> Standing:
    """How the clock stands now, a doubt ended by a seal where somebody's word ends it: the worker's, who alone may
    seal."""
    found = standing()
    if word(found) is None or seals.seal(found.now) is None:
        return found
    return standing()
