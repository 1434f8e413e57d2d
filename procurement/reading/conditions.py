"""How, for whom and on which conditions: procedure, eligibility, people served, services, costs, privacy."""

import re
from collections.abc import Iterator

from procurement.reading import ages
from procurement.reading.found import Found, Source, Sure
from procurement.reading.numbers import share
from procurement.reading.text import any_of, sentence_at, trimmed, under
from procurement.rules.procedures import PROCEDURES

_RANKED = sorted(PROCEDURES.values(), key=lambda one: one.said_rank)
_PROCEDURES = [(one.code, re.compile(one.said_as)) for one in _RANKED] + [
    (one.code, re.compile(one.said_at_last)) for one in _RANKED if one.said_at_last
]
_REGISTERED = ("social_association", "social_service_agency", "foundation")
_TARGETS = any_of(
    "申报对象 申报主体 申报条件 申报资格 承接主体 承接主体条件 报名条件 资格条件 资格要求 参与对象 征集对象"
)
_UNREGISTERED = re.compile(
    r"草根组织|草根|未(?:在民政部门)?(?:登记|注册)的?(?:社会组织|组织|小组|志愿)|无需登记|不要求登记"
)
_MUST_REGISTER = re.compile(r"(?:依法|民政部门|在民政)[^。;\n]{0,14}(?:登记|注册)")
_EXPERIENCE = re.compile(
    r"(?:实施过|承担过|开展过|参与过|做过|从事过)[^。;\n]{0,24}?(?:项目|工作|服务)|"
    r"具有[^。;\n]{0,24}?(?:经验|业绩)|有[^。;\n]{0,14}?(?:项目经验|工作经验)"
)
_AREA = re.compile(
    r"(?P<where>本市|本县|本州|本区|本地|本辖区|辖区内|[\u4e00-\u9fff]{1,8}(?:市|县|州|"
    r"区)(?:辖区)?(?:内|范围内)?)"
    r"(?:各级各类|(?:依法)?(?:登记|注册)的?|内的?社会组织|的社会组织)"
)
_CONSORTIUM = re.compile(
    r"(?P<no>(?:不|拒绝)(?:接受|允许)[^。;\n]{0,4}联合体)|(?P<yes>(?<!不)(?:接受|允许)[^。;\n]{0,4}联合体)"
)
_SME = re.compile(r"专门面向(?:中小|小微|中型|小型)")
_NOT_SME = re.compile(r"(?:不专门面向|非专门面向)(?:中小|小微)")
_FUNDING_SOURCE = "项目经费来源 经费来源 资金来源"
_CONDITIONAL = re.compile(r"资金(?:到位|下达)后|以(?:实际)?(?:下达|到位)[^。;\n]{0,6}为准|视(?:预算|资金)")

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
_CARE = re.compile(
    r"[^。;\n]{0,40}(?:知情同意|自愿[、,和]?[^。;\n]{0,10}保密|保密[^。;\n]{0,10}自愿)[^。;\n]{0,60}"
)
_WANTED = re.compile(
    r"(?:在[^。;\n,]{2,30})?开展[^。;\n,]{0,40}(?:艾滋|HIV|梅毒|丙肝|感染者|干预|随访|"
    r"检测)[^。;\n,]{0,40}(?:项目|服务|工作|活动)"
)
_NAMES = re.compile(
    r"(?:服务对象|感染者|病人|患者|受益人|检测者|受检者|参加者)[^。;\n]{0,16}(?:身份证|姓名|"
    r"实名|花名册|名册|名单|联系电话)|(?:身份证(?:号|复印件)|实名)[^。;\n]{0,12}(?:名单|登记|"
    r"台账|花名册)"
)
_CODES = re.compile(
    r"(?:匿名|编码|代码|编号)[^。;\n]{0,10}(?:登记|管理|记录|上报|报送)|不(?:得)?(?:收集|登记|"
    r"记录)[^。;\n]{0,8}(?:姓名|身份)"
)
_COSTS = (
    ("staff", r"人员(?:费|经费|工资|费用|补助|劳务)|劳务费|工资|社会?保险?"),
    ("rent", r"房租|场地(?:费|租)|租赁费|办公用房"),
    ("equipment", r"设备(?:费|购置)"),
    ("utilities", r"水电|网络费|通讯费|电话费"),
    ("supplies", r"办公(?:费|用品|耗材)|耗材|印刷费"),
    ("management", r"管理费|间接(?:费|成本)|行政(?:费|管理)"),
)
_NOT_PAID = re.compile(r"不得|不予|不能|不可|禁止|不支持|不含|除外")
_CEILING = re.compile(
    r"(?:管理费|间接费用?|间接成本|行政(?:费用?|管理费))[^。;\n\d]{0,16}(?:不超过|不高于|"
    rf"不得超过|上限)[^。;\n\d]{{0,12}}?{share('%')}"
)
_GOODS = re.compile(r"货物类|设备采购|设备购置|试剂采购")


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
    folded = source.folded
    for one in under("采购方式 采购组织形式 购买方式", folded):
        for code, pattern in _PROCEDURES:
            if pattern.search(folded, one.start, one.end):
                return source.found("procedure", code, one.start, one.end)
    stretches = ((title.start, title.end, Sure.LIKELY),) if title else ()
    for start, end, sure in (*stretches, (0, len(folded), Sure.GUESS)):
        for code, pattern in _PROCEDURES:
            match = pattern.search(folded, start, end)
            if match:
                return source.found("procedure", code, match.start(), match.end(), sure)
    return None


