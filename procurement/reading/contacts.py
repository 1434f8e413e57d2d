"""Whom to ask: office, telephone, e-mail and address of the buyer, wherever a text says them.

A contact the text speaks of that was not read is left to the official with its passage."""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portal.ground.expression import expression
from procurement.reading.found import Found, Source, Sure
from procurement.reading.identity import BUYER_PART
from procurement.reading.labels import under
from procurement.reading.text import Passage, any_of, sentence_at, spaced

_AGENT_PART = expression(r"代理机构|项目联系方式|项目联系人")
_AGENT_SAID = expression(r"代理(?:机构|单位|公司)|集中采购机构|采购中心|开标[室厅]|受[^。;\n]{2,30}委托")
_OFFICE = any_of("股 科 科室 处 室 办公室 办 中心 大队")
_OFFICE_ENDS = ("股", "科", "科室", "处", "室", "办公室", "办", "中心", "大队", "部", "组")
_DEPARTMENT = r"[\u4e00-\u9fff]{1,9}?(?:股|科室?|处|办公室|综合办|部(?!门)|办)"
_BODY = r"(?:局|委|中心|委员会|办公室|街道|团委|管委会|工会|妇联|联合会|部)"
# 送县卫生健康局疾控科, 艾防科 0871-…, 电话：…，采购办
_OFFICE_SAID = (
    expression(
        rf"(?:送|报|交|寄|到|至|由|联系|咨询|"
        rf"致电)[^。;,\n]{{0,30}}?{_BODY}(?P<office>{_DEPARTMENT})(?=[(,:。;\s\d]|[统一收负责报领审集]|$)"
    ),
    expression(
        rf"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff]{{2,16}}{_BODY})?(?P<office>{_DEPARTMENT})[ \t]{{0,4}}[,:]?"
        r"[ \t]{0,4}(?:联系电话|电[ ]*话)?[ \t]*[:]?[ \t]*\(?0\d{2,3}"
    ),
    # 联系：疾控股, 联系人：艾防科.
    expression(
        r"(?:联系(?:人|方式|单位|科室)?(?:及电话)?|咨询|电话)[ \t]{0,3}[:|\t\n][ \t]{0,3}"
        rf"(?:[^。;,\n:|\t]{{0,16}}?{_BODY})?(?P<office>{_DEPARTMENT})(?=[(,。;、\s\d]|$)"
    ),
    expression(
        rf"0\d{{2,3}}[)\- ]{{0,2}}\d{{7,8}}[ \t,(]{{1,3}}(?P<office>{_DEPARTMENT})(?=[ \t]*(?:[,。;)\n]|$))"
    ),
    expression(
        rf"(?:示例|\d{{1,4}})[号室楼层][^。;,\n]{{0,14}}?{_BODY}?(?P<office>{_DEPARTMENT})(?=[(,:。;\s]|报名|领取|收|$)"
    ),
    # …19号；疾控科；0873-…, and 疾控股 at the end of its line.
    expression(r"[;,、(] ?(?P<office>[\u4e00-\u9fff]{2,7}(?:股|科|办公室|部(?!门)))(?=[ ]?[;,、。)\n]|$)"),
)
# Where one asks, not only where papers go.
_BESIDE_NUMBER = _OFFICE_SAID[1:4]
# 疾控股, 社会事务办; 二楼艾防科 and 号社会工作股 took words along.
_OFFICE_NAME = expression(r"(?!.*[楼号室层])[\u4e00-\u9fff]{1,8}(?:股|科|科室|处|办|办公室|部|组)")
_NOT_ASKED = expression(r"具体|委员会|监督|投诉|举报|纪检|财政局|人民医院|会议|开标")
_OFFICE_LABELS = (
    "联系科室 责任科室 受理科室 承办科室 咨询科室 联系部门 承办部门 咨询部门 联系处室 联系单位 咨询单位"
)
_PERSON_LABELS = "项目联系人 业务联系人 联系人姓名 联系人员 联系人 经办人 咨询人"
_PHONE_LABELS = "联系电话 咨询电话 联系方式 联系人及电话 电话 电话号码 手机 手机号码 办公电话 座机"
_ADDRESS_LABELS = (
    "采购人地址 联系地址 通讯地址 通信地址 办公地址 单位地址 报送地址 送达地址 邮寄地址 地址 办公地点 "
    "联系地点"
)
_NOT_OF_THE_OFFICE = r"监督|举报|投诉|纪检|信访|客服|技术支持|平台|供应商"

