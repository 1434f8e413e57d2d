"""Reading pasted calls and Word files. The texts are our own, with the layout traps of real notices."""

import time
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ground.values.figures import chinese_number
from procurement import fields
from procurement.reading import MOST_TEXT, Reading, ReadingError, Sure, read_call
from procurement.rules.vocabulary import POPULATIONS, SERVICES
from tests.support.whole import part

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Division:
    code: str
    name_zh: str
    short_zh: str
    level: str


DIVISIONS = [
    Division("530000", "云南省", "云南", "province"),
    Division("530100", "昆明市", "昆明", "prefecture"),
    Division("530112", "西山区", "西山", "county"),
    Division("532300", "楚雄彝族自治州", "楚雄", "prefecture"),
    Division("532301", "楚雄市", "楚雄", "county"),
    Division("532800", "西双版纳傣族自治州", "西双版纳", "prefecture"),
    Division("532801", "景洪市", "景洪", "county"),
    Division("532822", "勐海县", "勐海", "county"),
    Division("532900", "大理白族自治州", "大理", "prefecture"),
    Division("532901", "大理市", "大理", "county"),
    Division("530624", "大关县", "大关", "county"),
    Division("530125", "宜良县", "宜良", "county"),
    Division("530628", "彝良县", "彝良", "county"),
]

GRANT = """景洪市卫生健康局关于2024年艾滋病防治社会组织项目申报的公告
- 来源 :景洪市卫生健康局
- 发布时间 :2024-07-02 09:27
经局党组研究,请社会组织在江北街道办曼斗社区开展艾滋病、梅毒、丙肝宣传和检测项目。
一、基本情况
(一)项目经费来源:中央补助资金,预算经费22万元。
(二)项目周期:2024年7月-12月,周期半年。
(三)申报对象:景洪市各级各类(包含草根组织)实施过艾滋病防治项目的社会组织。
二、要求
请把方案电子版于2024年7月11日前报景洪市卫生健康局防艾股(邮箱:fangai@example.org,联系电话:0691-0000000)。
景洪市卫生健康局
2024年7月2日
"""

TABLE = """石盘街道2022年送餐服务项目竞争性磋商公告
系统发布时间:2021-12-03 13:44
项目概况 本项目的潜在供应商应在采购云平台获取采购文件,并于2021年12月16日13点30分(北京时间)前提交响应文件。 |
项目编号 | 510118202100257 |
项目名称 | 石盘街道2022年送餐服务项目 |
采购方式 | 竞争性磋商采购 |
预算金额(元) | 1320000 |
最高限价 | 1320000 |
合同履行期限 | 自合同签订之日起一年。 |
本项目是否接受联合体投标 | 否 |
三、获取采购文件 |
时间: | 2021年12月06日到2021年12月10日,每天上午9:00至12:00(北京时间) |
"""

WIDE = """项目概况
供应商应在采购网获取采购文件，并于 2026年04月21日 09时30分 （北京时间）前提交响应文件。
一、项目基本情况
项目编号：442000-2026-00917
项目名称：“百货进广州”活动服务项目
采购方式：竞争性磋商
预算金额：２，５５０，０００．００元
品目号	品目名称	品目预算(元)	最高限价(元)
1-1	其他服务	2,550,000.00	-
本采购包不接受联合体投标
合同履行期限：2026年6月30日前完成所有服务内容。
二、申请人的资格要求：
本采购包整体专门面向中小企业。
三、获取采购文件
时间： 2026年04月11日 至 2026年04月17日 ，每天上午 00:00:00 至 12:00:00
四、响应文件提交
截止时间： 2026年04月21日 09时30分00秒 （北京时间）
五、开启
时间： 2026年04月21日 09时30分00秒 （北京时间）
1.采购人信息
名  称：某市人力资源和社会保障局
地  址：某市中山三路26号
联系方式：0760-00000000
2.采购代理机构信息
名  称：某规划设计院有限公司
地  址：某市南江路3号
联系方式：13800000000
2026年4月10日
"""


def read(text: str) -> Reading:
    return read_call(text, divisions=DIVISIONS)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc, arg-type]


