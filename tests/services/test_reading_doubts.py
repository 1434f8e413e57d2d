"""What is read of a part only, or has a rival of equal standing, is asked about; what is said plainly is not."""

from decimal import Decimal
from typing import Any

import pytest

from procurement.reading import Found, Sure, read_call
from procurement.reading.doubts import judged
from procurement.reading.found import Source
from procurement.reading.text import fold
from tests.support.corpus import divisions

PLACES = divisions()


def found(words: str, field: str) -> Found | None:
    return read_call(f"某县卫生健康局比选公告\n{words}\n完", divisions=PLACES).get(field)


def sure(words: str, field: str) -> Any:
    """The value where it is taken without a question; the note where there is one."""
    one = found(words, field)
    if one is None:
        return None
    return one.note or "guess" if one.note or one.sure is Sure.GUESS else one.value


@pytest.mark.parametrize(
    ("text", "at", "note"),
    [
        ("最高限价为12点5万", "12", "not_read_whole"),
        ("最高限价为5×2万元", "2万元", "not_read_whole"),
        ("最高限价为5-8万元", "8万元", "not_read_whole"),
        ("最高限价为12,500元", "12", "not_read_whole"),
        ("最高限价为12万元，2024年", "12万元", ""),
        ("最高限价为12万元。", "12万元", ""),
    ],
)
def test_a_piece_of_a_longer_figure_is_asked_about_whatever_read_it(text: str, at: str, note: str) -> None:
    source = Source(text, fold(text))
    start = text.index(at)
    read = source.found("ceiling_price", Decimal(120000), start, start + len(at))
    one = next(judged(source, [read], []))
    assert (one.note, one.sure) == (note, Sure.GUESS if note else Sure.SURE)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("投标保证金：3000元。\n其他：投标保证金4000元。", "deposit"),
        ("售价：300元。\n其他：文件售价500元。", "document_fee"),
        ("开标时间：2024年8月6日9:30。\n注意：开标时间为2024年8月7日9:30。", "opens_at"),
        ("最高限价：30万元。\n报价说明：最高限价28万元。", "ceiling_price"),
    ],
)
def test_two_values_under_one_name_are_a_question(words: str, field: str) -> None:
    one = found(words, field)
    assert one is not None
    assert one.note == "several_values"
    assert one.value in one.others
    assert len(one.others) == 2
    said_twice = words.replace("4000", "3000").replace("500元", "300元").replace("8月7日", "8月6日")
    assert sure(said_twice.replace("28万", "30万"), field) == one.value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("项目经费：中央20万元、省级10万元。", "several_values"),
        ("项目经费：中央20万元、省级10万元，共30万元。", 300000),
        ("项目预算：第一年12万元，第二年13万元，共计25万元。", 250000),
        ("项目预算：人民币 1 2 万元", 120000),
        ("最高限价：58000元", "a_ceiling"),
        ("我局安排资金9万元支持社会组织开展防艾宣传。", 90000),
    ],
)
def test_sources_beside_each_other_and_their_sum(words: str, value: object) -> None:
    assert sure(words, "estimated_value") == value


