"""Counting days as the law counts them, each answer carrying the count that leads to it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache, cached_property

from procurement.rules.announcements import (
    OFF,
    WORK,
    CalendarDay,
    CalendarError,
    contradictions,
    gaps,
    parse_calendar,
)
from procurement.rules.festivals import BOOKS, WEEKEND, likely_holiday, possible_holiday, settled_through

__all__ = (
    "CalendarDay",
    "CalendarError",
    "Count",
    "Day",
    "Skipped",
    "Unit",
    "WorkCalendar",
    "parse_calendar",
)

ONE_DAY = timedelta(days=1)
# No rule counts further than fifteen years in months; a longer count of days is a typing mistake.
MOST_DAYS = 4000
FIRST_YEAR, LAST_YEAR = 1990, 2100
SPECIAL = "special_day"


class Unit(StrEnum):
    CALENDAR_DAYS = "calendar_days"  # 日
    WORKING_DAYS = "working_days"  # 工作日


@dataclass(frozen=True)
class Day:
    """A day of a worked count. ``number`` is given on counted days, ``kind`` is start, counted or skipped."""

    date: date
    number: int | None
    kind: str


@dataclass(frozen=True)
class Skipped:
    """``reason`` is ``weekend`` or the code of a festival."""

    date: date
    reason: str


@dataclass(frozen=True)
class Count:
    """``start`` is the day given and ``last_day`` the answer, which lies before it in a backward count.

    ``rolled_from`` is the day off on which the period would have ended. ``provisional`` says that a notice
    of the State Council still to come may change the answer."""

    start: date
    number: int
    unit: Unit
    last_day: date
    skipped: tuple[Skipped, ...]
    rolled_from: date | None
    provisional: bool
    direction: str

    @property
    def days(self) -> tuple[Day, ...]:
        """The count worked out, earliest day first: one day that is not counted, then ``number`` that are."""
        first, final = sorted((self.start, self.last_day))
        passed = {one.date for one in self.skipped}
        days = [Day(first, None, "start")]
        number = 0
        for day in _days_after(first, final):
            if day in passed:
                days.append(Day(day, None, "skipped"))
            else:
                number += 1
                days.append(Day(day, number, "counted"))
        return tuple(days)


@dataclass(frozen=True)
class WorkCalendar:
    """Weekends, corrected by what the State Council announced.

    ``days_off`` are weekdays, ``make_up_workdays`` weekend days, ``reasons`` festival codes of days off.
    Outside ``announced_from``..``announced_through`` the statutory holidays stand in; with ``cautious`` every
    weekday that was ever off around a festival does, and no make-up workday is expected."""

    days_off: frozenset[date]
    make_up_workdays: frozenset[date]
    announced_from: date
    announced_through: date
    reasons: Mapping[date, str] = field(default_factory=dict, hash=False)
    cautious: bool = False

    @classmethod
    def of(
        cls, days: Iterable[CalendarDay], *, announced_from: date, announced_through: date
    ) -> "WorkCalendar":
        """A calendar of announced days, whole for every year. Raises :class:`CalendarError`."""
        days = list(days)
        # A weekend day within a run of days off is off anyway.
        off = {one.date: one.reason for one in days if one.kind == OFF and one.date.weekday() < 5}
        problems = [
            *contradictions(days),
            *(
                f"{one.where}: {one.date} is outside {announced_from} to {announced_through}"
                for one in days
                if not announced_from <= one.date <= announced_through
            ),
            *gaps(off, range(announced_from.year, announced_through.year + 1)),
        ]
        if problems:
            raise CalendarError(problems)
        work = frozenset(one.date for one in days if one.kind == WORK)
        return cls(frozenset(off), work, announced_from, announced_through, off)

    @classmethod
    def seed(cls) -> "WorkCalendar":
        """The years 2013-2026 as announced, from ``books/calendar.csv``."""
        return _seed()

    def extended(self, days: Iterable[CalendarDay]) -> "WorkCalendar":
        """This calendar with the year of a notice put in: the next one, or one it has, to be put right.

        A notice may reach back into the last week of the December before. Raises :class:`CalendarError`."""
        days = list(days)
        year = max((one.date.year for one in days), default=0)
        following = self.announced_through.year + 1
        problems = [
            f"{one.where}: {one.date} does not belong to the notice for {year}"
            for one in days
            if one.date < _reach(year)
        ]
        if not self.announced_from.year <= year <= following:
            problems.append(f"the calendar ends with {following - 1}: {following} comes before {year}")
        if problems:
            raise CalendarError(problems)
        through = max(self.announced_through, date(year, 12, 31))
        replaced_to = through if year == through.year else _reach(year + 1) - ONE_DAY
        given = {one.date for one in days}
        kept = [
            CalendarDay(day, kind, self.reasons.get(day, SPECIAL), "", "the calendar so far")
            for kind, dates in ((OFF, self.days_off), (WORK, self.make_up_workdays))
            for day in sorted(dates - given)
            if not date(year, 1, 1) <= day <= replaced_to
        ]
        return self.of([*kept, *days], announced_from=self.announced_from, announced_through=through)

    def why_off(self, day: date) -> str | None:
        """The reason a day is off; None on a workday."""
        if day in self.make_up_workdays:
            return None
        if day in self.days_off:
            return self.reasons.get(day, SPECIAL)
        if day.weekday() >= 5:
            return WEEKEND
        if not self.is_provisional(day):
            return None
        return possible_holiday(day) if self.cautious else likely_holiday(day)

    def is_workday(self, day: date) -> bool:
        return self.why_off(day) is None

    def last_workday(self, until: date) -> date:
        """``until`` itself, or the nearest working day before it."""
        while not self.is_workday(until):
            until -= ONE_DAY
        return until

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and including ``last``; none when ``last`` is not later."""
        return sum(self.is_workday(day) for day in _days_after(first, last)) if last > first else 0

    def is_provisional(self, *days: date) -> bool:
        """Whether a notice still to come may turn one of these days into a day off or a workday."""
        return any(not self.announced_from <= day <= self._settled_through for day in days)

    def add(self, start: date, number: int, unit: Unit, *, roll: bool) -> Count:
        """The last day of a period that begins with an event on ``start``.

        That day is not counted, the last one is (民法典 art. 201). With ``roll`` a last day that is off gives
        way to the next workday (art. 203): for periods that protect suppliers. A working-day count always
        ends on a workday."""
        _check(start, number)
        if unit is Unit.WORKING_DAYS:
            last_day, left = start, number
            while left:
                last_day += ONE_DAY
                left -= self.is_workday(last_day)
            return self._count(start, number, unit, last_day, _days_after(start, last_day), None, "forward")
        raw = start + timedelta(days=number)
        last_day = raw
        while roll and number and not self.is_workday(last_day):
            last_day += ONE_DAY
        rolled_from = raw if last_day != raw else None
        looked_at = _days_after(raw - ONE_DAY, last_day) if roll and number else []
        return self._count(start, number, unit, last_day, looked_at, rolled_from, "forward")

    def before(self, end: date, number: int, unit: Unit) -> Count:
        """The latest day from which ``number`` days still end on or before ``end``.

        The inverse of :meth:`add` without rolling: the day found is not counted, ``end`` is. It may itself be
        a day off."""
        _check(end, number)
        if unit is Unit.CALENDAR_DAYS:
            return self._count(end, number, unit, end - timedelta(days=number), [], None, "backward")
        latest, left = end, number
        while left:
            left -= self.is_workday(latest)
            latest -= ONE_DAY
        return self._count(end, number, unit, latest, _days_after(latest, end), None, "backward")

    def worst_case(self) -> "WorkCalendar":
        """No calendar that could be announced gives a later :meth:`add` or an earlier :meth:`before`.

        It has every possible day off and no make-up workday, so its workdays are workdays in all of them."""
        return replace(self, cautious=True)

    def _count(
        self,
        start: date,
        number: int,
        unit: Unit,
        last_day: date,
        looked_at: list[date],
        rolled_from: date | None,
        direction: str,
    ) -> Count:
        skipped = tuple(
            Skipped(day, reason) for day in looked_at if (reason := self.why_off(day)) is not None
        )
        provisional = self.is_provisional(*looked_at)
        return Count(start, number, unit, last_day, skipped, rolled_from, provisional, direction)

    def canonical(self) -> str:
        """The announced days as text that is equal for equal calendars; read by :meth:`from_canonical`."""
        value = {
            "announced_from": self.announced_from.isoformat(),
            "announced_through": self.announced_through.isoformat(),
            "days_off": {day.isoformat(): self.reasons.get(day, SPECIAL) for day in self.days_off},
            "make_up_workdays": sorted(day.isoformat() for day in self.make_up_workdays),
        }
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_canonical(cls, text: str) -> "WorkCalendar":
        value = json.loads(text)
        reasons = {date.fromisoformat(day): reason for day, reason in value["days_off"].items()}
        return cls(
            days_off=frozenset(reasons),
            make_up_workdays=frozenset(date.fromisoformat(day) for day in value["make_up_workdays"]),
            announced_from=date.fromisoformat(value["announced_from"]),
            announced_through=date.fromisoformat(value["announced_through"]),
            reasons=reasons,
        )

    @cached_property
    def _settled_through(self) -> date:
        return settled_through(self.announced_through)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of :meth:`canonical`, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()


def _reach(year: int) -> date:
    """The first day that the notice for a year may speak of."""
    return date(year - 1, 12, 25)


@cache
def _seed() -> WorkCalendar:
    days = parse_calendar((BOOKS / "calendar.csv").read_text(encoding="utf-8"))
    return WorkCalendar.of(days, announced_from=date(2013, 1, 1), announced_through=date(2026, 12, 31))


def _days_after(first: date, final: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(1, (final - first).days + 1)]


def _check(day: date, number: int) -> None:
    # A datetime is a date to Python, and its date may be another one in Shanghai.
    if isinstance(day, datetime):
        raise TypeError("count from a date: take the local date of a moment first")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"days are counted from {FIRST_YEAR} to {LAST_YEAR}, not in {day.year}")
    if not 0 <= number <= MOST_DAYS:
        raise ValueError(f"a period has between 0 and {MOST_DAYS} days, not {number}")