def test_a_grant_call_gives_its_facts() -> None:
    reading = read(GRANT)
    values = reading.values
    assert reading.kind == "call"
    assert reading.buyer_name == "景洪市卫生健康局"
    assert values["title_zh"].startswith("景洪市卫生健康局关于2024年")
    assert values["division_id"] == "532801"
    assert values["estimated_value"] == Decimal(220_000)
    assert values["bids_due"] == at(2024, 7, 11, 23, 59)
    assert (values["service_from"], values["service_to"]) == (date(2024, 7, 1), date(2024, 12, 31))
    assert values["contract_months"] == 6
    assert (values["procedure"], values["instrument"]) == ("grant_call", "grant")
    assert values["regime"] == "programme"
    assert "unregistered" in values["legal_forms"]
    assert "hosted_allowed" not in values, "groups may apply; how they are hosted is not said"
    assert "实施过艾滋病防治项目" in values["experience_required"]
    assert values["area_limit"] == "景洪市"
    assert "testing" in values["services"]
    testing = reading.get("includes_testing")
    assert testing is not None
    assert testing.value is True
    assert (values["contact_office"], values["contact_phone"]) == ("防艾股", "0691-0000000")
    assert values["contact_email"] == "fangai@example.org"
    published = reading.get("published_at")
    assert published is not None
    assert published.value == at(2024, 7, 2, 9, 27)
    due = reading.get("bids_due")
    assert due is not None
    assert due.note == "time_not_stated"


def test_a_notice_flattened_out_of_a_table() -> None:
    values = read(TABLE).values
    assert values["procedure"] == "competitive_consultation"
    assert values["regime"] == "statutory"
    assert values["project_no"] == "510118202100257"
    assert values["estimated_value"] == values["ceiling_price"] == Decimal(1_320_000)
    assert values["bids_due"] == at(2021, 12, 16, 13, 30)
    assert (values["documents_from"], values["documents_to"]) == (date(2021, 12, 6), date(2021, 12, 10))
    assert values["contract_months"] == 12
    assert values["consortium_allowed"] is False
    assert "division_id" not in values


def test_full_width_figures_sections_and_the_agents_telephone() -> None:
    reading = read(WIDE)
    values = reading.values
    assert values["title_zh"] == "“百货进广州”活动服务项目"
    assert values["estimated_value"] == Decimal(2_550_000)
    assert values["bids_due"] == values["opens_at"] == at(2026, 4, 21, 9, 30)
    assert values["documents_to"] == date(2026, 4, 17)
    assert values["service_to"] == date(2026, 6, 30)
    assert values["sme_reservation"] == "reserved"
    assert values["consortium_allowed"] is False
    assert reading.buyer_name == "某市人力资源和社会保障局"
    assert values["contact_phone"] == "0760-00000000"
    assert values["contact_address"] == "某市中山三路26号"


@pytest.mark.parametrize("text", [GRANT, TABLE, WIDE])
def test_every_value_shows_the_passage_it_came_from(text: str) -> None:
    reading = read(text)
    for one in reading.found:
        assert one.passage == text[one.start : one.end] != ""
    assert set(reading.values) <= set(fields.FIELDS)
    assert set(reading.values.get("populations", [])) <= set(POPULATIONS)
    assert set(reading.values.get("services", [])) <= set(SERVICES)


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("预算金额：22万元", 220_000),
        ("预算金额：２２万元", 220_000),
        ("预算金额（万元）：22.5", 225_000),
        ("预算金额(元)：1,320,000.00", 1_320_000),
        ("采购预算：人民币贰拾贰万元整", 220_000),
        ("项目经费：二十二万元", 220_000),
        ("安排经费¥220000.00", 220_000),
        ("项目预算：1.2亿元", 120_000_000),
        ("名称 | 预算金额（万元） | 方式\n送餐 | 22 | 比选", 220_000),
        ("预算金额 | 1320000 |", 1_320_000),
        ("项目总经费为30,000元，分两批", 30_000),
    ],
)
def test_budgets(words: str, yuan: int) -> None:
    found = read(f"某局公告\n{words}\n完").get("estimated_value")
    assert found
    assert found.value == yuan


@pytest.mark.parametrize(
    ("words", "taken"), [("9.6元", False), ("960元", False), ("22万元", True), ("1.2亿元", False)]
)
def test_a_sum_that_nobody_would_expect_is_left_for_the_official_to_write(words: str, taken: bool) -> None:
    reading = read(f"某局公告\n预算金额：{words}\n完")
    found = reading.get("estimated_value")
    assert found
    assert found.is_unusual is not taken
    assert ("estimated_value" in reading.values) is taken


@pytest.mark.parametrize(
    "words", ["预算编号：20240711", "预算2024年执行", "经费由财政保障", "预算金额：详见附件", "预算金额：0元"]
)
def test_figures_that_are_no_budget(words: str) -> None:
    assert "estimated_value" not in read(f"某局公告\n{words}").values


