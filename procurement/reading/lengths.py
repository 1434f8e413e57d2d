"""Lengths of time as Chinese texts write them: 半年, 18个月, 1.5个月, 两年半, 两年零三个月."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.ground.values.figures import CHINESE, figure
from procurement.reading.numbers import FIGURE, doubt_around

# A figure is taken whole or not at all: the 5 of 1.5 and the 2 of 第2年 are none.
_WHOLE = rf"(?<![\d.,点第{CHINESE}])"
_COUNT = rf"(?:{FIGURE}|[几数]|(?<![上下前后])半)"
_ROUGH = "[余多几来]"
_LENGTH = re.compile(
    rf"{_WHOLE}(?:(?P<years>{_COUNT})[ \t]?(?P<rough>{_ROUGH})?个?(?P<half>半)?(?:周|整)?(?P<odd>{_ROUGH})?[ \t]?年"
    rf"(?:(?P<more>半)(?!数)|[零又]?[ \t]?(?P<and>{FIGURE})[ \t]?个(?P<and_half>半)?月)?"
    rf"(?![度级月初底末]|[ \t]?[\d{CHINESE}])|"
    rf"(?P<months>{_COUNT})[ \t]?(?P<rough_months>{_ROUGH})?个(?P<half_month>半)?(?P<odd_months>{_ROUGH})?[ \t]?月)"
)
_IN_DAYS = re.compile(
    rf"(?<![年月\-至到/])(?:{_WHOLE}){_COUNT}[ \t]?{_ROUGH}?个?(?:日历天|日历日|自然日|工作日|天|"
    r"(?:周|星期|礼拜)(?![年一二三四五六日天末])|日)"
)
# 一两年 and 三五个月 name no figure, 一二 is no 12 here.
_TWO_SAID = re.compile(r"[一二两三四五六七八九]{2,3}")
# 12个月零15天: more was said than months.
_AND_DAYS = re.compile(rf"[ \t]?[零又加][ \t]?{FIGURE}[ \t]?(?:天|日|周)")
_ABOUT = "about"
_TENTH = Decimal("0.1")


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
    """The lengths in years and months that begin in a stretch, each with what makes it doubtful."""
    for match in _LENGTH.finditer(folded, start, min(len(folded), end + 20)):
        if match.start() >= end:
            return
        one = _length(folded, match)
        if one is not None:
            yield one


def in_days(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The place of a length in days or weeks, of which no months are made."""
    match = _IN_DAYS.search(folded, start, end)
    return match.span() if match else None


def _length(folded: str, match: re.Match[str]) -> Length | None:
    said = match["years"] or match["months"]
    counts = [count(one) for one in (said, match["and"]) if one]
    if match["years"] and counts[0] is not None and counts[0] >= 100:
        return None  # the year of a date
    place = match.start(), match.end()
    unread = any(one is None for one in counts) or any(
        match[name] for name in ("rough", "odd", "rough_months", "odd_months")
    )
    if unread:
        return Length(Decimal(0), *place, doubt="unread", in_years=bool(match["years"]))
    first, *rest = (one for one in counts if one is not None)
    half = Decimal("0.5")
    if match["years"]:
        months = (first + half * (bool(match["half"]) + bool(match["more"]))) * 12
        months += sum(rest) + half * bool(match["and_half"])
    else:
        months = first + half * bool(match["half_month"])
    if not months:
        return None
    doubt = doubt_around(folded, *place).replace("each", "")
    tenths = months.quantize(_TENTH)
    if months != tenths or _AND_DAYS.match(folded, place[1]):
        doubt = "unread"
    whole = tenths.to_integral_value()
    return Length(whole if whole == months else tenths, *place, doubt=doubt, in_years=bool(match["years"]))


def count(text: str) -> Decimal | None:
    """What a count of years, months or days says; None for what may be meant in two ways."""
    if text == "半":
        return Decimal("0.5")
    return None if _TWO_SAID.fullmatch(text.strip()) else figure(text.strip())
