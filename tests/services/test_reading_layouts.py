"""Layouts that calls come in: pages cut into lines, tables, lists and free words; and what only seems to be said."""

import time
from decimal import Decimal
from typing import Any

import pytest

from procurement.reading import Found, Sure, read_call
from procurement.reading.pages import whole
from tests.support.corpus import divisions

PLACES = divisions()


def read(text: str) -> Any:
    return read_call(text, divisions=PLACES)


def found(text: str, field: str) -> Found:
    one = read(text).get(field)
    assert one is not None, field
    return one


PAGE = (
    "某县卫生健康局关于选择社会组织的公告\n"
    "    我局拟选择一家社会组织在城关镇、河口镇开展外来务工人员宣传\n"
    "检测，全年检测不少于八百人，检测一律自愿，结果只告知本人，资料用\n"
    "编码。服务经费人民币壹拾\n"
    "                                第 1 页 共 2 页\n"
    "某县卫生健康局关于选择社会组织的公告\n"
    "贰万元整，签订协议后二十日内支付百分之五十，中期评估合格后支\n"
    "付百分之三十，验收合格后支付百分之二十，承接组织应当按照要求提\n"
    "供资料，服务期限自2026年3月1日起至2026年12月31日止，期满后由\n"
    "我局组织验收，验收不合格的应当在一个月内改正，逾期不改正的终\n"
    "止协议。\n"
)


def test_lines_that_a_page_cut_are_joined_and_its_marks_go() -> None:
    text = whole(PAGE).text
    assert "务工人员宣传检测" in text
    assert "合格后支付百分之三十" in text
    assert "第 1 页" not in text
    assert text.count("关于选择社会组织的公告\n") == 1


def test_what_is_read_from_a_cut_page_stands_in_it_as_it_is() -> None:
    reading = read(PAGE)
    schedule = reading.get("payment_schedule")
    assert [row["share"] for row in schedule.value] == [50, 30, 20]
    assert "支\n付百分之三十" in schedule.passage
    for one in reading.found:
        assert one.passage == PAGE[one.start : one.end]


def test_a_list_of_short_lines_is_no_cut_page() -> None:
    text = "公告\n" + "\n".join(f"城关镇第{at}村防艾宣传站的人员与时间" for at in range(9))
    assert whole(text).text == text


def test_letters_set_apart_close_up() -> None:
    assert whole("公 开 比 选 公 告\n联 系 人：某科").text == "公开比选公告\n联系人：某科"


@pytest.mark.parametrize(
    "words",
    [
        "评审要素\n1┃服务方案┃50\n2┃人员┃30\n3┃报价┃20",
        "评审要素\n服务方案\n50\n人员\n30\n报价\n20",
        "现场打分：服务方案50，人员30，报价20。",
        "评分 服务方案50％　人员30％　报价20％",
        "评审：服务方案占五十分，人员占三十分，报价占二十分",
        "评分办法\n服务方案　　50分\n  其中 需求　　20分\n       措施　　30分\n人员　　30分\n报价　　20分",
    ],
)
def test_points_that_make_a_hundred_are_read_however_they_are_set(words: str) -> None:
    one = found(f"某局比选公告\n一、内容\n宣传\n二、{words}\n三、联系", "criteria")
    rows = [(row["text_zh"], row["weight"]) for row in one.value]
    assert (rows, one.sure) == ([("服务方案", 50), ("人员", 30), ("报价", 20)], Sure.SURE)


@pytest.mark.parametrize(
    "words",
    ["评审：专家将认真审阅，申报方案的可行程度50分、人员30分、报价20分", "评审：先看方案50分，再看人员50分"],
)
def test_a_name_that_may_have_lost_its_head_is_asked_about(words: str) -> None:
    assert found(f"某局公告\n{words}", "criteria").sure is Sure.GUESS


def test_payments_are_no_points() -> None:
    assert read("某局公告\n怎么给钱\n签了协议7天内先给60%，剩下40%验收合格再给").get("criteria") is None


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("签约后付50%，完成检测任务过半付30%，验收后付20%", "basis_unclear"),
        ("立项后付50%，验收后付50%", "basis_unclear"),
        ("签约后付50%，满六个月检查后付30%，年终考核后付20%", ""),
    ],
)
def test_after_what_is_paid_is_asked_about_where_words_leave_it_open(words: str, note: str) -> None:
    assert found(f"某局公告\n付款方式：{words}", "payment_schedule").note == note


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("min_age_years", "申请人资格\n1包供应商须登记满两年"),
        ("area_limit", "申请人资格\n牵头单位须在大理州民政部门登记"),
        ("hosted_allowed", "标项三允许小组由登记的组织托管"),
        ("deposit", "第一标段投标保证金10000元"),
        ("ceiling_price", "最高限价：第1包60000元"),
        ("sme_reservation", "本项目第3包专门面向小微企业采购"),
    ],
)
def test_what_holds_for_one_lot_or_one_applicant_is_asked_about(field: str, words: str) -> None:
    one = found(f"某县卫生健康局比选公告\n{words}", field)
    assert (one.sure, bool(one.note)) == (Sure.GUESS, True)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("是否专门面向中小企业：否", "not_reserved"),
        ("是否专门面向中小企业：√是　□否", "reserved"),
        ("是否专门面向中小企业：□是　☑否", "not_reserved"),
    ],
)
def test_a_box_is_read_by_its_answer(words: str, value: str) -> None:
    assert found(f"公告\n{words}", "sme_reservation").value == value


