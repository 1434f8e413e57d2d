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
        (
            "服务内容：在南沙镇、新街镇开展宣传和检测动员。\n"
            + "本公告由我局解释。\n" * 30
            + "在马街镇同步开展培训。",
            "from_words",
        ),
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
        ("一、支持对象\n资助对象为在昌宁县登记的社会组织。", "资助对象为在昌宁县登记的社会组织"),
        ("资助对象为在昌宁县登记的社会组织和由其托管的志愿服务队。", "资助对象为在昌宁县登记的社会组织"),
        ("【伙伴条件】州内注册的社会组织。", "州内注册的社会组织"),
        ("申请人条件：在本县登记的优先。", None),
        ("资格：注册地在红河州内", "from_words"),
        ("申报单位应在项目所在州（市）登记", "from_words"),
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


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (
            "评审标准\n1.方案（40分）：优30-40分，一般0-19分。\n2.人员（30分）：社工每名5分，最多20分。\n"
            "3.业绩（20分）：每提供一项得5分。\n4.报价（10分）",
            [40, 30, 20, 10],
        ),
        ("评审小组按“方案四十分、团队三十分、预算二十分、信誉十分”打分。", [40, 30, 20, 10]),
        ("评审，其中方案占四成，团队占三成，预算占两成，答辩占一成。", [40, 30, 20, 10]),
        ("评分　方案 / 40；能力 / 35；预算 / 25", [40, 35, 25]),
        ("评审：组织能力（含制度、财务）30分，项目方案（含目标、活动、指标）50分，预算20分。", [30, 50, 20]),
    ],
)  # fmt: skip
def test_points_in_the_lines_they_head(words: str, value: list[int]) -> None:
    rows = sure(words, "criteria")
    assert [row["weight"] for row in rows] == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("付款：签约 50 %，验收 50 %", ["50 agreement", "50 acceptance"]),
        ("拨付：30%（签约）—40%（中期）—30%（验收）", ["30 agreement", "40 milestone", "30 acceptance"]),
        ("发放方式：先发50%，活动结束交总结后发50%", ["50 agreement", "50 completion"]),
        ("付款：上半年付50%，下半年验收后付50%", ["50 milestone", "50 acceptance"]),
        ("结算：验收后一次性转账", ["100 acceptance"]),
        ("付款：签约后付40%，中期核查、任务完成过半的付40%，验收后付20%", "basis_unclear"),
    ],
)
def test_payments_in_short_words(words: str, value: object) -> None:
    rows = sure(words, "payment_schedule")
    assert (rows if isinstance(rows, str) else [f"{row['share']} {row['basis']}" for row in rows]) == value


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("公 告\n石林县卫生健康局2025年防艾服务比选", "石林县卫生健康局2025年防艾服务比选"),
        ("石林县防艾服务比选邀请函\n（二次）", "石林县防艾服务比选邀请函（二次）"),
        ("标 题：石林县防艾服务采购公告", "石林县防艾服务采购公告"),
        ("石林县防艾服务招募令（卫健+团委）", "several_values"),
        ("石林县防艾服务采购公告（2025年度）", "石林县防艾服务采购公告（2025年度）"),
        ("石林县防艾服务采购公告\n一、服务名称\n石林县同伴服务", "石林县同伴服务"),
    ],
)
def test_titles_of_other_heads(head: str, title: str) -> None:
    one = read_call(f"{head}\n预算：10万元\n某县卫生健康局\n2024年7月1日", divisions=PLACES).get("title_zh")
    assert one is not None
    assert (one.note or one.value) == title


@pytest.mark.parametrize(
    ("text", "buyer", "note"),
    [
        ("防艾公告\n由县疾控中心组织实施。\n石屏县禁毒委员会办公室（代章）", "石屏县禁毒委员会办公室", ""),
        ("防艾公告\n由县疾控中心组织实施。", "县疾控中心", "from_words"),
        ("防艾公告\n采购单位：县疾控中心\n石屏县疾病预防控制中心", "石屏县疾病预防控制中心", ""),
        ("昆明医科大学第一附属医院同伴服务比选公告", "昆明医科大学第一附属医院", ""),
        ("石屏县总工会关于申报项目的通知", "石屏县总工会", ""),
        ("广南县民政局 广南县卫生健康局关于征集项目的公告", "广南县民政局", "several_values"),
        ("防艾公告\n〖采购单位〗石屏县卫生健康局", "石屏县卫生健康局", ""),
    ],
)  # fmt: skip
def test_who_calls(text: str, buyer: str, note: str) -> None:
    one = read_call(f"{text}\n2024年7月1日", divisions=PLACES).get("buyer_name")
    assert one is not None
    assert (one.value, one.note) == (buyer, note)


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("服务期：签合同后10个月", "contract_months", 10),
        ("项目周期两年，经费分年安排", "contract_months", 24),
        ("可按不高于5%的比例提取管理费", "management_ceiling", 5),
        ("管理费5%以内，人员费40%以内", "management_ceiling", 5),
        ("服务内容：为5个小组代管账目、开具票据。", "hosted_allowed", None),
        ("服务内容：入户宣传，赶集日设咨询点", "requirement_zh", "入户宣传，赶集日设咨询点"),
        ("服务内容：开展宣传和检测，详见招标文件", "requirement_zh", "not_read_whole"),
    ],
)
def test_other_short_wordings(words: str, field: str, value: object) -> None:
    assert sure(words, field) == value
