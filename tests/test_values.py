"""What people type: read as it is meant, or refused with what was typed."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.values import UnreadableError, days, money, text
from portal.values.record import read_record


@pytest.mark.parametrize(
    "typed",
    [
        "2024-07-30",
        "2024/7/30",
        "2024.7.30",
        "20240730",
        "2024年7月30日",
        "２０２４－０７－３０",
        " 2024-07-30（周二）",
    ],
)
def test_a_day_is_read_as_people_write_it(typed):
    assert days.read_day(typed) == date(2024, 7, 30)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0024-07-30", "year"),
        ("2204-07-30", "year"),
        ("9999-12-31", "year"),
        ("24-07-30", "no_day"),
        ("2024-02-30", "no_such_day"),
        ("tomorrow", "no_day"),
        ("2" * 5000, "no_day"),
    ],
)
def test_a_day_that_nobody_can_judge_is_refused(typed, code):
    with pytest.raises(UnreadableError) as refused:
        days.read_day(typed)
    assert (refused.value.code, refused.value.typed) == (code, typed)


@pytest.mark.parametrize("hour", ["17:00", "17：00", "１７：００", "17点", "17时00分"])
def test_an_hour_is_read_as_people_write_it(hour):
    assert days.read_local("2024-07-30", hour) == datetime(2024, 7, 30, 17)


def test_the_end_of_a_day_is_the_first_minute_of_the_next():
    assert days.read_local("2024-07-30", "24:00") == datetime(2024, 7, 31)
    with pytest.raises(UnreadableError):
        days.read_hour("24:01")


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("12000", "12000"),
        ("12,000", "12000"),
        ("12，000", "12000"),
        ("１２０００", "12000"),
        ("12000元", "12000"),
        ("3.6万", "36000"),
        ("22万元", "220000"),
        ("¥220,000.50", "220000.50"),
        ("0", "0"),
    ],
)
def test_money_is_read_as_people_write_it(typed, yuan):
    assert money.read_money(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    "typed",
    ["NaN", "Infinity", "-Infinity", "1e309", "1e5", "9" * 49, "sNaN", "一万二", "12,00", "1.234,56", "$5"],
)
def test_what_is_no_sum_is_refused(typed):
    with pytest.raises(UnreadableError):
        money.read_money(typed)


def test_text_is_folded_once():
    assert text.fold("a\r\nb\rc") == "a\nb\nc"
    assert text.fold("138\u200b0013\u20608000\u202e\x00") == "13800138000"
    assert text.fold("👩\u200d👩") == "👩\u200d👩"
    assert text.code("ａｂ－1 2\u200b") == "AB-12"


@pytest.mark.parametrize("typed", ["\u200b" * 12, "\ufeff", "\u3164\u3164", "？？？", " \u0301 ", "——"])
def test_a_text_without_a_sign_to_read_is_empty(typed):
    assert not text.says_something(text.fold(typed))


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "NaNs",
        "[" * 5_000 + "]" * 5_000,
        '{"a":' * 5_000 + "1" + "}" * 5_000,
        '["\\ud800"]',
    ],
    ids=["nothing", "half", "no value", "deep", "deep by name", "half a sign"],
)
def test_a_record_that_nobody_can_mean_is_refused(sent):
    with pytest.raises(UnreadableError) as refused:
        read_record(sent)
    assert refused.value.code == "not_json"


def test_a_record_is_read_as_it_says():
    assert read_record('{"面积": [1, "\\u4e2d"]}'.encode()) == {"面积": [1, "中"]}