def test_two_budgets_are_both_shown() -> None:
    found = read("某局公告\n预算金额：10万元\n采购包预算金额：4万元").get("estimated_value")
    assert found is not None
    assert (found.value, found.note) == (100_000, "several_values")
    assert set(found.others) == {Decimal(100_000), Decimal(40_000)}


HEADLINE = "景洪市卫生健康局关于2024年防艾项目申报的公告"


@pytest.mark.parametrize(
    "words",
    [
        "项目名称：城中村防艾宣传项目",
        "一、项目名称：城中村防艾宣传项目。",
        "（一）项 目 名 称：城中村防艾宣传项目",
        "1.采购项目名称:城中村防艾宣传项目\n六、项目名称：城中村防艾宣传项目",
        "| 项目名称 | 城中村防艾宣传项目 | 项目编号 | X-1 |",
        "项目名称\t城中村防艾宣传项目",
        "项目名称：\n城中村防艾宣传项目",
        "项目名称：城中村防艾宣传项目（项目编号：X-1）",
        "项目名称：城中村防艾宣传项目，预算金额：22万元",
    ],
)
def test_a_line_with_the_name_of_the_project_goes_before_the_heading(words: str) -> None:
    reading = read(f"{HEADLINE}\n{words}\n完")
    assert reading.values["title_zh"] == "城中村防艾宣传项目"
    assert (reading.buyer_name, reading.values["division_id"]) == ("景洪市卫生健康局", "532801")
    assert reading.values["procedure"] == "grant_call"


@pytest.mark.parametrize(
    "words",
    [
        "项目名称：\n申报单位：某单位",
        "项目名称：______",
        "项目名称：见附件",
        "请在信封写明项目名称：某某项目",
        "项目名称 | 采购需求概况 | 预算金额\n送餐 | 一批 | 22万元",
    ],
)
def test_a_line_without_a_name_leaves_the_heading(words: str) -> None:
    assert read(f"{HEADLINE}\n{words}\n完").values["title_zh"] == HEADLINE


def test_two_names_are_a_question() -> None:
    reading = read(f"{HEADLINE}\n项目名称：城中村宣传\n项目名称：检测动员服务\n完")
    found = reading.get("title_zh")
    assert found is not None
    assert (found.value, found.note) == (None, "several_values")
    assert found.others == ("城中村宣传", "检测动员服务")
    assert reading.values["title_zh"] == ""


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("请于2024年7月11日前报送材料", (2024, 7, 11, 23, 59)),
        ("请于2024年7月11日（周四）17:00前提交", (2024, 7, 11, 17, 0)),
        ("申报截止时间：2024-07-22 18:00", (2024, 7, 22, 18, 0)),
        ("响应文件提交截止时间：2024年7月22日下午5点半", (2024, 7, 22, 17, 30)),
        ("报名时间：2024年7月2日至7月12日", (2024, 7, 12, 23, 59)),
        ("申报时间：2024年7月2日至12日", (2024, 7, 12, 23, 59)),
        ("申报材料受理截至二〇二四年七月十二日", (2024, 7, 12, 23, 59)),
        ("截止时间 | 2024/7/12 24:00", (2024, 7, 13, 0, 0)),
        ("发布时间：2024-07-02\n请于7月11日前将方案送达我局", (2024, 7, 11, 23, 59)),
        ("公示至2024年7月9日。投标截止日期：2024.7.30", (2024, 7, 30, 23, 59)),
        ("提问截止时间：2024年7月8日；申报截止时间：2024年7月15日12时", (2024, 7, 15, 12, 0)),
    ],
)
def test_deadlines(words: str, moment: tuple[int, ...]) -> None:
    assert read(f"某局公告\n{words}。").values["bids_due"] == at(*moment)


@pytest.mark.parametrize(
    "words",
    [
        "2026年6月30日前完成所有服务内容",
        "2024年12月31日前完成验收并提交报告",
        "质疑截止时间：2024年7月9日",
        "发布时间：2024-07-02",
        "2024年2月30日前提交",
        "1850年7月11日前提交",
    ],
)
def test_days_that_close_nothing(words: str) -> None:
    assert "bids_due" not in read(f"某局公告\n{words}").values


def test_two_deadlines_are_a_question_to_the_official() -> None:
    found = read("某局公告\n申报截止时间：2024年7月12日\n请于2024年7月15日前报送").get("bids_due")
    assert found is not None
    assert (found.sure, found.note, len(found.others)) == (Sure.GUESS, "several_values", 2)


def test_a_day_without_year_takes_the_hint_and_says_so() -> None:
    reading = read_call("公告\n7月11日前报送", divisions=[], published_hint=at(2025, 7, 1))
    found = reading.get("bids_due")
    assert found is not None
    assert (found.value, found.note) == (at(2025, 7, 11, 23, 59), "year_guessed")
    assert read("公告\n7月11日前报送").get("bids_due") is None


