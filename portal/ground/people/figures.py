"""Numbers of people: how their figures are written, and whether a number could be one of identity."""

from datetime import date

from portal.ground.expression import expression

CHINESE_DIGITS = str.maketrans(
    "〇○零一二三四五六七八九壹贰叁参肆伍陆柒捌玖幺两洞拐勾", "000123456789123345678912079"
)
# Signs that sound like figures.
SOUND_LIKE = str.maketrans("久酒溜路吧巴爸期妻舞午思死伞散儿耳医衣铃林灵", "9966888775544332211000")
# Letters that stand for figures: 138OO138OOO.
LIKE_FIGURES = str.maketrans("OoIl", "0011")
# Whatever sign people put between figures to hide them.
SEPARATOR = r"[^0-9A-Za-z\u4e00-\u9fff\n]{0,3}"
# Behind these stands a number of a thing.
NUMBER_LABEL = expression(r"(?:编号|编码|文号|代码|备案号|订单号|单号|项目号|序列号)[: ]{0,3}$")
# First two places of GB/T 2260 codes, from Beijing to Macao.
_PROVINCES = expression(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def ascii_only(text: str) -> str:
    """The letters and figures of ``text`` that stand in ASCII."""
    return "".join(character for character in text if character.isascii() and character.isalnum())


def is_identity_number(digits: str) -> bool:
    """A mainland identity number by GB 11643: 18 places, a province, a day of birth, the check place."""
    if not has_day_of_birth(digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _IDENTITY_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[17].upper()


def has_day_of_birth(digits: str) -> bool:
    """Whether 18 places are an identity number but for their last one, a slip of the pen."""
    if len(digits) != 18 or not _PROVINCES.match(digits):
        return False
    try:
        return date(int(digits[6:10]), int(digits[10:12]), int(digits[12:14])).year >= 1900
    except ValueError:
        return False


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
