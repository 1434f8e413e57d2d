"""Folds a text once before the guard reads it, and knows where each sign stood."""

import unicodedata
from functools import lru_cache

from opencc import OpenCC

_SIMPLIFIED = OpenCC("t2s")
# Letters of other scripts that look like Latin ones.
_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсухІіΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXaeopcyxIiABEHIKMNOPTX")


@lru_cache(maxsize=20_000)
def _fold(sign: str) -> str:
    if unicodedata.category(sign) == "Cf":
        return ""
    folded = unicodedata.normalize("NFKC", sign).translate(_ALIKE)
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


def hides_signs(text: str) -> bool:
    """Whether an invisible sign stands between two letters or figures."""
    return any(
        unicodedata.category(sign) == "Cf" and text[place - 1].isalnum() and text[place + 1].isalnum()
        for place, sign in enumerate(text[1:-1], start=1)
    )