def test_the_two_dates_of_questions() -> None:
    values = read("公告\n提问截止时间：2024年7月10日\n统一答复截止时间：2024年7月12日").values
    assert (values["ask_by"], values["answers_by"]) == (date(2024, 7, 10), date(2024, 7, 12))


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("项目周期：半年", 6),
        ("服务期限：自合同签订之日起12个月", 12),
        ("服务期：一年半", 18),
        ("合同履行期限：两年", 24),
        ("实施周期：2024年9月1日至2025年8月31日", 12),
        ("项目执行期：十八个月", 18),
        ("项目周期：2024年11月-2025年2月", 4),
        ("项目周期：2024年11月至次年", None),
    ],
)
def test_terms(words: str, months: int | None) -> None:
    assert read(f"某局公告\n{words}。").values.get("contract_months") == months


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("景洪市卫生健康局关于项目申报的公告", "532801"),
        ("西双版纳州卫生健康委员会关于项目申报的公告\n在景洪市开展", "532800"),
        ("云南省卫生健康委员会关于项目征集的公告", "530000"),
        ("某中心公告\n服务地点在宜良县", "530125"),
        ("彝良县疾病预防控制中心关于服务比选的公告", "530628"),
        ("大关县项目公告", "530624"),
        ("楚雄州项目征集公告", "532300"),
        ("昆明市西山区卫生健康局关于比选的公告", "530112"),
        ("某单位公告\n此事大关系到威信", None),
        ("中山市比选公告", None),
    ],
)
def test_places(text: str, code: str | None) -> None:
    assert read(text).values.get("division_id") == code


def test_an_ambiguous_place_lists_its_candidates() -> None:
    found = read("大理艾滋病防治项目征集公告").get("division_id")
    assert found is not None
    assert (found.value, found.note, found.others) == (None, "ambiguous_name", ("532900", "532901"))


def test_a_call_for_two_counties_names_both_and_their_prefecture() -> None:
    found = read("景洪市、勐海县艾滋病防治项目征集公告").get("division_id")
    assert found is not None
    assert (found.value, found.others) == ("532800", ("532801", "532822"))


@pytest.mark.parametrize(
    ("text", "code", "regime"),
    [
        ("艾滋病防治服务公开招标公告", "open_tender", "statutory"),
        ("采购方式：询价", "request_for_quotation", "statutory"),
        ("服务采购单一来源公示", "single_source", "statutory"),
        ("社会组织服务比选公告", "below_threshold_selection", "programme"),
        ("公益创投项目征集公告", "grant_call", "programme"),
        ("竞争性谈判公告", "competitive_negotiation", "statutory"),
    ],
)
def test_procedures(text: str, code: str, regime: str) -> None:
    values = read(text).values
    assert (values["procedure"], values["regime"]) == (code, regime)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("某项目中标（成交）结果公告 采购项目编号： X-2023-017 中标金额： 121.5 万元", "award"),
        ("[某]分局装备更新成交公告更正公告 2020-10-3011：03：16 一、基本情况", "correction"),
        ("废标公告\n采购项目名称：食堂供应商项目", "void"),
        ("某局终止公告", "termination"),
        ("某局采购意向公开公告", "intention"),
        ("某局关于项目申报的公告", "call"),
    ],
)
def test_a_notice_that_is_no_call_is_recognised(text: str, kind: str) -> None:
    reading = read(text)
    assert reading.kind == kind


def test_all_on_one_line() -> None:
    line = (
        "结果公告 采购项目名称： 信息化设备项目 采购项目编号： EZ-2023-017 采购项目子包编号： 1 "
        "首次公告时间： 2023-09-06 15:13:53 一、项目编号 EZ-2023-017"
    )
    reading = read(line)
    assert reading.values["title_zh"] == "信息化设备项目"
    assert reading.values["project_no"] == "EZ-2023-017"
    published = reading.get("published_at")
    assert published is not None
    assert published.value == at(2023, 9, 6, 15, 13)


def test_a_date_and_its_hour_run_together() -> None:
    published = read("公告\n首次公告日期：2020-10-2916：42地址：网站").get("published_at")
    assert published is not None
    assert published.value == at(2020, 10, 29, 16, 42)


