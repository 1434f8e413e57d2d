"""Finds what could make a person known in a text: the guard before anything is made public (T2).

HIV regulations (艾滋病防治条例) art. 39 forbid publishing what could identify a person living with HIV or
their family. The words 患者 and 感染者 alone never do that, so they are never a finding.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.ground.expression import expression
from portal.ground.people import words
from portal.ground.people.figures import (
    CHINESE_DIGITS,
    LIKE_FIGURES,
    NUMBER_LABEL,
    SEPARATOR,
    ascii_only,
    is_identity_number,
    is_old_identity_number,
    passes_luhn,
)
from portal.ground.people.fold import closed, fold
from portal.ground.people.norms import norms
from portal.ground.people.phones import phones

# Every character maps to one character, so a place in the folded text is the same place in the original.
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\u2007"), ord(" "))
_FOLD |= dict.fromkeys(map(ord, "‐‑‒–—―−－"), ord("-"))
_FOLD |= {ord("、"): ord(","), ord("。"): ord(";")}

# A line may end in a number whose check place holds.
_OF_BIRTH = r"(?:[^0-9A-Za-z\u4e00-\u9fff]|[年月日号]){0,4}"
_IDENTITY = expression(rf"(?<![0-9A-Za-z])(?:\d{_OF_BIRTH}){{17}}[\dXx](?![0-9A-Za-z])")
_OLD_IDENTITY = expression(rf"(?<![0-9A-Za-z])\d(?:{_OF_BIRTH}\d){{14}}(?![0-9A-Za-z])")
# Behind this label a number with a wrong check place is a slip of the pen.
_IDENTITY_LABEL = expression(
    r"(?:身份证?(?:字?号码?)|身份证|\bID (?:card )?(?:number|no\.?))(?:是|为|:| is)? ?$"
)
_CARD = expression(rf"(?<![0-9A-Za-z])\d(?:{SEPARATOR}\d){{15,18}}(?![0-9A-Za-z])")
_EMAIL = expression(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64} ?(?:@|[(\[{<]\w{1,3}[)\]}>]|#| at |艾特|爱特|圈[aA]|小老鼠"
    r"| ?在 ?(?=[A-Za-z0-9\-]{1,20} ?(?:点|dot))) ?"
    r"((?:[A-Za-z0-9\-]{1,63} ?(?:[.;]|dot|点|[(\[{<](?:dot|点)[)\]}>]) ?){1,6}[A-Za-z]{2,24})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_MESSENGER = expression(
    r"(?:[V微薇威卫徽]信搜?|wei ?xin|球球|v x|q q|薇我|扣扣|企鹅|抖音|快手|小[红绿蓝]书|绿泡泡"
    r"|[绿蓝黄]色?(?:那个)?(?:软件|图标|app)上?搜?|[某薇微]信|[某X]音|(?:[加佳嘉+➕]|我的?)"
    r" ?我?的?(?:[V微薇威]|卫星)|wechat|weixin|(?<![A-Za-z])(?:vx|wx|v(?=[^\w\s]?:)|qq|(?:fb|ig|tg)(?=[: ])"
    r"|whatsapp|telegram|zalo|facebook|blued|line(?=(?: ?id)?:))|赖(?= ?(?:ID|号?[:是]))"
    r"|[微薇威][x芯]?[^\w\s,;。]{0,2}(?=[:A-Za-z0-9])"
    r"|支付宝|陌陌|钉钉|微博)"
    r" ?(?:号码|号|id)?(?:是|为)?[^\w\s]?[: @]{0,3}(?!group|official|public|account|hiv|aids)"
    r"(?:[A-Za-z0-9][A-Za-z0-9_.\-]{4,19}(?![A-Za-z0-9_])|[A-Za-z][A-Za-z ]{2,16}\d{1,6}(?!\d))|"
    r"(?:qq|企鹅|扣扣|球球)(?:邮箱|mail)?[号是为: ]{0,4}\d(?:[ \-.,·~/]?\d){5,10}(?!\d)|扣\d?:\d{6,11}(?!\d)|"
    r"(?:加|找|搜|联系"
    r"|我的?)[^\w\n]{0,2}[\u4e00-\u9fffA-Za-z]{0,4}ID ?[:是为] ?[A-Za-z0-9][A-Za-z0-9_.\-]{4,19}(?![A-Za-z0-9_])|"
    r"微信号[\u4e00-\u9fff]{0,8}[A-Za-z][A-Za-z0-9_\-]{4,19}|加我?的?[Qq] ?号?[: ]{0,2}\d{5,11}(?!\d)"
    r"|(?<![A-Za-z])q我[:是 ]{0,2}\d(?:[ ,\-.·]?\d){5,10}(?!\d)|"
    r"[A-Za-z0-9]{1,30} ?(?:点|dot) ?(?:qq|163|126|gmail|foxmail|sina|outlook) ?(?:点|dot) ?com",
    re.IGNORECASE,
)
_CARD_LABEL = expression(r"(?:卡号|账号|帐号|账户|帐户|银行)[^;\n]{0,12}$")
KINDS = (
    "identity_number",
    "mobile_phone",
    "landline",
    "email",
    "messenger",
    "bank_card",
    "named_person",
    "home_address",
    "small_count",
    "somebody",
    "record_number",
    "account",
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

    A landline in figures is none where nothing says whose it is. An agency's own contact (mobile, e-mail) is one
    here: the caller leaves the contact fields out. Runs in time linear in the text.
    """
    return find_in(*fold(text))


