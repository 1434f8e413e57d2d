"""Sums and hours in pasted calls: what is part of a larger figure is never taken for the whole."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ground.values.figures import figure
from procurement.forms.calls.faults import NOTE
from procurement.reading import Found, Sure, read_call
from tests.services.test_reading import at

HINT = at(2024, 7, 3, 9, 0)


def found(text: str, field: str = "estimated_value") -> Found | None:
    return read_call(text, divisions=[], published_hint=HINT).get(field)


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("三十八点六万元", 386_000),
        ("38点6万元", 386_000),
        ("廿六万元", 260_000),
        ("卅万元", 300_000),
        ("廿六万五千元", 265_000),
        ("16万8千元", 168_000),
        ("16万8千5百元", 168_500),
        ("16 万 8 千元", 168_000),
        ("16万3500元", 163_500),
        ("一亿二千万元", 120_000_000),
        ("1亿2000万元", 120_000_000),
        ("3百万元", 3_000_000),
        ("叁仟万元整", 30_000_000),
        ("四十万零五百元", 400_500),
        ("人民币壹拾捌万伍仟元整（¥185000.00）", 185_000),
        ("48万元人民币", 480_000),
        ("每家不超过3万元，共18万元", 180_000),
        ("3万元/家，合计18万元", 180_000),
        ("共18万元，每家不超过3万元", 180_000),
        ("中央资金8万元，省级资金10万元，合计18万元", 180_000),
        ("18万元，其中中央资金8万元", 180_000),
        ("不超过18万元", 180_000),
        ("省级补助，18万元", 180_000),
    ],
)
def test_a_sum_is_read_whole(words: str, yuan: int) -> None:
    one = found(f"某局公告\n预算金额：{words}\n完")
    assert one is not None
    assert one.value == yuan
    assert one.sure is not Sure.GUESS


UNSURE = [
    "1.8e5元",
    "1.8E+5元",
    "15-18万元",
    "15至18万元",
    "15万元至18万元",
    "15万～18万元",
    "十五到十八万元",
    "18万元/年，共3年",
    "每年18万元，共3年",
    "18万元（每年），服务三年",
    "18万元×3年",
    "3年*18万元",
    "600元/例",
    "每人次80元",
    "人均300元",
    "年均18万元",
    "18万元+2万元",
    "18万5元",
    "18,0000元",
    "1800,000元",
    "180.000,00元",
    "180 000元",
    "二三十万元",
    "十几万元",
    "18余万元",
    "几十万元",
    "18w元",
    "18W",
    "180k元",
    "18万美元",
    "$18万",
    "US$180000",
    "18万港元",
    "八十万十元",
    "1320000-1500000",
    "2200,000",
]


@pytest.mark.parametrize("words", UNSURE)
def test_what_is_no_single_sum_is_left_to_the_official_with_the_whole_passage(words: str) -> None:
    one = found(f"某局公告\n预算金额：{words}\n完")
    assert one is not None, "a figure that was not understood may not vanish"
    assert one.value is None
    assert one.sure is Sure.GUESS
    assert words.split("，")[0] in one.passage
    assert NOTE[one.note]


@pytest.mark.parametrize("words", ["-18万元", "－18万元", "负18万元", "负十八万元", "−180000元", "-180000"])
def test_a_negative_sum_is_none(words: str) -> None:
    one = found(f"某局公告\n预算金额：{words}\n完")
    assert one is not None
    assert (one.value, one.note) == (None, "negative")
    assert words in one.passage


@pytest.mark.parametrize("words", ["约18万元", "18万元左右", "18万余元", "近18万元", "18万元以上"])
def test_a_rough_sum_is_shown_but_never_sure(words: str) -> None:
    one = found(f"某局公告\n预算金额：{words}\n完")
    assert one is not None
    assert one.value in (None, Decimal(180_000))
    assert one.sure is Sure.GUESS
    assert words in one.passage


@pytest.mark.parametrize(
    "words", ["每家不超过3万元", "3万元/家", "20-30万元", "二十至三十万元", "-22万元", "18万元×3"]
)
def test_in_running_text_too(words: str) -> None:
    one = found(f"某局公告\n（一）资金来源：省级补助，安排经费{words}。\n完")
    assert one is None or one.value is None


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("单个项目资助1.5-2万元", "largest_award", None),
        ("每家最高二万五千元", "largest_award", 25_000),
        ("能力建设经费每年1万元", "capacity_amount", None),
        ("投标保证金1千至2千元", "deposit", None),
        ("最高限价：十九点八万元", "ceiling_price", 198_000),
        ("最高限价：220元/人", "ceiling_price", None),
    ],
)
def test_every_other_sum_of_a_call_is_read_the_same_way(text: str, field: str, value: int | None) -> None:
    one = found(f"公告\n{text}。", field)
    assert one is None or one.value == value
    if value is not None:
        assert one is not None


@pytest.mark.parametrize("words", ["预算金额：每家不超过3万元，共18万元", "经费15-18万元", "每家3万元"])
def test_a_text_that_ends_with_its_sum_is_read(words: str) -> None:
    assert read_call(words, divisions=[]).found


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("二十二点五万", 225_000),
        ("廿二", 22),
        ("三百零五", 305),
        ("三百五", None),
        ("二三十", None),
        ("一二三", 123),
        ("万", None),
        ("十", 10),
        ("22万千", None),
        ("2万3亿", None),
        ("1,234,567.8", "1234567.8"),
        ("12,34", None),
        ("点五", None),
        ("五点", None),
        ("", None),
    ],
)
def test_figures(words: str, value: object) -> None:
    assert figure(words) == (None if value is None else Decimal(str(value)))


@settings(deadline=None, max_examples=300)
@given(st.integers(1, 99_999_999))
def test_every_whole_sum_in_words_comes_back(yuan: int) -> None:
    assert figure(in_words(yuan)) == yuan
    one = found(f"公告\n预算金额：{in_words(yuan)}元\n完")
    assert one is not None
    assert one.value == yuan


def in_words(number: int) -> str:
    """The figure as it is said, with 零 where places are empty."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return f"{in_words(high)}万{gap}{in_words(low) if low else ''}"
    said, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            said += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        elif said and number:
            gap = True
    return said


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("人民币壹拾贰万叁仟肆佰伍拾元零伍角（￥123,450.50元）", "123450.50"),
        ("壹拾贰万叁仟肆佰伍拾元伍角陆分", "123450.56"),
        ("壹拾贰万元零陆分整", "120000.06"),
        ("120000元5角", "120000.50"),
        ("12万元（大写：壹拾贰万元整）", "120000"),
        ("壹拾贰万元整 预算金额（小写）：120000元", "120000"),
        ("十五万", "150000"),
        ("十万", "100000"),
        ("十五万（大写：壹拾伍万元整）", "150000"),
        ("八千五百", "8500"),
        ("150000", "150000"),
        ("22万元，服务一万人", "220000"),
        ("18万元（3万元/家）", "180000"),
    ],
)
@pytest.mark.parametrize("label", ["预算金额：", "经费："])
def test_words_coins_and_figures_without_a_unit_are_read(label: str, words: str, yuan: str) -> None:
    one = found(f"某局公告\n{label}{words}\n完")
    assert one is not None
    assert (one.value, one.note) == (Decimal(yuan), "")
    assert one.sure is not Sure.GUESS


