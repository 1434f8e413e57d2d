"""One figure as Chinese texts write it, read as a whole or not at all: 22, 1,320,000.00, 22万5千, 二十二点五万."""

import re
from decimal import Decimal

_DIGITS = {
    **dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)),
    **dict(zip("○壹贰叁肆伍陆柒捌玖两", (0, *range(1, 10), 2), strict=True)),
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENTHS = {"廿": 20, "卅": 30, "卌": 40}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHINESE = "".join((*_DIGITS, *_TENS, *_TENTHS, *_LARGE))
MULTIPLIERS = "".join((*_TENS, *_LARGE))
_PLAIN = re.compile(r"(?:\d{1,13}|\d{1,3}(?:,\d{3}){1,4})(?:\.\d{1,6})?")
_TOKEN = re.compile(rf"\d[\d,.]*|[{CHINESE}]")
_SPOKEN_POINT = re.compile(rf"([^点]+)点([0-9{''.join(_DIGITS)}]+)([{MULTIPLIERS}]*)")
# More signs of a figure than this are none: a row of figures in a table of digits.
LONGEST = 40


def figure(text: str) -> Decimal | None:
    """What the whole of ``text`` says; None for what is no figure or may be meant in two ways (三百五, 22万5)."""
    said = text.replace(" ", "")
    if not said or len(said) > LONGEST or re.search(r"\d \d", text):
        return None
    if all(sign in _DIGITS for sign in said):
        return Decimal("".join(str(_DIGITS[sign]) for sign in said))
    if (plain := plain_figure(said)) is not None:
        return plain
    if "点" in said:
        return _with_spoken_point(said)
    tokens = _TOKEN.findall(said)
    if "".join(tokens) != said:
        return None
    return _Sum().read(tokens)


def _with_spoken_point(said: str) -> Decimal | None:
    match = _SPOKEN_POINT.fullmatch(said)
    whole = figure(match[1]) if match else None
    if match is None or whole is None or whole != whole.to_integral_value():
        return None
    tenths = "".join(str(_DIGITS.get(sign, sign)) for sign in match[2])
    size = Decimal(1)
    for sign in match[3]:
        size *= (_TENS | _LARGE)[sign]
    return Decimal(f"{whole}.{tenths}") * size


def spelled(value: Decimal | float) -> str:
    """``value`` in digits, 220000 and not 220000.00: equal figures are spelled equally."""
    return f"{Decimal(str(value)).normalize():f}"


def plain_figure(text: str) -> Decimal | None:
    """A figure in digits alone, with commas by three or none, and a point."""
    return Decimal(text.replace(",", "")) if _PLAIN.fullmatch(text) else None


def chinese_number(text: str) -> int | None:
    """十八, 二十二万, 贰拾万, 二〇二四; None when it is no whole number in words."""
    if not text or any(sign not in CHINESE for sign in text):
        return None
    value = figure(text)
    return None if value is None else int(value)


class _Sum:
    """Adds the parts of a figure, each of which must be smaller than the one before."""

    def __init__(self) -> None:
        self.total = self.section = Decimal(0)
        self.digit: Decimal | None = None
        self.zero = self.parts = 0
        self.above = self.above_large = 10**12

    def read(self, tokens: list[str]) -> Decimal | None:
        for token in tokens:
            if not self._take(token):
                return None
        return self._end()

    def _take(self, token: str) -> bool:
        if token in _LARGE:
            return self._large(_LARGE[token])
        if token in _TENS:
            return self._ten(_TENS[token])
        if token in _TENTHS:
            if self.digit is not None or self.above <= 10:
                return False
            self.section, self.above, self.zero = self.section + _TENTHS[token], 10, 0
            return True
        value = Decimal(_DIGITS[token]) if token in _DIGITS else plain_figure(token)
        if value is None or self.digit is not None:
            return False
        if token in _DIGITS and value == 0:
            self.zero += 1
            return True
        self.digit, self.parts = value, self.parts + 1
        return True

    def _ten(self, size: int) -> bool:
        bare = self.digit is None and (self.section or self.total or self.zero)
        if size >= self.above or (bare and not (size == 10 and self.zero)):
            return False
        if self.digit is not None and self.digit >= 10 and self.parts > 1:
            return False
        self.section += (self.digit or 1) * size
        self.above, self.digit, self.zero = size, None, 0
        return True

    def _large(self, size: int) -> bool:
        counted = self.section + (self.digit or 0)
        if size >= self.above_large or not counted:
            return False
        self.total += counted * size
        self.section, self.digit, self.zero = Decimal(0), None, 0
        self.above, self.above_large = size, size
        return True

    def _end(self) -> Decimal | None:
        last = self.digit or Decimal(0)
        if last and self.parts > 1:
            # 三百五 and 22万5 leave out the unit of their last place, and each may be taken in two ways.
            elided = self.above > 10 and last < 10 and not self.zero
            if elided or last >= self.above or last != last.to_integral_value():
                return None
        if not (self.total or self.section or last):
            return None
        return self.total + self.section + last
