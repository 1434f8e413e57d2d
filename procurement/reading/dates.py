"""Days and hours as Chinese notices write them, with ranges and missing years."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from portal.ground.expression import expression
from portal.ground.values.figures import chinese_number
from procurement.reading import hours
from procurement.rules.facts import LOCAL_TIME

FIRST_YEAR, LAST_YEAR = 2000, 2100
END_OF_DAY = time(23, 59)
MOST_YEARS_BACK, MOST_YEARS_AHEAD = 15, 5
_SMALL = r"(?:\d{1,2}|[一二三]?十[一二三四五六七八九]?|[廿卅][一二三四五六七八九]?|[一二三四五六七八九])"
_BLANK = r"[ \t]{0,3}"
_WHEN = expression(
    rf"(?:(?:(?:(?P<year>(?<!\d)\d{{4}}|[〇零○一二三四五六七八九]{{4}}){_BLANK}|(?P<after>[次翌同当]))年{_BLANK})?"
    rf"(?P<month>(?<![\d.]){_SMALL}){_BLANK}月(?:份)?(?:{_BLANK}(?P<day>{_SMALL}){_BLANK}[日号](?!期))?"
    rf"|(?<!\d)(?P<year2>\d{{4}})(?P<mark>[\-/.])(?P<month2>\d{{1,2}})(?P=mark)(?P<day2>[0-2]\d|3[01]|\d)"
    r"(?!\d{1,3}[-/.年])"
    # Two figures are a month where a range begins or ends with them: 2024.3-2024.12.
    r"|(?<!\d)(?P<year4>20\d{2})[-/.](?P<month4>1[0-2]|0?[1-9])(?![\d,]|\.\d|[ \t]?[万千元%])"
    r"(?:(?=[ \t]{0,2}(?:至|到|-{1,2}|~)[ \t]{0,2}20\d{2}[-/.年])|(?<=[至到~\-]\d{4}[-/.]\d)|"
    r"(?<=[至到~\-]\d{4}[-/.]\d\d)|(?<=[至到~\-] \d{4}[-/.]\d)|(?<=[至到~\-] \d{4}[-/.]\d\d))"
    # Eight digits in a row are a day where an hour follows or its sentence says that it is one.
    r"|(?<!\d)(?P<year3>20\d{2})(?P<month3>\d{2})(?P<day3>\d{2})(?!\d)"
    rf"(?={_BLANK}(?:\d{{1,2}}[ \t]?[:时点]|[上下中早晚凌]|前|止|之前|以前)|(?<=(?:时间|日期):\d{{8}})))"
)
_TO = expression(r"[ \t]{0,2}(?:起)?[ \t]{0,2}[,]?(?:至|到|-{1,2}|~|→)[ \t]{0,2}")
# 12月16日8:30起，12月20日11:30止.
_TO_END = expression(r"[ \t]{0,2}(?:起|开始)[ \t]{0,2}[,、;]?[ \t]{0,2}")
_ENDS = expression(r"[ \t]{0,2}(?:截?止|结束)")
_TO_DAY = expression(rf"[ \t]{{0,2}}起?[ \t]{{0,2}}(?:至|到|-|~)[ \t]{{0,2}}(?P<day>{_SMALL})[日号]")


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
    # 24:00, the first moment of the next day.
    at_end: bool = False
    # Why the hour, or the day, is not to be taken as it stands: hour_unclear, other_weekday, no_such_day,
    # year_far.
    doubt: str = ""
    # An hour was said, and cannot be one.
    no_hour: bool = False
    # 次年3月, 当年12月: so many years after the one said before.
    years_on: int | None = None

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
        day = self.first_date + timedelta(days=int(self.at_end))
        return datetime.combine(day, time(0) if self.at_end else self.hour or otherwise, LOCAL_TIME)

    @property
    def says_hour(self) -> bool:
        return self.hour is not None or self.at_end


def find_days(folded: str, *, year: int | None = None) -> list[When]:
    """Every day and month of the text in order. A missing year is the last one said before it, else
    ``year``, else the first one said after it; without any the day is left out. Days that are none, or lie in
    a far year, are left out too: see :func:`impossible_days`."""
    return [one for one in _all_days(folded, year) if not one.doubt.startswith(("no_such", "year"))]


def impossible_days(folded: str, *, year: int | None = None) -> list[When]:
    """Days that are written and cannot be meant: 30 February, or a year too far from ``year``."""
    return [one for one in _all_days(folded, year) if one.doubt.startswith(("no_such", "year"))]


def _is_soon(one: When, signed: When, said: int) -> bool:
    """Whether a day without a year, taken for one of a later year than that of the signature, follows that signature
    within its own: 8月20日 below a term to 2025 in a call of July 2024."""
    return bool(one.day and said > signed.year) and (one.month, one.day) >= (signed.month, signed.day)


# What may stand behind the date of a signature.
_LAST = " \n\t|.。)"


@lru_cache(maxsize=2)
def _all_days(folded: str, year: int | None) -> tuple[When, ...]:
    raw = [one for match in _WHEN.finditer(folded) if (one := _parts(folded, match))]
    near = [one.year for one in raw if one.year and not is_far(one.year, year)]
    first = next(iter(near), year)
    last: int | None = None
    days = []
    signed = next((one for one in reversed(raw) if one.year and not folded[one.end :].strip(_LAST)), None)
    for before, one in zip([None, *raw], raw, strict=False):
        counted = last is not None and one.years_on is not None
        said = one.year or (last or year or first or 0) + (one.years_on or 0)
        in_range = before and _TO.fullmatch(folded, before.end, one.start)
        if not one.year and not counted and not in_range and signed and _is_soon(one, signed, said):
            said = signed.year
        if not said:
            continue
        known = replace(one, year=said, year_guessed=not one.year and not counted)
        if is_far(said, year):
            days.append(replace(known, doubt="year_far"))
            continue
        last = said
        doubt = "no_such_day" if not _exists(known) else known.doubt or _other_weekday(folded, known)
        days.append(replace(known, doubt=doubt))
    return tuple(days)


_WEEKDAY = expression(r"[ ]?\(?(?:星期|周)(?P<day>[一二三四五六日天])")


def _other_weekday(folded: str, one: When) -> str:
    said = _WEEKDAY.search(folded, one.start, one.end) or _WEEKDAY.match(folded, one.end)
    if not said or not one.day or one.year_guessed:
        return ""
    agrees = "一二三四五六日".find(said["day"].replace("天", "日")) == one.first_date.weekday()
    return "" if agrees else "other_weekday"


_LONG = timedelta(days=60)


def with_certain_years(folded: str, days: list[When]) -> list[When]:
    """A year that was left out is certain where the weekday beside the day agrees, or where all whole days of the text
    are of one year and one of them is no later."""
    terms = {
        end.start
        for pair in ranges(folded, days)
        if pair[1].last_date - pair[0].first_date > _LONG
        for end in pair
    }
    # A term may begin in the year after the call.
    whole = [one.first_date for one in days if one.day and not one.year_guessed and one.start not in terms]
    first = min(whole, default=date.max)
    alone = len({one.year for one in days if not one.year_guessed}) == 1
    made = []
    for one in days:
        if one.day and one.year_guessed:
            said = _WEEKDAY.search(folded, one.start, one.start + 10)
            agrees = (
                said and "一二三四五六日".find(said["day"].replace("天", "日")) == one.first_date.weekday()
            )
            later = alone and not said and one.first_date >= first
            one = replace(one, year_guessed=not (agrees or later))
        made.append(one)
    return made


def is_far(said: int, year: int | None) -> bool:
    """Whether a year cannot be of a call that is written in ``year``: last year's call is pasted, and a term may
    run for some years."""
    if not FIRST_YEAR <= said < LAST_YEAR:
        return True
    return year is not None and not year - MOST_YEARS_BACK <= said <= year + MOST_YEARS_AHEAD


def _parts(folded: str, match: re.Match[str]) -> When | None:
    def whole(*said: str | None) -> int:
        text = next((one for one in said if one), "")
        return int(text) if text.isdigit() else chinese_number(text.replace("○", "〇")) or 0

    year = whole(*match.group("year", "year2", "year3", "year4"))
    month = whole(*match.group("month", "month2", "month3", "month4"))
    day = whole(*match.group("day", "day2", "day3"))
    if not year and not day and not match["month"]:
        return None
    on = int(match["after"] in ("次", "翌")) if match["after"] else None
    if not day:
        return When(year, month, day, None, match.start(), match.end(), years_on=on)
    hour = hours.hour_after(folded, match.end())
    return When(
        year,
        month,
        day,
        hour.at,
        match.start(),
        hour.end,
        at_end=hour.at_end,
        doubt="hour_unclear" if hour.doubtful else "",
        no_hour=hour.doubtful and hour.at is None and not hour.at_end,
        years_on=on,
    )


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
        to_end = _TO_END.fullmatch(folded, first.end, second.start) and _ENDS.match(folded, second.end)
        if to_end or _TO.fullmatch(folded, first.end, second.start):
            joined.add(first.start)
            later = second
            if second.year_guessed:
                later = replace(second, year_guessed=first.year_guessed)
            if second.year_guessed and second.last_date < first.first_date:
                later = replace(later, year=first.year + 1)
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