def test_two_ceilings_said_apart_are_asked_about() -> None:
    text = "某局公告\n管理费和人员费分别不超过5%和40%"
    assert found(text, "management_ceiling").value is None
    assert found(text, "staff_ceiling").value is None


def test_a_budget_by_lot_is_none_of_them() -> None:
    assert found("某局公告\n采购预算：A包10万元，B包20万元", "estimated_value").value is None


@pytest.mark.parametrize(
    ("text", "title", "sure"),
    [
        (
            "大理州卫生健康委员会\n青年防艾服务合作邀请\n各组织：",
            "大理州卫生健康委员会青年防艾服务合作邀请",
            Sure.SURE,
        ),
        ("某局公告\n1.服务项目：青年防艾同伴服务\n", "青年防艾同伴服务", Sure.GUESS),
        ("竞争性磋商公告\n项目：青年防艾同伴服务\n", "青年防艾同伴服务", Sure.GUESS),
        (
            "大理州防艾局关于印发《资助办法》的通知\n各组织：",
            "大理州防艾局关于印发《资助办法》的通知",
            Sure.GUESS,
        ),
    ],
)
def test_titles_over_lines_and_behind_short_labels(text: str, title: str, sure: Sure) -> None:
    one = found(text, "title_zh")
    assert (one.value or one.others[0], one.sure) == (title, sure)


@pytest.mark.parametrize(
    ("words", "places", "sure"),
    [
        (
            "为城关镇、河口镇的务工人员开展宣传、检测、转介和随访服务，每月一次",
            ["城关镇", "河口镇"],
            Sure.LIKELY,
        ),
        ("为城关镇、河口镇等地的务工人员开展宣传、检测、转介和随访服务", ["城关镇", "河口镇"], Sure.GUESS),
    ],
)
def test_places_named_where_the_work_is_told(words: str, places: list[str], sure: Sure) -> None:
    one = found(f"某局公告\n一、服务内容\n{words}\n二、联系\n电话", "places")
    assert (one.value, one.sure) == (places, sure)


def test_grades_to_a_clause_and_their_sum() -> None:
    text = "某基金资助公告\n（一）青年：每个不超过2万元，支持2个；\n（二）妇女：每个不超过3万元，支持3个；\n"
    assert [row["awards"] for row in found(text, "grades").value] == [2, 3]
    assert (found(text, "awards").value, found(text, "awards").sure) == (5, Sure.GUESS)
    assert found(f"{text}共资助5个项目", "awards").sure is Sure.LIKELY


@pytest.mark.parametrize(
    ("words", "value", "sure"),
    [
        ("得分最高的1家为承接单位", 1, Sure.LIKELY),
        ("得分最高者承接", 1, Sure.GUESS),
        ("先来先审，钱批完就停止", "money", Sure.LIKELY),
    ],
)
def test_how_many_in_free_words(words: str, value: object, sure: Sure) -> None:
    one = found(f"某局公告\n{words}", "awards")
    assert (one.value, one.sure) == (value, sure)


def test_a_window_closes_where_it_ends() -> None:
    one = found("某局公告\n受理时段为2025年7月21日9:00至2025年8月1日16:00。", "bids_due")
    assert one.value.day == 1


def test_a_year_left_out_is_certain_where_the_weekday_agrees() -> None:
    text = "某局公告\n2026年服务\n2026年2月2日\n报送：3月13日（{}）17:00前报送"
    assert found(text.format("星期五"), "bids_due").note == ""
    assert found(text.format("星期四"), "bids_due").note == "year_guessed"


def test_the_one_long_stretch_of_days_is_the_term() -> None:
    one = found("某局公告\n五个乡镇均为2024年5月1日到2025年1月31日。", "service_to")
    assert one.value.isoformat() == "2025-01-31"


def test_a_ceiling_over_several_costs_is_none_on_management() -> None:
    text = "某局公告\n间接费用含房租、管理费等，合计不得超过12%，其中管理费不得超过4%"
    assert found(text, "management_ceiling").value == Decimal(4)


def test_a_label_stands_apart_or_above() -> None:
    assert (
        found("竞争性谈判公告\n采购人　大理州疾病预防控制中心\n", "buyer_name").value
        == "大理州疾病预防控制中心"
    )
    assert found("竞争性谈判公告\n采购单位\n大理州疾病预防控制中心\n行政区域", "buyer_name").sure is Sure.SURE


@pytest.mark.parametrize(
    "unit", [" ", "后付百分之", "十万元、", "某县卫生健康局", "评分方案二十、", "一包、", "县乡镇"]
)
def test_a_long_line_takes_no_longer_than_its_length(unit: str) -> None:
    text = f"评分标准公告\n{unit * (20_000 // len(unit))}"
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 4
