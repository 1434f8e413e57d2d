"""Amounts and counts as Chinese texts write them: 22万元, 1,320,000.00元, 贰拾贰万元, 半年, 18个月."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖两", (*range(1, 10), 2), strict=True)),
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_CHINESE = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖两十拾百佰千仟万亿"
_UNITS = {"亿元": 10**8, "亿": 10**8, "万元": 10**4, "万": 10**4, "千元": 1000, "元": 1, "圆": 1}
NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,13})(?:\.\d{1,6})?"
_MONEY = re.compile(
    rf"(?P<sign>[¥]|人民币)?\s{{0,2}}(?:(?<![\d.,])(?P<number>{NUMBER})|(?P<chinese>[{_CHINESE}]{{1,16}}))"
    rf"\s{{0,2}}(?P<unit>亿元|万元|千元|亿|万|元|圆)?(?!\d)"
)
_MONTHS = re.compile(
    rf"(?P<half>半)年|(?P<years>\d{{1,2}}|[{_CHINESE}]{{1,3}})\s?(?:个)?(?:周|"
    rf"整)?年(?P<more>半)?(?!度|级|\d|[一二三四五六七八九十〇]|月)|"
    rf"(?P<months>\d{{1,3}}|[{_CHINESE}]{{1,4}})\s?个月"
)
MOST_YUAN = Decimal(10) ** 12


@dataclass(frozen=True)
class Amount:
    """Yuan. ``bare``: no unit stood beside the figure."""

    yuan: Decimal
    start: int
    end: int
    bare: bool = False


def chinese_number(text: str) -> int | None:
    """十八, 二十二万, 贰拾万, 二〇二四; None when it is no number."""
    if not text or any(sign not in _CHINESE for sign in text):
        return None
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            total = (total + section + digit) * (10**4 if sign == "万" else 10**8)
            section = digit = 0
    return total + section + digit


def number(text: str) -> Decimal | None:
    """A count in either kind of figures."""
    plain = text.replace(",", "").strip()
    if re.fullmatch(r"[0-9]{1,13}(?:\.[0-9]{1,6})?", plain):
        return Decimal(plain)
    value = chinese_number(plain)
    return None if value is None else Decimal(value)


def amounts(folded: str, start: int, end: int, *, unit: str = "") -> Iterator[Amount]:
    """Sums of money in a stretch. ``unit`` is what its label said (万元); a bare figure without it is no
    sum unless a currency sign stands before it."""
    said = next((size for name, size in _UNITS.items() if name in unit), 0)
    for match in _MONEY.finditer(folded, start, end):
        own = match["unit"] or ""
        size = _UNITS.get(own, 0) or said or (1 if match["sign"] else 0)
        value = number(match["number"] or match["chinese"] or "")
        wordy = match["chinese"] and "元" not in own and "圆" not in own
        if value is None or not size or wordy:
            continue
        yuan = (value * size).quantize(Decimal("0.01"))
        if 0 < yuan < MOST_YUAN:
            yield Amount(yuan, match.start(), match.end(), bare=not own)


def months(folded: str, start: int, end: int) -> tuple[Decimal, int, int] | None:
    """A length of time in months with its place: 半年 6, 一年 12, 一年半 18."""
    for match in _MONTHS.finditer(folded, start, end):
        if match["half"]:
            return Decimal(6), match.start(), match.end()
        many = number(match["years"] or match["months"])
        if many is None or not 0 < many <= (20 if match["years"] else 240):
            continue
        if match["years"]:
            many = many * 12 + (6 if match["more"] else 0)
        return many, match.start(), match.end()
    return None
