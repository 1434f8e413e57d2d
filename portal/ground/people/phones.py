"""Telephones: mobile numbers, which nobody's office needs, and landlines, where they are somebody's at home or told in
words. An office's landline in figures is none of them."""

import re
from collections.abc import Iterator

from portal.ground.expression import expression
from portal.ground.people.figures import (
    CHINESE_DIGITS,
    LIKE_FIGURES,
    NUMBER_LABEL,
    SEPARATOR,
    SOUND_LIKE,
    ascii_only,
    has_day_of_birth,
    is_identity_number,
    is_old_identity_number,
)

_MOBILE = expression(
    rf"(?<![\dA-Za-z])(?<!\d[.,])(?:(?:\+"
    rf"|00)?86{SEPARATOR})?(1{SEPARATOR}[3-9](?:{SEPARATOR}\d){{9}})(?![\dA-Za-z])"
)
# How people write a mobile number in groups; other groupings are ages, dates and scores in a row.
_MOBILE_GROUPS = {
    (11,),
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (3, 3, 5),
    (4, 4, 3),
    (4, 3, 4),
    (5, 6),
    (6, 5),
    (8, 3),
    (3, 2, 2, 2, 2),
}
# A number told piece by piece, behind the word for it: 前三位151,后面是98765012
_LABEL = expression(
    r"(?P<phone>电话|手机|号[码头]|号是|拨|打给?|联系我|找我|\btel\b|\bphone\b|\bcall\b|whatsapp)"
    r"|(?P<card>身份(?!认|不|信)"
    r"|\bID\b|证件|证号|身份号)",
    re.IGNORECASE,
)
# Behind these eleven figures are a number however they are grouped.
_SURE_LABEL = expression(r"电话|手机|号[码头]|\btel\b|\bphone\b", re.IGNORECASE)
_TAIL_FIRST = expression(r"(?:尾号|后[四4]位)[^\d\n]{0,4}\d{4}[^\d\n]{1,8}1[3-9]\d{5}(?!\d)")
# 158和8765和4321
_LIKE_PARTED = expression(r"(?<!\d)1[3-9]\d([^\d\n]{1,3})\d{4}\1\d{4}(?!\d)")
_PIECES = expression(r"[^\d]{0,12}(\d{1,20})")
# Figures told in English or in pinyin, by what they are worth.
_TOLD = {
    word: str(value)
    for value, words in enumerate(
        (
            "zero oh nought ling dong",
            "one yao yi",
            "two er liang",
            "three san",
            "four si",
            "five wu",
            "six liu",
            "seven qi guai",
            "eight ba",
            "nine jiu gou",
        )
    )
    for word in words.split()
}
_FIGURE = rf"(?:(?:{'|'.join(sorted(_TOLD, key=len, reverse=True))})[ ,\-]{{0,2}})"
_WORDS_OF_FIGURES = expression(rf"(?<![A-Za-z]){_FIGURE}{{7,18}}(?![A-Za-z])", re.IGNORECASE)
# What people say between the area and the number: 区号零八七三,后面是二一五六七八九
_BETWEEN = rf"{SEPARATOR}(?:后面|号码?|转|然后|再[拨打按]?|接着|加上?|是){{0,3}}{SEPARATOR}"
_SAID = "〇○零一二三四五六七八九壹贰叁参肆伍陆柒捌玖幺两洞拐勾"
_SAID_OR_WRITTEN = rf"{_SAID}\d"
# Seven or more figures said one by one; what is counted up is a list.
_SAID_IN_A_ROW = expression(
    rf"(?<![{_SAID}])[{_SAID}](?:[ \-.·]{{0,2}}[{_SAID}]){{6,11}}(?![{_SAID}十百千万亿元年月日])"
)
# 一百三十五,零八八四,五五二零
_BY_HUNDREDS = expression(
    rf"[一1]百[三四五六七八九]十?[一二三四五六七八九]?{SEPARATOR}(?:[{_SAID_OR_WRITTEN}]{SEPARATOR}){{7,8}}(?![{_SAID_OR_WRITTEN}])"
)
# 四个二加一个三三七, behind the word for a number
_REPEATED = expression(
    rf"(?:电话|座机|手机|号[码头]?|尾数"
    rf"|后[面头])[^\n;]{{0,16}}?(?P<number>[2-8二两三四五六七八]个[{_SAID_OR_WRITTEN}](?![{_SAID_OR_WRITTEN}]{{0,2}}[月名例人家年]))"
)
# A number of another country beside the country: 缅甸 09-771 234 567
_FOREIGN = expression(
    r"(?:缅甸|老挝|越南|泰国|那边|境外|国外|木姐|果敢|佤邦|勐拉|Myanmar|Burma|Laos|Lao|Vietnam"
    r"|Thai\w{0,4})[^\d\n;]{0,20}"
    r"(?P<number>(?<![\d.])0[1-9](?:[ \-.()]{0,2}\d){6,9}(?!\d))",
    re.IGNORECASE,
)
_COUNTED_UP = "012345678901"
_LANDLINE = expression(
    rf"(?<![\dA-Za-z])(?<!\d[.,:/\-])0{SEPARATOR}(?:1{SEPARATOR}0|2{SEPARATOR}\d|[3-9]{SEPARATOR}\d{SEPARATOR}\d)"
    rf"{_BETWEEN}[2-8](?:{SEPARATOR}\d){{6,7}}(?![\dA-Za-z])"
)
_ABROAD = expression(r"(?<![\w+])(?:\+|00)(?!86)[1-9]\d{0,2}(?:[ \-.()]{0,2}\d){7,12}(?!\d)")
# Without its area only behind a word for it.
_LOCAL = expression(
    r"(?:电话|座机|号码?|固话|宅电|\bphone|\bnumber|\blandline|\bline)[^\d\n;]{0,6}"
    rf"(?P<number>(?<!\d)[2-8](?:{SEPARATOR}\d){{6,7}}(?![\dA-Za-z]))",
    re.IGNORECASE,
)
_FIRST_PERSON = (
    r"(?:我(?!们|[县市州省区乡镇国局委办科处队院站会]|街道|中心|单位|机构|组织|协会|小组)|俺|咱|本人)"
)
_KIN = r"(?:老公|老婆|丈夫|妻子|爱人|媳妇|爸|妈|爹|娘|儿子|女儿|哥|姐|弟|妹|婆婆|公公|奶奶|爷爷|外婆|外公|邻居|房东)"
_AT_HOME_BEFORE = expression(
    rf"(?:{_FIRST_PERSON}|[他她]|家里|家中|自家|[婆娘]家|家属|宅电|住宅|{_KIN}"
    r"|(?:患者|感染者|病人|病友)的?(?:电话|座机|号码|联系方式)"
    r"|\b(?:my|his|her|our home|home|house|me (?:on|at))\b[^;\n]{0,10})[^;\n]{0,12}$",
    re.IGNORECASE,
)
_OF_AN_OFFICE = expression(
    r"(?:办公|开标|监督|采购|招标|代理|咨询|举报|值班|中心|公司|医院|[局科处办委会院室]|总机|传真)[^;\n]{0,4}"
    r"(?:电话|座机|热线|传真|联系方式)[:为是]?\s?$"
)
_AT_HOME_AFTER = expression(
    rf"[^;\n]{{0,12}}?(?:找[我他她]|找?{_KIN}|我接|我在|叫我|是我|[我他她]家|家里|打(?:过?来|给我)|回我"
    r"|\b(?:is|it's|that's) (?:my|his|her)\b|\bask for (?:me|him|her|[A-Z])|\bI(?: am|'m| answer| pick)\b)"
)


