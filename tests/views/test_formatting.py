"""The house forms: every example of the look's typography, and the edges around midnight and year's end."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from portal.ground.clock import LEGAL_ZONE
from portal.ground.formatting import (
    Left,
    day,
    day_range,
    daytime,
    figure,
    grouped,
    last_day,
    left,
    machine,
    money,
    size,
    ten_thousands,
    yuan,
)

MONDAY = date(2024, 7, 22)
CLOSING = datetime(2024, 7, 22, 18, tzinfo=LEGAL_ZONE)
MIDNIGHT = datetime(2024, 7, 16, 0, 0, tzinfo=LEGAL_ZONE)


def test_a_day_in_both_languages() -> None:
    assert day(MONDAY, "zh") == "2024年7月22日（周一）"
    assert day(MONDAY, "zh", year=False) == "7月22日（周一）"
    assert day(MONDAY, "zh", weekday=False) == "2024年7月22日"
    assert day(MONDAY, "en") == "Mon 22 July 2024"
    assert day(MONDAY, "en", year=False) == "Mon 22 July"
    assert day(date(2024, 7, 21), "zh") == "2024年7月21日（周日）"


def test_the_day_of_a_moment_is_the_day_in_yunnan() -> None:
    assert day(datetime(2024, 7, 21, 16, 30, tzinfo=UTC), "zh") == "2024年7月22日（周一）"
    assert daytime(datetime(2024, 7, 21, 16, 30, tzinfo=UTC), "en") == "Mon 22 July 2024, 00:30"


def test_a_naive_moment_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        day(datetime(2024, 7, 22), "zh")


def test_a_moment() -> None:
    assert daytime(CLOSING, "zh") == "2024年7月22日（周一）18:00"
    assert daytime(CLOSING, "en") == "Mon 22 July 2024, 18:00"
    assert daytime(CLOSING.replace(second=4), "zh", seconds=True) == "2024年7月22日（周一）18:00:04"


def test_the_end_of_a_day_is_24_00_only_when_it_is_said_to_be_one() -> None:
    assert daytime(MIDNIGHT, "zh", ends_of_day=True) == "2024年7月15日（周一）24:00"
    assert daytime(MIDNIGHT, "zh") == "2024年7月16日（周二）00:00"
    assert daytime(date(2024, 7, 15), "zh", ends_of_day=True) == "2024年7月15日（周一）24:00"
    assert daytime(date(2024, 7, 15), "en") == "Mon 15 July 2024"
    assert daytime(CLOSING, "zh", ends_of_day=True) == "2024年7月22日（周一）18:00"


def test_the_machine_form_is_the_real_moment() -> None:
    assert machine(MIDNIGHT) == "2024-07-16T00:00:00+08:00"
    assert machine(MONDAY) == "2024-07-22"


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        (date(2024, 6, 17), date(2024, 6, 24), "2024年6月17日至24日", "17 to 24 June 2024"),
        (date(2024, 8, 15), date(2024, 9, 14), "2024年8月15日至9月14日", "15 August to 14 September 2024"),
        (
            date(2024, 8, 15),
            date(2025, 8, 14),
            "2024年8月15日至2025年8月14日",
            "15 August 2024 to 14 August 2025",
        ),
        (MONDAY, MONDAY, "2024年7月22日", "22 July 2024"),
    ],
)
def test_a_range_says_once_what_both_ends_share(first: date, last: date, zh: str, en: str) -> None:
    assert day_range(first, last, "zh") == zh
    assert day_range(first, last, "en") == en


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("220000", "220,000 元（22 万元）", "¥220,000"),
        ("96000.00", "96,000 元（9.6 万元）", "¥96,000"),
        ("9999", "9,999 元", "¥9,999"),
        ("10000", "10,000 元（1 万元）", "¥10,000"),
        ("99999.99", "99,999.99 元（约 10 万元）", "¥99,999.99"),
        ("79500", "79,500 元（7.95 万元）", "¥79,500"),
        ("123456", "123,456 元（约 12.35 万元）", "¥123,456"),
        ("1280.50", "1,280.50 元", "¥1,280.50"),
        ("11640000", "11,640,000 元（1,164 万元）", "¥11,640,000"),
        ("0", "0 元", "¥0"),
    ],
)
def test_money(value: str, zh: str, en: str) -> None:
    assert money(Decimal(value), "zh") == zh
    assert money(Decimal(value), "en") == en


def test_money_alone_and_figures() -> None:
    assert yuan(220000, "zh") == "220,000 元"
    assert ten_thousands(220000, "en") == ""
    assert figure(Decimal("1000")) == "1,000"
    assert figure(Decimal("4.70")) == "4.7"


def test_days_left_are_those_of_the_calendar_not_of_24_hours() -> None:
    evening = datetime(2024, 7, 10, 23, 50, tzinfo=LEGAL_ZONE)
    assert left(datetime(2024, 7, 12, 0, 10, tzinfo=LEGAL_ZONE), evening) == Left(days=2, over=False)
    assert left(date(2024, 7, 15), evening) == Left(days=5, over=False)


def test_midnight_belongs_to_the_day_it_ends() -> None:
    assert last_day(MIDNIGHT) == date(2024, 7, 15)
    assert left(MIDNIGHT, MIDNIGHT - timedelta(minutes=1)) == Left(days=0, over=False)


def test_a_moment_is_over_when_it_comes_and_a_date_when_its_day_is_gone() -> None:
    assert not left(CLOSING, CLOSING - timedelta(microseconds=1)).over
    assert left(CLOSING, CLOSING) == Left(days=0, over=True)
    last_minute = datetime(2024, 7, 15, 23, 59, 59, tzinfo=LEGAL_ZONE)
    assert left(date(2024, 7, 15), last_minute) == Left(days=0, over=False)
    assert left(date(2024, 7, 15), MIDNIGHT) == Left(days=-1, over=True)


def test_near_is_seven_days_or_fewer_and_not_over() -> None:
    assert Left(7, over=False).near
    assert not Left(8, over=False).near
    assert not Left(0, over=True).near


def test_sizes_and_groups() -> None:
    assert [size(999), size(64_000), size(1_240_000)] == ["999 B", "64 kB", "1.2 MB"]
    assert grouped("9f2c41d70be83a65c1") == ["9f2c41d7", "0be83a65", "c1"]
