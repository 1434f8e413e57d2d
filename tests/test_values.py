"""What people type: read as it is meant, or refused with what was typed."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from portal.ground.values import UnreadableError, days, text
from portal.ground.values.marks import mark
from portal.ground.values.quantities import read_money, read_quantity
from portal.ground.values.record import read_record


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
        ("8千", "8000"),
        ("1.5万元", "15000"),
        ("１．５万元", "15000"),
        ("二十二点五万元", "225000"),
        ("一万", "10000"),
        ("22万5千", "225000"),
        ("人民币贰拾贰万元整", "220000"),
        ("3.6w", "36000"),
        ("5k", "5000"),
        ("800块钱", "800"),
        ("12 000 yuan", "12000"),
        ("-5", "-5"),
    ],
)
def test_money_is_read_as_people_write_it(typed, yuan):
    assert read_money(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "NaN",
            "Infinity",
            "-Infinity",
            "1e309",
            "1e5",
            "9" * 49,
            "sNaN",
            "一万二",
            "12,00",
            "1.234,56",
            "$5",
        ),
        *(
            "约5万",
            "5万左右",
            "3至5万",
            "三百五",
            "万",
            "元",
            "5元5角",
            "半",
            "5美元",
            "20%",
            "每月800",
            "",
            "k",
            "千元",
        ),
    ],
)
def test_what_is_no_sum_is_refused(typed):
    with pytest.raises(UnreadableError):
        read_money(typed)


@pytest.mark.parametrize(
    ("typed", "unit", "figure"),
    [
        ("40分", "points", "40"),
        ("四十分", "points", "40"),
        ("40 points", "points", "40"),
        ("20%", "percent", "20"),
        ("20％", "percent", "20"),
        ("百分之二十", "percent", "20"),
        ("百分之12.5", "percent", "12.5"),
        ("二十个百分点", "percent", "20"),
        ("三成", "percent", "30"),
        ("20 per cent", "percent", "20"),
        ("40%", "weight", "40"),
        ("40分", "weight", "40"),
        ("15天", "days", "15"),
        ("15日", "days", "15"),
        ("两周", "days", "14"),
        ("三十个自然日", "days", "30"),
        ("3个工作日", "workdays", "3"),
        ("12个月", "months", "12"),
        ("一年", "months", "12"),
        ("一年半", "months", "18"),
        ("半年", "months", "6"),
        ("三个半月", "months", "3.5"),
        ("2年", "years", "2"),
        ("半年", "years", "0.5"),
        ("二十", "persons", "20"),
        ("15名", "persons", "15"),
        ("１２", "", "12"),
        ("二十", "", "20"),
        ("8千", "persons", "8000"),
    ],
)
def test_a_figure_is_read_with_the_unit_of_its_box(typed, unit, figure):
    assert str(read_quantity(typed, unit)) == figure


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        *(
            ("20元", "percent"),
            ("20分", "percent"),
            ("20%", "yuan"),
            ("15天", "percent"),
            ("百分之二十", "days"),
        ),
        *(
            ("3个工作日", "days"),
            ("15天", "workdays"),
            ("6个月", "years"),
            ("¥20", "points"),
            ("20%", "points"),
        ),
        *(("5美元", "yuan"), ("$5", "yuan"), ("20人次", "persons"), ("3小时", "days"), ("20元", "months")),
    ],
)
def test_another_unit_is_no_figure_of_the_box(typed, unit):
    with pytest.raises(UnreadableError) as refused:
        read_quantity(typed, unit)
    assert (refused.value.code, refused.value.typed) == ("unit", typed)


@pytest.mark.parametrize("typed", ["约20%", "20-30", "20%以内", "1/5", "二三十", "%", "", "二十五六"])
def test_what_is_no_single_figure_is_refused(typed):
    with pytest.raises(UnreadableError) as refused:
        read_quantity(typed, "percent")
    assert refused.value.code == "no_number"


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


@pytest.mark.parametrize(
    ("typed", "percent"),
    [
        ("一成五", "15"),
        ("两成", "20"),
        ("两成五", "25"),
        ("四分之一", "25"),
        ("千分之五", "0.5"),
        ("5‰", "0.5"),
        ("万分之五", "0.05"),
        ("百分之一点五", "1.5"),
        ("一半", "50"),
    ],
)
def test_a_share_is_read_as_people_say_it(typed, percent):
    assert read_quantity(typed, "percent") == Decimal(percent)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("三分之一", "uneven"),
        ("三十分之一", "uneven"),
        ("三分之五", "no_number"),
    ],
)
def test_a_share_that_no_figure_says_is_refused(typed, code):
    with pytest.raises(UnreadableError) as refused:
        read_quantity(typed, "percent")
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal("220000"), Decimal("220000.00"), True),
        (3, Decimal("3.0"), True),
        ("012345", "12345", False),
        ("220000", Decimal("220000"), True),
        ("一\r\n二 ", "一\n二", True),
        ("一\n二", "一二", False),
        (None, "", True),
        ([], None, True),
        (False, None, True),
        (True, "", False),
        (["a", "b"], ("b", "a"), True),
        ([{"share": Decimal("40")}, {"share": Decimal("60")}], [{"share": Decimal("60")}], False),
        ([{"text": "一", "text_en": ""}], [{"text": "一"}], True),
        ([{"text": "一"}, {"text": "二"}], [{"text": "二"}, {"text": "一"}], False),
        (date(2024, 7, 12), date(2024, 7, 13), False),
    ],
)
def test_what_says_the_same_has_one_mark(one, other, same):
    assert (mark(one) == mark(other)) is same
