"""Days and hours as Chinese notices write them, with ranges and missing years."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from procurement.reading.numbers import chinese_number
from procurement.rules.facts import LOCAL_TIME

FIRST_YEAR, LAST_YEAR = 2000, 2100
END_OF_DAY = time(23, 59)
_SMALL = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_BLANK = r"[ \t]{0,3}"
_WHEN = re.compile(
    rf"(?:(?:(?P<year>(?<!\d)\d{{4}}|[〇零○一二三四五六七八九]{{4}}){_BLANK}年{_BLANK})?"
    rf"(?P<month>(?<![\d.]){_SMALL}){_BLANK}月(?:份)?(?:{_BLANK}(?P<day>{_SMALL}){_BLANK}[日号](?!期))?"
    rf"|(?<!\d)(?P<year2>20\d{{2}})(?P<mark>[\-/.])(?P<month2>\d{{1,2}})(?P=mark)(?P<day2>[0-2]\d|3[01]|\d))"
)
_HOUR = re.compile(
    rf"{_BLANK}(?:\([^()\n]{{1,8}}\)|T)?,?{_BLANK}(?P<half>上午|下午|晚上|中午|早上|凌晨)?{_BLANK}"
    r"(?P<hour>\d{1,2})[ \t]?(?::|时|点)(?:(?P<past>半)|(?:整)?[ \t]?(?P<minute>[0-5]\d)?)"
    r"[ \t]?分?(?::\d{2}|\d{2}秒)?"
)
_TO = re.compile(r"[ \t]{0,2}(?:起)?[ \t]{0,2}(?:至|到|-{1,2}|~)[ \t]{0,2}")
_TO_DAY = re.compile(rf"[ \t]{{0,2}}起?[ \t]{{0,2}}(?:至|到|-|~)[ \t]{{0,2}}(?P<day>{_SMALL})[日号]")


@dataclass(frozen=True)
class When:
    """A day, or a month when ``day`` is 0, with its hour if stated, and its place in the text."""

    year: int
    month: int
    day: int
    hour: time | None
    start: int
    end: int
    year_guessed: bool = False

    @property
    def first_date(self) -> date:
        """The day; the first one of a month."""
        return date(self.year, self.month, self.day or 1)

    @property
    def last_date(self) -> date:
        """The day; the last one of a month."""
        if self.day:
            return self.first_date
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - timedelta(days=1)

    def moment(self, otherwise: time) -> datetime:
        """The local moment; ``otherwise`` is the hour of a day that states none."""
        return datetime.combine(self.first_date, self.hour or otherwise, LOCAL_TIME)


def find_days(folded: str, *, year: int | None = None) -> list[When]:
    """Every day and month of the text in order. A missing year is the last one said before it, else
    ``year``, else the first one said after it; without any the day is left out."""
    raw = [one for match in _WHEN.finditer(folded) if (one := _parts(folded, match))]
    first = next((one.year for one in raw if one.year), year)
    last: int | None = None
    days = []
    for one in raw:
        said = one.year or last or year or first
        if not said:
            continue
        last = said
        known = replace(one, year=said, year_guessed=not one.year)
        if _exists(known):
            days.append(known)
    return days


def _parts(folded: str, match: re.Match[str]) -> When | None:
    def whole(text: str | None) -> int:
        return (
            0 if not text else int(text) if text.isdigit() else chinese_number(text.replace("○", "〇")) or 0
        )

    year, month = whole(match["year"] or match["year2"]), whole(match["month"] or match["month2"])
    day = whole(match["day"] or match["day2"])
    if not year and not day and not match["month"]:
        return None
    hour, end = _hour(folded, match.end()) if day else (None, match.end())
    return When(year, month, day, hour, match.start(), end)


def _hour(folded: str, at: int) -> tuple[time | None, int]:
    match = _HOUR.match(folded, at)
    if not match:
        return None, at
    hour, minute = int(match["hour"]), 30 if match["past"] else int(match["minute"] or 0)
    if match["half"] in ("下午", "晚上") and hour < 12:
        hour += 12
    if hour == 24 and minute == 0:
        return END_OF_DAY, match.end()
    return (time(hour, minute), match.end()) if hour < 24 else (None, at)


def _exists(one: When) -> bool:
    if not (FIRST_YEAR <= one.year < LAST_YEAR and 1 <= one.month <= 12):
        return False
    try:
        return bool(one.first_date)
    except ValueError:
        return False


def ranges(folded: str, days: Iterable[When]) -> Iterator[tuple[When, When]]:
    """Pairs joined by 至, 到 or a dash, also 12日至18日; a month without a year follows its first one."""
    listed = list(days)
    joined: set[int] = set()
    for first, second in pairwise(listed):
        if _TO.fullmatch(folded, first.end, second.start):
            joined.add(first.start)
            later = second
            if second.year_guessed and second.last_date < first.first_date:
                later = replace(second, year=first.year + 1)
            if _exists(later) and later.last_date >= first.first_date:
                yield first, later
    for one in listed:
        match = _TO_DAY.match(folded, one.end)
        if match and one.day and one.start not in joined:
            text = match["day"]
            last = replace(one, day=int(text) if text.isdigit() else chinese_number(text) or 0)
            last = replace(last, start=match.start("day"), end=match.end())
            if last.day >= one.day and _exists(last):
                yield one, last


def months_between(first: When, second: When) -> int | None:
    """Whole months from the first day to the last one, both counted; None when they are not whole."""
    begin, after = first.first_date, second.last_date + timedelta(days=1)
    months = (after.year - begin.year) * 12 + after.month - begin.month
    return months if after.day == begin.day and months > 0 else None