def eligibility(source: Source) -> Iterator[Found]:
    """Who may apply."""
    yield from _legal_forms(source)
    yield from _phrase(source, "experience_required", _EXPERIENCE)
    area = _AREA.search(source.folded)
    if area:
        yield source.found("area_limit", area["where"], area.start(), area.end(), Sure.LIKELY)
    yield from ages.age(source)
    yield from _consortium(source)
    reserved = _SME.search(source.folded)
    excluded = _NOT_SME.search(source.folded)
    if excluded:
        yield source.found("sme_reservation", "not_reserved", excluded.start(), excluded.end())
    elif reserved:
        yield source.found("sme_reservation", "reserved", reserved.start(), reserved.end())


def _legal_forms(source: Source) -> Iterator[Found]:
    folded = source.folded
    groups = re.search(r"社会组织|社会团体|民办非企业|社会服务机构|草根组织|公益组织", folded)
    firms = re.search(r"企业(?!信用)", folded)
    loose = _UNREGISTERED.search(folded)
    anchor = loose or groups
    if anchor and groups:
        forms = _REGISTERED + (("unregistered",) if loose else ())
        sure = Sure.LIKELY if loose or _MUST_REGISTER.search(folded) else Sure.GUESS
        yield source.found("legal_forms", list(forms), anchor.start(), anchor.end(), sure)
    elif firms and _SME.search(folded):
        yield source.found("legal_forms", ["enterprise"], firms.start(), firms.end(), Sure.GUESS)
    if loose:
        yield source.found("hosted_allowed", True, loose.start(), loose.end(), Sure.LIKELY)


def _phrase(source: Source, field: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    match = pattern.search(source.folded)
    if match:
        one = trimmed(source.folded, *match.span(), whole=True)
        yield source.found(field, source.text[one.start : one.end], one.start, one.end, Sure.LIKELY)


def _consortium(source: Source) -> Iterator[Found]:
    for one in under(
        "本项目是否接受联合体投标 是否接受联合体投标 是否接受联合体 是否允许联合体", source.folded
    ):
        if one.text[:1] in ("是", "否"):
            yield source.found("consortium_allowed", one.text[0] == "是", one.start, one.start + 1)
            return
    match = _CONSORTIUM.search(source.folded)
    if match:
        yield source.found("consortium_allowed", bool(match["yes"]), match.start(), match.end())


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
    yield from _costs(source)
    yield from _texts(source)


def _coded(source: Source, field: str, table: tuple[tuple[str, str], ...]) -> Iterator[Found]:
    hits = [(code, match) for code, words in table if (match := re.search(words, source.folded))]
    if not re.search(r"艾滋|HIV|AIDS|梅毒|丙肝|性病", source.folded):
        return
    if hits:
        first = min(hits, key=lambda hit: hit[1].start())[1]
        value = [code for code, _ in hits]
        yield source.found(field, value, first.start(), first.end(), Sure.LIKELY)


def _client_data(source: Source) -> Iterator[Found]:
    names = _NAMES.search(source.folded)
    codes = _CODES.search(source.folded)
    if names and not re.search(r"不得|不(?:要求|需要|收集|登记)", names[0]):
        one = sentence_at(source.folded, *names.span())
        yield source.found("client_data", "names", one.start, one.end, Sure.LIKELY, "names_of_clients")
    elif codes:
        yield source.found("client_data", "codes_only", codes.start(), codes.end(), Sure.LIKELY)


def _costs(source: Source) -> Iterator[Found]:
    paid: dict[str, re.Match[str]] = {}
    for code, words in _COSTS:
        for match in re.finditer(words, source.folded):
            around = sentence_at(source.folded, *match.span(), reach=60)
            if _NOT_PAID.search(around.text) and "不得超过" not in around.text:
                continue
            if re.search(r"列支|支出|开支|费用|预算|包括|包含|用于|不超过|不得超过", around.text):
                paid.setdefault(code, match)
                break
    if paid:
        start = min(match.start() for match in paid.values())
        end = max(match.end() for match in paid.values())
        end = min(end, start + 300)
        yield source.found("indirect_payable", list(paid), start, end, Sure.GUESS)
    ceiling = _CEILING.search(source.folded)
    if ceiling:
        yield source.share("indirect_ceiling", ceiling)


def _texts(source: Source) -> Iterator[Found]:
    """Longer words that are taken over as they stand."""
    for field, labels, sure in (
        ("funding_source_zh", _FUNDING_SOURCE, Sure.SURE),
        (
            "requirement_zh",
            "项目内容 服务内容 采购需求 采购内容 项目申报内容 工作内容 服务要求 简要规格描述",
            Sure.LIKELY,
        ),
    ):
        for one in under(labels, source.folded):
            if len(one.text) >= 8:
                yield source.found(field, source.text[one.start : one.end], one.start, one.end, sure)
                break
    if not any(True for _ in under("项目内容 服务内容 采购需求", source.folded)):
        yield from _wanted(source)
    where = re.search(r"在([\u4e00-\u9fff]{2,24}?(?:社区|街道|乡|镇|村委会|村|小区))开展", source.folded)
    if where:
        yield source.found("place_detail_zh", source.text[slice(*where.span(1))], *where.span(1))
    conditional = _CONDITIONAL.search(source.folded)
    if conditional:
        yield source.found("funding", "conditional", *conditional.span(), Sure.LIKELY)


def _wanted(source: Source) -> Iterator[Found]:
    """The clause that says what is to be done, where no heading names it."""
    begin = source.folded.find("\n") + 1
    match = _WANTED.search(source.folded, begin)
    if match:
        one = trimmed(source.folded, *match.span(), whole=True)
        yield source.found("requirement_zh", source.text[one.start : one.end], one.start, one.end, Sure.GUESS)
