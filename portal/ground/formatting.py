"""The house forms of days, hours, money and counts, as pure functions: the filters only add the language."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from django.utils.translation import get_language

from portal.ground.clock import LEGAL_ZONE, legal_date, require_aware

Language = Literal["zh", "en"]

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
INSTANT = timedelta(microseconds=1)
TEN_THOUSAND = Decimal(10_000)
# What is larger is no sum, and is shown as it is.
_SUMS_BELOW = Decimal(10) ** 15


def reader_language() -> Language:
    """The language that the page in hand is read in."""
    return "en" if (get_language() or "").startswith("en") else "zh"


_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]{2,}")


def foreign_lang(text: str, language: Language) -> str:
    """The ``lang`` mark of a text that somebody wrote, where it is not in the reader's language."""
    if language == "en":
        return "zh-CN" if _CHINESE.search(text) else ""
    return "en" if _ENGLISH.search(text) and not _CHINESE.search(text) else ""


def _is_sum(number: Decimal) -> bool:
    return number.is_finite() and abs(number) < _SUMS_BELOW


def date_of(value: date | datetime) -> date:
    """The legal date of a moment; a date is its own. Raises ValueError for a naive datetime."""
    return legal_date(value) if isinstance(value, datetime) else value


def same_year(one: date | datetime, other: date | datetime) -> bool:
    """Whether both have the same legal year, so that the page at `other` need not say it."""
    return date_of(one).year == date_of(other).year


def last_day(deadline: date | datetime) -> date:
    """The last date on which a deadline can be met: in time is strictly before the moment, so midnight
    belongs to the day it ends."""
    return legal_date(deadline - INSTANT) if isinstance(deadline, datetime) else deadline


def day(value: date | datetime, language: Language, *, year: bool = True, weekday: bool = True) -> str:
    """`2024年7月22日（周一）` or `Mon 22 July 2024`."""
    the = date_of(value)
    if language == "zh":
        words = f"{the.year}年" if year else ""
        words += f"{the.month}月{the.day}日"
        return f"{words}（周{WEEKDAYS_ZH[the.weekday()]}）" if weekday else words
    words = f"{WEEKDAYS_EN[the.weekday()]} " if weekday else ""
    words += f"{the.day} {MONTHS_EN[the.month - 1]}"
    return f"{words} {the.year}" if year else words


def labelled(label: str, text: str, language: Language) -> str:
    """A label and what is said of it; after a label that is a question no colon follows the mark."""
    if label.endswith(("?", "？")):
        return f"{label}{text}" if language == "zh" else f"{label} {text}"
    return f"{label}：{text}" if language == "zh" else f"{label}: {text}"


def weekday(value: date | datetime, language: Language) -> str:
    the = date_of(value).weekday()
    return f"周{WEEKDAYS_ZH[the]}" if language == "zh" else WEEKDAYS_EN[the]


def hour(value: datetime, *, seconds: bool = False) -> str:
    """The clock time, Beijing, 24 hours."""
    return require_aware(value).astimezone(LEGAL_ZONE).strftime("%H:%M:%S" if seconds else "%H:%M")


def ends_a_day(value: datetime) -> bool:
    """Whether it is the last moment of a day, 24:00."""
    return hour(value) == "00:00"


def day_and_hour(
    value: date | datetime, *, ends_of_day: bool = False, seconds: bool = False
) -> tuple[date, str]:
    """The date and the hour to print. `ends_of_day` prints midnight, and a bare date, as 24:00 of the day
    that ends; without it a bare date has no hour."""
    if not isinstance(value, datetime):
        return value, "24:00" if ends_of_day else ""
    clock = hour(value, seconds=seconds)
    if ends_of_day and ends_a_day(value):
        return last_day(value), "24:00"
    return legal_date(value), clock


def daytime(
    value: date | datetime,
    language: Language,
    *,
    year: bool = True,
    ends_of_day: bool = False,
    seconds: bool = False,
) -> str:
    """`2024年7月22日（周一）18:00` or `Mon 22 July 2024, 18:00`; the end of a day is 24:00."""
    the, clock = day_and_hour(value, ends_of_day=ends_of_day, seconds=seconds)
    words = day(the, language, year=year)
    if not clock:
        return words
    return f"{words}{clock}" if language == "zh" else f"{words}, {clock}"


def machine(value: date | datetime) -> str:
    """The value of a `datetime` attribute: the real date or moment, with Beijing's offset."""
    if isinstance(value, datetime):
        return require_aware(value).astimezone(LEGAL_ZONE).isoformat(timespec="seconds")
    return value.isoformat()


def day_range(first: date, last: date, language: Language) -> str:
    """`2024年6月17日至24日`, `17 to 24 June 2024`: what both share is said once."""
    if first == last:
        return day(first, language, weekday=False)
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    if language == "zh":
        end = f"{last.day}日" if same_month else day(last, "zh", year=not same_year, weekday=False)
        return f"{day(first, 'zh', weekday=False)}至{end}"
    begin = str(first.day) if same_month else day(first, "en", year=not same_year, weekday=False)
    return f"{begin} to {day(last, 'en', weekday=False)}"


def figure(value: Decimal | int | float) -> str:
    """Thousands commas; decimals only where there are any."""
    number = Decimal(str(value))
    if not _is_sum(number):
        return str(value)
    if number == number.to_integral_value():
        return f"{number:,.0f}"
    return f"{number.normalize():,f}"


def yuan(value: Decimal | int | float, language: Language) -> str:
    """`220,000 元` or `¥220,000`; fen only where there are any, then always two figures."""
    number = Decimal(str(value))
    if not _is_sum(number):
        return str(value)
    text = f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}"
    return f"{text} 元" if language == "zh" else f"¥{text}"


def ten_thousands(value: Decimal | int | float, language: Language) -> str:
    """`22 万元`, at most two decimals and 约 before what is rounded; empty below ten thousand and in English."""
    number = Decimal(str(value))
    if language == "en" or not _is_sum(number) or number < TEN_THOUSAND:
        return ""
    exact = number / TEN_THOUSAND
    short = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    about = "" if short == exact else "约 "
    return f"{about}{f'{short:,.2f}'.rstrip('0').rstrip('.')} 万元"


def money(value: Decimal | int | float, language: Language) -> str:
    """`220,000 元（22 万元）` or `¥220,000`."""
    full, short = yuan(value, language), ten_thousands(value, language)
    return f"{full}（{short}）" if short else full


def size(octets: int) -> str:
    """A file's size as a person reads it: `64 kB`, `1.2 MB`."""
    if octets < 1000:
        return f"{octets} B"
    if octets < 1_000_000:
        return f"{octets / 1000:.0f} kB"
    return f"{octets / 1_000_000:.1f} MB"


def grouped(text: str, width: int = 8) -> list[str]:
    """A hash or receipt number in groups, to be read out loud."""
    return [text[start : start + width] for start in range(0, len(text), width)]


@dataclass(frozen=True)
class Left:
    """How far a deadline is: `days` are calendar days to its last day, negative once that day is over."""

    days: int
    over: bool

    @property
    def near(self) -> bool:
        """Seven days or fewer: the gold line."""
        return not self.over and self.days <= 7


def left(deadline: date | datetime, now: datetime) -> Left:
    """Distance of a deadline. A bare date lasts until its 24:00; a moment is over when it comes."""
    days = (last_day(deadline) - legal_date(now)).days
    over = now >= deadline if isinstance(deadline, datetime) else days < 0
    return Left(days=days, over=over)
