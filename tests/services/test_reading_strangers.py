"""What a stranger to the reader pasted, and what it may not make of it: wrong and unmarked is the worst."""

from datetime import datetime

import pytest

from procurement.reading import read_call
from procurement.reading.found import Sure
from tests.support import corpus


def found(text, field):
    return read_call(text, divisions=corpus.divisions()).get(field)


@pytest.mark.parametrize(
    "shares",
    [
        "付款：签约付30%，中期付40%，验收付30%",
        "评审：最低价中标\n付款方式：启动30%、中期40%、结项30%",
        "评审：价低者得\n资金分三笔：头笔50%、二笔30%、末笔20%",
        "评审：综合评分\n经费使用：人员60%、活动30%、管理10%",
        "人群构成：暗娼40%、男同30%、吸毒者30%",
    ],
)
def test_shares_of_money_or_people_are_no_criteria(shares):
    assert found(f"某局询价公告\n{shares}", "criteria") is None


def test_percents_behind_words_for_the_choice_are_criteria():
    said = found("某局公告\n怎么定：看点子30%，看落地40%，看团队30%，高的中。", "criteria")
    assert [row["weight"] for row in said.value] == [30, 40, 30]


CALL = (
    "大理州卫健委基金申请公告\n实施周期：2024年10月1日至2025年9月30日。\n申报截止：8月20日17时\n"
    "答疑：8月5日前将问题发至邮箱。\n大理州卫健委\n2024年7月8日"
)


def test_a_day_without_a_year_follows_the_signature_and_is_asked_about():
    due, ask = found(CALL, "bids_due"), found(CALL, "ask_by")
    assert due.value.replace(tzinfo=None) == datetime(2024, 8, 20, 17)
    assert (ask.value.year, ask.sure, ask.note) == (2024, Sure.GUESS, "year_guessed")
    assert found(CALL, "service_to").value.year == 2025


def test_the_end_of_a_range_keeps_the_year_of_its_beginning():
    term = found("某局公告\n服务期：2025年1月1日至12月31日\n2024年7月8日", "service_to")
    assert term.value.isoformat() == "2025-12-31"


def test_a_lot_keeps_the_county_that_was_said_of_its_town():
    clauses = found(
        "某局公告\n共两个包：\n第一包：勐腊县勐捧镇宣传干预，14万元。\n第二包：磨憨镇宣传干预，12万元。",
        "lots",
    )
    assert [row.get("where") for row in clauses.value] == [["勐腊县勐捧镇"], None]
    table = found(
        "某局公告\n包号\t内容\t地点\t预算\n1\t干预\t勐腊县勐捧镇、磨憨镇\t3万元\n2\t关怀\t\t4万元", "lots"
    )
    assert [row["where"] for row in table.value] == [["勐腊县勐捧镇", "磨憨镇"]] * 2


def test_the_last_day_of_documents_is_as_certain_as_the_first():
    text = "某局磋商公告\n获取采购文件：{}7月15日至7月19日\n服务期：2025年1月1日至12月31日"
    assert found(text.format("2024年"), "documents_to").sure is Sure.SURE
    assert found(text.format(""), "documents_to").sure is Sure.GUESS


def test_the_year_of_a_term_is_not_that_of_a_deadline():
    due = found("某局比选公告\n申报截止时间：12月20日17:00\n服务期：2025年1月1日至12月31日", "bids_due")
    assert due.note == "year_guessed"


def test_about_so_much_each_is_asked_about():
    assert found("某局比选公告\n拟选三家，每家4万元左右。", "largest_award").sure is Sure.GUESS
    assert found("某局比选公告\n拟选三家，每家最高4万元。", "largest_award").sure is not Sure.GUESS


def test_a_form_that_names_its_supplier_is_publicity_of_a_single_source():
    form = (
        "项目名称：某县宣传服务\n采购方式：单一来源\n{}：某县某某协会\n预算：8万元\n公示时间：2024年7月15日"
    )
    kinds = [
        read_call(form.format(label), divisions=corpus.divisions()).kind for label in ("拟定供应商", "采购人")
    ]
    assert kinds == ["single_source_publicity", "call"]


def test_a_row_for_the_whole_prefecture_makes_the_places_of_the_others_doubtful():
    table = (
        "某州申报通知\n一、资助领域\n领域\t每个最高\t实施地\nA 男同\t6万元\t芒市、瑞丽市\nB 关怀\t3万元\t{}"
    )
    assert found(table.format("全州"), "places").sure is Sure.GUESS
    assert found(table.format("陇川县"), "places").sure is not Sure.GUESS


@pytest.mark.parametrize("each", ["每项选一家。", "每个项目选一家。", "每类服务选一家。"])
def test_one_of_each_is_not_one_in_all(each):
    said = found(f"某局公告\n购买下列服务：（一）宣传；（二）关怀。{each}", "awards")
    assert said is None or said.sure is Sure.GUESS


def test_what_leads_to_a_town_is_no_part_of_its_name():
    said = found("某局比选公告\n拟委托1家机构在狮山镇、高桥镇开展随访。", "places")
    assert said.value == ["狮山镇", "高桥镇"]


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("2024年8月2日（周一）17:00", "other_weekday"),
        ("2024年8月2日（周五）17:00", ""),
        ("2024年8月2日17:00 星期五", ""),
        ("2024年8月2日17:00（延期至8月9日17:00）", "several_values"),
    ],
)
def test_a_deadline_that_contradicts_itself_is_asked_about(words, note):
    assert found(f"某局比选公告\n截止时间：{words}", "bids_due").note == note


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ("不可几家一起报", False),
        ("问：可不可以两家一起申请？答：可以", True),
        ("不限制联合体投标", True),
        ("可几家一起报", True),
        ("不搞联合体", False),
    ],
)
def test_whether_several_apply_together(words, allowed):
    assert found(f"某局比选公告\n{words}", "consortium_allowed").value is allowed
