"""What a rule, a rate or a standard says of one person is said of nobody: 凡发现一例, 随访一名的补助, 须聘用两名."""

import re

from portal.ground.expression import expression

_WHO = r"(?:(?:艾滋病|HIV|新发|确诊|新增){0,2}(?:感染者|阳性者?|患者|病人|病例|服务对象|对象))"
_DONE = (
    r"(?:发现|筛查|检测|检出|查出|确诊|报告|登记|随访|追踪|追访|转介|治疗|管理|关怀|干预|服务|救治|动员|告知|处置|建档"
    r"|陪诊|家访)"
)
_ONE = r"[1一] ?[例名个人位]"
_START = r"(?:^|(?<=[;。\n“\"]))[ \d.)一二三四五六七八九十,、(]{0,5}"
_NORMS = (
    # 发现一例、随访一例、治疗一例
    expression(
        rf"(?:{_START}|(?:做到|确保|坚持|实行|要求|落实|按照)[“\"]?)"
        rf"(?P<norm>(?:{_DONE}一[例名个人位][,、]?){{2,5}})(?=[;。\n”\"的]|$)",
        re.MULTILINE,
    ),
    # 凡发现一例阳性,须在24小时内报告
    expression(
        rf"(?:{_START}|(?<=[,、:]))(?:凡是?|如果?|若|一旦|每当)?(?:发现|查出|检出|筛出|出现|确诊)"
        rf"(?P<norm>{_ONE}{_WHO}?)(?:的|后|时)?,?"
        r"(?:必?须|应当|应(?=[在于立及按由])|要(?=[在于立及按]))[^;。\n]{0,20}?(?:小时|工作日|[天日]内|立即|及时|当[天日])",
        re.MULTILINE,
    ),
    # 随访1名感染者的补助标准为200元
    expression(
        rf"(?:{_START}|(?<=[,、:]))(?:请问|问一?下?|想问一?下?|按照?|凡|对|关于)?{_DONE}(?P<norm>{_ONE}{_WHO}?)"
        r"(?:一次|[1一]年|每年|每次)?的?(?:补[助贴]?|奖励?|报酬|劳务费?|经费|费用|工作费|单价|标准)"
        r"[^;。\n]{0,12}?(?:\d{1,5} ?[元块]|多少|几[十百]?[元块])",
        re.MULTILINE,
    ),
    # 须聘用2名感染者担任同伴教育员
    expression(
        r"(?:必?须|(?<![反响供相])应当?|需要?|要求|拟)(?:至少)?(?:有|聘用|聘请|招聘|招募|吸纳|邀请|培训|配备|安排|选派|推荐)"
        rf"(?P<norm>[1-9一二两三四五六七八九] ?[名位个]{_WHO})(?=担任|作为|参加|参与|从事|加入|[,;。\n]|$)",
        re.MULTILINE,
    ),
    expression(
        r"(?:^|(?<=[.;\n] ))(?:if )?(?:any |each |every )?(?P<norm>(?:one |a )?(?:new )?(?:positive|confirmed)? ?"
        r"(?:case|person|patient))(?: is| that is)? ?(?:found|detected|identified|confirmed)?"
        r" (?:must|shall|should|has to) be (?:reported|referred|followed)",
        re.IGNORECASE | re.MULTILINE,
    ),
    expression(
        r"\b(?:allowance|rate|fee|subsidy|price|payment|standard|cost|reward)s?(?: \w{1,12}){1,5}"
        r" (?P<norm>one (?:\w{1,12} )?(?:person|patient|client|case|people))\b[^.;\n]{0,30}?(?:\d{1,5} yuan|RMB)",
        re.IGNORECASE,
    ),
)
_BODY = r"(?:局|中心|委员会|[健计]委|医院|公司|财政所|政府|协会|学会|基金会|办公室|专户)"
_OWNED = expression(
    r"(?:户名|账户名称?|收款单位|收款人|单位名称|开户单位)[:是为 ]{0,3}"
    rf"[\u4e00-\u9fff]{{2,24}}?{_BODY}(?![\u4e00-\u9fff])"
)
_PAID_IN = expression(
    r"(?:保证金(?:请?(?:汇入|缴入|交到|缴纳至?|存入|打入|转入)|收款|专用|缴纳)?|国库|财政专户|非税收入|对公)(?:的|指定)?[:]?$"
)
_SOMEBODYS = expression(r"本人|[我他她]|个人")
_ENDS = expression(r"[;。\n]")


def norms(text: str) -> set[int]:
    """The places of folded text at which people are counted in a rule, a rate or a standard. Linear: each pattern is
    bounded."""
    spans = (match.span("norm") for pattern in _NORMS for match in pattern.finditer(text))
    return {at for start, end in spans for at in range(start, end)}


def is_of_office(text: str, start: int, end: int) -> bool:
    """Whether the account ``text[start:end]`` is said to be an office's: into which deposits are paid, or under the
    name of a body."""
    before = _ENDS.split(text[max(0, start - 60) : start])[-1]
    after = _ENDS.split(text[end : end + 60])[0]
    if not text.startswith(("账", "银行"), start) or _SOMEBODYS.search(before + after):
        return False
    return bool(_OWNED.search(before) or _OWNED.search(after) or _PAID_IN.search(before))
