"""Who may apply: legal forms, groups under a host, registration in a place, experience."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from portal.ground.expression import expression
from procurement.reading import ages
from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import about, said, topics_at
from procurement.reading.places import Gazetteer
from procurement.reading.text import OF_SOME, Passage, sentence_at, trimmed

_REGISTERED = ("social_association", "social_service_agency", "foundation")
_FORMS = (
    ("social_association", r"社会团体|(?<!共青)社团"),
    ("social_service_agency", r"社会服务机构|民办非企业|民非|社会工作(?:服务)?机构|社工(?:服务)?机构"),
    ("foundation", r"(?<!公募)基金会"),
    (
        "enterprise",
        r"(?<![小微型非业狱])企业(?!信用|单位经营异常|声明|划型|经营异常|规模|标准|名录|所得税)|(?<!招标|"
        r"咨询|代理)公司(?!法)",
    ),
    ("public_institution", r"事业(?:单位)?(?:法人)?(?=单位|法人|或|、|[,。;)])|医疗卫生机构|医疗机构"),
)
_GENERAL = expression(r"社会组织(?!视同|活动异常|信用)|公益组织|志愿服务组织|公益机构|服务机构")
# Who has to be registered with the civil affairs is a social organisation.
_MUST_REGISTER = expression(r"(?:民政(?:部门|局)?)[^。;,\n]{0,10}(?:登记|注册|备案)|登记证书")
_GROUPS = expression(
    r"草根|未(?:在民政(?:部门)?|经|办理|取得)?(?:[^。;,\n]{0,4})(?:登记|注册)[^。;,\n]{0,6}(?:组织|小组|"
    r"团体|志愿|队伍|工作室|的)|无需登记|不要求登记|"
    r"没有(?:登记|注册)[^。;,\n]{0,4}(?:证|手续)|(?:民间|互助|同伴|志愿者?)(?:服务)?(?:小组|队伍)|"
    r"备案[^。;\n]{0,10}(?:队伍|社区社会组织|小组)|非法人"
)
_HOST = expression(
    r"挂靠|托管|代管|依托(?:单位|机构|[^。;,\n]{2,16}(?:申报|申请|报名|参加|参选))|代为(?:申报|签订|管理|"
    r"签约)|(?:由|经|通过|与)[^。;\n]{0,20}(?:登记|"
    r"注册|法人)[^。;\n]{0,16}(?:代|联合|共同|"
    r"作为)[^。;\n]{0,8}(?:申报|申请|签|管|单位|参加)"
)
_SHUT_OUT = expression(
    r"(?:不得|不允许|不接受|不能|禁止|不可|谢绝|不吸收|不办理|不以|不再)[^。;,\n]{0,10}(?:挂靠|托管|代管|"
    r"借用|未登记|未注册)|"
    r"(?:未登记|未注册|无法人资格|未经登记|非法人)[^。;\n]{0,20}(?:不得|不予|不能|不接受|不可|恕不)"
)
_NEGATED = expression(
    r"不吸收|不办理|不以|不得|不允许|谢绝|禁止|不予|不接受|不能|不可|除外|不包括|不含|恕不|☒|无权|不属于"
)
_PLACE = (
    r"(?:本省|本市|本县|本州|本区|本地|全省|全市|全县|全州|全区|我省|我市|我县|我州|我区|辖区|当地|"
    r"(?:省|州|市|县|区)[域内]|[\u4e00-\u9fff]{2,10}?(?:自治区|省|市|县|州|区|旗))"
)
_AREA = expression(
    rf"(?P<words>(?:在|于)?(?:{_PLACE}[、和或及]){{0,5}}{_PLACE}(?:行政区域|辖区|区域|范围)?(?:境内|以内|"
    rf"之内|内)?(?:各级|州级或县级|县级以上|"
    rf"县级及以上)?(?:民政(?:部门|局)|行政审批局|市场监管局|社会组织登记管理机关)?"
    r"(?:依法|合法|正式)?(?:登记注册|注册登记|登记|注册|备案|设有|设立|成立|有(?:固定|常设)?(?=办公|"
    r"服务))(?:的?(?:办公|服务|经营)?(?:场所|场地|网点|"
    r"点))?(?:[的之](?:社会组织|社会团体|社会服务机构|协会))?)"
)
_OF_AREA = expression(
    r"(?P<of>(?!全)[\u4e00-\u9fff]{2,10}?(?:自治区|省|市|县|州|区|旗))"
    r"各级各类[^。;,\n]{0,24}(?:社会组织|社会团体|社会服务机构)|"
    r"(?P<several>在[\u4e00-\u9fff]{2}(?:、[\u4e00-\u9fff]{2}){1,5}(?:登记|注册))"
)
# 在本县登记的优先: a preference is no limit.
_NO_LIMIT = expression(r"[^。;,\n]{0,12}(?:优先|同等|加分|不限)|(?:的)?(?:在职|户籍|人员)")
_NO_AREA = expression(r"不限|不要求|不得以|无需|系统|平台|网上|省级(?:及)?以[上下]|在职|户籍|人员")
_EXPERIENCE = expression(
    r"经验|业绩|经历|(?:实施|承担|承接|开展|参与|组织|做|办|执行)过|从事[^。;\n]{0,24}(?:年|个月)|曾(?:承担|"
    r"实施|开展|参与|承接)|\d年以上[^。;\n]{0,10}工作"
)
_NO_EXPERIENCE = expression(
    r"不(?:要求|作|做|需要)[^。;\n]{0,8}(?:经验|业绩|经历)|无(?:需|须)|(?:经验|业绩|经历)不限|优先|加分|"
    r"不良|违法|未(?:发生|受)|处罚|泄露|(?:无|没有|未)[^。;,\n]{0,8}(?:情形|记录|结题|不合格)"
)
_OF_PEOPLE = expression(
    r"(?:人员|社工|负责人|团队成员|医师|护士|专职)[^。;,\n]{0,12}(?:具有|具备|须有|有)|配备|至少有?[\d一二两三四五]名"
)
_OF_LOT = expression(r"\d包|包须|标段|标项|分包")
_OF_LOTS = expression(r"(?:包|标段|标项|类项目)")
_CLAUSE = expression(r"[^。;\n]+")
_SIGN = expression(
    r"^[ \t]*(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．]|[①-⑳⑴-⒇☑◆□·]|[一二三四五六七八九十]是|\d\.\d)[ \t]*"
)
_ADDRESSED = expression(
    r"(?:面向|从)(?P<who>[^。;,\n]{0,24}(?:社会组织|社会团体|社会服务机构|公益组织|志愿服务组织|"
    r"机构))[^。;,\n]{0,10}(?:征集|遴选|比选|选择|公开|申报|中)"
)


def eligibility(source: Source, gazetteer: Gazetteer) -> Iterator[Found]:
    """Every demand, in the parts about who may apply; of a call without such a part, what its sentences say."""
    clauses = list(_clauses(source)) or list(_addressed(source))
    hosted = _hosted(source)
    yield from (hosted,) if hosted else ()
    yield from _legal_forms(source, clauses, admitted=bool(hosted and hosted.value))
    yield from _area(source, clauses)
    yield from _experience(source, clauses)
    yield from ages.age(source)


def _clauses(source: Source) -> Iterator[Passage]:
    """The demands, one by one, without the sign before each."""
    parts = [(part.start, part.end) for part in about("eligibility", source.folded)]
    if not parts:
        parts = [(one.start, one.end) for one in said("eligibility", source.folded)]
    seen: set[int] = set()
    for start, end in parts:
        for match in _CLAUSE.finditer(source.folded, start, end):
            begin = match.start()
            if sign := _SIGN.match(match[0]):
                begin += sign.end()
            one = trimmed(source.folded, begin, match.end(), whole=True)
            if one.text and one.start not in seen:
                seen.add(one.start)
                yield one


def _addressed(source: Source) -> Iterator[Passage]:
    """Whom a call without such a part speaks to: 面向在州内登记的社会组织征集."""
    if addressed := _ADDRESSED.search(source.folded):
        yield trimmed(source.folded, *addressed.span("who"), whole=True)


def _legal_forms(source: Source, clauses: list[Passage], *, admitted: bool) -> Iterator[Found]:
    named: dict[str, Passage] = {}
    general = groups = None
    for one in clauses:
        if _GROUPS.search(one.text) and not _SHUT_OUT.search(one.text):
            groups = groups or one
        for code, words in _FORMS:
            for match in re.finditer(words, one.text):
                if not _is_negated(one.text, match):
                    named.setdefault(code, one)
        all_of_them = _GENERAL.search(one.text) or _MUST_REGISTER.search(one.text)
        if all_of_them and not _is_negated(one.text, all_of_them):
            general = general or one
    codes = [
        code
        for code, _ in _FORMS
        if code in named or (general and code in _REGISTERED and not _only(named, general))
    ]
    if groups or (codes and admitted):
        codes.append("unregistered")
    said_by = [*named.values(), *(one for one in (general, groups) if one)]
    if not codes or not said_by:
        return
    first = min(said_by, key=lambda one: one.start)
    # Our codes for the forms that a clause names in its own words.
    yield source.found("legal_forms", codes, first.start, first.end, Sure.GUESS, "from_words")


def _only(named: dict[str, Passage], general: Passage) -> bool:
    """社会组织，即社会团体 …: the forms in one clause with the general word say which it means; 包括 adds none."""
    own = [code for code in _REGISTERED if code in named and named[code].start == general.start]
    return bool(own) and "包括" not in general.text and "等" not in general.text


def _is_negated(text: str, match: re.Match[str]) -> bool:
    """Whether the part of a clause that names a form shuts it out."""
    part = re.split(r"[,]", text[match.start() :])[0]
    before = re.split(r"[,]", text[: match.start()])[-1]
    return bool(_NEGATED.search(part) or re.search(r"不接受[^,]{0,12}$|不得[^,]{0,12}$|☒", before))


# 小组托管服务采购: the hosting is what is bought.
_OF_WORK = expression(r"服务(?!费)|账目")


def _hosted(source: Source) -> Found | None:
    """Whether groups without registration come under a host; asked about where both are said."""
    out, let = _SHUT_OUT.search(source.folded), None
    for match in _HOST.finditer(source.folded):
        clause = re.split(r"[。;\n]", source.folded[max(0, match.start() - 24) : match.start()])[-1]
        after = re.split(r"[。;,\n]", source.folded[match.end() : match.end() + 16])[0]
        service = {"requirement", "purpose"}.intersection(topics_at(source.folded, match.start())[:1])
        refused = _NEGATED.search(clause) or re.search(r"不(?:得|予|能|接受)", after)
        if not (refused or service or _OF_WORK.match(after)):
            let = match
            break
    if out and let:
        return source.found("hosted_allowed", None, *out.span(), Sure.GUESS, "several_values", (True, False))
    if let:
        some = _OF_LOTS.search(sentence_at(source.folded, *let.span(), reach=40).text)
        return source.found(
            "hosted_allowed", True, *let.span(), Sure.GUESS if some else Sure.LIKELY, "of_lot" if some else ""
        )
    if out:
        return source.found("hosted_allowed", False, *out.span(), Sure.LIKELY)
    return None


def _area(source: Source, clauses: list[Passage]) -> Iterator[Found]:
    """The words that ask for a place, among the demands; elsewhere in a clause about organisations, and asked about."""
    found = next(_area_in(source, clauses), None)
    asking = [
        Passage(one[0], *one.span())
        for one in _CLAUSE.finditer(source.folded)
        if _APPLICANT.search(one[0]) and not _OTHER_BODY.search(one[0])
    ]
    if found is None:
        rest = (
            Passage(one[0], *one.span()) for one in _CLAUSE.finditer(source.folded) if _GENERAL.search(one[0])
        )
        found = next(_area_in(source, rest), None)
        asked = found and (
            _ASKS.search(source.folded[max(0, found.start - 16) : found.start])
            or _LEADS.match(source.folded, found.start, found.end)
        )
        found = found or next(_of_place(source, clauses), None) or next(_of_place(source, asking), None)
        if found and not asked:
            found = replace(found, sure=Sure.GUESS, note=found.note or "from_words")
    yield from (found,) if found else ()


_LEADS = expression(
    r"[^、]{0,12}?(?:仅?限于?|只限|(?:必?须|应当?)[为是]?|对象[为是]|面向|单位[为是])"
    r"(?=在|于|本|我|全|[\u4e00-\u9fff]{2,9}[省州市县区旗][^。;,]{0,12}(?:登记|注册|备案))"
)
_APPLICANT = expression(
    r"(?:供应商|申请人|申报(?:单位|人|主体|机构)|参选(?:单位|机构|人)|投标人|报名单位|承接(?:单位|主体|方)|资格|条件)"
    r"[^。;\n]{0,6}(?:须|应|必须|需|限|[:])"
)
# 仅限在…登记, 资助对象为在…登记.
_ASKS = expression(r"(?:仅?限|须|应当?|必须|对象为?|面向|申报单位|申请人|供应商)(?:为|是|由|于)?$")
_OTHER_BODY = expression(r"以下(?:简称|称)|登记机关|开户|托管(?:单位|机构|方)|代管|挂靠")


# 德宏州各县市社会组织, 项目所在县民政部门登记, 在元阳县活动一年以上.
_AT_A_PLACE = expression(
    rf"(?P<words>(?:{_PLACE}(?:各[^。;,\n]{{1,6}})?(?:范围内|境内|辖区内|内)?的?(?:各类|相关)?(?:社会组织|"
    rf"社会团体|公益组织|社工机构|机构)|"
    r"(?:所在|当地)[^。;,\n]{0,6}(?:民政(?:部门|局)[^。;,\n]{0,4})?(?:登记|注册)|"
    r"在[省州市县区][、和或][省州市县区](?:两级|级)民政部门(?:登记|注册)|"
    r"(?:注册|登记)地(?:址)?(?:须|应|必须)?(?:在|为|限于?)(?!不限)[^。;,\n]{2,12}|"
    rf"在{_PLACE}(?:境内|内)?(?:活动|开展工作|工作|服务)[^。;,\n]{{0,4}}(?:年|个月)以上))"
)


def _of_place(source: Source, clauses: list[Passage]) -> Iterator[Found]:
    for one in clauses:
        if (match := _AT_A_PLACE.search(source.folded, one.start, one.end)) and not _NO_AREA.search(match[0]):
            yield source.found(
                "area_limit", source.text[slice(*match.span())], *match.span(), Sure.GUESS, "from_words"
            )


def _area_in(source: Source, clauses: Iterable[Passage]) -> Iterator[Found]:
    for one in clauses:
        span = source.folded, one.start, one.end
        for match in chain(_AREA.finditer(*span), _OF_AREA.finditer(*span)):
            clause = source.folded[max(one.start, match.start() - 10) : match.end()]
            if _OTHER_BODY.search(clause):
                continue
            after = source.folded[match.end() : min(one.end, match.end() + 16)]
            if not (_NO_AREA.search(clause) or _NEGATED.search(clause + after[:8]) or _NO_LIMIT.match(after)):
                words = match.span(match.lastgroup or 0)
                some = OF_SOME.search(one.text)
                yield source.found(
                    "area_limit", source.text[slice(*words)], *words,
                    Sure.GUESS if some else Sure.LIKELY, "of_whom" if some else "",
                )  # fmt: skip
                return


def _experience(source: Source, clauses: list[Passage]) -> Iterator[Found]:
    for one in clauses:
        if _EXPERIENCE.search(one.text) and not _NO_EXPERIENCE.search(one.text):
            doubt = bool(
                _OF_PEOPLE.search(one.text) or _OF_LOT.search(one.text) or OF_SOME.search(one.text)
                or "包括" in one.text
            )  # fmt: skip
            yield source.found(
                "experience_required", source.text[one.start : one.end], one.start, one.end,
                Sure.GUESS if doubt else Sure.LIKELY, "of_people" if doubt else "",
            )  # fmt: skip
            return
