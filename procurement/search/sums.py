"""Sums in what somebody types to search by: 22万, 220,000 yuan, 不到10万, 10万到20万."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.ground.values import UnreadableError
from portal.ground.values.figures import CHINESE
from portal.ground.values.quantities import read_money

_CENT = Decimal("0.01")
_SIZES = {"thousand": 10**3, "million": 10**6, "mio": 10**6, "m": 10**6}
_FIGURE = rf"(?:\d[\d,]*(?:\.\d+)?|[{CHINESE}][{CHINESE}点]*)"
_UNIT = r"(?:万|千|百万|亿|w|k)"
_YUAN = r"(?:块钱|元|圆|块|yuan\b|rmb\b|cny\b|renminbi\b)"
_SIGN = r"(?:¥|rmb|cny|人民币)\s*"
_SAID = (
    rf"(?:{_SIGN}{_FIGURE}\s*{_UNIT}?\s*(?:{'|'.join(_SIZES)})?"
    rf"|{_FIGURE}\s*(?:{_UNIT}|(?:{'|'.join(_SIZES)})\b)+(?:\d[千百])?\s*{_YUAN}?整?"
    rf"|{_FIGURE}\s*{_YUAN}整?"
    r"|(?<![a-z0-9.\-])[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![a-z0-9\-])"
    r"|(?<![a-z0-9.\-])[1-9]\d{4,}(?![a-z0-9\-.]))"
)
# One without a unit of its own before one with: 10-20万, 10到20万元.
_BARE = r"(?<![a-z0-9.\-])\d+(?:\.\d+)?"
_OFF = r"(?![a-z0-9\-.])"
_TO = r"\s*(?:-|~|—|–|到|至|to|and)\s*"
_LEAST = r"(?:不少于|不低于|不小于|至少|最少|起码|>=|≥|at least|from|minimum|min)"
_MORE = r"(?:超过|大于|高于|多于|>|over|above|more than|exceeding)"
_MOST = r"(?:不超过|不高于|不多于|至多|最多|<=|≤|up to|at most|maximum|max|no more than)"
_LESS = r"(?:小于|低于|少于|不到|不足|<|under|below|less than)"
_ABOUT = r"(?:大约|大概|约|about|around|roughly|approximately|~)"
_LEAST_BEHIND = r"(?:及以上|以上|起|or more|and more|and above|\+)"
_MOST_BEHIND = r"(?:及以下|以下|以内|之内|or less|and below|封顶)"
_ABOUT_BEHIND = r"(?:左右|上下|or so)"
# 20多万, 十几万; 5万多.
_SOME = rf"(?P<some>\d{{1,4}}|[{CHINESE}]{{1,4}})\s*[多余来几](?P<size>[百千]?万|千)\s*{_YUAN}?"
_SOME_BEHIND = (
    rf"(?P<some_behind>\d{{1,4}}|[{CHINESE}]{{1,2}})\s*(?P<size_behind>[百千]?万|千)[多余来]\s*{_YUAN}?"
)
_FORMS = re.compile(
    rf"{_SOME}|{_SOME_BEHIND}|(?:(?:between|从|在)\s*)?(?P<low>{_SAID}|{_BARE}){_TO}(?P<high>{_SAID}|\d{{5,}}{_OFF})(?:之间)?"
    rf"|(?:(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<about>{_ABOUT}))?\s*"
    rf"(?P<one>{_SAID})\s*"
    rf"(?:(?P<least_behind>{_LEAST_BEHIND})|(?P<most_behind>{_MOST_BEHIND})|(?P<about_behind>{_ABOUT_BEHIND}))?"
)


@dataclass(frozen=True)
class Sums:
    """Where in a text a sum stands; yuan from ``least`` to ``most``, both the same for one sum alone."""

    begin: int
    end: int
    least: Decimal | None
    most: Decimal | None


def sums(text: str) -> Iterator[Sums]:
    """Every sum or span of sums in a folded text."""
    for found in _FORMS.finditer(text):
        bounds = _between(found) if found["high"] else _some(found) or _bounds(found)
        if bounds is not None:
            yield Sums(found.start(), found.end(), *bounds)


def _between(found: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    low, high = _read(found["low"]), _read(found["high"])
    if high is None:
        return None
    if re.fullmatch(_BARE, found["low"]) and (
        unit := re.search(r"(?:百|千)?(?:万|亿)|千|w|k", found["high"])
    ):
        low = _read(f"{found['low']}{unit[0]}")
    return (low, high) if low is not None and low <= high else None


def _some(found: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """20多万 is from 200,000 to below 300,000, 5万多 to below 60,000."""
    figure, size = (
        (found["some"], found["size"]) if found["some"] else (found["some_behind"], found["size_behind"])
    )
    least, unit = _read(f"{figure}{size}") if figure else None, _read(f"一{size}") if size else None
    if least is None or unit is None:
        return None
    tens = found["some"] is not None and not least % (10 * unit)
    return least, least + unit * (10 if tens else 1) - _CENT


def _bounds(found: re.Match[str]) -> tuple[Decimal | None, Decimal | None] | None:
    one = _read(found["one"]) if found["one"] else None
    if one is None:
        return None
    if found["about"] or found["about_behind"]:
        return one * Decimal("0.9"), one * Decimal("1.1")
    if found["least"] or found["least_behind"]:
        return one, None
    if found["most"] or found["most_behind"]:
        return None, one
    if found["more"]:
        return one + _CENT, None
    if found["less"]:
        return None, one - _CENT
    return one, one


def _read(said: str) -> Decimal | None:
    times = Decimal(1)
    size = re.fullmatch(rf"(.*?)\s*({'|'.join(_SIZES)})\s*({_YUAN})?", said)
    if size:
        said, times = size[1], Decimal(_SIZES[size[2]])
    try:
        value = read_money(said.replace("renminbi", "rmb")) * times
    except UnreadableError:
        return None
    return value if value >= 1 else None