def test_criteria_payments_and_costs() -> None:
    values = read(
        "公告\n评审标准：方案质量（45分）、社区基础（25分）、预算合理（20分）、团队（10分）。\n"
        "签订协议后15日内拨付50%，中期评估后支付30%，结项验收后支付20%。\n"
        "管理费不得超过项目经费的8%，人员补助、房租可以列支，不得用于购置设备。\n"
        "单个项目资助不超过5万元。能力建设经费1万元。不收取投标保证金。\n"
        "检测坚持自愿原则，知情同意并保密。服务记录一律编码登记。艾滋病感染者随访服务。"
    ).values
    assert [(row["text_zh"], row["weight"]) for row in values["criteria"]] == [
        ("方案质量", 45),
        ("社区基础", 25),
        ("预算合理", 20),
        ("团队", 10),
    ]
    assert [(row["share"], row["within_days"], row["basis"]) for row in values["payment_schedule"]] == [
        (50, 15, "agreement"),
        (30, None, "milestone"),
        (20, None, "acceptance"),
    ]
    assert values["indirect_payable"] == ["staff", "rent", "management"]
    assert "indirect_ceiling" not in values, "a ceiling on the management fee is none on wages and rent"
    assert values["management_ceiling"] == 8
    assert values["largest_award"] == 50_000
    assert values["capacity_amount"] == 10_000
    assert values["deposit"] == 0
    assert "知情同意" in values["quality_zh"]
    assert values["client_data"] == "codes_only"
    assert "plwh" in values["populations"]
    assert "follow_up_support" in values["services"]


def test_criteria_that_do_not_sum_to_100_are_only_a_guess() -> None:
    found = read("公告\n评分标准：方案40分，团队30分。").get("criteria")
    assert found is not None
    assert (found.sure, found.note) == (Sure.GUESS, "not_the_sum_100")


@pytest.mark.parametrize(
    "words", ["提交服务对象姓名、身份证号名单", "检测者身份证复印件及花名册", "感染者实名登记表"]
)
def test_asking_for_names_of_clients_is_noticed(words: str) -> None:
    found = read(f"艾滋病防治公告\n{words}。").get("client_data")
    assert found is not None
    assert (found.value, found.note) == ("names", "names_of_clients")


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n　", "empty"), ("字" * (MOST_TEXT + 1), "too_large")]
)
def test_what_is_not_read(text: str, code: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read(text)
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("二十二", 22),
        ("一百零五", 105),
        ("二〇二四", 2024),
        ("十", 10),
        ("", None),
        ("甲", None),
        ("三万五千", 35_000),
    ],
)
def test_chinese_numbers(words: str, value: int | None) -> None:
    assert chinese_number(words) == value


WORDS = st.lists(
    st.sampled_from(
        [
            *"年月日前至-:：|\n\t（）()%，。0123456789万元景洪市",
            "2024",
            "预算金额",
            "截止时间",
            "公告",
            "提交",
            "项目周期",
            "评分标准",
            "分",
            "支付",
            "名称",
            "采购人信息",
            "十二",
            "9999",
        ]
    ),
    max_size=60,
)


@settings(deadline=None)
@given(st.one_of(st.text(), WORDS.map("".join)))
def test_no_text_fails(text: str) -> None:
    if not text.strip():
        return
    reading = read(text)
    for one in reading.found:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.passage == text[one.start : one.end]


@pytest.mark.parametrize(
    "piece",
    part(
        [
            "2024年7月",
            "预算",
            "公告 ",
            "|",
            "a\t",
            "评分标准 1分",
            "1,",
            "景洪市",
            "项目名称:",
            "(",
            "采购人信息",
            "支付",
            "@a.",
            "姓",
            "名  ",
            "本市",
            "知情同意",
            "截止时间:",
            "服务期:每年",
            "服务期\n",
            "服务期为",
            "付",
            "付款方式\n",
            "付50%",
            "_",
            "评分:",
            "评分标准|",
            "方案,",
            "7月1日至",
            "一",
            "\n",
            " ",
        ],
        16,
        of_what="time",
    ),
)
def test_time_grows_with_the_text_only(piece: str) -> None:
    text = "公" + piece * ((MOST_TEXT - 1) // len(piece))
    began = time.process_time()
    read(text)
    assert time.process_time() - began < 10


@pytest.mark.parametrize("hour", ["17:00", "17：00", "下午5点", "17时"])
def test_the_hour_of_a_day_that_is_kept_whole_is_pointed_out(hour: str) -> None:
    found = next(one for one in read(f"提问截止时间：2024年7月10日{hour}。").found if one.field == "ask_by")
    assert (found.value, found.note) == (date(2024, 7, 10), "day_without_hour")
    assert hour in found.passage
    plain = next(one for one in read("提问截止时间：2024年7月10日。").found if one.field == "ask_by")
    assert plain.note == ""
