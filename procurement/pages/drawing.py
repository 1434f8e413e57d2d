"""The arithmetic behind the drawn dates of a call: the sun track and the month of a worked count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.ground.clock import LEGAL_ZONE
from portal.ground.formatting import date_of
from procurement.rules.calendar import Count, Day

# Longer counts (a year of a contract) are said in words only: their calendar would fill the screen.
LONGEST_TABLE_WEEKS = 10


def percent(start: datetime | date, end: datetime | date, at: datetime | date) -> float:
    """Where `at` lies between two points, 0 to 100, one decimal. Dates count from their noon."""
    whole = (_instant(end) - _instant(start)).total_seconds()
    if whole <= 0:
        return 100.0
    part = (_instant(at) - _instant(start)).total_seconds()
    return round(min(max(part / whole * 100, 0), 100), 1)


def _instant(value: datetime | date) -> datetime:
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, 12, tzinfo=LEGAL_ZONE)


def spread(points: Sequence[float], width: float = 15.5) -> list[float]:
    """Places for the words under the points of a track, in percent: as near to their points as words of
    `width` percent allow. The first is anchored at its start and the last at its end, the others in the
    middle, so words never lie on each other or outside the track."""
    if len(points) < 2:
        return list(points)
    places = list(points)
    places[0], places[-1] = 0.0, 100.0
    right = 100 - width * 1.5
    for index in range(len(points) - 2, 0, -1):
        places[index] = min(points[index], right)
        right = places[index] - width
    least = width * 1.5
    for index in range(1, len(points) - 1):
        places[index] = round(max(places[index], least), 1)
        least = places[index] + width
    return places


@dataclass(frozen=True)
class Cell:
    """One day of the counter. Role: outside, start, off, counted, shift (a make-up workday), last, rolled
    (the last day after it moved off a day off)."""

    date: date
    role: str
    number: int | None = None
    typed: bool = False
    first_of_month: bool = False


def month(count: Count, typed: date | datetime | None = None) -> list[list[Cell]]:
    """The worked count as weeks, Monday first; empty when it would be longer than ten weeks."""
    typed_day = None if typed is None else date_of(typed)
    known = {one.date: one for one in count.days}
    marked = [count.start, count.last_day, *([typed_day] if typed_day else [])]
    # A typed day far from the count is left out rather than stretching the calendar.
    near = [one for one in marked if abs((one - count.last_day).days) < LONGEST_TABLE_WEEKS * 7]
    first = min(near) - timedelta(days=min(near).weekday())
    last = max(near) + timedelta(days=6 - max(near).weekday())
    weeks = ((last - first).days + 1) // 7
    if weeks > LONGEST_TABLE_WEEKS or count.start not in near:
        return []
    days = [first + timedelta(days=step) for step in range(weeks * 7)]
    cells = [
        Cell(
            date=one,
            role=_role(one, known.get(one), count),
            number=known[one].number if one in known else None,
            typed=one == typed_day,
            first_of_month=one.day == 1 or one == first,
        )
        for one in days
    ]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _role(one: date, day: Day | None, count: Count) -> str:
    if one == count.start:
        return "start"
    if one == count.last_day:
        return "last" if count.rolled_from is None else "rolled"
    if day is None:
        return "outside"
    if day.kind == "skipped":
        return "off"
    return "shift" if one.weekday() >= 5 and count.unit == "working_days" else "counted"


def skipped_spans(count: Count) -> list[tuple[tuple[str, ...], date, date]]:
    """Runs of neighbouring days off, as (reason codes, first, last). A weekend within or beside a holiday
    belongs to the holiday; a run of weekend days alone has the one reason `weekend`."""
    spans: list[tuple[tuple[str, ...], date, date]] = []
    for skip in sorted(count.skipped, key=lambda one: one.date):
        if spans and (skip.date - spans[-1][2]).days == 1:
            codes, first, _ = spans.pop()
            codes = codes if skip.reason in codes else (*codes, skip.reason)
            spans.append((codes, first, skip.date))
        else:
            spans.append(((skip.reason,), skip.date, skip.date))
    return [
        (tuple(code for code in codes if code != "weekend") or ("weekend",), first, last)
        for codes, first, last in spans
    ]