@pytest.mark.parametrize(
    "words",
    [
        "12万元（大写：壹拾贰万伍仟元整）",
        "人民币壹拾捌万伍仟元整（¥180000.00）",
        "壹拾贰万叁仟肆佰伍拾元整（￥123,450.50元）",
        "12万元（壹拾贰万伍仟）",
        "12万元，大写壹拾贰万伍仟元整",
        "12万元\n大写：壹拾贰万伍仟元整",
        "12.35万元（123450元）",
        "12万元（大写：拾贰万伍佰千元）",
        "大写：壹拾贰万伍仟元整（小写：共计120000元）",
        "壹拾贰万伍仟元整 预算金额（小写）：120000元",
    ],
)
@pytest.mark.parametrize("label", ["预算金额：", "经费：", "项目预算"])
def test_a_sum_that_is_said_twice_and_differs_is_a_question(label: str, words: str) -> None:
    one = found(f"某局公告\n{label}{words}\n完")
    assert one is not None
    assert (one.value, one.sure, one.note) == (None, Sure.GUESS, "several_values")
    assert one.others
    assert one.passage[:4] in words
    assert one.passage.endswith(words[-4:])


def test_so_is_one_in_words_and_in_figures_each_under_its_label() -> None:
    one = found("某局公告\n预算金额（大写）：壹拾贰万伍仟元整\n预算金额（小写）：120000元\n完")
    assert one is not None
    assert (one.value, set(one.others)) == (None, {Decimal(125_000), Decimal(120_000)})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("单个项目资助不超过5万元（大写：陆万元整）", "largest_award"),
        ("最高限价：12万元（大写：壹拾贰万伍仟元整）", "ceiling_price"),
        ("投标保证金：贰仟元整（¥2,500.00）", "deposit"),
        ("能力建设经费：1万元（壹万伍仟元）", "capacity_amount"),
    ],
)
def test_every_other_sum_is_held_against_its_words_too(text: str, field: str) -> None:
    one = found(f"公告\n{text}。", field)
    assert one is not None
    assert (one.value, one.note, len(one.others)) == (None, "several_values", 2)


