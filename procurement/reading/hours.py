"""The hour that stands behind a day: 17:00, 十七时三十分, 下午五点半, 晚上12点, 5:30 PM."""

import re
from dataclasses import dataclass
from datetime import time

from portal.ground.expression import expression
from portal.ground.values.figures import chinese_number

_BLANK = r"[ \t]{0,3}"
_FILLER = (
    rf"(?:{_BLANK}(?:\([^()\n]{{1,10}}\)|T(?=\d)|,|的|(?:星期|周|礼拜)[一二三四五六日天]|"
    rf"当[日天]|北京时间:?)){{0,4}}"
)
_HALF = r"上午|午前|早上|早晨|清晨|早间|早|凌晨|下午|午后|傍晚|晚上|晚间|夜间|夜里|半夜|深夜|夜|晚|中午|正午|AM|PM"
_FIGURE = r"(?:\d{1,2}|二?十[一二三四五六七八九]?|廿[一二三四五]?|[零〇一二两三四五六七八九])"
_HOUR = expression(
    rf"{_FILLER}{_BLANK}(?P<half>{_HALF})?{_BLANK}(?P<hour>{_FIGURE})[ \t]?(?P<mark>:|时|点钟?)"
    r"(?:(?P<past>半)|(?P<quarter>[一三])刻|整?[ \t]?"
    r"(?P<minute>\d{2}(?!\d)|[零〇]?[一二三四五]?十?[一二三四五六七八九十](?=分))?)[ \t]?分?(?::\d{2}|\d{2}秒)?"
    r"[ \t]{0,2}(?P<after>[AaPp]\.?[Mm]\.?(?![A-Za-z]))?"
)
_UNTIMED = expression(
    rf"{_FILLER}{_BLANK}(?:{_HALF}|下班|上班|午夜|零点|零时)[^。;,\n|前止之]{{0,4}}(?:[之以]?前)?"
)
_TO_HOUR = expression(
    rf"[ \t]?(?:-|~|至|到){_BLANK}(?:{_HALF})?{_BLANK}(?P<hour>{_FIGURE})[ \t]?(?::|时|点)(?P<minute>\d{{2}}(?!\d))?"
)
_MORNING = {"上午", "午前", "早上", "早晨", "清晨", "早间", "早"}
_AFTERNOON = {"下午", "午后", "傍晚"}
_EVENING = {"晚上", "晚间", "夜间", "夜里", "半夜", "深夜", "夜", "晚"}
_NOON = {"中午", "正午"}


@dataclass(frozen=True)
class Hour:
    """``at`` None and not ``at_end`` (24:00): no hour was said, or, where ``doubtful``, none that can be one.
    ``end`` is where the words of the hour end."""

    at: time | None
    end: int
    at_end: bool = False
    doubtful: bool = False


def hour_after(folded: str, at: int) -> Hour:
    """The hour right behind a day that ends at ``at``, past its weekday or a word such as 北京时间."""
    match = _HOUR.match(folded, at)
    if not match:
        vague = _UNTIMED.match(folded, at)
        return Hour(None, vague.end() if vague else at, doubtful=bool(vague))
    said = match["hour"]
    hour = int(said) if said.isdigit() else 0 if said in "零〇" else chinese_number(said)
    minute = _minute(match)
    spread = _TO_HOUR.match(folded, match.end())
    if hour is None or minute is None or hour > 24 or minute > 59 or spread:
        # 8:00至12:00: the second hour, to be looked at.
        last = spread["hour"] if spread and spread["hour"].isdigit() else ""
        minutes = int(spread["minute"] or 0) if spread else 0
        until = time(int(last), minutes) if last and int(last) < 24 and minutes < 60 else None
        return Hour(until, _past_digits(folded, spread.end() if spread else match.end()), doubtful=True)
    half = match["half"] or ""
    if match["after"]:
        half = match["after"].replace(".", "").upper()
    padded = len(said) == 2 and said.startswith("0")
    return _judged(half, hour, minute, match.end(), padded=padded)


def _past_digits(folded: str, at: int) -> int:
    while at < len(folded) and (folded[at].isdigit() or folded[at] in ":分"):
        at += 1
    return at


def _minute(match: re.Match[str]) -> int | None:
    if match["past"]:
        return 30
    if match["quarter"]:
        return 15 if match["quarter"] == "一" else 45
    said = match["minute"] or "0"
    return int(said) if said.isdigit() else chinese_number(said.lstrip("零〇"))


def _judged(half: str, hour: int, minute: int, end: int, *, padded: bool) -> Hour:
    """What the half of the day makes of the figure; unsure where the two do not go together."""
    plain = Hour(time(hour % 24, minute), end)
    if hour == 24 or (half in _EVENING and hour == 12):
        return Hour(None, end, at_end=minute == 0, doubtful=minute != 0)
    if half in _AFTERNOON or half == "PM":
        fits, shift = (1 <= hour <= 23, 12 if hour < 12 else 0)
    elif half in _EVENING:
        fits, shift = (5 <= hour <= 23, 12 if hour < 12 else 0)
    elif half in _NOON:
        fits, shift = (hour in (11, 12, 13, 14, 1, 2), 12 if hour < 3 else 0)
    elif half in _MORNING:
        fits, shift = (1 <= hour <= 12, 0)
    elif half in ("凌晨", "AM"):
        fits, shift = (1 <= hour <= 11, 0)
    else:
        # 5点 at an office is 17:00 as often as 5:00; 0:00 is the end of a day to some and its beginning to others.
        fits, shift = (hour >= 7 or (padded and hour > 0), 0)
    if not fits:
        return Hour(plain.at, end, doubtful=True)
    return Hour(time(hour + shift, minute), end)