def phones(text: str) -> Iterator[tuple[int, int, str]]:
    """Where numbers stand that reach a person, in folded text, and of which kind: ``mobile_phone``, ``landline`` (for
    somebody to read), ``identity_number`` where one is told in pieces."""
    figures = text.translate(CHINESE_DIGITS)
    yield from _mobiles(text, figures)
    yield from _landlines(text, figures)
    # Both ways: in 前三位151 the 三 belongs to the words.
    for one in (text, figures, figures.translate(SOUND_LIKE)):
        yield from _behind_labels(one)


def _mobiles(text: str, figures: str) -> Iterator[tuple[int, int, str]]:
    for match in (*_MOBILE.finditer(figures), *_MOBILE.finditer(figures.translate(LIKE_FIGURES))):
        number = match[1]
        if sum(sign.isdigit() for sign in figures[match.start() : match.end()]) < 7:
            continue
        groups = tuple(map(len, re.findall(r"\d+", number)))
        after = text[match.end() : match.end() + 2].lstrip()
        before = text[max(0, match.start() - 8) : match.start()]
        alike = groups == (3, 4, 4) or len(set(re.findall(r"\D+", number))) < 2
        grouped = max(groups) == 1 or (groups in _MOBILE_GROUPS and alike)
        certain = grouped or _SURE_LABEL.search(before)
        if not certain and groups[0] != 3:
            continue
        if not re.match(r"元|万|%|\.\d|,\d{3}", after) and not NUMBER_LABEL.search(before):
            yield *match.span(), "mobile_phone" if certain else "landline"
    for match in (*_TAIL_FIRST.finditer(text), *_LIKE_PARTED.finditer(figures)):
        yield *match.span(), "mobile_phone"
    for match in _WORDS_OF_FIGURES.finditer(text):
        told = re.findall("|".join(sorted(_TOLD, key=len, reverse=True)), match[0].lower())
        digits = "".join(_TOLD[word] for word in told)
        numbered = is_identity_number(digits) or is_old_identity_number(digits)
        kind = "mobile_phone" if len(digits) == 11 else "identity_number" if numbered else "landline"
        yield *match.span(), kind
    for match in _BY_HUNDREDS.finditer(text):
        yield *match.span(), "mobile_phone"