@pytest.mark.parametrize(
    "words",
    ["经费：十五", "经费：15", "经费十几万", "经费八千五百", "经费150000", "预算金额：壹拾贰万元伍拾角"],
)
def test_a_sum_without_its_unit_is_asked_about(words: str) -> None:
    one = found(f"某局公告\n{words}\n完")
    assert one is not None, "a figure that was not understood may not vanish"
    assert (one.value, one.note) == (None, "no_single_sum")
    assert words.split("：")[-1] in one.passage


@pytest.mark.parametrize("words", ["注册资金3万元", "能力建设经费：十五万", "经费保障十五万人"])
def test_other_money_is_no_budget(words: str) -> None:
    assert found(f"某局公告\n{words}\n完") is None


# Hours -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2024年7月30日晚上12点", (2024, 7, 31, 0, 0)),
        ("2024年7月30日24:00", (2024, 7, 31, 0, 0)),
        ("2024年7月30日24时", (2024, 7, 31, 0, 0)),
        ("2024年7月30日二十四时", (2024, 7, 31, 0, 0)),
        ("2024年12月31日24时", (2025, 1, 1, 0, 0)),
        ("2024年7月30日中午1点", (2024, 7, 30, 13, 0)),
        ("2024年7月30日中午十二点", (2024, 7, 30, 12, 0)),
        ("2024年7月30日正午12时", (2024, 7, 30, 12, 0)),
        ("2024年7月30日中午11点半", (2024, 7, 30, 11, 30)),
        ("2024年7月30日十七时", (2024, 7, 30, 17, 0)),
        ("2024年7月30日十七时三十分", (2024, 7, 30, 17, 30)),
        ("2024年7月30日下午五点", (2024, 7, 30, 17, 0)),
        ("2024年7月30日下午五点半", (2024, 7, 30, 17, 30)),
        ("2024年7月30日下午五点一刻", (2024, 7, 30, 17, 15)),
        ("2024年7月30日下午5点钟", (2024, 7, 30, 17, 0)),
        ("2024年7月30日下午两点", (2024, 7, 30, 14, 0)),
        ("2024年7月30日下午12点", (2024, 7, 30, 12, 0)),
        ("2024年7月30日下午17点", (2024, 7, 30, 17, 0)),
        ("2024年7月30日晚8点", (2024, 7, 30, 20, 0)),
        ("2024年7月30日晚间8时", (2024, 7, 30, 20, 0)),
        ("2024年7月30日傍晚六点", (2024, 7, 30, 18, 0)),
        ("2024年7月30日早8点", (2024, 7, 30, 8, 0)),
        ("2024年7月30日上午12点", (2024, 7, 30, 12, 0)),
        ("2024年7月30日5:30 PM", (2024, 7, 30, 17, 30)),
        ("2024年7月30日 5:30pm", (2024, 7, 30, 17, 30)),
        ("2024年7月30日12:00 PM", (2024, 7, 30, 12, 0)),
        ("2024年7月30日 9:30 a.m.", (2024, 7, 30, 9, 30)),
        ("2024年7月30日17：00", (2024, 7, 30, 17, 0)),
        ("２０２４年７月３０日１７：００", (2024, 7, 30, 17, 0)),
        ("2024年7月30日（星期二）下午五时", (2024, 7, 30, 17, 0)),
        ("2024年7月30日星期二17时", (2024, 7, 30, 17, 0)),
        ("2024年7月30日（北京时间）17:00", (2024, 7, 30, 17, 0)),
        ("2024年7月30日北京时间17时00分", (2024, 7, 30, 17, 0)),
        ("2024年7月30日，下午五点", (2024, 7, 30, 17, 0)),
        ("2024年7月30日当天17点", (2024, 7, 30, 17, 0)),
        ("2024-07-30T17:00:00", (2024, 7, 30, 17, 0)),
        ("20240730 17:00", (2024, 7, 30, 17, 0)),
        ("20240730 17时", (2024, 7, 30, 17, 0)),
        ("2024年七月廿日17时", (2024, 7, 20, 17, 0)),
        ("2024年7月30日", (2024, 7, 30, 23, 59)),
    ],
)
def test_an_hour_is_read_as_people_say_it(words: str, moment: tuple[int, ...]) -> None:
    one = found(f"某局公告\n申报截止时间：{words}\n完", "bids_due")
    assert one is not None
    assert one.value == at(*moment)
    assert one.sure is not Sure.GUESS
    assert one.passage in words


