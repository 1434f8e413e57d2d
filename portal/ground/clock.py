"""The one clock: every moment the portal writes or judges by comes from the database."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

LEGAL_ZONE = ZoneInfo("Asia/Shanghai")

# One number for everybody who replaces the body of portal_clock(), so that two never do it at once.
CLOCK_LOCK = 7_310_001


class ClockRefusedError(Exception):
    """The clock may only be moved in a demonstration, by the owner of the database."""


def now() -> datetime:
    """The present moment, aware, as SQL `portal_clock()` tells it. Moves on inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_clock()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def legal_date(moment: datetime) -> date:
    """The legal date (Beijing time) at that moment: the only way from a moment to a date.

    Raises ValueError for a naive datetime, whose date nobody can know.
    """
    return require_aware(moment).astimezone(LEGAL_ZONE).date()


def require_aware(moment: datetime) -> datetime:
    """The same moment, or ValueError when it carries no zone."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"a moment without a time zone is not a moment: {moment!r}")
    return moment


def years_before(moment: datetime, years: int) -> datetime:
    """The same hour of the same day so many years before; on 28 February where that year has no 29th."""
    moment = require_aware(moment).astimezone(LEGAL_ZONE)
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)


def move_to(moment: datetime) -> None:
    """Make `now()` answer `moment`, ticking on from there. Raises ClockRefusedError outside a demo."""
    _shift(require_aware(moment) - _real_now())


def move_by(step: timedelta) -> None:
    """Move the demonstration's clock by `step` from where it stands. Raises ClockRefusedError elsewhere."""
    _shift(now() + step - _real_now())


def _real_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def _shift(offset: timedelta) -> None:
    if not settings.DEMO:
        raise ClockRefusedError("the clock is moved in a demonstration only (DEMO is not set)")
    microseconds = offset // timedelta(microseconds=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        worker, owner = cursor.fetchone()
        # The portal's own role owns nothing, so the function is replaced as whoever logged in.
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLOCK_LOCK])
        cursor.execute(clock_sql(f"clock_timestamp() + interval '{microseconds:d} microseconds'"))
        if worker != owner:
            cursor.execute("SELECT set_config('role', %s, true)", [worker])


def clock_sql(body: str) -> str:
    """The statement that gives `portal_clock()` this body, an SQL expression."""
    return (
        "CREATE OR REPLACE FUNCTION portal_clock() RETURNS timestamptz"
        f" LANGUAGE sql VOLATILE PARALLEL SAFE AS $$ SELECT {body} $$"
    )
