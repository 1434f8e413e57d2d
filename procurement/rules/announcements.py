"""Reading the days off of a State Council notice, and saying what is wrong with them."""

import csv
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from procurement.rules.festivals import FESTIVALS, anchors

OFF, WORK = "off", "work"
KEYS = frozenset({"date", "to", "kind", "reason", "source"})
_CODES = {name: code for code, name in FESTIVALS.items()} | {code: code for code in FESTIVALS}
# Always holidays since 2008, counted in days from the festival's first: an announced year without them has
# been cut short on its way here.
_NEVER_MISSING = {"spring_festival": 3, "national_day": 3}


class CalendarError(ValueError):
    """Carries every fault found, each naming its line or entry."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class CalendarDay:
    """``kind`` is ``off`` or ``work``; ``reason`` a code of FESTIVALS; ``where`` its line."""

    date: date
    kind: str
    reason: str
    source: str
    where: str = ""


def parse_calendar(source: Mapping[str, Any] | str) -> tuple[CalendarDay, ...]:
    """Days off and make-up workdays from CSV text, JSON text or a mapping already read from JSON.

    CSV: columns ``date, kind, reason, source`` and, for a run of days, ``to``; lines with ``#`` are remarks.
    JSON: ``{"source": "…", "days": [{"date": "2027-01-01", "to": "2027-01-03", "kind": "off",
    "reason": "元旦"}, …]}``. A reason is a code or the name in the notice. Raises :class:`CalendarError`."""
    if isinstance(source, str) and source.lstrip("\ufeff \n\r\t").startswith("{"):
        try:
            source = json.loads(source.lstrip("\ufeff"))
        except json.JSONDecodeError as fault:
            raise CalendarError([f"line {fault.lineno}: not JSON: {fault.msg}"]) from None
    entries = _csv_entries(source) if isinstance(source, str) else _json_entries(source)
    days: list[CalendarDay] = []
    problems: list[str] = []
    for where, entry in entries:
        try:
            days += _days_of(entry, where)
        except ValueError as fault:
            problems.append(f"{where}: {fault}")
    problems += contradictions(days)
    if problems:
        raise CalendarError(problems)
    if not days:
        raise CalendarError(["no days in it"])
    return tuple(sorted(days, key=lambda one: one.date))


def _csv_entries(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    lines = [
        (number, line)
        for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        return
    first, header = lines[0]
    columns = [name.strip() for name in next(csv.reader([header]))]
    missing = {"date", "kind"} - set(columns)
    if missing:
        raise CalendarError([f"line {first}: no column {', '.join(sorted(missing))}"])
    for number, line in lines[1:]:
        cells = next(csv.reader([line]))
        yield f"line {number}", dict(zip(columns, cells, strict=False))


def _json_entries(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    days = value.get("days")
    if not isinstance(days, list):
        raise CalendarError(["days: a list of entries is needed"])
    for number, entry in enumerate(days, start=1):
        if not isinstance(entry, Mapping):
            raise CalendarError([f"days, entry {number}: not an object"])
        yield f"days, entry {number}", {"source": value.get("source", ""), **entry}


def _days_of(entry: Mapping[str, Any], where: str) -> list[CalendarDay]:
    cells = {name: str(value or "").strip() for name, value in entry.items()}
    unknown = cells.keys() - KEYS
    if unknown:
        raise ValueError(f"unknown {', '.join(sorted(unknown))}")
    first = _date(cells.get("date", ""))
    last = _date(cells["to"]) if cells.get("to") else first
    if not timedelta(0) <= last - first <= timedelta(days=31):
        raise ValueError(f"{first} to {last} is not a run of days")
    kind, reason = cells.get("kind", ""), cells.get("reason", "")
    if kind not in (OFF, WORK):
        raise ValueError(f"kind is {OFF} or {WORK}, not {kind!r}")
    if reason not in _CODES:
        raise ValueError(f"unknown reason {reason!r}; one of {', '.join(FESTIVALS)}")
    run = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [CalendarDay(day, kind, _CODES[reason], cells.get("source", ""), where) for day in run]


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write 2027-01-31") from None
    if not 2000 <= day.year <= 2100:
        raise ValueError(f"{day} is no year for a notice")
    return day


def contradictions(days: Iterable[CalendarDay]) -> Iterator[str]:
    """A day given twice, or a weekday called a make-up workday."""
    seen: dict[date, CalendarDay] = {}
    for one in days:
        if one.date in seen:
            yield f"{one.where}: {one.date} was given before, in {seen[one.date].where}"
        elif one.kind == WORK and one.date.weekday() < 5:
            yield f"{one.where}: {one.date} is a weekday, so it cannot be a make-up workday"
        seen.setdefault(one.date, one)


def gaps(off: Container[date], years: Iterable[int]) -> Iterator[str]:
    """Holidays of the law that are missing among the days off of an announced year."""
    for year in years:
        for name, anchor in anchors(year).items():
            for day in (anchor + timedelta(days=n) for n in range(_NEVER_MISSING.get(name, 1))):
                if day.weekday() < 5 and day not in off:
                    yield f"{year}: {day} ({FESTIVALS[name]}) is not among the days off"