@pytest.mark.parametrize(
    "words",
    [
        "2024年7月30日零点",
        "2024年7月30日0:00",
        "2024年7月30日零时",
        "2024年7月30日晚上零点",
        "2024年7月30日凌晨12点",
        "2024年7月30日12:00 AM",
        "2024年7月30日上午15:00",
        "2024年7月30日晚上3点",
        "2024年7月30日5点",
        "2024年7月30日五点半",
        "2024年7月30日25:00",
        "2024年7月30日17:75",
        "2024年7月30日9:00-17:00",
        "2024年7月30日下午下班前",
        "2024年7月30日晚上",
    ],
)
def test_an_hour_that_may_mean_another_is_unsure_and_never_the_end_of_the_day(words: str) -> None:
    one = found(f"某局公告\n申报截止时间：{words}\n完", "bids_due")
    assert one is not None
    assert one.sure is Sure.GUESS
    assert one.value is None or (one.value.hour, one.value.minute) != (23, 59)
    assert words in one.passage
    assert NOTE[one.note]


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("2042年7月30日17:00", "year_far"),
        ("2034年7月30日", "year_far"),
        ("2099年7月30日17:00", "year_far"),
        ("9999年7月30日17:00", "year_far"),
        ("2204年7月30日", "year_far"),
        ("1024年7月30日", "year_far"),
        ("2004年7月30日", "year_far"),
        ("2024年2月30日17:00", "no_such_day"),
        ("2024年6月31日", "no_such_day"),
        ("2023-02-29", "no_such_day"),
        ("二〇二四年十三月一日", "no_such_day"),
        ("20240230 17:00", "no_such_day"),
    ],
)
def test_a_day_that_cannot_be_meant_is_asked_about_and_not_dropped(words: str, note: str) -> None:
    for text in (f"申报截止时间：{words}", f"请于{words}前报送材料"):
        one = found(f"某局公告\n{text}。\n完", "bids_due")
        assert one is not None, text
        assert (one.value, one.note, one.sure) == (None, note, Sure.GUESS)
        assert words in one.passage


def test_last_years_call_is_read_as_it_stands() -> None:
    one = found("公告\n申报截止时间：2023年7月30日17:00", "bids_due")
    assert one is not None
    assert one.value == at(2023, 7, 30, 17, 0)


