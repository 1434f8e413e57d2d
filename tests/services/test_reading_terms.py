"""How long a service runs and how old an applicant must be: nothing is sure of which the clause says more."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.forms.calls.faults import NOTE
from procurement.reading import Found, Sure, read_call
from tests.services.test_reading import at


def found(text: str, field: str = "contract_months") -> Found | None:
    return read_call(text, divisions=[], published_hint=at(2024, 7, 3, 9, 0)).get(field)


def term(words: str, field: str = "contract_months") -> Found | None:
    return found(f"某站公告\n服务期：{words}。\n完", field)


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("四分之三年", 9),
        ("二分之一年", 6),
        ("三分之一年", 4),
        ("一又二分之一年", 18),
        ("二又四分之一年", 27),
        ("一年又二分之一", 18),
        ("一个季度", 3),
        ("两个季度", 6),
        ("4个季度", 12),
        ("三个季度零一个月", 10),
        ("12个自然月", 12),
        ("6个整月", 6),
        ("18個月", 18),
        ("十八個月", 18),
        ("兩年", 24),
        ("兩年零三個月", 27),
        ("壹年", 12),
        ("一年零三月", 15),
        ("1年6月", 18),
        ("1年又6个月", 18),
        ("一个年度", 12),
        ("2个年度", 24),
        ("１８个月", 18),
        ("自合同签订之日起12个月", 12),
        ("自签订协议之日起一年", 12),
        ("合同生效后18个月内完成", 18),
        ("自中标通知书发出之日起18个月", 18),
        ("自合同签订之日起，12个月", 12),
        ("自2024年7月1日起至2025年6月30日止，12个月", 12),
        ("12个月（一年）", 12),
        ("2年（24个月）", 24),
        ("一年期", 12),
        ("共12个月", 12),
        ("3年，自2024年起", 36),
        ("12个月（2024年8月至2025年7月）", 12),
        ("2024年8月至2025年7月，共12个月", 12),
        ("2024年8月至2025年7月", 12),
        ("2024.3-2024.12", 10),
        ("2024.03—2024.12", 10),
        ("2024/3至2024/12", 10),
        ("2024-03 至 2024-12", 10),
        ("2024年10月至次年3月", 6),
        ("2024年10月到翌年9月", 12),
        ("2024年3月至当年12月", 10),
    ],
)
def test_a_length_is_sure_where_its_clause_says_nothing_else(words: str, months: int) -> None:
    one = term(words)
    assert one is not None
    assert (one.value, one.sure, one.note) == (months, Sure.SURE, "")


@pytest.mark.parametrize(
    "words",
    [
        *("每年12个月，共2年", "每期3个月，共4期", "3个月/期，共4期", "两年，每年10个月", "各6个月"),
        *("前期6个月、后期6个月", "第一阶段6个月，第二阶段3个月", "首期6个月", "分两批，6个月"),
        *("6个月（试运行1个月另计）", "6个月，另加1个月", "12个月（含试运行）", "6个月；试运行1个月另计"),
        *("24个月（3年）", "12个月（365天）", "三年（1+1+1）", "3年，合同一年一签", "一年，期满可续签"),
        *("1年零15天", "1年15天", "十八个月零五天", "四分之三个月", "1/2年", "1½年", "两个半年"),
        *("24年7月至24年12月", "2024.3~12月", "12月", "三季度", "2024年第三季度", "一个财政年度", "0个月"),
        *("第2年", "2024年度", "2024年下半年", "二〇二四年", "2012年底", "长期", "18 months"),
        *("2024年3月至12月（9个月）", "2024年3月至6月、9月至12月", "2024年3月至12月，每月10日"),
        *("2024年11月至次年", "2024年8月30日前完成，每季度6个月"),
    ],
)
def test_what_is_not_read_whole_is_asked_about_with_its_passage(words: str) -> None:
    one = term(words)
    assert one is not None, "a term that was not understood may not vanish"
    assert (one.value, one.sure, one.note) == (None, Sure.GUESS, "no_single_length")
    assert one.passage == words
    assert NOTE[one.note]


@pytest.mark.parametrize("words", ["详见采购文件", "按合同约定"])
def test_a_label_that_says_nothing_of_time_is_no_question(words: str) -> None:
    assert term(words) is None


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2024年10月至次年3月", date(2024, 10, 1), date(2025, 3, 31)),
        ("2024.3-2024.12", date(2024, 3, 1), date(2024, 12, 31)),
        ("自合同签订之日起至2025年6月30日", None, date(2025, 6, 30)),
        ("自合同签订之日起到2025年6月止", None, date(2025, 6, 30)),
        ("2024年12月31日前完成", None, date(2024, 12, 31)),
        ("自2024年8月1日起一年", date(2024, 8, 1), None),
    ],
)
def test_days_of_a_term(words: str, first: date | None, last: date | None) -> None:
    for field, day in (("service_from", first), ("service_to", last)):
        one = term(words, field)
        assert (one.value if one else None) == day
        assert one is None or (one.sure, one.note) == (Sure.SURE, "")


@pytest.mark.parametrize(
    ("words", "last", "note"),
    [
        ("2024年3月至12月（9个月）", date(2024, 12, 31), "other_length"),
        ("2024年3月至12月，每月10日", date(2024, 12, 31), "not_read_whole"),
        ("2024年3月至6月、9月至12月", None, "not_read_whole"),
        ("2024年8月30日前完成，每季度6个月", date(2024, 8, 30), "not_read_whole"),
    ],
)
def test_days_in_a_clause_that_says_more_are_doubted(words: str, last: date | None, note: str) -> None:
    one = term(words, "service_to")
    assert one is not None
    assert (one.value, one.sure, one.note, one.passage) == (last, Sure.GUESS, note, words)
    assert NOTE[note]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("本项目服务期为12个月", 12),
        ("服务周期12个月", 12),
        ("服务期限一年", 12),
        ("项目实施周期原则上不超过1年", 12),
        ("项目（实施周期不超过1年）的预期成效应当写明", 12),
        ("二、服务期限\n自合同签订之日起12个月", 12),
        ("实施周期：\n第一阶段6个月，第二阶段3个月", None),
        ("每期服务期：3个月", None),
        ("试运行服务期：1个月", None),
        ("服务期限：12个月；申报截止时间：2024年7月15日", 12),
        ("编号\t服务期\n甲\t12个月", 12),
        ("履約期限：12個月", 12),
    ],
)
def test_a_term_is_found_where_calls_say_it(text: str, months: int | None) -> None:
    one = found(f"某站公告\n{text}。\n完")
    assert one is not None
    assert (one.value, one.sure) == (months, Sure.GUESS if months is None else Sure.SURE)


@pytest.mark.parametrize("other", ["6个月", "长期", "每年3个月"])
def test_two_terms_that_differ_are_a_question(other: str) -> None:
    one = found(f"某站公告\n服务期：12个月。\n合同期限：{other}。\n完")
    assert one is not None
    assert (one.value, one.sure, one.note) == (12, Sure.GUESS, "several_values")
    same = found("某站公告\n服务期：12个月。\n合同期限：一年。\n完")
    assert same is not None
    assert same.sure is Sure.SURE


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("成立一年又二分之一以上", "1.5"),
        ("成立兩年以上", 2),
        ("成立满2年（24个月）以上", 2),
        ("登记满两个季度", "0.5"),
        ("成立2年（3年）以上", None),
        ("成立一年零15天以上", None),
        ("登记成立365天以上", None),
        ("注册满180天", None),
    ],
)
def test_an_age_is_read_whole_or_asked_about(words: str, years: object) -> None:
    one = found(f"某站公告\n申报条件：{words}的组织。\n完", "min_age_years")
    assert one is not None
    assert one.value == (None if years is None else Decimal(str(years)))
    assert (one.sure, one.note, one.passage) == (
        (Sure.GUESS, "no_single_length", words) if years is None else (Sure.LIKELY, "", words)
    )


def test_two_ages_are_a_question() -> None:
    one = found("某站公告\n社会团体须成立2年以上，社会服务机构须成立3年以上。", "min_age_years")
    assert one is not None
    assert (one.value, one.note, one.others) == (None, "several_values", (2, 3))
