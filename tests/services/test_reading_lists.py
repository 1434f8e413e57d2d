"""Payments and points of a pasted call: every row, or its words. Nothing of the portal's own stands for them."""

from decimal import Decimal
from typing import Any

import pytest

from procurement.forms.calls.faults import NOTE, said_in_text
from procurement.reading import Found, Reading, Sure, read_call


def reading(text: str) -> Reading:
    return read_call(f"某站公告\n{text}\n完", divisions=[])


def payments(text: str) -> Found | None:
    return reading(text).get("payment_schedule")


def criteria(text: str) -> Found | None:
    return reading(text).get("criteria")


def shares(one: Found) -> list[tuple[Any, ...]]:
    return [(row["share"], row["basis"]) for row in one.value or ()]


def points(one: Found) -> list[tuple[Any, ...]]:
    return [(row["text_zh"], row["weight"]) for row in one.value or ()]


FIRST_LAST = [(50, "agreement"), (50, "acceptance")]
THREE = [(50, "agreement"), (30, "milestone"), (20, "acceptance")]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("首付百分之五十，二期百分之三十，尾款百分之二十", [*THREE[:2], (20, "completion")]),
        ("首付百分之50，中期百分之30，验收后百分之20", THREE),
        ("签订协议后付５０％，中期付３０％，验收后付２０％", THREE),
        ("付款：签订协议后付５０％，中期付３０％，验收后付２０％", THREE),
        ("付款方式：签约后付五十%，中期付三十%，验收后付二十%", THREE),
        ("签订后付五成，中期付三成，验收后付两成", THREE),
        ("50%于签订后支付，30%于中期支付，20%于验收后支付", THREE),
        ("协议签订后，支付50%，中期评估后，支付30%，验收后，支付20%", THREE),
        ("签订后支付50%；中期评估后支付30%；验收后支付20%", THREE),
        ("付款方式：\n（1）签订后50%\n（2）中期评估后30%\n（3）验收后20%\n联系人：甲", THREE),
        ("付款方式|比例|时间\n首付款|50%|签订后\n二期款|30%|中期\n尾款|20%|验收后\n合计|100%|", THREE),
        ("付款方式\t比例\n签订后\t50%\n中期\t30%\n验收后\t20%", THREE),
        ("協議簽訂後撥付50%，驗收後撥付50%", FIRST_LAST),
        ("资金分两次下达：签订后50%，验收后50%", FIRST_LAST),
        ("签订后付9万元（50%），验收后付9万元（50%）", FIRST_LAST),
        ("签订后支付50%，余款验收合格后付清", FIRST_LAST),
        ("签订后支付50%，验收后一次性付清余款", FIRST_LAST),
        ("签订后支付50%，验收合格率达到90%后支付50%", FIRST_LAST),
        ("管理费不超过8%，签订后支付50%，验收后支付50%", FIRST_LAST),
        ("验收合格后一次性付清", [(100, "acceptance")]),
        ("签订后付一半，验收后付一半", FIRST_LAST),
        ("签完协议先给50%，满六个月检查后再给30%，其余两成年终考核合格后一次付清", THREE),
    ],
)
def test_payments_are_read_whole(words: str, rows: list[tuple[int, str]]) -> None:
    one = payments(words)
    assert one is not None
    assert (shares(one), one.sure, one.note, one.unread) == (rows, Sure.LIKELY, "", ())