@pytest.mark.parametrize("words", ["2042年7月30日", "2024年2月30日"])
def test_other_days_of_a_call_that_cannot_be_meant_are_no_value(words: str) -> None:
    values = read_call(
        f"公告\n提问截止时间：{words}\n服务期限：2024年8月1日至{words}\n开启时间：{words}9时",
        divisions=[],
        published_hint=HINT,
    ).values
    assert not {"ask_by", "service_to", "opens_at"} & set(values)


def test_office_hours_are_no_hour_of_a_deadline() -> None:
    one = found("公告\n请于2024年7月30日前（工作日9:00-17:00）报送材料", "bids_due")
    assert one is not None
    assert one.value == at(2024, 7, 30, 23, 59)
    assert one.note == "time_not_stated"


def test_a_good_and_an_impossible_deadline_are_a_question() -> None:
    one = found("公告\n申报截止时间：2024年7月30日17:00\n请于2024年6月31日前报送", "bids_due")
    assert one is not None
    assert (one.value, one.sure, one.note) == (at(2024, 7, 30, 17, 0), Sure.GUESS, "several_values")


CLOSES = st.datetimes(datetime(2024, 1, 1), datetime(2024, 12, 31))


@settings(deadline=None, max_examples=200)
@given(CLOSES)
def test_every_hour_of_the_day_comes_back(moment: datetime) -> None:
    if moment.hour < 8:
        return
    text = f"公告\n截止时间：{moment:%Y}年{moment.month}月{moment.day}日{moment.hour}点{moment:%M}分。"
    one = found(text, "bids_due")
    assert one is not None
    assert (one.value.hour, one.value.minute) == (moment.hour, moment.minute)


# Lengths of time -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("1.5个月", "1.5"),
        ("10.5个月", "10.5"),
        ("18.5个月", "18.5"),
        ("６．５个月", "6.5"),
        ("0.5个月", "0.5"),
        ("1.5年", 18),
        ("一点五年", 18),
        ("半个月", "0.5"),
        ("一个半月", "1.5"),
        ("六个半月", "6.5"),
        ("两年零三个月", 27),
        ("1年6个月", 18),
        ("一年又三个月", 15),
        ("两年半", 30),
        ("两周年", 24),
        ("三十六个月", 36),
        ("单个项目12个月", 12),
        ("不超过12个月", 12),
        ("3年，自2024年起", 36),
    ],
)
def test_a_length_is_read_whole(words: str, months: object) -> None:
    one = found(f"某局公告\n服务期：{words}。\n完", "contract_months")
    assert one is not None
    assert (one.value, one.sure) == (Decimal(str(months)), Sure.SURE)


@pytest.mark.parametrize(
    "words",
    [
        *("6-12个月", "6至12个月", "6个月至12个月", "一至两年", "1年+1年", "12个月×2"),
        *("一两年", "三五个月", "两三年", "几个月", "几年", "十几个月", "10多个月", "三个多月"),
        *(
            "1,5个月",
            "1.5.2个月",
            "1.25个月",
            "12个月零15天",
            "90天",
            "45日",
            "两周",
            "10个工作日",
            "三个星期",
        ),
    ],
)
def test_a_length_that_is_none_in_months_is_left_to_the_official(words: str) -> None:
    one = found(f"某局公告\n服务期：{words}。\n完", "contract_months")
    assert one is not None, "a length that was not understood may not vanish"
    assert (one.value, one.sure, one.note) == (None, Sure.GUESS, "no_single_length")
    assert words[-2:] in one.passage
    assert NOTE[one.note]


@pytest.mark.parametrize("words", ["约6个月", "6个月以上", "半年左右", "不少于6个月"])
def test_a_rough_length_is_shown_but_never_sure(words: str) -> None:
    one = found(f"某局公告\n服务期：{words}。\n完", "contract_months")
    assert one is not None
    assert (one.value, one.sure, one.note) == (6, Sure.GUESS, "about")


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("成立两年以上", 2),
        ("成立满1年", 1),
        ("登记3年及以上", 3),
        ("成立时间不少于二年", 2),
        ("成立半年以上", "0.5"),
        ("成立两年半以上", "2.5"),
        ("成立1.5年以上", "1.5"),
        ("成立0.5年以上", "0.5"),
        ("成立六个月以上", "0.5"),
        ("注册满18个月", "1.5"),
        ("成立一年零六个月以上", "1.5"),
    ],
)
def test_an_age_is_read_whole(words: str, years: object) -> None:
    one = found(f"某局公告\n申报条件：{words}的社会组织。\n完", "min_age_years")
    assert one is not None
    assert one.value == Decimal(str(years))
    assert one.passage == words


