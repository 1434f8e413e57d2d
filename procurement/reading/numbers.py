"""Amounts and counts as Chinese texts write them: 22万元, 1,320,000.00元, 贰拾贰万元."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE, LONGEST, MULTIPLIERS, figure, plain_figure

_LABEL_UNITS = {"亿元": 10**8, "亿": 10**8, "万元": 10**4, "万": 10**4, "千元": 1000, "元": 1, "圆": 1}
# Digits with whatever stands between them, taken whole: what is no figure of ours is then seen not to be one.
_DIGITS = r"\d++(?:[.,]\d++)*+(?:[ ]\d{3}(?![\d.,]))*+(?:[eE][+\-]?\d++)?+"
FIGURE = (
    rf"(?:{_DIGITS}|[{CHINESE}])(?:{_DIGITS}|[{CHINESE}]|点(?=[\d{CHINESE}])|[ ]{{1,2}}(?=[{MULTIPLIERS}]|"
    rf"(?<=[{MULTIPLIERS}][ ])\d))*+"
)
_SIGN = r"(?:人民币|RMB|CNY|[¥$€£]|USD?\$?|HK\$|美元)"
_MONEY = expression(
    rf"(?<!\d[.,])(?<!\d)(?:(?P<sign>{_SIGN})[ \t]{{0,2}})?(?P<figure>{FIGURE})[ \t]{{0,2}}"
    rf"(?:(?P<rough>[余多几来])(?P<more>[{MULTIPLIERS}]*)(?=[{MULTIPLIERS}元圆]|(?<=[{MULTIPLIERS}])))?"
    r"(?P<foreign>美元|美金|港元|港币|欧元|日元|英镑|台币|新台币|澳元|加元|泰铢|卢布|USD|HKD|EUR|GBP)?"
    r"(?P<letter>[wWkK](?![A-Za-z]))?"
    r"(?P<unit>元|圆)?"
    rf"(?P<coins>(?<=[元圆])[ ]?零?(?:[\d{CHINESE}]{{1,4}}角(?:零?[\d{CHINESE}]{{1,4}}分)?|"
    rf"(?:零[{CHINESE}]|[壹贰叁肆伍陆柒捌玖])分))?"
)
_COIN = expression(rf"零?([\d{CHINESE}]{{1,4}})([角分])")
_FOREIGN_SIGN = expression(r"[$€£]|US|HK|美元")
_UNCOUNTED = expression(r"[几数上余多来好]$")
_YEARLY = r"(?:年|月|季度?|周|天|日)"
_EACH = (
    rf"(?:{_YEARLY}|家|个|人|例|次|项|户|组|批|包|标段|场|期|小时|学时|课时|单位|单个|单项|机构|组织|项目|份|"
    r"名|支|队|村|县|乡|社区)"
)
_PER_BEFORE = expression(
    rf"(?:每一?{_EACH}|单价|均价|单个|单项|单家|[年人例月户次]均|平均)[^。;,\n]{{0,16}}$"
)
_PER_AFTER = expression(
    rf"[ \t]{{0,2}}整?[ \t]{{0,2}}(?:/[ \t]?(?:{_EACH}|[A-Za-z])|每一?{_EACH}|一(?!次性)(?:年|人|例|家|次|户|项|个)|"
    rf"\([ \t]?每一?{_EACH}(?=[^\d]{{0,4}}\))|,[ \t]?每一?{_YEARLY}(?=[^\d]{{0,6}}(?:[。;,\n)]|$)))"
)
JOIN = r"(?:至|到|~|-{1,2}|或|/)"
_ONE = rf"(?:[¥$]?[ \t]?[\d{CHINESE}])"
_RANGE_AFTER = expression(
    rf"[ \t]{{0,2}}整?{JOIN}[ \t]{{0,2}}(?!\d{{4}}[ \t]?[年\-/.])(?!\d{{1,2}}[ \t]?月){_ONE}"
)
_RANGE_BEFORE = expression(rf"(?:[\d{CHINESE}元圆])[ \t]{{0,2}}{JOIN}[ \t]{{0,2}}[¥]?[ \t]?$")
_SHARE = (
    rf"(?P<share>\d{{1,3}}(?:\.\d{{1,2}})?)(?P<to>[ \t]?[%分]?[ \t]?{JOIN}[ \t]?\d{{1,3}}(?:\.\d{{1,2}})?)?"
)
_TIMES = r"[xX×*+＋加乘]"
_TIMES_AFTER = expression(rf"[ \t]{{0,2}}整?[ \t]?{_TIMES}[ \t]{{0,2}}[¥(]?[\d{CHINESE}]")
_TIMES_BEFORE = expression(
    rf"[\d{CHINESE}元圆年月人例家个次项期)][ \t]{{0,2}}{_TIMES}以?[ \t]{{0,2}}[¥(]?[ \t]?$"
)
_MINUS = expression(r"(?<![-)])-[ \t]?$|(?<!自)负[ \t]?$")
_ABOUT_BEFORE = expression(r"(?:(?<![签合契履])约|大约|近|将近|不足|不到|至少|不少于|不低于|超过)[ \t为]?$")
_NOT_ABOVE = expression(r"不超过$|不得超过$|未超过$")
_ABOUT_AFTER = expression(r"整?(?:左右|上下|以上|余|多|起(?!草|止|算|始)|不等)")
_WHOLE = expression(r"(?:共计?|合计|总计|总共|总额|总金额|总经费|总预算|累计)[^。;,\n\d]{0,6}$")
_PART = expression(r"(?:其中|含|包括|包含)[^。;\n]{0,20}$")
_AGAIN = expression(
    rf"整?[ \t,]{{0,2}}(?:[(\[]|\n?[^。;\d\n{CHINESE}元圆]{{0,8}}(?:大写|小写)|,?(?:即|折合)|(?=¥))[)]?[ \t:]{{0,3}}"
    r"(?:(?:人民币|大写|小写|金额|总计|合计|共计|共|计|即|为|RMB|¥|[():])[ \t]{0,2}){0,5}"
)
# What is counted in 万 and is no money.
_PEOPLE = expression(
    r"[ \t]{0,2}(?:余|多)?(?:人|次|名|例|份|户|只|支|个|场|字|册|亩|平|公里|居民|群众|件|条|分)"
)
_BARE_FIGURE = expression(rf"[ \t]{{0,2}}[-负]?[ \t]{{0,2}}(?P<figure>{FIGURE})")
_CLOSED = expression(r"[ \t]?整?[ \t]?[)\]]?")
_ALONE = expression(r"[ \t]{0,4}整?[ \t]{0,4}(?:[。;,)(\n|]|$)")
MOST_YUAN = Decimal(10) ** 12
# How far a word before or after a figure may stand and still be about it.
REACH = 24


@dataclass(frozen=True)
class Amount:
    """Yuan. ``bare``: no unit stood beside the figure. ``whole``: said to be the sum of others (共, 合计);
    ``part``: said to be within another (其中).

    ``doubt`` says why the figure is not to be taken as it stands: ``negative``, ``unread``, ``range``, ``each``
    (for one of several, or one year), ``product``, ``foreign``, ``about``. Only with ``about`` is ``yuan`` the
    sum that was said."""

    yuan: Decimal
    start: int
    end: int
    bare: bool = False
    doubt: str = ""
    whole: bool = False
    part: bool = False


def share(unit: str) -> str:
    """The pattern of a share of a hundred in either kind of figures, and of what follows where it is the first of two
    (5%-8%, 5-8%, 百分之五至百分之八). ``unit`` is the pattern of the sign behind its figure."""
    return (
        rf"(?:百分之[ \t]?(?P<words>{FIGURE})(?P<too>[ \t]?{JOIN}[ \t]?(?:百分之)?[ \t]?{FIGURE})?|"
        rf"(?P<spoken>[{CHINESE}]{{1,4}})[ \t]?{unit}|{_SHARE}[ \t]?{unit})"
    )


def number(text: str) -> Decimal | None:
    """A count in either kind of figures."""
    return figure(text.strip())


def amounts(folded: str, start: int, end: int, *, unit: str = "") -> Iterator[Amount]:
    """Sums of money that begin in a stretch, each judged with what stands around it. ``unit`` is what its
    label said (万元); a bare figure without it is no sum unless a currency sign stands before it."""
    said = next((size for name, size in _LABEL_UNITS.items() if name in unit), 0)
    # A figure that begins in the stretch is read to its own end.
    for match in _MONEY.finditer(folded, start, min(len(folded), end + LONGEST)):
        if match.start() >= end:
            return
        one = _amount(folded, match, said, start)
        if one is not None:
            yield one


def _amount(folded: str, match: re.Match[str], said: int, start: int) -> Amount | None:
    if not _is_counted(folded, match, said, start):
        return None
    text, own = match["figure"].rstrip(), bool(match["unit"])
    value = figure(text)
    doubt = _doubt(folded, match)
    if value is None or match["letter"] or match["rough"] or _is_uncounted(folded, match):
        doubt = doubt or "unread"
    coins = _coins(match["coins"] or "")
    if coins is None:
        coins, doubt = Decimal(0), doubt or "unread"
    size = 1 if own or any(sign in MULTIPLIERS for sign in text) else said or 1
    yuan = min(value or Decimal(0), MOST_YUAN) * size + coins
    if not doubt and not 0 < yuan < MOST_YUAN:
        return None
    before = folded[max(0, match.start() - REACH) : match.start()]
    return Amount(
        yuan.quantize(Decimal("0.01")),
        match.start(),
        match.end(),
        bare=not own,
        doubt=doubt,
        whole=bool(_WHOLE.search(before)),
        part=bool(_PART.search(before)),
    )


def _coins(text: str) -> Decimal | None:
    """The 角 and 分 behind yuan, in yuan; None for what is none."""
    total = Decimal(0)
    for said, unit in _COIN.findall(text):
        value = figure(said.lstrip("零〇○") or said)
        if value is None or value >= 10:
            return None
        total += value / (10 if unit == "角" else 100)
    return total


def restated(folded: str, one: Amount) -> Amount | None:
    """The sum right behind ``one`` that says it again: 大写, 小写, or in brackets. One that was not read too."""
    other = next(amounts(folded, one.end, one.end + REACH), None)
    if other is None or not _AGAIN.fullmatch(folded, one.end, other.start):
        return None
    if other.doubt == "each" and not _PER_AFTER.match(folded, other.end):
        # The words that count it for one stand before the first of the two.
        other = replace(other, doubt="")
    return other if other.doubt in ("", "unread") else None


def _is_counted(folded: str, match: re.Match[str], said: int, start: int) -> bool:
    """Whether the figure is one of money, by what stands in it, beside it or in its label."""
    text = match["figure"].rstrip()
    named = match["unit"] or match["foreign"] or match["sign"]
    large = any(sign in "万亿萬億" for sign in text + (match["more"] or "")) and not _PEOPLE.match(
        folded, match.end()
    )
    if all(sign in MULTIPLIERS for sign in text) and not _is_uncounted(folded, match):
        # 万元 and （千元） are units of a heading; 百万元 is a sum.
        heading = folded[max(0, match.start() - 1) : match.start()] == "("
        return (
            bool(named or (large and (len(text) > 1 or match["rough"])))
            and text[0] not in "万亿萬億"
            and not heading
        )
    if named:
        return True
    if not any(sign in "0123456789" for sign in text):
        return large or (bool(said) and match.start() == start)
    return bool(match["letter"] or said or large)


def _is_uncounted(folded: str, match: re.Match[str]) -> bool:
    """几十万, 数万, 上百万."""
    before = folded[max(0, match.start() - 1) : match.start()]
    return match["figure"][0] in MULTIPLIERS and bool(_UNCOUNTED.search(before))


def _doubt(folded: str, match: re.Match[str]) -> str:
    """What around a figure makes it part of a larger one."""
    if match["foreign"] or (match["sign"] and _FOREIGN_SIGN.match(match["sign"])):
        return "foreign"
    return doubt_around(folded, match.start(), match.end())


def doubt_around(folded: str, start: int, end: int) -> str:
    """What beside a figure with its unit makes it part of a larger one, as :class:`Amount` has it; "" for nothing."""
    before, after = folded[max(0, start - REACH) : start], folded[end : end + REACH]
    if _RANGE_AFTER.match(after) or _RANGE_BEFORE.search(before):
        return "range"
    if _TIMES_AFTER.match(after) or _TIMES_BEFORE.search(before):
        return "product"
    if _MINUS.search(before):
        return "negative"
    if _PER_AFTER.match(after) or _PER_BEFORE.search(before):
        return "each"
    return "about" if is_about(folded, start, end) else ""


def is_about(folded: str, start: int, end: int) -> bool:
    """Whether a figure is said to be near the truth: 约5万元, 5万元左右."""
    before, after = folded[max(0, start - REACH) : start], folded[end : end + REACH]
    nearly = _ABOUT_BEFORE.search(before) and not _NOT_ABOVE.search(before)
    return bool(nearly or _ABOUT_AFTER.match(after))


def stands_alone(folded: str, one: Amount) -> bool:
    """Whether nothing but the end of its clause follows a figure."""
    return bool(_ALONE.match(folded, one.end))


def closed(folded: str, end: int) -> int:
    """The end of a sum with its 整 and the bracket it stands in."""
    match = _CLOSED.match(folded, end)
    return match.end() if match else end


def bare_amount(folded: str, start: int, end: int) -> Amount | None:
    """A figure at the head of a stretch under a money label: yuan without their unit, in doubt below a thousand."""
    match = _BARE_FIGURE.match(folded, start, end)
    if not match or re.match(r"[ \t]?[年%分个月日号]", folded[match.end() : match.end() + 2]):
        return None
    text = match["figure"].rstrip()
    alone = _ALONE.match(folded, match.end())
    in_words = not (text[0].isdigit() and text[0].isascii())
    if in_words and not alone:
        return None
    value = figure(text) if in_words else plain_figure(text)
    before = folded[max(0, match.start("figure") - 3) : match.start("figure")]
    doubt = "negative" if _MINUS.search(before) else ""
    after = folded[match.end() : match.end() + REACH]
    if _RANGE_AFTER.match(after):
        doubt = "range"
    elif _TIMES_AFTER.match(after):
        doubt = "product"
    elif value is None:
        doubt = doubt or "unread"
    elif 0 < value < 1000 and alone:
        # 十五 and 15 may leave out their 万.
        doubt = doubt or "unread"
    elif value < 1000 or value >= MOST_YUAN:
        return None
    yuan = (value or Decimal(0)).quantize(Decimal("0.01"))
    return Amount(yuan, match.start(), match.end(), bare=True, doubt=doubt)