_KNOWN_FORM = (
    r"(?:(?:\+?86[ \-]?)?1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}|"
    r"(?:\(0\d{2,3}\)[ \-]{0,3}|(?:\+?86[ \-]?)?0\d{2,3}[ \-]{1,3})\d{3,4}[ ]?\d{4}|0\d{2,3}\d{7,8}|"
    r"\+?86[ \-]?[1-9]\d{1,2}[ \-]\d{7,8}|400[ \-]?\d{3,4}[ \-]?\d{3,4})"
)
_PHONE = expression(
    rf"(?<![\dA-Za-z@])(?<!\d[.\-)])(?:(?P<known>{_KNOWN_FORM})|\d{{7,8}})(?:[ \-转]{{1,3}}\d{{1,5}})?(?![\dA-Za-z@])"
)
# 0691-2120000/01: the second number leaves out what it shares with the first.
_MORE_NUMBERS = expression(r"[ ]?[/、~\-][ ]?\d{1,11}(?![\d月日年、.])")
_COUNTED = expression(r"[ \t]{0,2}[元万亿%年份人名]")
_DAY = expression(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_ABOUT = expression(
    rf"(?P<other>(?:{_NOT_OF_THE_OFFICE})[^。;\n,]{{0,6}}?(?:电话|热线|联系方式|手机))|"
    r"(?P<phone>电[ ]{0,6}话[^。;\n,\d]{0,4}传[ ]{0,6}真|电[ ]{0,6}话|手[ ]{0,6}机|座机|热线|致电|拨打|来电|联系方式|"
    r"(?i:(?<![a-z])(?:tel|telephone|phone|mobile)(?![a-z]))|☎|📞)|"
    r"(?P<contact>联[ ]{0,6}系|咨询|经办人)|"
    r"(?P<none>传[ ]{0,6}真|(?i:(?<![a-z])fax)|账号|帐号|银行|邮编|邮政编码|编号|代码|证号|预算|金额|经费|限价|(?i:qq))"
)
_PHONE_WORD = expression(
    rf"(?<![\u4e00-\u9fff])(?:{spaced(_PHONE_LABELS)}|(?i:(?<![a-z])(?:tel|telephone|phone)))"
    r"[ \t]{0,4}(?:\([^()\n]{0,14}\))?[ \t]{0,4}[:|\t.]|致电|拨打"
)
_PERSON = expression(rf"(?:{spaced(_PERSON_LABELS)})[ \t]{{0,4}}(?:\([^()\n]{{0,14}}\))?[ \t]{{0,4}}[:|\t]")
_TO_ASK = expression(
    r"(?:疑问|疑义|咨询|详情|不明之处|未尽事宜|有关事项)[^。;\n]{0,20}(?:联系|洽询|来电|来函|来人)"
)
_MAIL = expression(r"[A-Za-z0-9._%+\-]{1,64}[ ]?@[ ]?(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,24}")
_MAIL_WORD = expression(r"邮[ ]{0,6}箱|电子邮件|电子信箱|电邮|(?i:e-?mail)")
_ADDRESS = expression(
    rf"(?<![\u4e00-\u9fff])(?:{spaced(_ADDRESS_LABELS)})"
    r"[ \t]{0,4}(?:\([^()\n]{0,14}\))?[ \t]{0,4}[:|\t]"
)
_SERVED_AT = expression(r"(?:服务|实施|项目|活动)(?:地址|地点|点)[:为在]?$")
_HOUSE = r"(?:\d{1,5}|[一二三四五六七八九十百零〇]{1,6}|示例)号"
_STREET = expression(
    rf"(?P<where>[\u4e00-\u9fff]{{0,12}}?[\u4e00-\u9fff]{{2,8}}(?:路|街|大道|巷|大街|"
    rf"道){_HOUSE}(?:[^。;,\n()、]{{0,16}}?(?:楼|室|层|中心|局|委|大厦))?)"
)
_CHINESE = expression(r"[\u4e00-\u9fff]")
_NAMED = expression(
    r"[\u4e00-\u9fff]{1,3}(?:老师|同志|先生|女士|医生|主任|科长|股长)[^。;\n]{0,16}?(?=电话|手机|\d{7}|0\d{2,3}-)"
)
_NO_NAME = expression(r"电话|联系|__|详见|见附件|姓名|职务")
_CELL = expression(r"[ \t|]{0,6}([^\n|\t。;]{0,160})")
_MARKS = " \t,.:、-·_"
_NEXT = expression(
    r"[ \t,、(][ \t]{0,4}(?:[\u4e00-\u9fff][\u4e00-\u9fff()/]{0,9}:|(?i:tel|phone|e-?mail)|邮编|"
    r"电[ ]{0,6}话|联[ ]{0,6}系|邮[ ]{0,6}箱|手机)|[ \t]{2,}[\u4e00-\u9fff]"
)
# How far before a number a word may stand and still say whose it is.
REACH = 60


@dataclass(frozen=True)
class _Number:
    """A telephone number; ``whose`` is a group of ``_ABOUT``, empty where no word stands before it; ``known``:
    of a form that only telephones have; ``more_end``: the end of the short form of a second one behind it."""

    text: str
    start: int
    end: int
    whose: str
    known: bool
    more_end: int = 0

    @property
    def digits(self) -> str:
        return re.sub(r"\D", "", self.text).removeprefix("86")


def contacts(source: Source, buyer_found: Found | None) -> Iterator[Found]:
    """Office, telephone, e-mail and address of the buyer, before those of its agent."""
    folded = source.folded
    part = BUYER_PART.search(folded)
    start, end = (part.end(), part.end() + 400) if part else (0, len(folded))
    agent = _AGENT_PART.search(folded, start, end) if part else None
    end = min(end, agent.start() if agent else end, len(folded))
    yield from _office(source, buyer_found)
    yield from _telephone(source, start, end)
    yield from _mail(source, start, end)
    yield from _address(source, start, end)


def _unread(source: Source, field: str, at: re.Match[str]) -> Found:
    """The passage of a contact the text speaks of."""
    around = sentence_at(source.folded, *at.span(), reach=40)
    start, end = min(around.start, at.start()), max(around.end, at.end())
    return source.found(field, None, start, end, Sure.GUESS, "not_read_whole")


def _several(source: Source, field: str, said: list[tuple[str, int, int]], sure: Sure = Sure.SURE) -> Found:
    """One value, or all of them with the passage from the first to the last."""
    first, last = said[0], said[-1]
    if len({value for value, _, _ in said}) == 1:
        return source.found(field, *first, sure)
    values = tuple(dict.fromkeys(value for value, _, _ in said))
    end = last[2] if last[2] - first[1] <= 2 * REACH else first[2]
    return source.found(field, None, first[1], end, Sure.GUESS, "several_values", values)


def _telephone(source: Source, start: int, end: int) -> Iterator[Found]:
    numbers = list(_numbers(source.folded))
    labelled = [one for one in numbers if one.whose in ("phone", "contact")]
    chosen = [one for one in labelled if start <= one.start < end]
    if not chosen and (word := _PHONE_WORD.search(source.folded, start, end)):
        yield _unread(source, "contact_phone", word)
        return
    # A second number in the rows below has no word of its own.
    first, last = (start, end) if chosen else (0, len(source.folded))
    bare = [one for one in numbers if one.known and not one.whose and first <= one.start < last]
    chosen = sorted([*(chosen or labelled), *bare], key=lambda one: one.start)
    if chosen:
        yield _chosen(source, chosen, Sure.SURE if labelled else Sure.LIKELY)
    elif word := _PHONE_WORD.search(source.folded) or _person_word(source):
        yield _unread(source, "contact_phone", word)
    elif numbers:
        one = numbers[0]
        at = sentence_at(source.folded, one.start, one.end, reach=20).start, one.end
        yield source.found("contact_phone", None, *at, Sure.GUESS, "not_read_whole", (one.text,))


def _chosen(source: Source, numbers: list[_Number], sure: Sure) -> Found:
    """The number, however often it is said; one of them is a question."""
    typed = {one.digits: one.text for one in reversed(numbers)}
    found = _several(
        source, "contact_phone", [(typed[one.digits], one.start, one.end) for one in numbers], sure
    )
    more = next((one for one in numbers if one.more_end), None)
    if found.value is None or more is None:
        return found
    end = more.more_end
    return source.found("contact_phone", None, more.start, end, Sure.GUESS, "several_values", (more.text,))


def _person_word(source: Source) -> re.Match[str] | None:
    """Where the text speaks of somebody to ask."""
    return _PERSON.search(source.folded) or _TO_ASK.search(source.folded)


def _numbers(folded: str) -> Iterator[_Number]:
    """Every number that may be a telephone's, with the last word before it that says whose it is."""
    below = sorted((one.start, one.end) for one in under(_PHONE_LABELS, folded))
    for match in _PHONE.finditer(folded):
        before = folded[_line_start(folded, match.start()) : match.start()]
        words = [one.lastgroup or "" for one in _ABOUT.finditer(before)]
        whose = words[-1] if words else ""
        known = match["known"] is not None
        cell = bisect(below, (match.start(), len(folded))) - 1
        if whose not in ("other", "none") and cell >= 0 and match.start() < below[cell][1]:
            whose = "phone"
        # 零八七九-0000000: the rest stands before it in words.
        if re.search(
            r"[零〇一二三四五六七八九]{2}[- ]{0,2}$", folded[max(0, match.start() - 4) : match.start()]
        ):
            continue
        dated = whose != "phone" and _DAY.fullmatch(match[0])
        if dated or whose == "none" or _COUNTED.match(folded, match.end()) or not (known or whose):
            continue
        more = _MORE_NUMBERS.match(folded, match.end())
        yield _Number(match[0].strip(), match.start(), match.end(), whose, known, more.end() if more else 0)


def _line_start(folded: str, at: int) -> int:
    """Where the words about a number may begin: in its line, and in the line above one it stands at the head of."""
    low = max(0, at - REACH)
    start = folded.rfind("\n", low, at) + 1
    if start and not folded[start:at].strip(" \t|:("):
        start = folded.rfind("\n", low, start - 1) + 1
    return max(start, low)


def _mail(source: Source, start: int, end: int) -> Iterator[Found]:
    folded = source.folded
    said = [
        (match[0].replace(" ", ""), *match.span())
        for match in _MAIL.finditer(folded)
        if not re.search(
            rf"(?:{_NOT_OF_THE_OFFICE})[^。;\n,]{{0,8}}$", folded[max(0, match.start() - 16) : match.start()]
        )
    ]
    own = [one for one in said if start <= one[1] < end]
    agency = bool(_AGENT_PART.search(folded) or _AGENT_SAID.search(folded))
    if said and not agency:
        yield _several(source, "contact_email", own or said)
    elif said:
        one = (own or said)[0]
        yield source.found("contact_email", one[0], *one[1:], Sure.GUESS, "of_agency")
    elif word := _MAIL_WORD.search(folded):
        yield _unread(source, "contact_email", word)


def _address(source: Source, start: int, end: int) -> Iterator[Found]:
    said, unread = [], None
    for match in _ADDRESS.finditer(source.folded):
        one = _behind(source, match)
        if 4 <= len(one.text) <= 80 and _CHINESE.search(one.text):
            said.append((source.text[one.start : one.end], one.start, one.end))
        elif not re.search(r"@|://|www\.", one.text):
            unread = unread or match
    chosen = [one for one in said if start <= one[1] < end] or said
    if not chosen:
        # Where papers are handed in stands for the office, where nothing else is said.
        chosen = [
            _street(source, match)
            for match in _STREET.finditer(source.folded)
            if not _SERVED_AT.search(source.folded[max(0, match.start() - 8) : match.start()])
        ][:1]
        said_in_passing = True
    else:
        said_in_passing = False
    if chosen:
        found = _several(source, "contact_address", chosen, Sure.LIKELY if said_in_passing else Sure.SURE)
        others = said_in_passing and _AGENT_SAID.search(source.folded)
        yield replace(found, sure=Sure.GUESS, note=found.note or "of_agency") if others else found
    elif unread:
        yield _unread(source, "contact_address", unread)


def _street(source: Source, match: re.Match[str]) -> tuple[str, int, int]:
    """An address in a sentence, without the verb before it."""
    start, end = match.span("where")
    if lead := re.search(
        r"(?:送至|送达|交至|递交至|递交到|寄至|寄送至|邮寄至|送到|报至|地点为?|至|到|送|交|为|于|将|"
        r"在)(?=[^送至到]{4,}$)",
        match["where"],
    ):
        start += lead.end()
    return source.text[start:end], start, end


def _behind(source: Source, label: re.Match[str]) -> Passage:
    """What stands behind a label: in its line, up to the next label or sentence."""
    folded = source.folded
    line_end = folded.find("\n", label.end())
    stop = len(folded) if line_end < 0 else line_end
    cell = _CELL.match(folded, label.end(), stop)
    assert cell is not None
    start, end = cell.span(1)
    if cut := _NEXT.search(folded, start, end):
        end = cut.start()
    while start < end and folded[start] in _MARKS:
        start += 1
    while end > start and folded[end - 1] in _MARKS:
        end -= 1
    return Passage(folded[start:end], start, end)


def _office(source: Source, buyer_found: Found | None) -> Iterator[Found]:
    for one in under(_OFFICE_LABELS, source.folded):
        if 2 <= len(one.text) <= 30:
            yield source.found("contact_office", source.text[one.start : one.end], one.start, one.end)
            return
    if buyer_found and len(buyer_found.passage) >= 4:
        name = re.escape(source.folded[buyer_found.start : buyer_found.end])
        match = re.search(rf"{name}([\u4e00-\u9fff]{{1,8}}?{_OFFICE})(?=[(,:。;\s]|收$)", source.folded)
        if match:
            start, end = match.span(1)
            yield source.found("contact_office", source.text[start:end], start, end)
            return
    said = [
        (match.span("office"), pattern in _BESIDE_NUMBER)
        for pattern in _OFFICE_SAID
        for match in pattern.finditer(source.folded)
        if not _NOT_ASKED.search(source.folded[max(0, match.start() - 12) : match.end() + 6])
    ]
    if said:
        start, end = said[0][0]
        alone = _is_alone(source, said)
        yield source.found(
            "contact_office", source.text[start:end], start, end,
            Sure.LIKELY if alone else Sure.GUESS, "" if alone else "from_words",
        )  # fmt: skip
        return
    yield from _person(source)


def _is_alone(source: Source, said: list[tuple[tuple[int, int], bool]]) -> bool:
    """Whether one office, however often it is named, is the one to ask: beside a number, and of no agency."""
    names = [source.folded[slice(*span)] for span, _ in said]
    same = all(name.endswith(names[0]) or names[0].endswith(name) for name in names)
    asked = any(beside for _, beside in said)
    return bool(same and asked and _OFFICE_NAME.fullmatch(names[0])) and not _AGENT_SAID.search(source.folded)


def _person(source: Source) -> Iterator[Found]:
    """The person to ask, where the text names no office."""
    beside = (_behind(source, label) for label in _PERSON.finditer(source.folded))
    passages = [*beside, *under(_PERSON_LABELS, source.folded)]
    said = {one[1]: one for passage in passages if (one := _name(source, passage))}
    if said:
        found = _several(source, "contact_office", list(said.values()), Sure.LIKELY)
        # The notice names an office; who sits there may change.
        yield (
            found
            if found.note or found.value.endswith(_OFFICE_ENDS)
            else replace(found, sure=Sure.GUESS, note="a_person")
        )
    elif word := _person_word(source) or _NAMED.search(source.folded):
        yield _unread(source, "contact_office", word)


def _name(source: Source, passage: Passage) -> tuple[str, int, int] | None:
    """The words before a telephone number, where they can be a name."""
    number = _PHONE.search(source.folded, passage.start, passage.end)
    text = source.folded[passage.start : number.start() if number else passage.end].rstrip(" \t,.:、(-")
    end = passage.start + len(text)
    if not 2 <= len(text) <= 30 or not _CHINESE.search(text) or _NO_NAME.search(text):
        return None
    return source.text[passage.start : end], passage.start, end
