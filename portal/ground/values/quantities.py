"""Figures with the unit of their box, as people write them: 12,000, 3.6万元, 20%, 百分之二十, 四十分, 15天, １２."""

import re
from decimal import Decimal

from portal.ground.values import UnreadableError
from portal.ground.values.figures import figure
from portal.ground.values.text import narrow

# No budget of a province comes near; what is longer is no figure that anybody means.
MOST = Decimal(10) ** 12
LONGEST = 80


def _each(words: str, times: int = 1) -> dict[str, int]:
    return dict.fromkeys(words.split(), times)


_PERCENT = _each("% 百分点 个百分点 个点 percent percentagepoint percentagepoints pct")
_POINTS = _each("分 point points pts")
_YEARS = "年 周年 year years yrs"
# The words behind a figure in a box of each unit, and how often each counts there.
UNITS: dict[str, dict[str, int]] = {
    "yuan": _each("元 圆 块 块钱 元钱 元人民币 人民币 yuan rmb cny"),
    "percent": _PERCENT | {"成": 10},
    "points": _POINTS,
    # Of a hundred points: 40分 and 40% say the same.
    "weight": _POINTS | _PERCENT,
    "days": _each("天 日 日历天 日历日 个日历日 个日历天 自然日 个自然日 day days calendarday calendardays")
    | _each("周 星期 个星期 礼拜 个礼拜 week weeks", 7),
    "workdays": _each("工作日 个工作日 工作天 个工作天 workingday workingdays"),
    "months": _each("月 个月 个自然月 month months") | _each(_YEARS, 12),
    "years": _each(_YEARS),
    "lots": _each("包 个包 采购包 个采购包 标段 个标段 lot lots"),
    "persons": _each("人 名 位 个人 person persons people"),
}
_SHARES = ("percent", "weight")
_OTHERS = _each(
    "美元 美金 港元 港币 欧元 日元 英镑 $ usd hkd eur ‰ 岁 人次 人天 家 个 次 例 小时 分钟 hours minutes"
)
_WORDS = {*(word for words in UNITS.values() for word in words), *_OTHERS}
_QUANTITY = re.compile(
    rf"(?P<before>百分之|¥|人民币|rmb|cny|\$)?(?P<minus>[-−负])?(?P<figure>.*?)(?P<half>个?半)?"
    rf"(?P<word>{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})?(?P<more>半)?整?"
)
_LETTERS = {"w": "万", "k": "千"}
_LONG = re.compile(r"[\d,]{13,}(?:\.\d*)?")
# A share said as parts: 三分之一, 千分之五, 5‰; and in tenths with hundredths: 一成五.
_PARTS = re.compile(r"(?P<whole>.+?)分之(?P<part>.+)|(?P<mille>.+)‰")
_TENTHS = re.compile(r"(.)成(?:零)?(.)")
_SAID_SHARES = {"一半": Decimal(50), "百分百": Decimal(100)}
_BEFORE = {"百分之": "%", "¥": "元", "人民币": "元", "rmb": "元", "cny": "元", "$": "$", None: None}


def read_quantity(typed: str, unit: str = "") -> Decimal:
    """A finite figure in ``unit`` (:data:`UNITS`; "" for none). Its words may stand behind it, or none.

    Raises UnreadableError: ``no_number`` (``no_money`` for yuan), ``too_large``, ``unit`` for a figure in
    another unit, ``uneven`` for a share such as 三分之一 that no figure says exactly."""
    said = "".join(narrow(typed).split()).lower()
    unread = UnreadableError("no_money" if unit == "yuan" else "no_number", typed)
    if unit in _SHARES and (share := _share(said, typed)) is not None:
        return share
    parts = _QUANTITY.fullmatch(said) if len(said) <= LONGEST else None
    if parts is None:
        raise unread
    words = [one for one in (_BEFORE[parts["before"]], parts["word"]) if one]
    value = _figure(parts, typed, money=unit == "yuan")
    if value is None or (parts["more"] and not parts["word"]) or (parts["half"] and not parts["word"]):
        raise unread
    known = UNITS.get(unit, {})
    if any(word not in known for word in words):
        raise UnreadableError("unit" if unit else "no_number", typed)
    value *= known[words[-1]] if words else 1
    if abs(value) > MOST:
        raise UnreadableError("too_large", typed)
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return -value if parts["minus"] else value


def _share(said: str, typed: str) -> Decimal | None:
    """A share in percent that is said as parts of a whole; None for what is said otherwise."""
    if len(said) > LONGEST or said.startswith("百分之"):
        return None
    if said in _SAID_SHARES:
        return _SAID_SHARES[said]
    if tenths := _TENTHS.fullmatch(said):
        tens, ones = figure(tenths[1]), figure(tenths[2])
        return None if tens is None or ones is None or max(tens, ones) > 9 else tens * 10 + ones
    parts = _PARTS.fullmatch(said)
    if parts is None:
        return None
    said_whole = parts["whole"] or "1000"
    whole = figure(said_whole) or figure(f"一{said_whole}")
    part = figure(parts["part"] or parts["mille"])
    if not whole or part is None or part > whole:
        return None
    share = part * 100 / whole
    if share != share.quantize(Decimal("0.01")):
        raise UnreadableError("uneven", typed)
    return share.quantize(Decimal(1)) if share == share.to_integral_value() else share.normalize()


def _figure(parts: re.Match[str], typed: str, *, money: bool) -> Decimal | None:
    text = parts["figure"]
    if money and text[1:] and text[-1] in _LETTERS:
        text = text[:-1] + _LETTERS[text[-1]]
    elif money and text and text in "百佰千仟":  # the unit of a heading, no sum
        return None
    if _LONG.fullmatch(text) and figure(text) is None:
        raise UnreadableError("too_large", typed)
    halves = Decimal("0.5") * sum(bool(parts[name]) for name in ("half", "more"))
    value = figure(text)
    if not text and halves:
        return halves
    return None if value is None else value + halves


def read_money(typed: str) -> Decimal:
    """Yuan. Raises UnreadableError."""
    return read_quantity(typed, "yuan")
