"""When things happen: publication, documents, questions, closing, opening, the term of the service."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from portal.ground.expression import expression
from procurement.reading import dates, terms
from procurement.reading.dates import When
from procurement.reading.found import Found, Source, Sure
from procurement.reading.outline import sections, topics_at
from procurement.reading.text import any_of, sentence_at, spaced
from procurement.reading.topics import topic_of

_SUBMIT = any_of(
    "提交 递交 报送 上报 申报 报名 报至 报到 报我 报市 报县 报州 送达 送至 送到 投递 寄送 "
    "寄到 寄至 发送 发至 交至 交到 投标 响应"
)
_PUBLISHED_LABELS = "首次公告日期 首次公告时间 系统发布时间 发布时间 发布日期 公告时间 公告日期 发文日期"
_PUBLISHED = expression(rf"{spaced(_PUBLISHED_LABELS)}[ \t]{{0,3}}:[ \t]{{0,3}}$")
_CLOSING_LABEL = expression(
    rf"{any_of('提交 递交 投标 响应 申报 报名 报送 受理 征集')}?[^\n。;:]{{0,12}}截止(?:时间|"
    rf"日期|期限)?(?:[及和]地点)?"
    r"[^\n。;:\d]{0,6}[ \t]{0,3}[:为是|]?[ \t]{0,3}$"
)
_UNTIL = expression(
    r"(?:最[后晚迟](?:时刻|时间|期限|一天)?[:为是]?|截止到|截止至|截至|截止日期为?|截止时间为?|截止于)[ \t:]{0,3}$"
)
_BEFORE = expression(
    rf"[ \t]{{0,3}}(?:\([^()\n]{{1,10}}\))?[ \t]{{0,3}}(?:之前|以前|前|止|截止)[^。;\n]{{0,30}}?{_SUBMIT}"
)
_BEFORE_REPORT = expression(
    r"[ \t]{0,3}(?:\([^()\n]{1,10}\))?[ \t]{0,3}(?:之前|以前|前),[^。;\n]{0,24}?(?:填(?:表|写|报)|上传|发到|"
    r"发至|寄到|交到)|"
    r"[ \t]{0,3}(?:\([^()\n]{1,10}\))?[ \t]{0,3}(?:之前|以前|前|止)?[,]?(?:登录|登陆|将|把|统一|由|"
    r"专人)[^。;\n]{0,60}?(?:报|送|交|发|寄)|"
    r"[ \t]{0,3}(?:\([^()\n]{1,10}\))?[ \t]{0,3}(?:之前|以前|前)[,将把统一]{0,3}(?:报|送|交|发|\n?递)"
)
# 3月21日20:00　申请截止; 18时止收件; 17:00后收到的无效.
_CLOSED_BEHIND = expression(
    r"[ \t]{0,4}(?:申请|申报|征集|递交|提交|收件|投稿|响应)(?:材料)?截止|[ \t]{0,3}(?:止|截止)[,]?(?:收件|接收|收取)|"
    r"[ \t]{0,3}(?:以后|之后|后)(?:收到|送达|提交|递交|发送|寄达)[^。;\n]{0,6}(?:无效|不予|不再|一律不)"
)
_STARTS = expression(r"[ \t]{0,3}(?:起|开始|开放)(?!至|到)")
_TAKEN_IN = expression(r"[ \t]{0,3}(?:接受|受理|接收|收取)(?:申请|申报|材料|申请书|方案)")
_NOT_OF_BIDS = expression(r"每年|每季|每月|每半年|次年|年度(?:报告|总结)")
_PAPERS = expression(r"[^。;\n]{0,12}(?:总结|报告|报表|台账|简报|小结)")
_ENDS_HERE = expression(r"[ \t]{0,3}(?:\([^()\n]{1,10}\))?[ \t]{0,3}(?:停止受理|结束|截止|为止|止|前截止)")
_SIGN_UP = expression(r"报名(?!材料|资料|表|文件|单位|条件|资格)")
_HANDED_IN = expression(r"递交|提交|报送|投递|寄送|送达|发送|申报|响应|投标|上传")
_AT_THE_SAME = expression(
    r"(?:同时|同一时间|当场|即时|随后|随即)(?:进行)?(?:开标|开启|拆封|启封|评审)|(?:开启|开标|拆封|启封|"
    r"谈判开始|评审)(?:时间)?[^。;,\n\d]{0,6}(?:同|"
    r"与)[^。;,\n]{0,12}(?:截止|递交)|"
    r"截止[^。;\n]{0,8}(?:及|和|与|暨|、)[^。;\n]{0,10}(?:开启|开标|谈判开始|比选|拆封)(?:时间)?"
)
_BOTH = expression(r"截止[^。;\n]{0,6}[与和及、暨][^。;\n]{0,8}(?:开标|开启|谈判|磋商)")
_FINISH = expression(r"[ \t]{0,3}(?:之前|以前|前|底前)[^。;\n]{0,6}(?:完成|结束|验收|支付|拨付|履行)")
_ASK = expression(r"提问|咨询截止|疑问|答疑|澄清要求|询问")
_ANSWER = expression(r"答复|回复|解答")
_NOT_CLOSING = expression(r"公示|质疑|投诉|获取|领取|发售|公告期|有效期|保证金")
_OPENING = expression(
    r"(?:开启|开标|启封|开封|拆封|(?:磋商|谈判|比选|询价|评审|竞价)(?:会)?(?:时间|日期))[^。;]{0,14}$"
)
_WINDOW_BEFORE = expression(
    r"(?:获取|领取|发售|下载|购买)[^。;]{0,12}(?:文件|资料|指南)|(?:文件|资料|"
    r"指南)(?:的)?(?:获取|领取|发售|下载)"
)
_SOON = expression(
    r"^[^\n]{0,50}?(?:同时|当场|即时|随即|随后)(?:进行|组织)?(?:开标|开启|拆封|评审)|^[^。\n]{0,30}(?:开标|开启)[:]?(?:同时|当场)|^[^。\n]{0,30}。开启时间同递交截止"
)
_OPENS_AS_CLOSING = expression(
    r"(?:开启|开标|开封|拆封)(?:时间)?[:]?(?:同|与|即为?)[^。;\n\d]{0,6}?(?:递交|提交|响应|投标|报价)?(?:文件)?"
    r"[^。;\n\d]{0,4}截止(?:时间)?(?:相同|一致|同时)?"
)
_WINDOW_AFTER = expression(
    r"(?:获取|领取|下载|购买|索取)[^。;,\n]{0,14}(?:文件|资料|任务书|表样|指南|邀请函|通知书)|免费(?:下载|领取|获取)"
)
_CALL_WINDOW = expression(
    rf"{any_of('申报 报名 征集 受理 递交 提交 投标')}(?:材料|资料|文件)?(?:的)?(?:时间|期限?|时段|"
    rf"日期|起止时间)[ \t]{{0,3}}[:为是|]?[ \t]{{0,3}}$|"
    rf"(?<![\u4e00-\u9fff]){any_of('申报 申请 征集 受理 收件 递交 提交')}[ \t]{{0,3}}[:|][ \t]{{0,3}}$"
)


def days_of(source: Source, published_hint: datetime | None) -> list[When]:
    """The days of the text, each with its year where that is certain."""
    year = published_hint.year if published_hint else None
    return dates.with_certain_years(source.folded, dates.find_days(source.folded, year=year))


def timetable(source: Source, *, published_hint: datetime | None) -> Iterator[Found]:
    """All dates of the call, each under the first sign that names it."""
    year = published_hint.year if published_hint else None
    days = days_of(source, published_hint)
    pairs = list(dates.ranges(source.folded, days))
    ends = {second.start: second for _first, second in pairs}
    # The end of a range has the year of its beginning.
    days = [ends.get(when.start, when) for when in days]
    published = _publication(source, days)
    if published:
        yield published
    yield from _windows(source, pairs)
    closing = next(_closing(source, days, pairs, dates.impossible_days(source.folded, year=year)), None)
    yield from (closing,) if closing else ()
    for one in _sign_up(source, days, pairs):
        if closing and closing.start == one.start and closing.note != "only_signup":
            continue
        same = closing is None or closing.note == "only_signup" or "意向" in _sentence(source, one)
        yield replace(one, sure=Sure.GUESS, note=one.note or "only_signup") if same else one
    yield from _other_days(source, days)
    yield from terms.term(source, days, pairs)


def _sentence(source: Source, found: Found) -> str:
    return sentence_at(source.folded, found.start, found.end, reach=40).text


def _moment(source: Source, field: str, when: When, otherwise: time, sure: Sure = Sure.SURE) -> Found:
    if when.doubt:
        may_be = when.doubt in ("hour_unclear", "other_weekday") and not when.no_hour
        value = when.moment(otherwise) if may_be else None
        return source.found(field, value, when.start, when.end, Sure.GUESS, when.doubt)
    note = "year_guessed" if when.year_guessed else "" if when.says_hour else "time_not_stated"
    if when.year_guessed and sure is Sure.SURE:
        sure = Sure.LIKELY
    return source.found(field, when.moment(otherwise), when.start, when.end, sure, note)


def _day(source: Source, field: str, when: When) -> Found:
    note = "year_guessed" if when.year_guessed else when.doubt if when.doubt == "other_weekday" else ""
    return source.found(field, when.first_date, when.start, when.end, Sure.GUESS if note else Sure.SURE, note)


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
    """The days on which documents are had: by the words before or behind them, or by the heading."""
    for first, second in pairs:
        before = _before(source, first, 80)
        name = _named(source, first)
        had = (
            _WINDOW_BEFORE.search(before) or topic_of(name) == "documents" or _gets_documents(source, second)
        )
        if (
            first.day
            and second.day
            and had
            and not _CALL_WINDOW.search(before)
            and topic_of(name) not in ("term", "closing")
        ):
            yield _day(source, "documents_from", first)
            # The end of a range has the year of its beginning.
            yield _day(source, "documents_to", replace(second, year_guessed=first.year_guessed))
            return


def _gets_documents(source: Source, last: When) -> bool:
    """Whether the clause behind a window says that papers are had in it."""
    return bool(_WINDOW_AFTER.search(re.split(r"[。;\n]", source.folded[last.end : last.end + 120])[0]))


def _closing(
    source: Source, days: list[When], pairs: list[tuple[When, When]], impossible: list[When]
) -> Iterator[Found]:
    """The deadline under its label first, then "before … hand in", then the end of the window to apply. One that
    cannot be meant is shown and has no value."""
    windows = [
        second
        for first, second in pairs
        if _CALL_WINDOW.search(_before(source, first, 24))
        or _TAKEN_IN.match(source.folded, second.end)
        or (topic_of(_named(source, first)) == "closing" and not _gets_documents(source, second))
    ]
    ends = {when.start for when in windows}
    begins, last = {first.start for first, _ in pairs}, {second.start for _, second in pairs}
    ranked = []
    for when in dict.fromkeys([*(when for when in days if when.start not in begins), *windows]):
        rank = _closing_rank(source, when, ends) if when.day else 0
        if rank and not _signs_up(source, when) and not _chooses(source, when):
            ranked.append((-rank, -bool(when.says_hour), when.start, when))
    wrong = [when for when in impossible if when.day and _closing_rank(source, when, set())]
    if not ranked:
        alone = [
            when
            for when in dict.fromkeys([*days, *windows])
            if when.day and _closing_rank(source, when, ends)
        ] or [when for when in days if when.day and when.start in last and _signs_up(source, when)][:1]
        if wrong:
            yield _moment(source, "bids_due", wrong[0], dates.END_OF_DAY)
        elif alone:
            # One signs up by then, and nothing else is said of handing in.
            found = _moment(source, "bids_due", alone[-1], dates.END_OF_DAY)
            yield (
                found
                if _papers_are_due(source, alone[-1])
                else replace(found, sure=Sure.GUESS, note=found.note or "only_signup")
            )
        return
    ranked.sort(key=lambda one: one[:3])
    best = ranked[0][3]
    # What only stands under a heading is no rival of what a label or a verb calls the deadline.
    rivals = [one for one in ranked if one[0] == ranked[0][0] or one[0] < -1]
    moments = dict.fromkeys(one[3].moment(dates.END_OF_DAY) for one in rivals)
    days_said = {one[3].first_date for one in rivals}
    found = _moment(source, "bids_due", best, dates.END_OF_DAY)
    hours_said = {one[3].moment(dates.END_OF_DAY) for one in rivals if one[3].says_hour}
    if len(days_said) > 1 or len(hours_said) > 1 or wrong or _MOVED.match(source.folded, best.end):
        others = tuple(moments)
        yield source.found(
            "bids_due", found.value, found.start, found.end, Sure.GUESS, "several_values", others
        )
    else:
        yield found


# What is handed in by the day: 前，将申请书密封送…; or a place where papers go, and no other day for them.
_SENDS = expression(
    r"[^。;\n]{0,20}?(?:将|把|携带?|持|提交|递交|上传|填写?|发|报|送|寄|交)[^。;\n]{0,24}?"
    r"(?:申请|申报|材料|方案|表|书|文件|资料)"
)
_GO_TO = expression(r"(?:投递|递交|报送|送交|提交|报名|收件|接收)(?:方式|地点|地址)|密封|发至|发到|邮寄|当面")


def _papers_are_due(source: Source, when: When) -> bool:
    """Whether papers are handed in by the day that ends the signing up."""
    if _SENDS.match(source.folded, when.end):
        return True
    documents = any(topic_of(one.label) == "documents" for one in sections(source.folded))
    return not documents and bool(_GO_TO.search(source.folded))


# 17:00（延期至8月9日17:00）.
_MOVED = expression(r"[^。;\n\d]{0,4}(?:延期|延长|延至|顺延|推迟|更正|改)[^。;\n\d]{0,4}\d")
_LABEL_BEFORE = expression(
    r"(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff、/()与和及 ]{1,15}?)[ ]{0,3}[:|\t][ \t|]{0,4}$"
)
_HAS_OPENING = expression(
    r"开启|开标|启封|拆封|开封|(?:比选|谈判|磋商|询价|评审|竞价|评选|选聘)(?:评审)?(?:开始|时间|日期|$)"
)
_MEETING = expression(
    r"(?:比选|评审|评选|遴选|谈判|磋商|询价|竞价|面谈|路演|答辩|打分|评议|选聘)(?:会议?|评审)?(?:时间|"
    r"日期)?(?:定于|于|在|为|同为)?[:]?[ ]{0,2}$"
)
_CHOOSES = expression(
    r"[ \t]{0,4}(?:路演|评审|评选|答辩|面谈|公布)|"
    r"[^。;,\n]{0,8}(?:开评|开始(?:评|打分|比选)|组织评审|召开评审|面谈|评分|评审会|比选会)"
)
_APPLIES = expression(r"申报|申请|报名")
_MAYBE_OPENING = expression(r"(?:比选|评审|磋商|谈判|评议|路演|答辩)会|^评审(?:时间|日期)")
_HAS_CLOSING = expression(
    r"截止|响应文件|交文件|交件|递交|提交|报送|送达|交件|投递|受理|接收|上交|交材料|收件"
)


def _chooses(source: Source, when: When) -> bool:
    """Whether those who choose meet then: 选定会 above the day, 评审会 behind it."""
    if _HAS_CLOSING.search(re.split(r"[。;\n]", _before(source, when, 40))[-1]):
        return False
    return bool(_MEETS.search(_named(source, when)) or _CHOOSES.match(source.folded, when.end))


_MEETS = expression(r"(?:选定|评审|评选|比选|遴选|选择|面谈|答辩|路演)会$")


# 选定会, alone above its day.
_LINE_ABOVE = expression(r"\n[ \t]*([\u4e00-\u9fff]{3,12})[ \t]*\n[ \t]*$")


def _label_of(folded: str, when: When) -> str:
    """The label a day stands right behind in its line, without blanks; "" where there is none."""
    line = folded[max(folded.rfind("\n", 0, when.start) + 1, when.start - 40) : when.start]
    if not line.strip() and (above := _LINE_ABOVE.search(folded, max(0, when.start - 30), when.start)):
        return above[1]
    line = re.split(r"[。;]", line)[-1]
    match = _LABEL_BEFORE.search(line) or _LABEL_BEFORE.search(re.split(r"(?<=[:|])(?=[^:|]*$)", line)[0])
    return re.sub(r"[ \t]", "", match["label"]) if match else ""


def _named(source: Source, when: When) -> str:
    """The words that name a day: its own label, else the headings it stands under, the innermost first."""
    label = _label_of(source.folded, when)
    if label and label not in ("时间", "日期", "时间地点"):
        return label
    within = [one for one in sections(source.folded) if one.head <= when.start < max(one.end, one.start)]
    names = [one.label for one in reversed(within) if one.label and one.label not in ("时间", "日期")]
    return names[0] if names else ""


def _signs_up(source: Source, when: When) -> bool:
    """Whether a day ends the signing up alone, where papers are handed in on another."""
    clause = re.split(r"[。;\n]", source.folded[max(0, when.start - 60) : when.start])[-1]
    after = re.split(r"[。;\n]", source.folded[when.end : when.end + 30])[0]
    name = _named(source, when)
    said = clause + after
    by_name = topic_of(name) == "signup" or bool(re.search(r"登记意向|意向(?:登记|书)", name))
    return (
        bool(by_name or _SIGN_UP.search(said))
        and not _HANDED_IN.search(clause)
        and not _HAS_CLOSING.search(name.replace("报名截止", ""))
    )


def _sign_up(source: Source, days: list[When], pairs: list[tuple[When, When]]) -> Iterator[Found]:
    """The last day to sign up: the end of its window, or the day before which one does."""
    seconds = [second for _first, second in pairs]
    for when in [*seconds, *days]:
        if (
            when.day
            and not any(first.start == when.start for first, _second in pairs)
            and _signs_up(source, when)
        ):
            if when.says_hour:
                yield _moment(source, "signup_by", when, dates.END_OF_DAY)
            else:
                yield source.found(
                    "signup_by", when.first_date, when.start, when.end, Sure.GUESS, "time_not_stated"
                )
            return


def _closing_rank(source: Source, when: When, ends: set[int]) -> int:
    before, near = _before(source, when, 40), _before(source, when, 22)
    # 下班前: the word is of the hour.
    end = when.end - 1 if source.folded[when.end - 1] == "前" else when.end
    after = source.folded[end : end + 48]
    clause = re.split(r"[。;\n]", before)[-1]
    if _ASK.search(clause) or _ANSWER.search(clause) or _NOT_CLOSING.search(clause.rsplit(",", 1)[-1]):
        return 0
    if _FINISH.match(after) or _STARTS.match(after) or _NOT_OF_BIDS.search(clause.rsplit(",", 1)[-1]):
        return 0
    if _CLOSED_BEHIND.match(after):
        return 3
    opens = _OPENING.search(near) and not _BOTH.search(near)
    if (_CLOSING_LABEL.search(near) or _UNTIL.search(near)) and not opens:
        return 3
    if _BEFORE.match(after) or _BEFORE_REPORT.match(after):
        return 2
    name = _named(source, when)
    if when.says_hour and _HAS_CLOSING.search(name) and topic_of(name) not in ("documents", "signup", "term"):
        return 2
    topics = topics_at(source.folded, when.start)[:2]
    if when.start in ends or ("closing" in topics and _ENDS_HERE.match(after)):
        return 1
    # 四、递交时间 and nothing else: the day that stands right below it.
    return 1 if topics[:1] == ["closing"] and when.says_hour and not _OPENING.search(near) else 0


def _opens(source: Source, when: When, before: str) -> bool:
    """Whether bids are opened then: by the words right before the day, or by the heading it stands under."""
    name = _named(source, when)
    if _HAS_OPENING.search(name) and topic_of(name) != "term" and not _APPLIES.search(name):
        return True
    close = re.split(r"[。;\n]", before)[-1]
    if _OPENING.search(close) or _AT_THE_SAME.search(close):
        return True
    if _CLOSING_LABEL.search(before[-22:]):
        return bool(
            _AT_THE_SAME.match(source.folded, when.end)
            or _SOON.search(source.folded[when.end : when.end + 60])
        )
    return topics_at(source.folded, when.start)[:2].count("opening") > 0


def _meets(source: Source, when: When) -> bool:
    """Whether the words right before or behind a day with an hour speak of a meeting that chooses."""
    near = re.split(r"[。;\n]", _before(source, when, 20))[-1]
    return when.says_hour and bool(_MEETING.search(near) or _CHOOSES.match(source.folded, when.end))


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
        elif _opens(source, when, before):
            field = "opens_at"
        if field and field not in seen:
            seen.add(field)
            if field == "opens_at":
                found = _moment(source, field, when, dates.END_OF_DAY)
                doubt = _MAYBE_OPENING.search(_named(source, when) + before[-20:])
                yield replace(found, sure=Sure.GUESS, note=found.note or "a_meeting") if doubt else found
            elif when.hour is not None:
                # A day is kept, to its end: the hour that was written is shown beside it.
                found = source.found(
                    field, when.first_date, when.start, when.end, Sure.LIKELY, "day_without_hour"
                )
                yield _day(source, field, when) if when.year_guessed else found
            else:
                yield _day(source, field, when)
    if "opens_at" not in seen and (same := _OPENS_AS_CLOSING.search(source.folded)):
        closing = next(_closing(source, days, [], []), None)
        if closing and closing.value and not closing.note:
            seen.add("opens_at")
            yield source.found("opens_at", closing.value, *same.span(), Sure.LIKELY)
    meeting = next((when for when in days if when.day and _meets(source, when)), None)
    if meeting and "opens_at" not in seen:
        found = _moment(source, "opens_at", meeting, dates.END_OF_DAY)
        yield replace(found, sure=Sure.GUESS, note=found.note or "a_meeting")
