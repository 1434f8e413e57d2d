"""What the words of a call say of how offers are asked for, paid for and judged, where the book forbids it.

Beside :mod:`procurement.rules.words`, which reads what is asked of organisations and of people."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from procurement.rules.words import Finding
from procurement.rules.words.sentences import CRITERIA, Sentence, sentences

_NOT = re.compile(
    r"不(?:得|可|能|予|许|准|应|再|允许|接受|进行|采用|安排|限)?|无需|无须|严禁|禁止|非|没有|\bno\b|\bnot\b",
    re.IGNORECASE,
)

_CASH = re.compile(
    r"(?:保证金|保函|押金)[^;。]{0,24}现金|现金[^;。]{0,16}(?:保证金|押金)|\bdeposit\b[^.;]{0,40}\bcash\b",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    r"(?:去掉|去除|剔除|扣除|舍去)(?:一个|1个)?最(?:高|低)(?:的)?(?:价|报价|投标(?:报)?价|和|与|、)"
    r"|最(?:高|低)(?:和|与|、)?(?:最(?:高|低))?(?:报价|价格?)(?:应|均|予以)?(?:去掉|去除|剔除|舍去)"
    r"|(?:highest|lowest) (?:and (?:highest|lowest) )?(?:price|offer)s? (?:is|are) (?:dropped|left out)",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"独立承担民事责任|(?:登记证书|法人登记|营业执照|资格证明|资格条件)[^,;]{0,12}(?:得|加|计)"
    r"|(?:依法缴纳税收|缴纳社会保障|无重大违法记录|良好的商业信誉|健全的财务会计制度)",
)
_ALONE = re.compile(
    r"(?:只|仅|限)(?:限|接受|面向|允许|由|向)?(?:受邀|被邀请|获邀|收到邀请)|未(?:受|被|获)邀[^,;]{0,10}(?:不得|不能|不予|谢绝|不接受)"
    r"|\bonly (?:the )?invited\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"(?:二|两|三|多)(?:次|轮)报价|再次报价|重新报价|最后报价|更改报价|修改报价|\bsecond (?:round of )?quot",
    re.IGNORECASE,
)
_SUBLET = re.compile(
    r"(?:可以?|允许|同意|有权|准许)(?:将[^,;]{0,12})?(?:整体|全部)?转包|\bmay (?:be )?sublet\b", re.IGNORECASE
)
_VISIT = re.compile(r"现场(?:考察|踏勘|勘察|查勘)|踏勘现场|答疑会|标前会|\bsite visit\b", re.IGNORECASE)
_DAY = re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|0?[1-9])月(?P<day>3[01]|[12]\d|0?[1-9])日")


def _says(pattern: re.Pattern[str], *, after: bool = False) -> Callable[[Sentence], bool]:
    """Whether a sentence says what ``pattern`` finds and nothing right before it takes that back."""

    def judge(one: Sentence) -> bool:
        for found in pattern.finditer(one.text):
            before = one.text[max(0, found.start() - 6) : found.start()]
            if not _NOT.search(before) and not (
                after and _NOT.search(one.text[found.start() : found.end() + 8])
            ):
                return True
        return False

    return judge


def _conditions_scored(one: Sentence) -> bool:
    return one.section == CRITERIA and _says(_CONDITION)(one) and "不作为评审" not in one.text


def _site_visit(one: Sentence) -> bool:
    return _says(_VISIT)(one) and _DAY.search(one.text) is not None


_JUDGES: dict[str, Callable[[Sentence], bool]] = {
    "cash_deposit": _says(_CASH, after=True),
    "prices_dropped": _says(_DROPPED),
    "conditions_scored": _conditions_scored,
    "only_invited": _says(_ALONE),
    "quoted_again": _says(_AGAIN),
    "subletting": _says(_SUBLET),
    "site_visit": _site_visit,
}
CODES = tuple(_JUDGES)


def find(text: str, field: str = "") -> Iterator[Finding]:
    """What ``text``, which stands in ``field``, says of these practices, in its order."""
    for one in sentences(text, field):
        for code, judge in _JUDGES.items():
            if judge(one):
                yield Finding(one.start, one.end, code)


def day_in(words: str, *, near: date) -> date | None:
    """The first day that ``words`` name; without a year it is that of ``near``. None where they name none."""
    found = _DAY.search(words)
    if found is None:
        return None
    try:
        return date(int(found["year"] or near.year), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