@pytest.mark.parametrize(
    ("words", "rows", "unread"),
    [
        ("付50，中期付30，验收后付20", [], ("付50", "中期付30", "验收后付20")),
        ("付50，中期付30", [], ("付50", "中期付30")),
        ("付款：首付 50 尾款 50", [], ("付款：首付 50", "尾款 50")),
        ("签订后支付（ ）%，验收后支付50%", FIRST_LAST[1:], ("签订后支付（ ）%",)),
        ("签订后支付__%，验收后支付50%", FIRST_LAST[1:], ("签订后支付__%",)),
        ("首付：％。验收后支付：５０％", FIRST_LAST[1:], ("首付：％",)),
        (
            "付款方式\t比例\n首付款\t\n二期款\t30%\n尾款\t20%",
            [(30, "milestone"), (20, "completion")],
            ("首付款",),
        ),
        ("付款方式|比例\n签订后|50%\n中期||\n验收后|50%", FIRST_LAST, ("中期",)),
        ("签订后拨付30%-50%，验收后拨付50%", FIRST_LAST[1:], ("签订后拨付30%-50%",)),
        ("签订后拨付30-50%，验收后拨付50%", FIRST_LAST[1:], ("签订后拨付30-50%",)),
        ("签订后拨付百分之三十至百分之五十，验收后拨付50%", FIRST_LAST[1:], None),
        ("签订后拨付约50%，验收后拨付50%", FIRST_LAST[1:], ("签订后拨付约50%",)),
        ("签订后拨付不超过50%，验收后拨付50%", FIRST_LAST[1:], ("签订后拨付不超过50%",)),
        ("签订后付30%，验收后付65%，质保金5%满一年后付清", [(30, "agreement"), (65, "acceptance")], None),
        ("签订后付二分之一，验收后付50%", FIRST_LAST[1:], ("签订后付二分之一",)),
        ("签订后、验收后各支付50%", [], ("签订后、验收后各支付50%",)),
        ("签订后支付10万元，验收后支付8万元", [], ("签订后支付10万元，验收后支付8万元",)),
        ("按5:3:2的比例支付", [], ("按5:3:2的比例支付",)),
        ("分三期支付", [], ("分三期支付",)),
        ("付款方式：按实际工作量", [], ("付款方式：按实际工作量",)),
        ("服务费按季度结算支付", [], ("服务费按季度结算支付",)),
        ("支付50%，再支付50%", [], ("支付50%", "再支付50%")),
        ("签订后支付150%", [], ("签订后支付150%",)),
    ],
)
def test_a_payment_that_is_not_read_is_told_by_its_words(
    words: str, rows: list[tuple[int, str]], unread: tuple[str, ...] | None
) -> None:
    said = reading(words)
    one = said.get("payment_schedule")
    assert one is not None, "the text speaks of payments"
    assert (shares(one), one.sure, one.note) == (rows, Sure.GUESS, "not_read_whole")
    assert one.unread if unread is None else one.unread == unread
    assert all(row in one.passage for row in one.unread)
    assert said.values["payment_schedule"] == (one.value or []), "no rows of the portal's own"


@pytest.mark.parametrize(
    "words",
    [
        "管理费按8%支付",
        "每逾期一日支付合同金额1%的违约金",
        "志愿者补助每人次支付80元",
        "付款方式：详见合同",
        "付款方式：银行转账",
        "一次性支付误工补贴",
        "本项目不收取费用",
    ],
)
def test_what_is_no_payment_leaves_the_schedule_alone(words: str) -> None:
    assert payments(words) is None
    assert "payment_schedule" not in reading(words).values


@pytest.mark.parametrize("days", ["15个工作日内", "两周内", "15至30日内", "一两个月内"])
def test_days_that_cannot_be_kept_are_asked_about(days: str) -> None:
    one = payments(f"签订后{days}支付50%，验收后支付50%")
    assert one is not None
    assert (shares(one), one.value[0]["within_days"]) == (FIRST_LAST, None)
    assert (one.sure, one.note) == (Sure.GUESS, "days_not_kept")
    assert NOTE[one.note]


def test_days_behind_a_comma_are_read() -> None:
    one = payments("合同签订后，15日内，支付50%，验收后支付50%")
    assert one is not None
    assert (one.value[0]["within_days"], one.note) == (15, "")


def test_two_schedules_that_differ_are_a_question() -> None:
    first, far = "签订后支付50%，验收后支付50%。", "本段另说其他事项。" * 60
    other = payments(f"{first}\n{far}\n签订后支付30%，验收后支付70%。")
    same = payments(f"{first}\n{far}\n{first}")
    assert other is not None
    assert same is not None
    assert (shares(other), other.note, same.note) == (FIRST_LAST, "several_values", "")


