"""Which days could be off in a year that the State Council has not announced: the likely and the possible."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

BOOKS = Path(__file__).parent / "books"

# Reason codes of days off, with the names the State Council's notices use.
FESTIVALS: Mapping[str, str] = MappingProxyType(
    {
        "new_year": "元旦",
        "spring_festival": "春节",
        "qingming": "清明节",
        "labour_day": "劳动节",
        "dragon_boat": "端午节",
        "mid_autumn": "中秋节",
        "national_day": "国庆节",
        "special_day": "特别放假",
    }
)
WEEKEND = "weekend"

# Days that are holidays by law since 2025 (国务院令第795号), counted from the festival's first day.
_STATUTORY = {
    "new_year": (0, 0),
    "spring_festival": (-1, 2),
    "qingming": (0, 0),
    "labour_day": (0, 1),
    "dragon_boat": (0, 0),
    "mid_autumn": (0, 0),
    "national_day": (0, 2),
}
# Weekdays that were off in any announced year 2008-2026, counted likewise, and one day more on each side.
# New Year's Eve has been off only when it was a Monday: see ``_possible``.
_EVER_OFF = {
    "new_year": (0, 3),
    "spring_festival": (-2, 7),
    "qingming": (-3, 3),
    "labour_day": (-3, 5),
    "dragon_boat": (-3, 3),
    "mid_autumn": (-3, 3),
    "national_day": (-3, 8),
}


@cache
def _moving() -> dict[int, dict[str, date]]:
    with (BOOKS / "festivals.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {
            int(row.pop("year")): {name: date.fromisoformat(day) for name, day in row.items()} for row in rows
        }


def anchors(year: int) -> dict[str, date]:
    """The first day of each festival of a year. The moving ones are known for 2008-2100."""
    fixed = {
        "new_year": date(year, 1, 1),
        "labour_day": date(year, 5, 1),
        "national_day": date(year, 10, 1),
    }
    return fixed | _moving().get(year, {})


def _spread(year: int, spans: Mapping[str, tuple[int, int]]) -> Iterator[tuple[date, str]]:
    for name, anchor in anchors(year).items():
        first, last = spans[name]
        for offset in range(first, last + 1):
            yield anchor + timedelta(days=offset), name


@cache
def _likely(year: int) -> dict[date, str]:
    """The holidays of the law; one that falls on a weekend is made good on the next free weekday (art. 7)."""
    holidays: dict[date, str] = {}
    made_good: list[str] = []
    for day, name in sorted(_spread(year, _STATUTORY)):
        if day.weekday() >= 5 or day in holidays:
            made_good.append(name)
        else:
            holidays[day] = name
    for name in made_good:
        day = anchors(year)[name]
        while day.weekday() >= 5 or day in holidays:
            day += timedelta(days=1)
        holidays[day] = name
    return holidays


@cache
def _possible(year: int) -> dict[date, str]:
    holidays = dict(_spread(year, _EVER_OFF))
    eve = date(year, 12, 31)
    if eve.weekday() == 0:
        holidays[eve] = "new_year"
    if year % 10 == 5:
        # 2015-09-03 and -04 were off by a notice of their own, for an anniversary.
        holidays |= {date(year, 9, day): "special_day" for day in (2, 3, 4)}
    return holidays


def likely_holiday(day: date) -> str | None:
    """The reason a weekday of an unannounced year will probably be off, or None."""
    return _likely(day.year).get(day)


def possible_holiday(day: date) -> str | None:
    """The reason a weekday of an unannounced year could be off, judged by every year announced so far."""
    return _possible(day.year).get(day)


def settled_through(announced_through: date) -> date:
    """The last day that no later notice changes.

    The notice for a year that begins on a Tuesday has taken the Monday before as a day off and the Saturday
    or Sunday before that as a workday, all in the year already announced (2018-12-29 to -31)."""
    following = announced_through + timedelta(days=1)
    if (following.month, following.day, following.weekday()) == (1, 1, 1):
        return announced_through - timedelta(days=3)
    return announced_through