def find_in(plain: str, places: list[int]) -> list[Finding]:
    """:func:`find_personal` for a text already folded by :func:`fold.fold`."""
    folded = plain.translate(_FOLD)
    # Once more without what stands between signs that belong together, with the places they had.
    joined, kept = closed(folded)
    found = [
        *_identity_numbers(folded),
        *_cards(folded),
        *_phones(folded, joined, kept),
        *_mails(joined, kept),
        *_messengers(folded, joined, kept),
        *_named(folded),
        *_homes(folded),
        *_small_counts(folded),
    ]
    # The end is the place after the last sign of the passage, whatever was hidden in it.
    return apart(Finding(places[one.start], places[one.end - 1] + 1, one.kind) for one in found)


def apart(found: Iterable[Finding]) -> list[Finding]:
    """Of findings that overlap the first and longest, and what stops before what is only in doubt: a number beside its
    label is a number. In the order of the text."""
    kept: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.severity != "stop", finding.start, -finding.end)):
        at = bisect_left(kept, one)
        free_before = not at or kept[at - 1].end <= one.start
        if free_before and (at == len(kept) or one.end <= kept[at].start):
            kept.insert(at, one)
    return kept


def _identity_numbers(text: str) -> Iterator[Finding]:
    figures = text.translate(CHINESE_DIGITS)
    for match in (*_IDENTITY.finditer(figures), *_IDENTITY.finditer(figures.translate(LIKE_FIGURES))):
        before = text[max(0, match.start() - 12) : match.start()]
        if is_identity_number(ascii_only(match[0])) or _IDENTITY_LABEL.search(before):
            yield Finding(match.start(), match.end(), "identity_number")
    for match in _OLD_IDENTITY.finditer(figures):
        if is_old_identity_number(ascii_only(match[0])):
            yield Finding(match.start(), match.end(), "identity_number")


def _cards(text: str) -> Iterator[Finding]:
    for match in _CARD.finditer(text.translate(CHINESE_DIGITS)):
        digits = ascii_only(match[0])
        before = text[max(0, match.start() - 20) : match.start()]
        likely = digits.startswith("62") or (digits[0] in "345" and _CARD_LABEL.search(before))
        if likely and not NUMBER_LABEL.search(before) and passes_luhn(digits):
            yield Finding(match.start(), match.end(), "bank_card")


def _phones(text: str, joined: str, kept: list[int]) -> Iterator[Finding]:
    yield from (Finding(*one) for one in phones(text))
    if len(joined) < len(text):
        for start, end, kind in phones(joined):
            yield Finding(kept[start], kept[end - 1] + 1, kind)


def _mails(joined: str, kept: list[int]) -> Iterator[Finding]:
    for read in (joined, joined.translate(CHINESE_DIGITS)):
        for match in _EMAIL.finditer(read):
            if not match[1].lower().endswith("gov.cn"):
                yield Finding(kept[match.start()], kept[match.end() - 1] + 1, "email")


def _messengers(text: str, joined: str, kept: list[int]) -> Iterator[Finding]:
    for match in (*_MESSENGER.finditer(text), *_MESSENGER.finditer(text.translate(CHINESE_DIGITS))):
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
    of_nobody = norms(text)
    for pattern in words.SMALL_COUNTS:
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 12) : match.start()]
            after = text[match.end() : match.end() + 6]
            clause = re.split(r"[;,\n:]", before)[-1]
            planned = words.PLANNED_BEFORE.search(clause) or words.PLANNED_AFTER.match(after)
            if not planned and not of_nobody.issuperset(range(*match.span())):
                yield Finding(match.start(), match.end(), "small_count")
