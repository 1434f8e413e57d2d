"""When things happen: publication, documents, questions, closing, opening, the term of the service."""

import re
from collections.abc import Iterator
from datetime import datetime, time

from procurement.reading import dates, terms
from procurement.reading.dates import When
from procurement.reading.found import Found, Source, Sure
from procurement.reading.text import any_of, spaced

_SUBMIT = any_of(
    "提交 递交 报送 上报 申报 报名 报至 报到 报我 报市 报县 报州 送达 送至 送到 投递 寄送 "
    "寄到 寄至 发送 发至 交至 交到 投标 响应"
)
_PUBLISHED_LABELS = "首次公告日期 首次公告时间 系统发布时间 发布时间 发布日期 公告时间 公告日期 发文日期"
_PUBLISHED = re.compile(rf"{spaced(_PUBLISHED_LABELS)}[ \t]{{0,3}}:[ \t]{{0,3}}$")
_CLOSING_LABEL = re.compile(
    rf"{any_of('提交 递交 投标 响应 申报 报名 报送 受理 征集')}?[^\n。;:]{{0,12}}截止(?:时间|"
    rf"日期|期限)?(?:[及和]地点)?"
    r"[^\n。;:\d]{0,6}[ \t]{0,3}[:为是|]?[ \t]{0,3}$"
)
_UNTIL = re.compile(r"(?:截止到|截止至|截至|截止日期为?|截止时间为?|截止于)[ \t:]{0,3}$")
_BEFORE = re.compile(
    rf"[ \t]{{0,3}}(?:\([^()\n]{{1,10}}\))?[ \t]{{0,3}}(?:之前|以前|前|止|截止)[^。;\n]{{0,30}}?{_SUBMIT}"
)
_BEFORE_REPORT = re.compile(
    r"[ \t]{0,3}(?:\([^()\n]{1,10}\))?[ \t]{0,3}(?:之前|以前|前)[,将把统一]{0,3}(?:报|送|交|发)"
)
_FINISH = re.compile(r"[ \t]{0,3}(?:之前|以前|前|底前)[^。;\n]{0,6}(?:完成|结束|验收|支付|拨付|履行)")
_ASK = re.compile(r"提问|咨询截止|疑问|答疑|澄清要求|询问")
_ANSWER = re.compile(r"答复|回复|解答")
_NOT_CLOSING = re.compile(r"公示|质疑|投诉|获取|领取|发售|公告期|有效期|保证金")
_OPENING = re.compile(r"(?:开启|开标|启封|开封|磋商时间)[^。;]{0,14}$")
_WINDOW_BEFORE = re.compile(
    r"(?:获取|领取|发售|下载|购买)[^。;]{0,12}(?:文件|资料|指南)|(?:文件|资料|"
    r"指南)(?:的)?(?:获取|领取|发售|下载)"
)
_CALL_WINDOW = re.compile(
    rf"{any_of('申报 报名 征集 受理 递交 提交 投标')}(?:材料|资料|文件)?(?:的)?(?:时间|期限|"
    rf"日期|起止时间)[ \t]{{0,3}}[:为是|]?[ \t]{{0,3}}$"
)


def timetable(source: Source, *, published_hint: datetime | None) -> Iterator[Found]:
    """All dates of the call, each under the first sign that names it."""
    year = published_hint.year if published_hint else None
    days = dates.find_days(source.folded, year=year)
    pairs = list(dates.ranges(source.folded, days))
    published = _publication(source, days)
    if published:
        yield published
    yield from _windows(source, pairs)
    yield from _closing(source, days, pairs, dates.impossible_days(source.folded, year=year))
    yield from _other_days(source, days)
    yield from terms.term(source, days, pairs)


def _moment(source: Source, field: str, when: When, otherwise: time, sure: Sure = Sure.SURE) -> Found:
    if when.doubt:
        value = None if when.no_hour or when.doubt != "hour_unclear" else when.moment(otherwise)
        return source.found(field, value, when.start, when.end, Sure.GUESS, when.doubt)
    note = "year_guessed" if when.year_guessed else "" if when.says_hour else "time_not_stated"
    if when.year_guessed and sure is Sure.SURE:
        sure = Sure.LIKELY
    return source.found(field, when.moment(otherwise), when.start, when.end, sure, note)