def _landlines(text: str, figures: str) -> Iterator[tuple[int, int, str]]:
    found = [match.span() for match in _LANDLINE.finditer(figures)]
    # 一 behind a number in figures is no part of it.
    found += [match.span() for match in _LANDLINE.finditer(text)] if figures != text else []
    found += [match.span("number") for match in _LOCAL.finditer(figures)]
    for match in _ABROAD.finditer(figures):
        yield *match.span(), "landline"
    for match in (*_REPEATED.finditer(text), *_FOREIGN.finditer(figures)):
        yield *match.span("number"), "landline"
    for match in _SAID_IN_A_ROW.finditer(text):
        if ascii_only(match[0].translate(CHINESE_DIGITS)) not in _COUNTED_UP:
            yield *match.span(), "landline"
    for start, end in found:
        if NUMBER_LABEL.search(text[max(0, start - 8) : start]):
            continue
        in_words = sum(not sign.isascii() and sign.isalnum() for sign in text[start:end])
        in_pieces = re.search(r"[\u4e00-\u9fff]", figures[start:end])
        of_office = _OF_AN_OFFICE.search(text[max(0, start - 16) : start])
        at_home = _AT_HOME_BEFORE.search(text[max(0, start - 24) : start]) or _AT_HOME_AFTER.match(text, end)
        if ((in_words > 2 or in_pieces) and not of_office) or at_home:
            yield start, end, "landline"


def _behind_labels(figures: str) -> Iterator[tuple[int, int, str]]:
    for label in _LABEL.finditer(figures):
        pieces: list[str] = []
        first = at = label.end()
        while len(pieces) < 6 and (match := _PIECES.match(figures, at, min(len(figures), at + 40))):
            first = match.start(1) if not pieces else first
            pieces.append(match[1])
            at = match.end()
            digits = "".join(pieces)
            groups = tuple(map(len, pieces))
            if len(digits) > 18:
                break
            if label["phone"] and re.match(r"1[3-9]", digits) and groups in _MOBILE_GROUPS:
                yield first, at, "mobile_phone"
            if label["card"] and (has_day_of_birth(digits) or is_old_identity_number(digits)):
                yield first, at, "identity_number"
