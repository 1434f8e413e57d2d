"""The privacy guard: what must be stopped, and what an official text says every day and must pass."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from re._constants import MAX_REPEAT, MAXREPEAT, MIN_REPEAT, POSSESSIVE_REPEAT  # type: ignore[import-not-found]
from re._parser import SubPattern, parse  # type: ignore[import-not-found]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ground import people
from portal.ground.expression import Expression
from portal.ground.people.doubt import doubts
from portal.ground.people.figures import is_identity_number, passes_luhn
from portal.ground.people.findings import KINDS, find_personal

STOPPED = [
    ("身份证号110101199003072957", "identity_number"),
    ("1 1 0 1 0 1 1 9 9 0 0 3 0 7 2 9 5 7", "identity_number"),
    ("110101 19900307 2957", "identity_number"),
    ("１１０１０１１９９００３０７２９５７", "identity_number"),
    ("证件53010219850101002X，请查收", "identity_number"),
    ("证件53010219850101002x", "identity_number"),
    # Behind its label a number with a slip of the pen is a number of a person all the same.
    ("身份证号110101199003072958", "identity_number"),
    ("请打13812345678", "mobile_phone"),
    ("手机：138 1234 5678", "mobile_phone"),
    ("手机：138-1234-5678", "mobile_phone"),
    ("手机：138—1234—5678", "mobile_phone"),
    ("１３８１２３４５６７８", "mobile_phone"),
    ("1 3 8 1 2 3 4 5 6 7 8", "mobile_phone"),
    ("+86 13812345678", "mobile_phone"),
    ("008613812345678", "mobile_phone"),
    ("电话一三八一二三四五六七八", "mobile_phone"),
    ("电话幺三八一二三四五六七八", "mobile_phone"),
    ("打壹叁捌壹贰叁肆伍陆柒捌找我", "mobile_phone"),
    ("138.1234.5678", "mobile_phone"),
    ("联系15912345678、13987654321", "mobile_phone"),
    # whatever sign stands between, and beside a label however they are grouped
    ("有事请拨1-7-7 8-7-6-5 4-1-2-3", "mobile_phone"),
    ("电·话139零·八·七·九1234", "mobile_phone"),
    ("电话1·3·9零八七九1234", "mobile_phone"),
    ("号码前三位151\n后面是98765012", "mobile_phone"),
    ("报名表发到liumei一九八五@example.com", "email"),
    ("我 邮 箱 lao_yang 艾 特 qq 点 com", "email"),
    ("QQ3、9、8、1、2、7、4、6、5", "messenger"),
    ("写信到 xiaoli@example.com 就行", "email"),
    ("xiaoli＠example．com", "email"),
    ("加我微信 xiaoming_1988", "messenger"),
    ("QQ：123456789", "messenger"),
    ("卡号6222020000000000000", "bank_card"),
    ("卡号 6222 0200 0000 0000 000", "bank_card"),
    ("患者王某某于3月入组", "named_person"),
    ("感染者张三", "named_person"),
    ("感染者张三在社区接受随访", "named_person"),
    ("感染者李建国表示满意", "named_person"),
    ("患者王芳认为随访及时", "named_person"),
    ("张三，男，35岁，HIV阳性", "named_person"),
    ("岩罕，男，28岁，艾滋病感染者", "named_person"),
    ("李小明（男，41岁）确诊艾滋病", "named_person"),
    ("王某确诊HIV感染", "named_person"),
    ("李四是艾滋病患者，能参加吗？", "named_person"),
    ("我朋友赵小军感染了艾滋病", "named_person"),
    ("病人李**已转介", "named_person"),
    ("感染者名单：张三、李四", "named_person"),
    ("姓名：高强，检测结果：HIV阳性", "named_person"),
    ("| 姓名 | 陈东 | 结果 | 梅毒阳性 |", "named_person"),
    ("王小红的艾滋病检测结果已出", "named_person"),
    ("感染者小李说药费报不了", "named_person"),
    ("患者：欧阳娜娜，女", "named_person"),
    ("刘×，HIV阳性", "named_person"),
    ("有个感染者家住景洪市勐海路12号楼3单元201室", "home_address"),
    ("病人住在曼斗社区5组18号，行动不便", "home_address"),
    ("本村有6名感染者", "small_count"),
    ("发现HIV阳性3例", "small_count"),
    ("全镇感染者共5人", "small_count"),
    ("我们小组服务三名艾滋病患者", "small_count"),
    ("去年检出2例阳性", "small_count"),
    ("全县患者8人", "small_count"),
    ("报告1例HIV感染者", "small_count"),
]

PASSED = [
    "感染者",
    "患者",
    "HIV",
    "艾滋病病毒感染者和病人随访管理",
    "尽早发现和治疗感染者",
    "感染者关怀与支持服务",
    "患者安全管理制度",
    "为感染者和病人提供随访咨询",
    "感染者和家属的心理支持",
    "患者陪护、患者高血压管理",
    "感染者何时可以领药？",
    "患者周期性复查",
    "感染者管理率不低于90%",
    "病人常见问题解答",
    "患者马上转介到定点医院",
    "感染者安全套发放",
    "每次活动不少于5名志愿者",
    "本项目配备3名工作人员",
    "项目组5人，其中2人为大专以上学历",
    "每月随访不少于5名感染者",
    "至少转介8名感染者到定点医院",
    "每随访1名感染者补助200元",
    "随访6名以上感染者",
    "服务120名感染者",
    "管理16例患者",
    "全州现有感染者1,205人",
    "阳性转介率不低于90%",
    "第3例患者档案样式",
    "十名感染者",
    "二十六名感染者",
    "验收小组邀请2名感染者代表参加",
    "5—8名感染者组成一个互助小组",
    "联系电话：0691-2123456",
    "电话0871－63345678转802",
    "政务热线12345，妇女热线12338",
    "报销比例1.38",
    "预算金额：13,800,000,000.00元",
    "项目编号：13812345678",
    "按15、18、20、25、30万元分五档拨付",
    "区间为1、3、5、7、9、11个月",
    "编号442000-2026-00917",
    "金额13812345678元",
    "项目编号510118202100257",
    "统一社会信用代码91420111751839827U",
    "统一社会信用代码52530000MJD1234567",
    "身份证复印件",
    "18-25 2023-1-15",
    "15-24 2024-7-1",
    "年龄18-24、25-34、35-44、45-54",
    "2024年7月2日至2024年7月11日",
    "2026-04-21 09:30:00",
    "评分：10 20 30 15 25",
    "t20201029_1287683.html",
    "邮箱：fangai@jhs.gov.cn",
    "关注微信公众号“云南疾控”",
    "加入微信群了解",
    "QQ群发布通知",
    "王医生为感染者提供服务",
    "联系人：李强，负责感染者随访",
    "张主任是感染者工作组组长",
    "李明，女，社工，五年工作经验",
    "项目负责人陈东，35岁，社工",
    "地点：勐海路12号市疾控中心3楼，为感染者提供服务",
    "请送到江北街道办民航路8号防艾办公室，信封写明艾滋病项目",
    "财政局、卫生健康委员会关于艾滋病防治的通知",
    "张贴感染者权益告知书",
    "景洪市曼斗社区艾滋病、梅毒、丙肝宣传检测项目",
    "社会组织应具备感染者服务经验；成立满1年",
    "一名感染者也不能少的目标",
    "一、项目基本情况 二、感染者服务",
    "评审小组3人，其中社区代表1人",
    "开展3次感染者培训",
    "培训2个社区的病人家属志愿者",
    "患者文化程度不限",
    "王芳（女，42岁，社工）负责感染者随访。",
    "组长：李强，男，副主任医师，艾滋病防治科",
    "王某，社工，联系感染者",
    "主管：刘洋，38岁，从事艾滋病防治工作10年",
    "患者1人1档",
    "龙陵县确诊艾滋病病例报告及时",
    "患者曾某些天漏服药",
    "感染者陈旧性肺结核筛查",
    "为感染者、病人、家属及密切接触者提供心理支持，每人每年不少于4次",
    "孙子是感染者",
    "卡号6222020000000000001",
    "文号云财社〔2024〕62220200000000000003号",
    "",
]


@pytest.mark.parametrize(("text", "kind"), STOPPED)
def test_what_could_identify_a_person_is_found(text: str, kind: str) -> None:
    found = find_personal(text)
    assert kind in {one.kind for one in found}
    assert all(text[one.start : one.end].strip() for one in found)


@pytest.mark.parametrize("text", PASSED)
def test_an_official_sentence_passes(text: str) -> None:
    assert [(one.kind, text[one.start : one.end]) for one in find_personal(text)] == []


def test_the_place_is_the_place_in_the_original_text() -> None:
    text = "前言（一）：打１３８ １２３４ ５６７８找张三；感染者小李"
    assert [(text[one.start : one.end], one.kind) for one in find_personal(text)] == [
        ("１３８ １２３４ ５６７８", "mobile_phone"),
        ("小李", "named_person"),
    ]


def test_the_word_for_people_is_never_refused_by_itself() -> None:
    for word in ("患者", "感染者", "病人", "阳性者", "吸毒人员"):
        for sentence in (f"{word}。", f"为{word}服务", f"{word}和家属", f"{word}（含家属）"):
            assert find_personal(sentence) == []


@pytest.mark.parametrize(
    "text",
    [
        "区号零八七一，六三三四五六七八，找她",
        "〇六九一二一三四五六七",
        "区号0873，后面2156789",
        "我家座机0691-2123456",
        "家里號碼叁贰壹伍陆柒捌",
        "My mother answers on 0871 6512 3456.",
        "oh eight seven one, six five one two three four five six",
    ],
)
def test_a_landline_of_somebody_or_told_in_words_is_for_somebody_to_read(text: str) -> None:
    found = find_personal(text)
    assert [(one.kind, one.severity) for one in found] == [("landline", "review")]


@pytest.mark.parametrize(
    "text",
    [
        "联系电话（０８７１）６３３４５６７８",
        "我局办公电话0691-2123456",
        "举报请打0871-63112233转802",
        "患者热线0871-63334455由中标单位维护",
        "编号0691-2123456",
    ],
)
def test_a_landline_of_an_office_is_none(text: str) -> None:
    assert doubts(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "身份证110101199003072957",
        "感染者住址和身份证：110101199003072957",
        "银行卡6222020000000000000",
        "我是感染者，电话13812345678",
        "她微信号yang_erjie，阳性",
    ],
)
def test_a_number_beside_its_label_is_no_mere_doubt(text: str) -> None:
    """A doubt goes with a tick; what reaches a person never does, whatever words stand around it."""
    stops = [one for one in find_personal(text) if one.severity == "stop"]
    assert stops
    assert set(stops) <= set(doubts(text))


def test_check_digits() -> None:
    assert is_identity_number("110101199003072957")
    assert not is_identity_number("110101199003072958")
    assert not is_identity_number("110101199013072957")
    assert not is_identity_number("990101199003072957")
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")


@given(st.text())
def test_any_text_gives_ordered_findings_inside_it(text: str) -> None:
    last = 0
    for one in find_personal(text):
        assert last <= one.start < one.end <= len(text)
        assert one.kind in KINDS
        last = one.end


@given(st.text(alphabet="13589 -一三八感染者张李某男,，。名例0患", max_size=80))
def test_texts_made_of_the_guards_own_words_do_not_crash_it(text: str) -> None:
    assert all(one.end > one.start for one in find_personal(text))


_REPEATS = (MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT)


def _unbounded(parsed: object) -> Iterator[object]:
    """Every repetition without an end, however deep; lookarounds and branches included."""
    for part in parsed if isinstance(parsed, (list, tuple, SubPattern)) else ():
        repeats = isinstance(part, tuple) and len(part) == 2 and part[0] in _REPEATS
        if repeats and part[1][1] == MAXREPEAT:
            yield part
        yield from _unbounded(part)


MODULES = [import_module(f"portal.ground.people.{one.name}") for one in pkgutil.iter_modules(people.__path__)]


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in MODULES:
        for name, value in vars(module).items():
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, re.Pattern | Expression):
                    yield f"{module.__name__}.{name}", one


def test_no_pattern_looks_further_than_its_own_bound() -> None:
    """What makes the time linear: at each place a pattern reads a bounded number of signs."""
    patterns = list(_patterns())
    assert len(patterns) > 50
    assert [name for name, one in patterns if list(_unbounded(parse(one.pattern, one.flags)))] == []
    assert list(_unbounded(parse(r"(?:a|(?=b+))c")))  # the test can fail


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "13",
        "感染者",
        "张",
        "路1号",
        "a@",
        "a.",
        "1名",
        "姓名:张 ",
        "王,男,",
        "一",
        "岩是",
        "电话1",
        "HIV 我",
        "9例",
        "\u200b",
    ],
)
def test_a_long_hostile_text_is_read_to_its_end(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    assert all(0 <= one.start < one.end <= len(text) for one in doubts(text))


@pytest.mark.parametrize(
    "text", ["检测前后有咨询，HIV检测结果只告诉本人。", "阳性结果通知本人，不通知单位。"]
)
def test_whom_a_result_is_told_to_is_nobody_in_particular(text):
    assert not doubts(text)


def test_somebody_who_speaks_of_himself_is():
    assert doubts("本人是艾滋病感染者，能参加吗")


ALPHABETS = {
    "han": "感染者在县医院领药随访项目由社会组织承接王家岩温",
    "latin": "the patient in our village takes ARVs and Yan Wen is ",
    "figures": "0691 2123 4567 13 53 ",
    "said": "零一二三四五六七八九幺",
    "cyrillic": "больной живёт рядом с мостом ",
    "dai": "\u1980\u19b0\u1981\u19d0\u19d1 ",
    "yi": "\ua000\ua001\ua002 ",
    "burmese": "\u1000\u103c\u102f\u1040\u1041 ",
    "thai": "\u0e1c\u0e39\u0e49\u0e1b\u0e48\u0e27\u0e22 ",
    "arabic": "\u0645\u0631\u064a\u0636\u0661\u0662 ",
    "emoji": "\U0001f411\u2764\ufe0f1\ufe0f\u20e3",
    "unseen": "\u200b\u2060a",
    "marks": "。，、；（）—·~/",
    "accents": "Yán Wēn yǒu bìng ",
}
LONG = 20_000


@pytest.mark.parametrize("alphabet", sorted(ALPHABETS))
def test_a_long_text_in_any_alphabet_is_read_to_its_end(alphabet: str) -> None:
    """That no pattern takes more than its neighbourhood is proved from the patterns; here nothing is out of bounds."""
    piece = ALPHABETS[alphabet]
    text = (piece * (LONG // len(piece) + 1))[:LONG]
    assert all(0 <= one.start < one.end <= len(text) for one in doubts(text))