def _before(source: Source, when: When, reach: int) -> str:
    return source.folded[max(0, when.start - reach) : when.start]


def _publication(source: Source, days: list[When]) -> Found | None:
    """The labelled time, else the date under the signature."""
    for when in days:
        if when.day and _PUBLISHED.search(_before(source, when, 24)):
            return _moment(source, "published_at", when, time(0, 0))
    last = next((when for when in reversed(days) if when.day), None)
    if last and not last.year_guessed and not source.folded[last.end :].strip(" \n\t|.。)"):
        line_start = source.folded.rfind("\n", 0, last.start) + 1
        if not source.folded[line_start : last.start].strip() or last.end - line_start < 60:
            return _moment(source, "published_at", last, time(0, 0), Sure.LIKELY)
    return None


def _windows(source: Source, pairs: list[tuple[When, When]]) -> Iterator[Found]:
    for first, second in pairs:
        before = _before(source, first, 80)
        if first.day and second.day and _WINDOW_BEFORE.search(before) and not _CALL_WINDOW.search(before):
            yield source.found("documents_from", first.first_date, first.start, first.end)
            yield source.found("documents_to", second.first_date, second.start, second.end)
            return


def _closing(
    source: Source, days: list[When], pairs: list[tuple[When, When]], impossible: list[When]
) -> Iterator[Found]:
    """The deadline under its label first, then "before … hand in", then the end of the window to apply. One that
    cannot be meant is shown and has no value."""
    windows = [second for first, second in pairs if _CALL_WINDOW.search(_before(source, first, 24))]
    ends = {when.start for when in windows}
    ranked = []
    for when in dict.fromkeys([*days, *windows]):
        rank = _closing_rank(source, when, ends) if when.day else 0
        if rank:
            ranked.append((-rank, -bool(when.says_hour), when.start, when))
    wrong = [when for when in impossible if when.day and _closing_rank(source, when, set())]
    if not ranked:
        if wrong:
            yield _moment(source, "bids_due", wrong[0], dates.END_OF_DAY)
        return
    ranked.sort(key=lambda one: one[:3])
    best = ranked[0][3]
    moments = dict.fromkeys(one[3].moment(dates.END_OF_DAY) for one in ranked)
    days_said = {one[3].first_date for one in ranked}
    found = _moment(source, "bids_due", best, dates.END_OF_DAY)
    if len(days_said) > 1 or wrong:
        others = tuple(moments)
        yield source.found(
            "bids_due", found.value, found.start, found.end, Sure.GUESS, "several_values", others
        )
    else:
        yield found


def _closing_rank(source: Source, when: When, ends: set[int]) -> int:
    before, near = _before(source, when, 40), _before(source, when, 22)
    after = source.folded[when.end : when.end + 48]
    clause = re.split(r"[。;\n]", before)[-1]
    if _ASK.search(clause) or _ANSWER.search(clause) or _NOT_CLOSING.search(clause.rsplit(",", 1)[-1]):
        return 0
    if _FINISH.match(after):
        return 0
    if (_CLOSING_LABEL.search(near) or _UNTIL.search(near)) and not _OPENING.search(near):
        return 3
    if _BEFORE.match(after) or _BEFORE_REPORT.match(after):
        return 2
    return 1 if when.start in ends else 0


def _other_days(source: Source, days: list[When]) -> Iterator[Found]:
    seen: set[str] = set()
    for when in days:
        if not when.day:
            continue
        before = _before(source, when, 36)
        clause = re.split(r"[。;\n]", before)[-1]
        after = re.split(r"[。;\n]", source.folded[when.end : when.end + 16])[0]
        until = "截止" in clause or "截至" in clause or re.match(r"[ \t]{0,3}(?:之前|以前|前|止)", after)
        field = ""
        if until and _ANSWER.search(clause + after):
            field = "answers_by"
        elif until and _ASK.search(clause + after):
            field = "ask_by"
        elif _OPENING.search(before):
            field = "opens_at"
        if field and field not in seen:
            seen.add(field)
            if field == "opens_at":
                yield _moment(source, field, when, dates.END_OF_DAY)
            elif when.hour is not None:
                # A day is kept, to its end: the hour that was written is shown beside it.
                yield source.found(
                    field, when.first_date, when.start, when.end, Sure.LIKELY, "day_without_hour"
                )
            else:
                yield source.found(field, when.first_date, when.start, when.end)
