"""Ceilings on parts of a budget: management alone, all indirect costs together, staff; and what may be paid."""

import re
from collections.abc import Iterator
from dataclasses import replace

from portal.ground.expression import expression
from procurement.reading.found import Found, Source, Sure
from procurement.reading.numbers import share
from procurement.reading.text import sentence_at

_MANAGEMENT = (
    r"(?:项目|机构|行政|日常)?(?:管理费用?|管理性(?:支出|费用)|行政费用?|行政管理费|管理成本|"
    r"管理经费|管理性支出|行政办公费)"
)
_INDIRECT = r"(?:间接费用?|间接成本|间接支出|间接经费)"
_STAFF = (
    r"(?:项目|专职|工作|兼职|服务)*(?:人员(?:补助|补贴|费用?(?!由)|经费|劳务费?|工资|成本|支出|薪酬|"
    r"报酬)(?:及?[^,。;\n]{0,6}补助)?|劳务(?:费用?|报酬|"
    r"补助|支出)?|工作人员(?:的支出|补[助贴])|人工费用?|人力(?:成本|资源成本)|工资(?:性支出|及?福利)?)"
)
# What may stand between the name of a cost and its limit: how it is counted, and in brackets or behind 含 what it is.
_BETWEEN = (
    r"(?:[:(][^。;\n()]{0,40}?)?[^。;,\n\d百()]{0,16}?[)]?(?:,[ ]?(?:合计|总计|总额|其)?[^。;,\n\d百]{0,6}?)?"
)
_MOST = (
    r"(?:不(?:得|应|可|能)?(?:超过|高于|大于|突破|多于)|上限(?:为)?|最高(?:不超过|占|为)?|控制在|限额|以内|"
    r"至多|最多(?:占)?|可(?:以)?(?:达|到|"
    r"占)(?:到)?|≤|<=|封顶)"
)
_LIMIT = rf"{_BETWEEN}{_MOST}[^。;,\n\d百]{{0,14}}?{share('(?:%|成)')}"
_WITHIN = (
    rf"{_BETWEEN}(?:以|在|[\t|])[^。;,\n\d百]{{0,10}}?{share('%')}[ ]?(?:为限|为最高|以内|之内|(?=[ \t|\n]))"
)
# 管理费5%以内.
_DIRECT = rf"[ ]?{share('%')}[ ]?(?:以内|之内|封顶)"
# 可提取不超过6%的管理费: the limit before the name.
_BEFORE = rf"{_MOST}[ ]?{share('%')}的(?:比例|标准)?(?:内)?(?:提取|列支|安排|计提)?(?:项目)?"
# 管理费和人员经费合计不超过15%: one ceiling over two.
# What a host keeps is no part of the budget.
_OF_HOST = expression(r"代管|托管|挂靠")
_AND = expression(r"[和及与、]")
# 管理费、人员费分别不超过5%、40%: which is whose, nobody reads.
_IN_ALL = expression(r"分别|依次|合计|一共|总共|统共|总和|共计|之和")
_LISTED_BEFORE = expression(r"[、和及与加]$|、[^、,]{0,8}$")
_BEFORE_TOGETHER = expression(r"(?:费|费用|成本|经费|补助|支出)[和及与、][^,。;\n]{0,8}$")
_FIELDS = tuple(
    (
        field,
        (
            expression(name + _LIMIT),
            expression(name + _WITHIN),
            expression(name + _DIRECT),
            expression(_BEFORE + name),
        ),
    )
    for field, name in (
        ("indirect_ceiling", _INDIRECT),
        ("management_ceiling", _MANAGEMENT),
        ("staff_ceiling", _STAFF),
    )
)
_COSTS = (
    ("staff", r"人员(?:费|经费|工资|费用|补助|补贴|劳务|薪酬)|劳务费|工资|社会?保险?|人工费|人力成本"),
    ("rent", r"房租|场地(?:费|租)|租赁费|办公用房|房屋租金"),
    ("equipment", r"设备(?:费|购置)"),
    ("utilities", r"水电|网络费|通讯费|电话费"),
    ("supplies", r"办公(?:费|用品|耗材)|耗材|印刷费"),
    ("management", r"管理费|间接(?:费|成本)|行政(?:费|管理费)"),
)
_PAID = expression(
    r"可(?:以|据实|按规定|适当|从|在)?[^。;,\n]{0,12}?(?:列支|支出|开支|报销|纳入|用于|计入)|能列|允许列支|"
    r"可支出|支出范围|(?:包括|包含|含|用于|由)[^。;\n]{0,60}"
)
_LISTED = expression(r"列支|可支出|可报销|能列")
_NOT_PAID = expression(r"不得|不予|不能|不可|禁止|不支持|不含|除外|不列支")
_LIMITED = expression(r"不(?:得)?(?:超过|高于)|以内|上限|控制在")


def ceilings(source: Source) -> Iterator[Found]:
    """Each ceiling in percent; asked about where it stands over two kinds of costs together."""
    for field, ways in _FIELDS:
        every = [one for way in ways for one in way.finditer(source.folded)]
        # 管理费等合计不超过12%，其中管理费不超过4%: the ceiling on it alone.
        match = next((one for one in every if not _IN_ALL.search(one[0])), None) or next(iter(every), None)
        if not match:
            continue
        clause = re.split(r"[。;\n]", source.folded[max(0, match.start() - 16) : match.start()])[-1]
        first = _tenths(source.share(field, match), match)
        said = dict.fromkeys(
            _tenths(source.share(field, one), one).value for one in every if not _IN_ALL.search(one[0])
        )
        if len(said) > 1:
            # Each kind of project, or each lot, has its own.
            first = replace(first, sure=Sure.GUESS, note="several_values")
        named = source.folded[match.start() : match.end()].split("不")[0]
        both = (_AND.search(named) or _LISTED_BEFORE.search(clause)) and _IN_ALL.search(named)
        if field == "indirect_ceiling":
            both = None  # 间接费用：房租、水电…合计: what it is made of
        elif field == "management_ceiling" and len(re.findall(_MANAGEMENT, named)) > 1:
            both = None
        host = _OF_HOST.search(source.folded[max(0, match.start() - 24) : match.end()])
        apart = re.search(r"分别|依次", match[0])
        if apart or _BEFORE_TOGETHER.search(clause) or both or (host and field == "management_ceiling"):
            first = source.found(field, None, *match.span(), Sure.GUESS, "of_several")
        yield first


def _tenths(found: Found, match: re.Match[str]) -> Found:
    """六成 is sixty percent."""
    return (
        replace(found, value=found.value * 10) if match[0].rstrip().endswith("成") and found.value else found
    )


def payable(source: Source) -> Iterator[Found]:
    """The kinds of indirect costs that the text says are paid; asked about where only a ceiling on them says so."""
    paid: dict[str, re.Match[str]] = {}
    unsaid = False
    for code, words in _COSTS:
        for match in re.finditer(words, source.folded):
            around = sentence_at(source.folded, *match.span(), reach=60)
            limited = bool(_LIMITED.search(around.text))
            if _NOT_PAID.search(around.text) and not limited:
                continue
            if limited or _PAID.search(around.text):
                unsaid = unsaid or not _LISTED.search(around.text)
                paid.setdefault(code, match)
                break
    if paid:
        start = min(match.start() for match in paid.values())
        end = max(match.end() for match in paid.values())
        yield source.found(
            "indirect_payable", list(paid), start, end, Sure.GUESS, "by_ceiling" if unsaid else "from_words",
        )  # fmt: skip