@pytest.mark.parametrize("words", ["成立2至3年以上", "成立一两年以上", "登记满7个月", "成立几年以上"])
def test_an_age_that_cannot_be_kept_is_left_to_the_official(words: str) -> None:
    one = found(f"某局公告\n申报条件：{words}的社会组织。\n完", "min_age_years")
    assert one is not None
    assert (one.value, one.note) == (None, "no_single_length")


@pytest.mark.parametrize(
    "words",
    ["登记后6个月内提交", "须依法登记，服务期6个月", "成立于2019年", "登记之日起1年内", "注册资金3万元"],
)
def test_a_term_after_a_registration_is_no_age(words: str) -> None:
    assert found(f"某局公告\n申报条件：{words}。\n完", "min_age_years") is None


# Payments and shares ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("15日内", 15),
        ("1.5个月内", 45),
        ("一个半月内", 45),
        ("两个月内", 60),
        ("三十日以内", 30),
        ("15个工作日内", None),
        ("30日-60日内", None),
        ("15至30日内", None),
        ("一两个月内", None),
    ],
)
def test_the_days_of_a_payment_are_read_whole(words: str, days: int | None) -> None:
    one = found(f"公告\n协议签订后{words}拨付40%，验收合格后支付60%。", "payment_schedule")
    assert one is not None
    assert one.value[0]["within_days"] == days


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("管理费不超过5%", "management_ceiling", "5"),
        ("管理费不超过5.25%", "management_ceiling", "5.25"),
        ("管理费不超过5%-8%", "management_ceiling", None),
        ("管理费不超过5-8%", "management_ceiling", None),
        ("价格分占10.5%", "price_weight", "10.5"),
        ("价格分10-30分", "price_weight", None),
        ("价格分占10%～30%", "price_weight", None),
        ("价格分占百分之十", "price_weight", "10"),
        ("价格二十分", "price_weight", "20"),
        ("价格分２０％", "price_weight", "20"),
        ("管理费不超过百分之八", "management_ceiling", "8"),
        ("管理费不超过八%", "management_ceiling", "8"),
        ("管理费不超过百分之五至百分之八", "management_ceiling", None),
    ],
)
def test_a_share_is_read_whole(text: str, field: str, value: str | None) -> None:
    one = found(f"公告\n{text}。", field)
    assert one is not None, "a share that was not understood may not vanish"
    assert one.value == (None if value is None else Decimal(value))
    assert NOTE.get(one.note, "") or value is not None


# Odd figures -----------------------------------------------------------------------------------------------


def test_odd_shares_of_a_list_are_left_to_the_official_as_an_odd_sum_is() -> None:
    reading = read_call("公告\n协议签订后15日内拨付0.5%，验收合格后支付99.5%。", divisions=[])
    one = reading.get("payment_schedule")
    assert one is not None
    assert one.is_unusual
    assert reading.values["payment_schedule"] == [], (
        "the portal's own rows do not stand for what the text says"
    )
    plain = found("公告\n协议签订后15日内拨付40%，验收合格后支付60%。", "payment_schedule")
    assert plain is not None
    assert not plain.is_unusual
    points = found("公告\n评分标准：方案0.5分，团队99分。", "criteria")
    assert points is not None
    assert points.is_unusual


def test_payments_that_do_not_make_a_hundred_are_no_points() -> None:
    payments = found("公告\n协议签订后15日内拨付40%，验收合格后支付30%。", "payment_schedule")
    points = found("公告\n评分标准：方案40分，团队30分。", "criteria")
    assert payments is not None
    assert points is not None
    assert (payments.note, points.note) == ("shares_not_100", "not_the_sum_100")
    assert NOTE[payments.note] != NOTE[points.note]
