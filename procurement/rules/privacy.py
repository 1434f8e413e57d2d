"""Finds what could make a person known in a text: the guard before anything is made public (T2).

HIV regulations (艾滋病防治条例) art. 39 forbid publishing what could identify a person living with HIV or
their family. The words 患者 and 感染者 alone never do that, so they are never a finding.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from procurement.rules import privacy_words as words
from procurement.rules.privacy_fold import closed, fold

# Every character maps to one character, so a place in the folded text is the same place in the original.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\u2007"), ord(" "))
_FOLD |= dict.fromkeys(map(ord, "‐‑‒–—―−－"), ord("-"))
_FOLD |= {ord("、"): ord(","), ord("。"): ord(";")}
_CHINESE_DIGITS = str.maketrans(
    "〇○零一二三四五六七八九壹贰叁参肆伍陆柒捌玖幺两洞拐勾", "000123456789123345678912079"
)

# Whatever sign people put between figures to hide them.
_SEPARATOR = r"[^0-9A-Za-z\u4e00-\u9fff\n]{0,3}"
_OF_BIRTH = r"(?:[^0-9A-Za-z\u4e00-\u9fff\n]|[年月日号]){0,4}"
_IDENTITY = re.compile(rf"(?<![0-9A-Za-z])(?:\d{_OF_BIRTH}){{17}}[\dXx](?![0-9A-Za-z])")
_OLD_IDENTITY = re.compile(rf"(?<![0-9A-Za-z])\d(?:{_OF_BIRTH}\d){{14}}(?![0-9A-Za-z])")
# Behind this label a number with a wrong check place is a slip of the pen.
_IDENTITY_LABEL = re.compile(r"(?:身份证(?:字?号码?)?|\bID (?:card )?(?:number|no\.?))(?:是|为|:| is)? ?$")
_MOBILE = re.compile(
    rf"(?<![\dA-Za-z])(?<!\d[.,])(?:(?:\+"
    rf"|00)?86{_SEPARATOR})?(1{_SEPARATOR}[3-9](?:{_SEPARATOR}\d){{9}})(?![\dA-Za-z])"
)
# A number told piece by piece, behind the word for it: 前三位151,后面是98765012
_LABEL = re.compile(
    r"(?P<phone>电话|手机|号码|号是|拨|打给?|联系我|找我|\btel\b|\bphone\b|\bcall\b|whatsapp)|(?P<card>身份证"
    r"|\bID\b|证件|证号|身份号)",
    re.IGNORECASE,
)
_TAIL_FIRST = re.compile(r"(?:尾号|后[四4]位)[^\d\n]{0,4}\d{4}[^\d\n]{1,8}1[3-9]\d{5}(?!\d)")
# 158和8765和4321
_LIKE_PARTED = re.compile(r"(?<!\d)1[3-9]\d([^\d\n]{1,3})\d{4}\1\d{4}(?!\d)")
_PIECES = re.compile(r"[^\d\n]{0,8}(\d{1,20})")
_WORDS_OF_FIGURES = re.compile(
    r"(?<![A-Za-z])(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ling|yao|yi|er|san|si|wu|liu|qi"
    r"|ba|jiu)[ ,\-]{0,2}){11}(?![A-Za-z])",
    re.IGNORECASE,
)
# Letters that stand for figures: 138OO138OOO.
_LIKE_FIGURES = str.maketrans("OoIl", "0011")
_CARD = re.compile(rf"(?<![0-9A-Za-z])\d(?:{_SEPARATOR}\d){{15,18}}(?![0-9A-Za-z])")
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64} ?(?:@|[(\[{<]at[)\]}>]|#| at |艾特|爱特|圈[aA]"
    r"|在(?=[A-Za-z0-9\-]{1,20} ?(?:点|dot))) ?"
    r"((?:[A-Za-z0-9\-]{1,63} ?(?:[.;]|dot|点|[(\[]dot[)\]]) ?){1,6}[A-Za-z]{2,24})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_MESSENGER = re.compile(
    r"(?:[V微薇威卫徽]信搜?|wei ?xin|球球|v x|q q|薇我|扣扣|企鹅|抖音|快手|小红书|绿泡泡|(?:[加佳嘉+➕]|我的?)"
    r" ?我?的?(?:[V微薇威]|卫星)|wechat|weixin|(?<![A-Za-z])(?:vx|wx|v(?=[^\w\s]?:)|qq|fb(?=:)|ig(?=:)|tg(?=:)"
    r"|whatsapp|telegram|zalo|facebook|blued|line(?=(?: ?id)?:))|微(?=:)|支付宝|陌陌|钉钉|微博)"
    r" ?(?:号码|号|id)?(?:是|为)?[^\w\s]?[: @]{0,3}(?!group|official|public|account|hiv|aids)"
    r"(?:[A-Za-z0-9][A-Za-z0-9_.\-]{4,19}(?![A-Za-z0-9_])|[A-Za-z][A-Za-z ]{2,16}\d{1,6}(?!\d))|"
    r"qq[号是为:是 ]{0,4}\d(?:[ \-.]?\d){5,10}(?!\d)|扣\d?:\d{6,11}(?!\d)|"
    r"微信号[\u4e00-\u9fff]{0,8}[A-Za-z][A-Za-z0-9_\-]{4,19}|加我?的?[Qq] ?号?[: ]{0,2}\d{5,11}(?!\d)|"
    r"[A-Za-z0-9]{1,30} ?(?:点|dot) ?(?:qq|163|126|gmail|foxmail|sina|outlook) ?(?:点|dot) ?com",
    re.IGNORECASE,
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
_NUMBER_LABEL = re.compile(r"(?:编号|编码|文号|代码|备案号|订单号|单号|项目号|序列号)[: ]{0,3}$")
_CARD_LABEL = re.compile(r"(?:卡号|账号|帐号|账户|帐户|银行)[^;\n]{0,12}$")
# First two places of GB/T 2260 codes, from Beijing to Macao.
_PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

KINDS = (
    "identity_number",
    "mobile_phone",
    "email",
    "messenger",
    "bank_card",
    "named_person",
    "home_address",
    "small_count",
    "somebody",
    "record_number",
    "hidden_sign",
)
# What reaches or numbers a person; the others are for somebody to read first.
_STOPS = ("identity_number", "mobile_phone", "email", "messenger", "bank_card")


@dataclass(frozen=True, order=True)
class Finding:
    """``text[start:end]`` could identify someone; ``kind`` is one of :data:`KINDS`."""

    start: int
    end: int
    kind: str

    @property
    def severity(self) -> str:
        """``stop`` for a number or address that reaches a person, ``review`` for what somebody should read first."""
        return "stop" if self.kind in _STOPS else "review"


def find_personal(text: str) -> list[Finding]:
    """Everything in ``text`` that could make a person known, in the order of the text, never overlapping.

    Landlines are no finding. An agency's own contact (mobile, e-mail) is one here: the caller leaves the
    contact fields out. Runs in time linear in the text.
    """
    plain, places = fold(text)
    folded = plain.translate(_FOLD)
    found = [
        *_identity_numbers(folded),
        *_cards(folded),
        *_mobiles(folded),
        *_in_pieces(folded),
        *_mails(folded),
        *_messengers(folded),
        *_named(folded),
        *_homes(folded),
        *_small_counts(folded),
    ]
    kept: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    # The end is the place after the last sign of the passage, whatever was hidden in it.
    back = [Finding(places[one.start], places[one.end - 1] + 1, one.kind) for one in kept]
    return [one for n, one in enumerate(back) if not n or one.start >= back[n - 1].end]


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isalnum())


def is_identity_number(digits: str) -> bool:
    """A mainland identity number by GB 11643: 18 places, a province, a day of birth, the check place."""
    if len(digits) != 18 or not _PROVINCES.match(digits):
        return False
    try:
        born = date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _IDENTITY_WEIGHTS, strict=False))
    return born.year >= 1900 and "10X98765432"[total % 11] == digits[17].upper()


def is_old_identity_number(digits: str) -> bool:
    """One of 15 places, as given until 1999: a province, then a day of birth without its century."""
    if len(digits) != 15 or not _PROVINCES.match(digits):
        return False
    try:
        date(1900 + int(digits[6:8]), int(digits[8:10]), int(digits[10:12]))
    except ValueError:
        return False
    return True


def passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812 that bank cards carry."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _identity_numbers(text: str) -> Iterator[Finding]:
    figures = text.translate(_CHINESE_DIGITS)
    for match in (*_IDENTITY.finditer(figures), *_IDENTITY.finditer(figures.translate(_LIKE_FIGURES))):
        before = text[max(0, match.start() - 12) : match.start()]
        if is_identity_number(_digits(match[0])) or _IDENTITY_LABEL.search(before):
            yield Finding(match.start(), match.end(), "identity_number")
    for match in _OLD_IDENTITY.finditer(figures):
        if is_old_identity_number(_digits(match[0])):
            yield Finding(match.start(), match.end(), "identity_number")


def _cards(text: str) -> Iterator[Finding]:
    for match in _CARD.finditer(text.translate(_CHINESE_DIGITS)):
        digits = _digits(match[0])
        before = text[max(0, match.start() - 20) : match.start()]
        likely = digits.startswith("62") or (digits[0] in "345" and _CARD_LABEL.search(before))
        if likely and not _NUMBER_LABEL.search(before) and passes_luhn(digits):
            yield Finding(match.start(), match.end(), "bank_card")


def _mobiles(text: str) -> Iterator[Finding]:
    figures = text.translate(_CHINESE_DIGITS)
    for match in (*_MOBILE.finditer(figures), *_MOBILE.finditer(figures.translate(_LIKE_FIGURES))):
        number = match[1]
        if sum(sign.isdigit() for sign in figures[match.start() : match.end()]) < 7:
            continue
        groups = tuple(map(len, re.findall(r"\d+", number)))
        grouped = groups in _MOBILE_GROUPS or max(groups) == 1
        if not grouped or (groups != (3, 4, 4) and len(set(re.findall(r"\D+", number))) > 1):
            continue
        after = text[match.end() : match.end() + 2].lstrip()
        before = text[max(0, match.start() - 8) : match.start()]
        if not re.match(r"元|万|%|\.\d|,\d{3}", after) and not _NUMBER_LABEL.search(before):
            yield Finding(match.start(), match.end(), "mobile_phone")
    for match in (
        *_WORDS_OF_FIGURES.finditer(text),
        *_TAIL_FIRST.finditer(text),
        *_LIKE_PARTED.finditer(figures),
    ):
        yield Finding(match.start(), match.end(), "mobile_phone")


def _in_pieces(text: str) -> Iterator[Finding]:
    # Both ways: in 前三位151 the 三 belongs to the words.
    for figures in (text, text.translate(_CHINESE_DIGITS)):
        yield from _pieces_behind_labels(figures)


def _pieces_behind_labels(figures: str) -> Iterator[Finding]:
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
                yield Finding(first, at, "mobile_phone")
            if label["card"] and (is_identity_number(digits) or is_old_identity_number(digits)):
                yield Finding(first, at, "identity_number")


def _mails(text: str) -> Iterator[Finding]:
    for match in _EMAIL.finditer(text):
        if not match[1].lower().endswith("gov.cn"):
            yield Finding(match.start(), match.end(), "email")


def _messengers(text: str) -> Iterator[Finding]:
    joined, kept = closed(text)
    for match in (*_MESSENGER.finditer(text), *_MESSENGER.finditer(text.translate(_CHINESE_DIGITS))):
        yield Finding(match.start(), match.end(), "messenger")
    for match in _MESSENGER.finditer(joined):
        yield Finding(kept[match.start()], kept[match.end() - 1] + 1, "messenger")


def _named(text: str) -> Iterator[Finding]:
    for pattern in words.NAMED:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            if not words.NOT_A_NAME.match(text, start):
                yield Finding(start, end, "named_person")


def _homes(text: str) -> Iterator[Finding]:
    for match in words.DOOR.finditer(text):
        around = words.sentence(text, match.start(), match.end(), reach=60)
        before = text[max(0, match.start() - 30) : match.start()]
        lives = words.LIVES.search(around) or re.search(r"室|单元|户", match[0])
        if lives and words.HAS_ILLNESS.search(around) and not words.INSTITUTION.search(before + match[0]):
            yield Finding(match.start(), match.end(), "home_address")


def _small_counts(text: str) -> Iterator[Finding]:
    for pattern in words.SMALL_COUNTS:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 12) : match.start()]
            after = text[match.end() : match.end() + 6]
            clause = re.split(r"[;,\n:]", before)[-1]
            planned = words.PLANNED_BEFORE.search(clause) or words.PLANNED_AFTER.match(after)
            if not planned:
                yield Finding(match.start(), match.end(), "small_count")
