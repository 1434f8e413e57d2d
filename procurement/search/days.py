"""Days in what somebody types to search by: 7月22日, 2024-07-22, 22 July, 7月15日以前截止, 本周, next month."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.ground.values.days import FIRST_YEAR, LAST_YEAR
from portal.ground.values.figures import chinese_number
from procurement.search.known import DAYS

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
# By themselves these are other words too.
_UNCLEAR = {"may", "march"}
_MONTH = "|".join(sorted([*_MONTHS, *_SHORT], key=len, reverse=True))
_YEAR, _CN = r"20\d\d", r"[一二三四五六七八九十廿]{1,3}"
_NUMBER = rf"(?:\d{{1,2}}|{_CN})"
_EDGE, _OFF = r"(?<![a-z0-9.\-/])", r"(?![a-z0-9\-/])"
_TH = r"(?:st|nd|rd|th)?"
_OF_MONEY = r"(?:万|千|百|亿|元|块|w\b|k\b|yuan|rmb|million|thousand)"
_ONE = re.compile(
    "|".join(
        [
            rf"{_EDGE}(?P<y1>{_YEAR})\s*(?:年|[-/.])\s*(?P<m1>{_NUMBER})\s*(?:月|[-/.])\s*(?P<d1>{_NUMBER})\s*[日号]?(?![a-z0-9])",
            rf"{_EDGE}(?P<d13>\d{{1,2}})[/.](?P<m13>\d{{1,2}})[/.](?P<y13>{_YEAR}){_OFF}",
            rf"{_EDGE}(?P<y2>{_YEAR})(?P<m2>\d\d)(?P<d2>\d\d){_OFF}",
            rf"(?:(?P<d3>\d{{1,2}}){_TH}\s+(?:of\s+)?)(?P<m3>{_MONTH})\b\.?(?:,?\s*(?P<y3>{_YEAR}))?",
            rf"\b(?P<m4>{_MONTH})\.?\s+(?P<d4>\d{{1,2}}){_TH}\b(?:,?\s*(?P<y4>{_YEAR})\b)?",
            rf"\b(?P<m5>{_MONTH})\.?,?\s+(?P<y5>{_YEAR})\b",
            rf"\b(?P<m6>{_MONTH})\b",
            rf"(?P<m7>{_NUMBER})\s*月\s*(?P<d7>{_NUMBER})\s*[日号]?",
            rf"(?:(?P<y14>{_YEAR})\s*年\s*)?(?P<m14>{_NUMBER})\s*月份?(?P<third14>上旬|中旬|下旬|初|底|末)",
            rf"{_EDGE}(?P<y8>{_YEAR})\s*(?:年|[-/.])\s*(?P<m8>{_NUMBER})\s*(?:月份?|{_OFF})",
            rf"(?P<m9>{_NUMBER})\s*月份?",
            rf"{_EDGE}(?P<y10>{_YEAR})\s*(?:年度?|{_OFF})",
            rf"(?<!\S)(?P<m11>\d{{1,2}})[/.-](?P<d11>\d{{1,2}})(?!\S|\s*{_OF_MONEY})",
            r"(?P<d12>\d{1,2})\s*[号日](?!常)",
        ]
    )
)
_COUNT = r"(\d{1,2}|[一二三四五六七八九十]{1,2}|两)\s*(天|日|周|个星期|个月)"
_COUNT_EN = r"(\d{1,2}) (day|week|month)s?"
_SOON = re.compile(rf"(?:未来|今后|接下来)?\s*{_COUNT}(?:之内|以内|内)|within {_COUNT_EN}")
_LATELY = re.compile(rf"最近\s*{_COUNT}|(?:last|past) {_COUNT_EN}")
_LENGTHS = {"天": 1, "日": 1, "day": 1, "周": 7, "个星期": 7, "week": 7, "个月": 31, "month": 31}
Span = tuple[date, date]


def _week(today: date, ahead: int) -> Span:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    return monday, monday + timedelta(days=6)


def _shifted(today: date, months: int) -> str:
    years, month = divmod(today.month - 1 + months, 12)
    return f"{today.year + years}-{month + 1:02d}"


def _on(days: int) -> Callable[[date], str]:
    return lambda today: (today + timedelta(days=days)).isoformat()


# What a word says, seen from today: one day, month or year as a stamp, or a span of days.
_RELATIVE: dict[str, Callable[[date], str | Span]] = {
    **dict.fromkeys(("今天", "今日", "当天", "today"), _on(0)),
    **dict.fromkeys(("明天", "明日", "tomorrow"), _on(1)),
    **dict.fromkeys(("后天", "the day after tomorrow"), _on(2)),
    **dict.fromkeys(("昨天", "昨日", "yesterday"), _on(-1)),
    "前天": _on(-2),
    **dict.fromkeys(
        ("即将截止", "快截止", "快要截止", "快到期", "马上截止", "closing soon", "ends soon"),
        lambda today: (today, today + timedelta(days=6)),
    ),
    **dict.fromkeys(
        ("本周", "这周", "这个星期", "本星期", "这星期", "this week"), lambda today: _week(today, 0)
    ),
    **dict.fromkeys(("下周", "下个星期", "下星期", "next week"), lambda today: _week(today, 1)),
    **dict.fromkeys(("上周", "上个星期", "上星期", "last week"), lambda today: _week(today, -1)),
    **dict.fromkeys(("本月", "这个月", "当月", "this month"), lambda today: _shifted(today, 0)),
    **dict.fromkeys(("下个月", "下月", "next month"), lambda today: _shifted(today, 1)),
    **dict.fromkeys(("上个月", "上月", "last month"), lambda today: _shifted(today, -1)),
    **dict.fromkeys(("今年", "本年", "this year"), lambda today: str(today.year)),
    **dict.fromkeys(("去年", "上年", "last year"), lambda today: str(today.year - 1)),
    **dict.fromkeys(("明年", "next year"), lambda today: str(today.year + 1)),
}
_SAID = re.compile("|".join(sorted(map(re.escape, _RELATIVE), key=len, reverse=True)))
_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_ON_WEEKDAY = re.compile(
    r"(?P<next>下个?|next )?(?:本|这个?|this )?"
    rf"(?:(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])|(?P<en>{'|'.join(_WEEKDAYS)})\b)"
)
_UPTO = r"以前|之前|前|before|by|until|till|no later than|not later than|不晚于|不迟于|早于"
_SINCE = r"以后|之后|后|起|以来|after|since|from|不早于|晚于"
_DUE = r"截止日期|截止时间|截止|到期|关闭|止|closes|closing|close|due|deadline"
_PUB = r"发布|公布|发出|刊登|published|posted|announced"
_ASK = r"提问|question|questions|ask"
_GLUE = r"on|in|is|于|在|是|为|的"
_WORD = rf"(?:(?P<upto>{_UPTO})|(?P<since>{_SINCE})|(?P<due>{_DUE})|(?P<pub>{_PUB})|(?P<ask>{_ASK})|{_GLUE})"
_BEHIND = re.compile(rf"\s*{_WORD}(?![a-z])")
_BEFORE = re.compile(rf"(?<![a-z]){_WORD}\s*$")
_NEVER_BEFORE = {"前", "后", "起", "止"}  # of these only 7月22日前 and the like
_TO = re.compile(r"\s*(?:-|~|—|–|到|至|to|until)\s*")


@dataclass(frozen=True)
class Days:
    """Where in a text a day or a span stands. ``stamp``: as the index has it, whole or as a beginning; or
    ``first``/``last``, of which one may be open. ``names``: which of a call's days are meant (DAYS). ``rolling``: it
    says something else tomorrow, or needs to know the year."""

    begin: int
    end: int
    names: tuple[str, ...]
    stamp: str = ""
    first: date | None = None
    last: date | None = None
    rolling: bool = False


@dataclass(frozen=True)
class _Bare:
    begin: int
    end: int
    stamp: str
    rolling: bool
    span: Span | None
    names: tuple[str, ...] = ()


def days(text: str, today: date | None) -> Iterator[Days]:
    """Every day or span of days in a folded text, from left to right. Without ``today`` those that depend on it have
    neither stamp nor bounds."""
    at = 0
    while (bare := _next(text, at, today)) is not None:
        whole = _whole(text, bare, today, at)
        yield whole
        at = whole.end


def _next(text: str, at: int, today: date | None) -> _Bare | None:
    found = [
        one
        for read in (_lately, _relative, _weekday, _written)
        for one in [read(text, at, today)]
        if one is not None
    ]
    return min(found, key=lambda one: (one.begin, -one.end), default=None)


def _lately(text: str, at: int, today: date | None) -> _Bare | None:
    for form, ahead in ((_SOON, 1), (_LATELY, -1)):
        if match := form.search(text, at):
            said, unit = (match[1], match[2]) if match[1] else (match[3], match[4])
            number = 2 if said == "两" else int(said) if said.isdigit() else chinese_number(said)
            if number is None:
                continue
            span = None
            if today is not None:
                other = today + timedelta(days=ahead * number * _LENGTHS[unit])
                span = (min(today, other), max(today, other))
            return _Bare(*match.span(), "", True, span, ("due",) if ahead > 0 else ("pub",))
    return None


def _weekday(text: str, at: int, today: date | None) -> _Bare | None:
    """The next Friday, or that of next week."""
    match = _ON_WEEKDAY.search(text, at)
    if match is None:
        return None
    stamp = ""
    if today is not None:
        number = min("一二三四五六日天".index(match["zh"]), 6) if match["zh"] else _WEEKDAYS[match["en"]]
        monday = today - timedelta(days=today.weekday())
        day = monday + timedelta(days=number + (7 if match["next"] else 0))
        stamp = (day if day >= today else day + timedelta(days=7)).isoformat()
    return _Bare(*match.span(), stamp, True, _span(stamp))


def _relative(text: str, at: int, today: date | None) -> _Bare | None:
    match = _SAID.search(text, at)
    if match is None:
        return None
    made = _RELATIVE[match[0]](today) if today is not None else ""
    if isinstance(made, str):
        return _Bare(*match.span(), made, True, _span(made) if made else None)
    past = today is not None and made[1] < today
    return _Bare(*match.span(), "", True, made, ("pub",) if past else ("due",))


def _written(text: str, at: int, today: date | None) -> _Bare | None:
    for match in _ONE.finditer(text, at):
        given = {name.rstrip("0123456789"): said for name, said in match.groupdict().items() if said}
        if set(given) == {"m"} and given["m"] in _UNCLEAR:
            continue
        year = int(given["y"]) if "y" in given else None
        month = _number(given["m"]) if "m" in given else None
        day = _number(given["d"]) if "d" in given else None
        rolling = year is None
        if "d" in given and "m" not in given:
            if today is None:
                return _Bare(*match.span(), "", True, None)
            year, month = today.year, today.month
        if match["m13"] and month and month > 12:  # 7/22/2024
            month, day = day, month
        stamp = _stamp(year, month, day)
        if stamp is None:
            continue
        if "third" in given:
            span = _third(
                _span(_stamp(year or (today.year if today else None), month, None) or ""), given["third"]
            )
            return _Bare(*match.span(), "", rolling, span, ("due",))
        if not rolling or today is None:
            return _Bare(*match.span(), stamp, rolling, _span(stamp) if year else None)
        return _Bare(*match.span(), stamp, rolling, _span(_stamp(year or today.year, month, day) or ""))
    return None


def _third(month: Span | None, said: str) -> Span | None:
    """The first, the second or the last ten days of a month."""
    if month is None:
        return None
    first, last = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20)}.get(said, (21, month[1].day))
    return month[0].replace(day=first), month[0].replace(day=last)


def _number(said: str) -> int:
    if said.isdigit():
        return int(said)
    return _MONTHS.get(said) or _SHORT.get(said) or chinese_number(said) or 0


def _stamp(year: int | None, month: int | None, day: int | None) -> str | None:
    """As the index has it; None for a day that there is not."""
    if (year and not FIRST_YEAR <= year <= LAST_YEAR) or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None and not 1 <= day <= calendar.monthrange(year or 2024, month or 1)[1]:
        return None
    parts = [f"{year}" if year else "", f"{month:02d}" if month else "", f"{day:02d}" if day else ""]
    return "-".join(part for part in parts if part)


def _span(stamp: str) -> Span | None:
    """The first and the last day of 2024, 2024-07 or 2024-07-22."""
    year, *rest = map(int, stamp.split("-")) if stamp else (0,)
    if year < FIRST_YEAR:
        return None
    if len(rest) == 2:
        return date(year, *rest), date(year, *rest)
    if rest:
        return date(year, rest[0], 1), date(year, rest[0], calendar.monthrange(year, rest[0])[1])
    return date(year, 1, 1), date(year, 12, 31)


def _whole(text: str, bare: _Bare, today: date | None, at: int) -> Days:
    """With the words around it that say which day is meant and to which side of it."""
    begin, end, said = bare.begin, bare.end, set()
    first, last = bare.span or (None, None)
    rolling, between = bare.rolling, False
    if (to := _TO.match(text, end)) and (other := _next(text, to.end(), today)) and other.begin == to.end():
        end, between, rolling = other.end, True, rolling or other.rolling
        last = other.span[1] if other.span else None
    while behind := _BEHIND.match(text, end):
        if behind.lastgroup:
            said.add(behind.lastgroup)
        elif behind[0].strip() != "的":
            break
        end = behind.end()
    while (before := _BEFORE.search(text, at, begin)) and before.group().strip() not in _NEVER_BEFORE:
        if before.lastgroup:
            said.add(before.lastgroup)
        begin = before.start()
    names = tuple(name for name in DAYS if name in said) or bare.names
    if not between and not said & {"upto", "since"} and bare.stamp:
        return Days(
            begin, end, names or DAYS, bare.stamp, rolling=rolling and not _is_of_any_year(bare.stamp)
        )
    if "upto" in said:
        first = None
    elif "since" in said:
        last = None
    return Days(begin, end, names[:1] or ("due",), "", first, last, rolling)


def _is_of_any_year(stamp: str) -> bool:
    return len(stamp.split("-")[0]) == 2
