"""What the words of a call show: testing, consent, quality, payment by counts, prescribed activities."""

import re
from collections.abc import Iterable

_TESTING = re.compile(
    r"(?:艾滋病|HIV|梅毒|丙肝|性病)[^。；;\n]{0,24}(?:检测|检验|筛查|采血)"
    r"|(?:检测|筛查|采血)[^。；;\n]{0,12}(?:艾滋病|HIV|梅毒|丙肝)"
    r"|\b(?:HIV|syphilis|hepatitis)\b[^.;\n]{0,40}\b(?:test|screen)",
    re.IGNORECASE,
)
_CONSENT_ZH = (re.compile("自愿"), re.compile("知情"), re.compile("保密"))
_CONSENT_EN = tuple(
    re.compile(words, re.IGNORECASE) for words in (r"\bvoluntar", r"\binformed\b", r"\bconfidential")
)

_COUNT = re.compile(
    r"人数|例数|人次|次数|份数|数量|多少人|检测量|发放量|\d+\s*(?:人|例|份|次)(?!均)"
    r"|\bnumber of\b|\bcounts?\b|\bhow many\b",
    re.IGNORECASE,
)
_QUALITY = re.compile(
    r"质量|满意|规范|及时|保密|隐私|知情|转介|转诊|随访|依从|留存|准确|投诉|反馈|尊重|不歧视|服务态度|体验|[治复]疗率|成功率"
    r"|\bqualit|\bsatisf|\breferr|\blinkage|\bfollow-?up|\bretention|\badheren|\bconfidential|\bprivacy"
    r"|\btimel|\baccura|\bcomplaint|\bfeedback|\brespect|\bexperience of (?:clients|users)",
    re.IGNORECASE,
)
_INDICATOR = re.compile(r"指标|率|满意度|考核|评价|indicator|\brate\b|satisfaction|score", re.IGNORECASE)

_PRICE = re.compile(r"价格|报价|价款|\bprice\b", re.IGNORECASE)
_PAID_BY_COUNT = re.compile(
    r"按[^。；;，,\n]{0,16}(?:人数|例数|人次|份数|检测量|数量|阳性)[^。；;\n]{0,10}(?:支付|付费|付款|结算|拨付|核拨|补助)"
    r"|每(?:完成)?(?:检测|筛查|发现|确诊|动员)[^。；;\n]{0,10}(?:[一1]?(?:人|例|名|份|次))[^。；;\n]{0,10}元"
    r"|\bpa(?:y|id|yment)\b[^.;\n]{0,30}\b(?:per|for each|by (?:the )?number of)\b[^.;\n]{0,24}"
    r"\b(?:test|positive|case|person|client)",
    re.IGNORECASE,
)
_PRESCRIBED = re.compile(
    r"(?:须|应当?|必须|至少|不少于|不低于|完成)[^。；;，,\n]{0,16}?\d[\d,]*\s*(?:人次|人|例|份|场|次|期|户)"
    r"|\b(?:must|shall|at least|no fewer than)\b[^.;\n]{0,40}?\d[\d,]*\s*"
    r"(?:tests?|people|persons|clients|visits|sessions|leaflets|condoms|events)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[。；;！？!?\n]+")


def mentions_testing(text: str) -> bool:
    """Do the words speak of testing for HIV, syphilis or hepatitis?"""
    return _TESTING.search(text) is not None


def has_consent_clause(text: str) -> bool:
    """Voluntary, informed and confidential are all said, in one language."""
    return any(all(word.search(text) for word in words) for words in (_CONSENT_ZH, _CONSENT_EN))


def quality_indicators(criteria: Iterable[str], text: str) -> int:
    """How many criteria, and clauses that name a measure, are about quality and are not counts."""
    clauses = [clause for clause in _CLAUSE.split(text) if _INDICATOR.search(clause)]
    return sum(1 for words in (*criteria, *clauses) if _QUALITY.search(words) and not _COUNT.search(words))


def is_price(criterion: str) -> bool:
    """Whether these words of a criterion name the price."""
    return bool(_PRICE.search(criterion))


def paid_by_count(text: str) -> str:
    """The words that pay by number of tests, positives or people; "" when there are none."""
    return _first(_PAID_BY_COUNT, text)


def prescribed(text: str) -> str:
    """The words that fix an amount of activity, such as 不少于500人次; "" when there are none."""
    return _first(_PRESCRIBED, text)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(0).strip()[:80] if found else ""