def test_the_sum_of_two_sources_is_one_of_the_answers() -> None:
    one = found("项目经费：中央20万元、省级10万元。", "estimated_value")
    assert one is not None
    assert one.value is None
    assert one.others == (300000, 200000, 100000)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("申请材料于2025年2月14日18时止收件，逾期不收。", "2025-02-14T18:00"),
        ("递交时间：2024年12月16日8:30起，12月20日11:30止。", "2024-12-20T11:30"),
        ("申报：2025年2月24日—3月21日17:00。", "2025-03-21T17:00"),
        ("3月21日20:00　申请截止\n3月28日　路演评审\n2025年3月3日", "2025-03-21T20:00"),
        ("征集截止\n2022年9月16日17:00\n选定会\n2022年9月19日10:00", "2022-09-16T17:00"),
        ("六、报名\n2024年8月16日17:30前，将申请书密封送县民政局。", "2024-08-16T17:30"),
        ("报名截止：2024年8月16日17:30。", "only_signup"),
    ],
)
def test_until_when_in_other_words(words: str, value: str) -> None:
    said = sure(words, "bids_due")
    assert (said if isinstance(said, str) else said.isoformat()[:16]) == value


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("保证金：无", "deposit", 0),
        ("投标保证金\n不收", "deposit", 0),
        ("响应保证金：不要求；履约保证金：5%", "deposit", 0),
        ("保证金：每包3000元", "deposit", 3000),
        ("履约保证金：3000元", "deposit", None),
        ("磋商文件：免费发送", "document_fee", 0),
        ("采购文件发售：2025年3月3日至3月7日，人民币400元，售后不退", "document_fee", 400),
        ("本项目（是/否）接受联合体投标：是", "consortium_allowed", True),
        ("投标截止与开标均为2023年8月3日9:00。", "opens_at", "2023-08-03T09:00:00+08:00"),
    ],
)
def test_short_wordings(words: str, field: str, value: object) -> None:
    said = sure(words, field)
    assert (said.isoformat() if hasattr(said, "isoformat") else said) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("服务内容：在南沙镇、新街镇开展宣传和检测动员。", ["南沙镇", "新街镇"]),
        ("服务内容：在南沙镇、新街镇等地开展宣传和检测动员。", "from_words"),
        ("服务内容：\n1.在南沙镇、新街镇开展宣传；\n2.全县感染者随访。", "from_words"),
        ("服务地点：甸阳镇、由旺镇", ["甸阳镇", "由旺镇"]),
        ("在哪做：龙山镇、小寨镇共18个村", ["龙山镇", "小寨镇"]),
        ("开标时间：2024年8月6日9:30\n地点：城关镇政府", None),
    ],
)
def test_one_list_of_towns_is_the_place_of_the_work(words: str, value: object) -> None:
    assert sure(words, "places") == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("一、支持对象\n资助对象为在昌宁县登记的社会组织。", "在昌宁县登记的社会组织"),
        ("资助对象为在昌宁县登记的社会组织和由其托管的志愿服务队。", "在昌宁县登记的社会组织"),
        ("【伙伴条件】州内注册的社会组织。", "州内注册的社会组织"),
        ("申请人条件：在本县登记的优先。", None),
    ],
)
def test_from_where_one_may_apply(words: str, value: object) -> None:
    assert sure(words, "area_limit") == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("立项数量不限，资助完为止。", "money"),
        ("最多支持8个项目。", "about"),
        ("支持遮岛镇、芒东镇各一个项目。", "of_each"),
        ("每县选1家，共选3家机构。", 3),
        ("没有登记的小组可请一家登记的机构做财务托管。拟资助项目5个。", 5),
    ],
)
def test_how_many_beside_what_only_looks_like_it(words: str, value: object) -> None:
    assert sure(words, "awards") == value


LAWFUL = """某县卫生健康局竞争性磋商公告
采购意向公开时间：2024年6月3日
获取采购文件：登录 https://zfcg.example.org/doc?id=1 下载。
项目联系人：示例
电话：0873-0000000
2024年7月1日
"""


def test_what_a_lawful_notice_says_besides() -> None:
    reading = read_call(LAWFUL, divisions=PLACES)
    assert str(reading.values["intention_published_on"]) == "2024-06-03"
    assert reading.values["documents_url"] == "https://zfcg.example.org/doc?id=1"
    assert reading.values["contact_person"] == "示例"
    two = read_call(LAWFUL.replace("下载", "或 https://other.example.org/a 下载"), divisions=PLACES).get(
        "documents_url"
    )
    assert two is not None
    assert (two.value, two.note) == (None, "several_values")
    grant = read_call(LAWFUL.replace("竞争性磋商", "项目申报"), divisions=PLACES)
    assert grant.get("contact_person") is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("联系：疾控股，0873-0000000", "疾控股"),
        ("咨询电话：0873-0000000（社会事务办）", "社会事务办"),
        ("材料送县卫生健康局疾控科。电话：0873-0000000", "from_words"),
        ("某县示例路19号；疾控科；0873-0000000", "from_words"),
    ],
)
def test_the_one_office_beside_a_number_is_the_one_to_ask(words: str, value: str) -> None:
    assert sure(words, "contact_office") == value
