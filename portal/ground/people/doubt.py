"""What could be a particular person beside an illness: nothing to refuse, something a person should read first."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from portal.ground.expression import expression
from portal.ground.people.counts import few
from portal.ground.people.counts_en import few_in_english
from portal.ground.people.english import somebody_in_english
from portal.ground.people.figures import CHINESE_DIGITS
from portal.ground.people.findings import Finding, apart, find_in
from portal.ground.people.fold import closed, fold, hidden_signs
from portal.ground.people.illness import CARE, ILLNESS, SERVED, TREATED
from portal.ground.people.names import latin_names, names
from portal.ground.people.norms import is_of_office, norms
from portal.ground.people.somebody import somebody
from portal.ground.people.words import INSTITUTION

# How many signs may stand between an illness and the person it is said of.
_NEAR = 60
# How far around a blank between two ideographs the text is read once more without it.
_REACH = 2 * _NEAR
_RECORD = expression(
    r"(?:病案号|住院号|病历号|门诊号|登记号|就诊卡号?|卡片编号)[:为是]?\s?[A-Za-z0-9][A-Za-z0-9\-]{3,19}|"
    r"(?:编号|编码|代码)[:为是]?\s?[A-Za-z0-9][A-Za-z0-9\-]{3,19}\s?的(?:患者|感染者|病人|服务对象|阳性)|"
    r"(?:患者|感染者|病人|病例)(?:编号|编码|代码)[:为是]?\s?[A-Za-z0-9][A-Za-z0-9\-]{3,19}|"
    r"\b(?:patient|case|record|file) ?(?:no\.?|number|#):? ?[A-Z]{0,3}\d{3,20}|"
    r"(?:护照|社保|医保|边民证|残疾证|驾驶证|驾照|学号|工号)卡?(?:号码|号|编号)?[:是为]{0,2}"
    r" ?[A-Za-z]{0,2}\d{6,18}|"
    r"身份证[^;\n\d]{0,12}\d{6,20}|[卡证][^;\n\d]{0,4}(?:尾号|[后末][四4]位)[:为是]?\d{3,6}|"
    r"(?:身份证|证件)[^;\n\d]{0,6}[后尾末][^\d\n]{0,4}\d{3,6}[Xx]?(?!\d)|(?:银行卡?|[工农建中交]行|邮政|信用社"
    r"|农信社?卡?|储蓄卡?|户名"
    r"|卡号|账号|存折)[:是为 ]{0,4}\d[\d \-]{10,22}\d|"
    r"(?:微信名|微信昵称|网名|抖音名)[:是叫]{0,2}[“\"]?[\u4e00-\u9fffA-Za-z]{2}|(?:倒着|倒过来|反过来"
    r"|倒序)[^\d\n]{0,6}\d{11}"
)
# A name to be found under somewhere, where no messenger is named.
_ACCOUNT = expression(
    r"(?:私信|私聊|昵称|网名|账号|帐号|用户名|搜(?![集查])|\bDM|\badd me|\bfind me|\bhandle)[^A-Za-z0-9\n;]{0,8}"
    r"(?=[A-Za-z0-9_\-]{0,19}[0-9_])[A-Za-z][A-Za-z0-9_\-]{3,19}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9_./@\-])(?-i:[a-z][a-z0-9]{1,12}_[a-z0-9_]{0,12}\d)(?![A-Za-z0-9_./@(])"
    r"|(?:抖音|小红书|快手|微博|B站)[^;\n]{0,4}(?:搜(?!索)|找 )"
    r"|(?:fb|脸书|微信|抖音|快手|QQ|whatsapp)(?:上|里|号)?[叫名]"
    r"|(?:头像|昵称|网名)[^;\n]{0,24}(?:加我|找我|搜)|(?:加|滴滴?|戳|私信?)我(?![们国省市县区州])"
    r"|(?:私信|私聊|昵称|网名|搜(?![集查]))[^\w\n;]{0,4}[\u4e00-\u9fff]{1,6}_?\d{2,6}(?![\d年月日个名次%])",
    re.IGNORECASE,
)
_DOOR = expression(
    r"[村寨社街路巷弄园区苑里院屯坝坡][^,;\n\d]{0,4}?(?:附?[\d一二三四五六七八九十]{1,4}(?:号|栋|幢|单元|室|组"
    r"|社|队|户|楼)){1,4}"
)

# Who is meant only where the illness is named.
_VAGUE = expression(
    r"(?:那个|只有|有一?[个名位]|有人|本人|化名.{0,2}|丈夫|妻子|\d{1,2} ?岁|旁边|对面|门口|(?:\w{4,6}(?: to| from)?"
    r"|next door) (?:the|our|my))$"
)
# A handle behind a colon, or @handle
_HANDLE = expression(
    r"(?<![A-Za-z0-9._%+\-])@[A-Za-z][A-Za-z0-9_]{3,19}(?![A-Za-z0-9_]|[.;][A-Za-z])"
    r"|(?<=:) ?(?=[A-Z0-9_]{0,19}[a-z_])[A-Za-z][A-Za-z0-9]{0,12}[0-9_][A-Za-z0-9_]{2,12}(?![A-Za-z0-9_.@])"
)
# A judgment by its number: (2021)云28民初317号
_JUDGMENT = expression(
    r"[(〔\[]\d{4}[)〕\]][\u4e00-\u9fff]{1,3}\d{0,6}(?:民|刑|行|执|赔)[\u4e00-\u9fff]{0,3}\d{1,6}号"
)
# 3-2-501, A座1203, a place on the map
_FLAT = expression(
    r"(?<![\d\-A-Za-z])(?:\d{1,2}-\d{1,2}-\d{3,4}|[A-Z\d]{1,2}座\d{3,4}"
    r"|\d{2,3}\.\d{3,8}[^\d\n]{1,6}\d{2,3}\.\d{3,8})(?![\d\-])"
)


def doubts(text: str) -> list[Finding]:
    """The passages of ``text`` for which a person should read it before anybody else: whatever
    :func:`findings.find_personal` finds, signs that nobody sees inside a word, and what could be a particular person
    or fewer than ten near an illness, near medicine, a clinic or what is hidden for shame. In the order of the text,
    never overlapping; places are those of ``text``.

    Linear in the text: every pattern is bounded, and each passage looks only at its neighbourhood."""
    plain, places = fold(text)
    found = find_in(plain, places)
    found += (Finding(at - 1, at + 2, "hidden_sign") for at in hidden_signs(text))
    found += _beside_illness(plain, places)
    joined, kept = closed(plain)
    for start, end in _around_gaps(kept):
        around = _beside_illness(joined[start:end], [places[at] for at in kept[start:end]])
        # What begins where the neighbourhood was cut begins nothing.
        found += (one for one in around if not start or one.start > places[kept[start]])
    return apart(found)


def is_doubtful(text: str) -> bool:
    """Whether a person should read ``text`` before anybody else does."""
    return bool(doubts(text))


def _around_gaps(kept: list[int]) -> list[tuple[int, int]]:
    """The neighbourhoods of the places where :func:`closed` left something out."""
    parts: list[tuple[int, int]] = []
    for at in range(1, len(kept)):
        if kept[at] - kept[at - 1] > 1:
            start, end = max(0, at - _REACH), min(len(kept), at + _REACH)
            if parts and start <= parts[-1][1]:
                start = parts.pop()[0]
            parts.append((start, end))
    return parts


def _beside_illness(text: str, places: list[int]) -> Iterator[Finding]:
    figures = text.translate(CHINESE_DIGITS)
    for pattern, kind in ((_RECORD, "record_number"), (_ACCOUNT, "account")):
        for match in (*pattern.finditer(text), *pattern.finditer(figures)):
            if kind == "record_number" and is_of_office(text, *match.span()):
                continue
            yield Finding(places[match.start()], places[match.end() - 1] + 1, kind)
    ill = [match.start() for match in ILLNESS.finditer(text)]
    served = sorted([*ill, *(match.start() for match in SERVED.finditer(text))])
    treated = sorted([*ill, *(match.start() for match in TREATED.finditer(text))])
    counted = sorted([*served, *treated])
    cared = sorted([*treated, *(match.start() for match in CARE.finditer(text))])
    for start, end, kind in _persons(text) if served or cared else ():
        beside = ill
        if kind == "small_count":
            beside = counted
        elif kind == "named_person":
            beside = treated
        elif kind == "somebody" and not _VAGUE.match(text[start:end]):
            beside = cared
        at = bisect_left(beside, start - _NEAR)
        if at < len(beside) and beside[at] <= end + _NEAR:
            yield Finding(places[start], places[end - 1] + 1, kind)


def _persons(text: str) -> Iterator[tuple[int, int, str]]:
    for start, end in (*names(text), *latin_names(text)):
        yield start, end, "named_person"
    for start, end in (*somebody(text), *somebody_in_english(text)):
        yield start, end, "somebody"
    for match in _DOOR.finditer(text):
        around = text[max(0, match.start() - 20) : match.end() + 16]
        if not INSTITUTION.search(around):
            yield *match.span(), "home_address"
    for match in _HANDLE.finditer(text):
        yield *match.span(), "account"
    for match in _JUDGMENT.finditer(text):
        yield *match.span(), "record_number"
    for match in _FLAT.finditer(text):
        yield *match.span(), "home_address"
    of_nobody = norms(text)
    for start, end in (*few(text), *few_in_english(text)):
        if not of_nobody.issuperset(range(start, end)):
            yield start, end, "small_count"
