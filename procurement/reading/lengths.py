"""Lengths of time as Chinese texts write them: 半年, 18个月, 两年半, 两年零三个月, 四分之三年, 两个季度."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.ground.expression import expression
from portal.ground.values.figures import CHINESE, figure
from procurement.reading.numbers import FIGURE, doubt_around

# A figure is taken whole or not at all: the 5 of 1.5, the 2 of 第2年 and the 三 of 四分之三年 are none.
_WHOLE = rf"(?<!\d[.,])(?<![\d点第之{CHINESE}])"
_FRACTION = rf"{FIGURE}[ \t]?分之[ \t]?{FIGURE}"
_COUNT = rf"(?:(?:{FIGURE}又)?{_FRACTION}|{FIGURE}|[几数]|(?<![上下前后])半)"
_ROUGH = "[余多几来]"
_COUNTED = (
    rf"(?P<count>{_COUNT})[ \t]?(?P<rough>{_ROUGH})?(?P<of>个)?(?P<half>半)?"
    rf"(?P<full>周|整|自然|日历|完整)?(?P<odd>{_ROUGH})?[ \t]?"
)
_FIRST = expression(rf"{_WHOLE}{_COUNTED}(?P<unit>年度?(?![级月初底末])|季度?|月)(?P<more>半(?!数))?")
# 1年6月 is a length, 24年7月至 is a day without its century.
_NEXT = expression(
    rf"[ \t]?[零又加]?[ \t]?{_COUNTED}(?P<unit>季度?|月)(?P<more>半(?!数))?(?![\d日号上中下初底末份至到\-~])"
)
_FRACTION_MORE = expression(rf"又[ \t]?(?P<count>{_FRACTION})")
_DAYS_MORE = expression(rf"[ \t]?[零又加]?[ \t]?{_COUNT}[ \t]?个?(?:天|日|周|星期|礼拜|工作日)")
_FIGURE_MORE = expression(rf"[\d{CHINESE}]")
_IN_DAYS = expression(
    rf"(?<![年月\-至到/]){_WHOLE}{_COUNT}[ \t]?{_ROUGH}?个?(?:日历天|日历日|自然日|工作日|天|"
    r"(?:周|星期|礼拜)(?![年一二三四五六日天末])|日)"
)
# 一两年 and 三五个月 name no figure, 一二 is no 12 here.
_TWO_SAID = expression(r"[一二两三四五六七八九]{2,3}")
_MONTHS = {"年": 12, "季": 3, "月": 1}
# Years up to here are counted, from 100 on they are years of a date; between them nobody can tell.
_MOST_YEARS, _A_DATE = 10, 100
_ABOUT = "about"
_TENTH, _EXACT = Decimal("0.1"), Decimal("0.000001")
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class Length:
    """``months`` of a length said at ``start`` to ``end``; ``in_years`` where it was said in years.

    ``doubt`` as :class:`procurement.reading.numbers.Amount` has it; only without one and with ``about`` are
    ``months`` what was said."""

    months: Decimal
    start: int
    end: int
    doubt: str = ""
    in_years: bool = False

    @property
    def is_said(self) -> bool:
        return self.doubt in ("", _ABOUT)


def lengths(folded: str, start: int, end: int) -> Iterator[Length]:
    """The lengths in years, quarters and months that begin in a stretch, each with what makes it doubtful."""
    at, stop = start, min(len(folded), end + 20)
    while (match := _FIRST.search(folded, at, stop)) and match.start() < end:
        one = _length(folded, match)
        if one is not None:
            yield one
        at = one.end if one is not None else match.end()


def in_days(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The place of a length in days or weeks, of which no months are made."""
    match = _IN_DAYS.search(folded, start, end)
    return match.span() if match else None


def _length(folded: str, first: re.Match[str]) -> Length | None:
    unit, said = first["unit"], count(first["count"])
    if unit == "月" and not (first["of"] or first["full"]):
        return None  # a month of the year
    if unit[0] == "年" and said is not None and said >= _A_DATE:
        return None
    months, end, read = _sum(folded, first)
    if not months and read:
        return None
    # 三季度 may be the third one, 两个半年 may be one year.
    unclear = unit in ("年度", "季", "季度") and not first["of"]
    unclear = unclear or (unit[0] == "年" and bool(first["of"] and first["half"]))
    tenths = months.quantize(_TENTH)
    doubt = doubt_around(folded, first.start(), end).replace("each", "")
    if not read or unclear or months != tenths:
        doubt = "unread"
    whole = tenths.to_integral_value()
    return Length(whole if whole == months else tenths, first.start(), end, doubt, in_years=unit[0] == "年")


def _sum(folded: str, first: re.Match[str]) -> tuple[Decimal, int, bool]:
    """The months of a length and of the smaller parts behind it, where they end, and whether all was read."""
    months, read, size = Decimal(0), True, 0
    part: re.Match[str] | None = first
    end = first.end()
    while part:
        end, size = part.end(), _MONTHS[part["unit"][0]]
        said = count(part["count"])
        if said is None or part["rough"] or part["odd"]:
            read = False
        else:
            months += (said + _HALF * (bool(part["half"]) + bool(part["more"]))) * size
        part = _NEXT.match(folded, end) if size > 1 else None
        if part and not (part["of"] or months < _MOST_YEARS * 12):
            read = False
    if fraction := _FRACTION_MORE.match(folded, end):
        more = count(fraction["count"])
        end, months, read = fraction.end(), months + (more or 0) * size, read and more is not None
    if days := _DAYS_MORE.match(folded, end):
        end, read = days.end(), False
    elif _FIGURE_MORE.match(folded, end):
        read = False
    return months.quantize(_EXACT), end, read


def count(text: str) -> Decimal | None:
    """What a count of years, months or days says, fractions too; None for what may be meant in two ways."""
    said = re.sub(r"[ \t]", "", text)
    if said == "半":
        return _HALF
    whole, _, last = said.rpartition("又")
    below, is_fraction, above = last.partition("分之")
    if not is_fraction:
        return None if _TWO_SAID.fullmatch(said) else figure(text.strip())
    parts, of, units = figure(above), figure(below), figure(whole) if whole else Decimal(0)
    if parts is None or not of or units is None:
        return None
    return units + parts / of
