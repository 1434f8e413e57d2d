"""How, for whom and on which conditions: procedure, eligibility, people served, services, costs, privacy."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from portal.ground.expression import expression
from procurement.reading.found import Found, Source, Sure
from procurement.reading.labels import under
from procurement.reading.numbers import share
from procurement.reading.text import OF_LOT, OF_SOME, lines, sentence_at, trimmed
from procurement.rules.procedures import PROCEDURES

_RANKED = sorted(PROCEDURES.values(), key=lambda one: one.said_rank)
_PROCEDURES = [(one.code, expression(one.said_as)) for one in _RANKED] + [
    (one.code, expression(one.said_at_last)) for one in _RANKED if one.said_at_last
]
_NO_JOINT = expression(
    r"(?:几家|两家|多家)[^。;,\n]{0,6}(?:一起|联合|拼|共同|合)[^。;,\n]{0,8}(?:不行|不可|不接受|不予|不得)|"
    r"(?<![可能])(?:不可以?|不能|不得|不许|不准)(?:由)?(?:几家|两家|多家)[^。;,\n]{0,4}(?:一起|联合|拼|共同|合)[^。;,\n]{0,2}(?:报|申|投|参)|"
    r"(?:不(?!限)|拒绝|谢绝|\(?否\)?)\)?(?:得|再|予)?(?:接受|允许|组成|以|支持)?\)?[^。;,\n]{0,8}(?:联合体?|"
    r"联合(?:申报|报价|投标|形式))|"
    r"联合(?:体|参加|申报|投标)?(?:的)?[,]?(?:一律)?(?:不予|不可以|不可|不接受|不得|恕不)|"
    r"联合(?:体)?(?:投标|磋商|参加|申报)?[:|\t\n ]{1,4}(?:否|不|无)"
)
_JOINT = expression(
    r"不限制?[^。;,\n]{0,4}联合(?:申报|投标|参加|体)|鼓励[^。;,\n]{0,6}联合(?:申报|投标|参加|体)|以联合体(?:形式)?[^。;,\n不]{0,12}的,?(?:须|应|需)|"
    r"可以?[^。;,\n不]{0,6}(?:两家|几家|多家|另一家)[^。;,\n不]{0,12}(?:合着|共同|一起|联合|合作)|"
    r"(?:两家|两个|几家|多家)(?:以上|以内|及以上)?(?:的)?(?:单位|机构|组织)?[^。;,\n不]{0,4}(?:可以?|"
    r"合作的,须)[^。;,\n不]{0,4}(?:共同|联合|一起|合|确定)|"
    r"(?:接受|允许|可以?)[^。;,\n不]{0,16}(?:联合体?|联合(?:申报|投标|参加))|可(?:两家|三家|自行)?联合|"
    r"联合(?:体)?(?:投标|磋商|参加|"
    r"申报)?[:|\t\n ]{1,4}(?:是|可以?|允许|接受)|"
    r"(?:两个以上|两家以上|联合体各方|联合各方)[^。;,\n]{0,12}(?:联合|应当?签订|合计|须附)|视同联合体"
)
_ASKED_JOINT = expression(
    r"(?:是否|可否|能否|\(是[/、]?否\))[^。;\n:|\t]{0,8}联合(?:体)?[^。;\n:|\t]{0,6}[:|\t\n ]{1,4}"
    r"(?P<answer>不?(?:是|否|可以?|允许|接受|能))|"
    r"\((?P<no>否)\)接受联合体"
)
_NO = expression(r"不|否")
_SME = expression(r"专门面向(?:中小|小微|中型|小型)")
_NOT_SME = expression(r"(?:不|非|未|无)(?:属于|是|设|为)?[^。;,\n]{0,4}专门面向(?:中小|小微)|不专门面向")
_ASKED_SME = expression(
    r"是否(?:属于|为)?专门面向(?:中小|小微)[^:\n。;]{0,8}[:|\t][ \t]{0,12}(?P<answer>是|否|不)"
)
# 对小微企业报价给予10%的扣除，用扣除后的价格参加评审
_DEDUCTION = expression(
    rf"(?:小微|小型|微型)[^。;\n%]{{0,30}}?(?:报价|价格|投标价)[^。;\n%\d]{{0,12}}?(?:给予|扣除|优惠)[^。;\n%\d]{{0,8}}?"
    rf"{share('%')}"
)
_FUNDING_SOURCE = "项目经费来源 经费来源 资金来源 预算资金来源 项目资金来源 资金性质"
_NO_SOURCE = expression(r"管理办公室|委员会办公室|基金会|保证金|以外|之外|不得|设备|自筹|管理费")
_MONEY_WORD = r"(?:经费|资金|补助|基金|公益金|财政|专项|预算|捐赠|拨款|彩票金)"
_FROM = (
    expression(
        rf"(?:来源(?:为|于|是)|"
        rf"来自(?:于)?)[:]?(?P<from>[^。;,\n()]{{2,40}}?{_MONEY_WORD}[^。;,\n()]{{0,8}})(?=[。;,\n()]|$)"
    ),
    expression(
        rf"(?:由|从|在)(?P<from>[^。;,\n()由从在]{{2,36}}?{_MONEY_WORD}[^。;,\n()]{{0,6}}?)(?:中|里)?(?:予以|统一)?"
        r"(?:列支|安排|解决|保障|支出|承担|(?<!转移)支付|下达|出资|调剂|划拨|\d)"
    ),
    expression(
        rf"(?:安排|投入|出资|链接|设立|统筹|利用|使用)(?P<from>[^。;,\n\d()]{{2,20}}{_MONEY_WORD})[ ]?\d"
    ),
    expression(
        rf"(?P<from>(?:20\d\d年(?:度)?)?(?:中央|省级?|市级?|州级?|县级?|"
        rf"区级?)[^。;,\n\d()]{{0,16}}{_MONEY_WORD})(?=[ ]?\d|\()"
    ),
)
_CONDITIONAL = expression(r"资金(?:到位|下达)后|以(?:实际)?(?:下达|到位)[^。;\n]{0,6}为准|视(?:预算|资金)")

_POPULATIONS = (
    (
        "plwh",
        r"(?:感染者|病人|患者)(?:及其?家属|和病人|和患者|、病人)?(?:的)?(?:随访|关怀|支持|"
        r"服务|管理|咨询|心理|互助|依从)|(?:为|向|面向|对)(?:艾滋病)?(?:病毒)?(?:感染者|病人)",
    ),
    ("men_who_have_sex_with_men", r"男男|男性同性|男同|MSM"),
    ("people_who_use_drugs", r"吸毒|注射毒品|美沙酮|戒毒"),
    ("sex_workers", r"暗娼|性工作者|性服务|FSW|低档场所"),
    ("mobile_population", r"流动人口|流动人员|外来务工|务工人员|农民工|跨境"),
    ("youth", r"青年学生|大学生|青少年|学校学生|高校"),
    ("women_and_children", r"孕产妇|母婴|妇女|儿童"),
    ("general_population", r"城中村居民|社区居民|公众|居民|群众|一般人群|老年人"),
)
_TESTING = (
    r"(?:HIV|艾滋病?|梅毒|丙肝|性病|动员|快速|自愿咨询|宣传|自我|尿液|唾液|"
    r"血)[^。;\n]{0,14}检测(?!报告|机构资质)|检测率|快检|VCT|自检包"
)
_SERVICES = (
    ("prevention_education", r"宣传|健康教育|预防教育|行为干预|宣教"),
    ("testing", _TESTING),
    ("linkage_to_care", r"转介|转诊|动员治疗|抗病毒治疗"),
    ("follow_up_support", r"随访|依从性"),
    ("psychosocial", r"心理|关怀|关爱|同伴支持|互助"),
    ("stigma_reduction", r"反歧视|消除歧视|歧视"),
    ("harm_reduction", r"安全套|针具|清洁针|减低危害|降低危害"),
    ("training", r"能力建设|培训"),
    ("evaluation", r"绩效评价|第三方评估|项目评估"),
)
_CARE = expression(
    r"[^。;\n]{0,40}(?:知情同意|自愿[、,和]?[^。;\n]{0,10}保密|保密[^。;\n]{0,10}自愿)[^。;\n]{0,60}"
)
_WANTED = expression(
    r"(?:在[^。;\n,]{2,30})?开展[^。;\n,]{0,40}(?:艾滋|HIV|梅毒|丙肝|感染者|干预|随访|"
    r"检测)[^。;\n,]{0,40}(?:项目|服务|工作|活动)"
)
_NAMES = expression(
    r"(?:服务对象|感染者|病人|患者|受益人|检测者|受检者|参加者)[^。;\n]{0,16}(?:身份证|姓名|"
    r"实名|花名册|名册|名单|联系电话)|(?:身份证(?:号|复印件)|实名)[^。;\n]{0,12}(?:名单|登记|"
    r"台账|花名册)|(?:写明|注明|列明|登记|含)[^。;,\n]{0,4}姓名[^。;\n]{0,12}(?:身份证|住址|电话)"
)
_CODES = expression(
    r"(?:匿名|编码|代码|编号)[^。;\n]{0,10}(?:登记|管理|记录|上报|报送|制)|(?:采用|使用|实行|一律以?|统一|"
    r"均以|用|以)(?:匿名)?(?:编码|代码|代号|编号)|"
    r"(?:只|仅)[^。;,\n]{0,10}(?:编码|代码|编号)|用[^。;,\n]{0,8}的码|编码(?:制|登记|管理|汇总)|个案号|"
    r"编号系统|不写真名|不(?:得|能|可)?(?:收集|"
    r"登记|记录|出现|含|填写|报送|上报|留存|"
    r"写)[^。;\n]{0,12}(?:姓名|身份)"
)
_CODED, _KEY = expression(r"编码|代码|代号|编号|匿名"), expression(r"对照|姓名[^。;,\n]{0,8}由")
_NO_NAMES = expression(
    r"不(?:得|能|可|准|应|要求|需要|收集|登记|出现|含|报|上报|填|留|写)|严禁|禁止|杜绝|隐去|去除|替代|代替|"
    r"无需|保密|泄露|泄漏|编码"
)
_NO_NAMES_AFTER = expression(r"^[^。;,\n]{0,6}(?:保密|不(?:得|能|予)|用编码|以编码|一律)")
_OF_CLIENTS = expression(r"服务对象|感染者|病人|患者|受检者|检测者|对象|学员|人员信息|档案|个案")
_NOTHING_TOLD = expression(
    r"(?:只|仅)(?:报|报送|填)(?:数字|汇总|统计)[^。;\n]{0,8}|不(?:收集|报送|采集|"
    r"登记)[^。;\n]{0,6}服务对象[^。;\n]{0,4}(?:个人)?信息"
)
_BY_WAY_OF = expression(
    r"(?:通过|采用|采取|以|按照?|进行|开展|实行)[^。;,\n]{0,24}(?:方式|采购|比选|遴选|创投|征集)|(?:现|拟|"
    r"将|决定)[^。;\n]{0,30}(?:征集|比选|遴选|选择|"
    r"申报)[^。;\n]{0,30}"
)
# 竞争性磋商公告 on a line of its own.
MOST_HEAD = 24
_WAY_LABELS = (
    "采购方式 采购组织形式 采购形式 购买方式 选择方式 选择办法 选取方式 选取办法 选定方式 组织方式 遴选方式 "
    "选聘方式 承接方式 参与方式 方式"
)
_WAYS = [(one.code, expression(one.said_perhaps)) for one in reversed(_RANKED) if one.said_perhaps]
_GOODS = expression(r"货物类|设备采购|设备购置|试剂采购")


def procedure(source: Source, title: Found | None) -> Iterator[Found]:
    """The way of buying, with what follows from it: regime and instrument are suggestions."""
    found = _procedure(source, title)
    if not found:
        return
    yield found
    row = PROCEDURES[found.value]
    yield source.found("regime", row.regimes[0], found.start, found.end, Sure.GUESS)
    yield source.found("instrument", row.instruments[0], found.start, found.end, Sure.GUESS)
    goods = _GOODS.search(source.folded)
    if goods:
        yield source.found("object", "goods", goods.start(), goods.end(), Sure.GUESS)


def _procedure(source: Source, title: Found | None) -> Found | None:
    """Under its label, else by the title, else where a sentence says that it is the way; else a guess."""
    folded = source.folded
    for one in under(_WAY_LABELS, folded):
        if found := _first(source, one.start, one.end, Sure.SURE):
            return found
    if title and (found := _first(source, title.start, title.end, Sure.LIKELY)):
        return found
    for one in islice(lines(folded), 3):
        if len(one.text) <= MOST_HEAD and (found := _first(source, one.start, one.end, Sure.LIKELY)):
            return found
    for said in _BY_WAY_OF.finditer(folded):
        if found := _first(source, *said.span(), Sure.LIKELY):
            return found
    return _only_way(source) or _by_money(source)


def _only_way(source: Source) -> Found | None:
    """The way a text speaks of, in passing; likely where it speaks of it again and of no other."""
    said = [(code, list(islice(pattern.finditer(source.folded), 2))) for code, pattern in _PROCEDURES]
    said = [(code, every) for code, every in said if every]
    if not said:
        return None
    code, every = said[0]
    sure = Sure.LIKELY if len(said) == 1 and len(every) > 1 else Sure.GUESS
    return source.found("procedure", code, *every[0].span(), sure)


def _by_money(source: Source) -> Found | None:
    """A call that names no way of buying: money is given, or a body is chosen."""
    for code, words in _WAYS:
        if match := words.search(source.folded):
            return source.found("procedure", code, *match.span(), Sure.GUESS, "from_words")
    return None


def _first(source: Source, start: int, end: int, sure: Sure) -> Found | None:
    for code, pattern in _PROCEDURES:
        if match := pattern.search(source.folded, start, end):
            return source.found("procedure", code, match.start(), match.end(), sure)
    return None


def conditions(source: Source) -> Iterator[Found]:
    """Whether several may apply together, and whether the call is kept for small firms."""
    yield from _consortium(source)
    reserved = _SME.search(source.folded)
    excluded = _NOT_SME.search(source.folded)
    asked = _ASKED_SME.search(source.folded)
    said = asked or excluded or reserved
    if asked:
        value = "reserved" if asked["answer"] == "是" else "not_reserved"
        yield source.found("sme_reservation", value, *asked.span())
    elif said and OF_SOME.search(_around(source, said)):
        yield source.found("sme_reservation", None, *said.span(), Sure.GUESS, "several_values")
    elif excluded:
        yield source.found("sme_reservation", "not_reserved", excluded.start(), excluded.end())
    elif reserved:
        yield source.found("sme_reservation", "reserved", reserved.start(), reserved.end())


def deduction(source: Source) -> Iterator[Found]:
    """By how much prices of small firms are judged lower; asked about where two figures are said."""
    every = list(_DEDUCTION.finditer(source.folded))
    if every:
        first = source.share("sme_deduction", every[0])
        said = {source.share("sme_deduction", one).value for one in every}
        yield first if len(said) == 1 else replace(first, sure=Sure.GUESS, note="several_values")


def _consortium(source: Source) -> Iterator[Found]:
    """Whether several may apply together; asked about where both are said, or it is said of one lot only."""
    if asked := _ASKED_JOINT.search(source.folded):
        yield source.found("consortium_allowed", not _NO.match(asked["answer"] or asked["no"]), *asked.span())
        return
    no = _NO_JOINT.search(source.folded)
    yes = next(
        (one for one in _JOINT.finditer(source.folded) if not _NO_JOINT.search(_around(source, one))), None
    )
    match = no or yes
    if match:
        doubt = bool(no and yes) or bool(OF_LOT.search(_around(source, match)))
        yield source.found(
            "consortium_allowed", None if doubt else no is None, *match.span(),
            Sure.GUESS if doubt else Sure.SURE, "several_values" if doubt else "",
        )  # fmt: skip


def _around(source: Source, match: re.Match[str]) -> str:
    return sentence_at(source.folded, *match.span(), reach=30).text


def services(source: Source) -> Iterator[Found]:
    """For whom and what, by words; testing and its safeguards; what is asked about clients."""
    yield from _coded(source, "populations", _POPULATIONS)
    yield from _coded(source, "services", _SERVICES)
    testing = re.search(_TESTING, source.folded)
    if testing:
        yield source.found("includes_testing", True, testing.start(), testing.end(), Sure.LIKELY)
    care = _CARE.search(source.folded)
    if care:
        one = trimmed(source.folded, *care.span(), whole=True)
        yield source.found("quality_zh", source.text[one.start : one.end], one.start, one.end, Sure.LIKELY)
    yield from _client_data(source)
    yield from _texts(source)


def _coded(source: Source, field: str, table: tuple[tuple[str, str], ...]) -> Iterator[Found]:
    hits = [(code, match) for code, words in table if (match := re.search(words, source.folded))]
    if not re.search(r"艾滋|防艾|HIV|AIDS|梅毒|丙肝|性病", source.folded):
        return
    if hits:
        first = min(hits, key=lambda hit: hit[1].start())[1]
        value = [code for code, _ in hits]
        # Our codes, put together from words here and there.
        yield source.found(field, value, first.start(), first.end(), Sure.GUESS, "from_words")


def _client_data(source: Source) -> Iterator[Found]:
    names = [match for match in _NAMES.finditer(source.folded) if not _forbids(source, match)]
    codes = _CODES.search(source.folded)
    none = _NOTHING_TOLD.search(source.folded)
    if names:
        one = sentence_at(source.folded, *names[0].span())
        yield source.found("client_data", "names", one.start, one.end, Sure.LIKELY, "names_of_clients")
    elif none and not codes:
        yield source.found("client_data", "none", *none.span(), Sure.GUESS, "from_words")
    elif codes:
        # 不得出现姓名 leaves open what stands there instead; a key beside the codes names people again.
        around = sentence_at(source.folded, *codes.span(), reach=60).text
        doubt = not (_OF_CLIENTS.search(around) and _CODED.search(codes[0])) or _KEY.search(around)
        yield source.found(
            "client_data", "codes_only", codes.start(), codes.end(),
            Sure.GUESS if doubt else Sure.LIKELY, "from_words" if doubt else "",
        )  # fmt: skip


def _forbids(source: Source, names: re.Match[str]) -> bool:
    """Whether the clause around names forbids them."""
    before = re.split(r"[。;\n]", source.folded[max(0, names.start() - 30) : names.start()])[-1]
    after = re.split(r"[。;,\n]", source.folded[names.end() : names.end() + 16])[0]
    return bool(_NO_NAMES.search(before + names[0]) or _NO_NAMES_AFTER.search(after))


def _texts(source: Source) -> Iterator[Found]:
    """Longer words that are taken over as they stand."""
    yield from _funding(source)
    where = re.search(r"在([\u4e00-\u9fff]{2,24}?(?:社区|街道|乡|镇|村委会|村|小区))开展", source.folded)
    if where:
        yield source.found("place_detail_zh", source.text[slice(*where.span(1))], *where.span(1))
    conditional = _CONDITIONAL.search(source.folded)
    if conditional:
        yield source.found("funding", "conditional", *conditional.span(), Sure.LIKELY)


def _funding(source: Source) -> Iterator[Found]:
    """The source of the money: under its label, else in the clause that says where it comes from."""
    for one in under(_FUNDING_SOURCE, source.folded):
        stop = re.search(r"[,;。]", one.text)
        end = one.start + (stop.start() if stop else len(one.text))
        if end - one.start >= 4:
            yield source.found("funding_source_zh", source.text[one.start : end], one.start, end)
            return
    for pattern in _FROM:
        for match in pattern.finditer(source.folded):
            one = trimmed(source.folded, *match.span("from"), whole=True)
            if len(one.text) > 4 and not _NO_SOURCE.search(source.folded[one.start : one.end + 8]):
                yield source.found(
                    "funding_source_zh",
                    source.text[one.start : one.end],
                    one.start,
                    one.end,
                    Sure.GUESS,
                    "from_words",
                )
                return


def wanted(source: Source) -> Iterator[Found]:
    """The clause that says what is to be done, where no heading names it."""
    begin = source.folded.find("\n") + 1
    match = _WANTED.search(source.folded, begin)
    if match:
        one = trimmed(source.folded, *match.span(), whole=True)
        yield source.found("requirement_zh", source.text[one.start : one.end], one.start, one.end, Sure.GUESS)
