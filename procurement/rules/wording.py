"""What the words of a call show: testing, quality, the price; that a condition is none."""

import re
from collections.abc import Iterable

_TESTING = re.compile(
    r"(?:艾滋病|HIV|梅毒|丙肝|性病)[^。；;\n]{0,24}(?:检测|检验|筛查|采血)"
    r"|(?:检测|筛查|采血)[^。；;\n]{0,12}(?:艾滋病|HIV|梅毒|丙肝)"
    r"|\b(?:HIV|syphilis|hepatitis)\b[^.;\n]{0,40}\b(?:test|screen)",
    re.IGNORECASE,
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
_NONE = re.compile(
    r"无|没有|不限|(?:不限|不设|不作|不做|不要求|无需|无须|不需|不分|不论)[^，,；;]{0,16}"
    r"|.{0,12}(?:不限|均可|都可以?)|.{0,12}(?:无|没有|不作|不设|不做)(?:任何|其他)?[^，,；;]{0,6}(?:要求|限制|条件)"
    r"|面向(?:所有|全体|一切)[^，,；;]{0,12}"
    r"|(?:none|no limit|no|not required|open to all|anywhere|n/?a)\b[^,;]*|[/\-—]+",
    re.IGNORECASE,
)
_FIXED_PRICE = re.compile(
    r"(?<!不)(?:采用|实行|执行|按)(?:国家|省|全省|政府)?(?:统一|固定)(?:定价|价格|单价|收费标准|价格标准)|固定价格采购"
    r"|(?:不再|不需|无须|无需|不必)(?:另行)?报价|不设报价|价格不(?:作为|列为|列入)评[审分]"
    r"|\bfixed price\b|\bprice is (?:fixed|not scored)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[。；;！？!?\n]+")


def mentions_testing(text: str) -> bool:
    """Do the words speak of testing for HIV, syphilis or hepatitis?"""
    return _TESTING.search(text) is not None


def quality_indicators(criteria: Iterable[str], text: str) -> int:
    """How many criteria, and clauses that name a measure, are about quality and are not counts."""
    clauses = [clause for clause in _CLAUSE.split(text) if _INDICATOR.search(clause)]
    return sum(1 for words in (*criteria, *clauses) if _QUALITY.search(words) and not _COUNT.search(words))


def is_price(criterion: str) -> bool:
    """Whether these words of a criterion name the price."""
    return bool(_PRICE.search(criterion))


def is_fixed_price(text: str) -> bool:
    """Whether the words say that every bidder is paid the same price."""
    return bool(_FIXED_PRICE.search(text))


def is_none(condition: str) -> bool:
    """Whether the words of a condition say that there is none: 不限地域, none."""
    return bool(_NONE.fullmatch(condition.strip().rstrip("。.")))
