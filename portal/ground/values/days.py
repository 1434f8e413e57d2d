"""Days, hours and moments as people write them, within the years that the rules can judge."""

import re
from datetime import date, datetime, time, timedelta

from portal.ground.values import UnreadableError
from portal.ground.values.text import narrow

FIRST_YEAR, LAST_YEAR = 2000, 2100
# How many days back and ahead of today a day may lie that is meant for this; what is beyond is a slip. The rules
# say far more narrowly what is lawful: these bounds only stop what nobody means.
SPANS: dict[str, tuple[int, int]] = {
    "call": (366, 366),  # publication, closing and all between; a later closing cannot be taken back
    "final": (366, 92),  # final offers and explanations: asked for once, and all wait for it
    "service": (3 * 366, 6 * 366),  # contracts run three years at most
    "act": (3 * 366, 31),  # what was done and is written down: signed, paid, decided
    "payment": (3 * 366, 6 * 366),
    "seen": (3 * 366, 0),
}
_DAY = re.compile(
    r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?(?:\s*[((]?(?:周|星期).[))]?)?"
)
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
_HOUR = re.compile(r"(\d{1,2})\s*(?:[::]\s*(\d{2})(?:[::]\s*(\d{2}))?|[点时]\s*(?:(\d{1,2})\s*分?)?)")


def read_day(typed: str, *, first: int = FIRST_YEAR, last: int = LAST_YEAR) -> date:
    """2024-07-30, 2024/7/30, 2024.7.30, 20240730, 2024年7月30日. Raises UnreadableError: ``no_day``,
    ``no_such_day`` (30 February), ``year`` for one outside ``first`` to ``last``."""
    text = narrow(typed)
    found = _DAY.fullmatch(text) or _SOLID.fullmatch(text)
    if not found:
        raise UnreadableError("no_day", typed)
    year, month, day = map(int, found.groups())
    if not first <= year <= last:
        raise UnreadableError("year", typed)
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError("no_such_day", typed) from None


def read_hour(typed: str) -> tuple[time, bool]:
    """17:00, 17：00, 17点, 17时30分; and whether it is 24:00, the first minute of the next day. Raises
    UnreadableError: ``no_hour``."""
    found = _HOUR.fullmatch(narrow(typed))
    if not found:
        raise UnreadableError("no_hour", typed)
    hour, minute, second = int(found[1]), int(found[2] or found[4] or 0), int(found[3] or 0)
    if (hour, minute, second) == (24, 0, 0):
        return time(0), True
    try:
        return time(hour, minute, second), False
    except ValueError:
        raise UnreadableError("no_hour", typed) from None


def read_local(day: str, hour: str) -> datetime:
    """The local moment, without a zone. Raises UnreadableError."""
    the, (at, ends) = read_day(day), read_hour(hour)
    return datetime.combine(the + timedelta(days=1) if ends else the, at)


def span_around(today: date, meant_for: str) -> tuple[date, date]:
    """The first and the last day that a day for this may be."""
    back, ahead = SPANS[meant_for]
    return today - timedelta(days=back), today + timedelta(days=ahead)
