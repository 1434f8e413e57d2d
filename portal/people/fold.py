"""Folds a text once before the guard reads it, and knows where each sign stood."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from opencc import OpenCC

_SIMPLIFIED = OpenCC("t2s")
# Letters of other scripts that look like Latin ones.
_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсухІіΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXaeopcyxIiABEHIKMNOPTX")
# Nobody sees them, whatever their category: fillers, the blank of Braille, what chooses a form of a sign.
_UNSEEN = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x034F, *range(0xFE00, 0xFE10), *range(0x20D0, 0x2100)}
_BETWEEN = re.compile(
    r"(?<=[\u4e00-\u9fff、:,])[^\w\n,;:，。、；：()（）“”\"《》〔〕\[\]?!？！%]{1,3}(?=[\u4e00-\u9fff、:,])"
)


@lru_cache(maxsize=20_000)
def _fold(sign: str) -> str:
    if unicodedata.category(sign) == "Cf" or ord(sign) in _UNSEEN:
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", sign).translate(_ALIKE)
    if "\u00c0" <= folded < "\u0250":  # Yán Wēn
        return unicodedata.normalize("NFKD", folded)[0]
    return _SIMPLIFIED.convert(folded) if folded >= "\u2e80" else folded


def fold(text: str) -> tuple[str, list[int]]:
    """``text`` in half width and simplified script without invisible signs, and the place of each sign in it."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        folded = _fold(sign)
        signs.append(folded)
        places.extend([place] * len(folded))
    return "".join(signs), places


def closed(text: str) -> tuple[str, list[int]]:
    """Folded ``text`` without the blanks and points between two ideographs or their commas, and where the others
    stood."""
    kept: list[int] = []
    last = 0
    for match in _BETWEEN.finditer(text):
        kept.extend(range(last, match.start()))
        last = match.end()
    kept.extend(range(last, len(text)))
    return "".join([text[at] for at in kept]), kept


def hidden_signs(text: str) -> Iterator[int]:
    """Where an invisible sign stands between two letters or figures."""
    for place, sign in enumerate(text[1:-1], start=1):
        if unicodedata.category(sign) == "Cf" and text[place - 1].isalnum() and text[place + 1].isalnum():
            yield place