PLAN_TEAM = [("方案", 60), ("团队", 40)]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        ("评分标准：方案60分，团队40分", PLAN_TEAM),
        ("评分：方案60分，团队40分", PLAN_TEAM),
        ("各项权重为：方案60％、团队40％", PLAN_TEAM),
        ("评分标准：方案六十分、团队四十分", PLAN_TEAM),
        ("评分标准：方案占六成，团队占四成", PLAN_TEAM),
        ("评分标准：方案百分之六十、团队百分之四十", PLAN_TEAM),
        ("评分标准\n方案 60\n团队 40", PLAN_TEAM),
        ("评分标准：方案 60 / 团队 40", PLAN_TEAM),
        ("评分标准：方案60，团队40", PLAN_TEAM),
        ("评分标准\n方案|满分60分\n团队|满分40分", PLAN_TEAM),
        ("评分标准：方案60分，团队40分，共100分", PLAN_TEAM),
        ("评审时方案占60分，团队占40分", PLAN_TEAM),
        ("评分标准\n因素|分值\n方案|60\n团队|40\n合计|100", PLAN_TEAM),
        ("评分标准\n序号\t内容\t说明\t分值\n1\t方案\t可行\t60\n2\t团队\t有同伴\t40\n联系人\t甲", PLAN_TEAM),
        ("评分标准\n方案|六十分\n团队|四十分", PLAN_TEAM),
        ("评分标准：方案60分（其中内容20分，进度40分），团队40分", PLAN_TEAM),
        ("评分标准：方案（60分，其中内容20分，进度40分）、团队40分", PLAN_TEAM),
        ("评分标准：方案60分，其中内容20分，进度40分，团队40分", PLAN_TEAM),
        ("评审\n方案\n60\n团队\n40\n联系", PLAN_TEAM),
        ("评审\n　　方案　　　六十分\n　　团队　　　四十分", PLAN_TEAM),
        ("评分标准：总分100分，其中方案60分，团队40分", PLAN_TEAM),
        ("评分标准\n1.方案（60分）：完整得60分，较完整得30分\n2.团队（40分）：每少一人扣5分", PLAN_TEAM),
        ("評審標準：方案60分，团队40分", PLAN_TEAM),
        ("评分标准：方案60分，团队40分。\n管理费不超过8%。", PLAN_TEAM),
    ],
)
def test_points_are_read_whole(words: str, rows: list[tuple[str, int]]) -> None:
    one = criteria(words)
    assert one is not None
    assert (points(one), one.sure, one.note, one.unread) == (rows, Sure.SURE, "", ())


@pytest.mark.parametrize(
    ("words", "rows", "unread"),
    [
        ("评分标准\n方案|60\n价格||\n团队|40", PLAN_TEAM, ("价格",)),
        ("评分标准\n方案\t60\n价格\t见附件10-20分\n团队\t40", PLAN_TEAM, ("价格\t见附件10-20分",)),
        ("评分标准：方案60分、预算合理、团队40分", PLAN_TEAM, ("预算合理",)),
        ("评分标准：方案60分，价格（ ）分，团队40分", PLAN_TEAM, ("价格（ ）分",)),
        ("评分标准：方案60分，价格__分，团队40分", PLAN_TEAM, ("价格__分",)),
        ("评分标准：方案60分，价格10-20分，团队40分", PLAN_TEAM, ("价格10-20分",)),
        ("评分标准：方案60分，团队40分，经验、业绩共20分", PLAN_TEAM, None),
        ("评分标准：价格10分，其余见附件", [], ("价格10分",)),
        ("评分标准：方案__分，团队60分", [], ("方案__分，团队60分",)),
        ("评审内容\t分值\n方案\t60\n团队\t", [], None),
    ],
)
def test_points_that_are_not_read_are_told_by_their_words(
    words: str, rows: list[tuple[str, int]], unread: tuple[str, ...] | None
) -> None:
    said = reading(words)
    one = said.get("criteria")
    assert one is not None, "the text speaks of points"
    assert (points(one), one.sure, one.note) == (rows, Sure.GUESS, "not_read_whole")
    assert one.unread if unread is None else one.unread == unread
    assert said.values["criteria"] == (one.value or []), "no rows of the portal's own"


@pytest.mark.parametrize(
    "words", ["评审办法：综合评分法", "评分标准：方案十分可行的优先", "评分标准另行公布"]
)
def test_a_heading_without_points_leaves_the_criteria_alone(words: str) -> None:
    assert criteria(words) is None


def test_two_tables_of_points_that_differ_are_a_question() -> None:
    one = criteria("一包评分标准：方案60分，团队40分。\n二包评分标准：方案50分，团队50分。")
    assert one is not None
    assert (points(one), one.note) == (PLAN_TEAM, "several_values")


def test_the_words_of_a_row_that_was_not_read_are_said() -> None:
    one = criteria("评分标准\n方案|60\n价格||\n团队|40")
    assert one is not None
    assert "价格" in said_in_text(one).removeprefix(f"“{one.passage}”")
    assert isinstance(one.value[0]["weight"], Decimal)
