"""Folds a text once before the guard reads it, and knows where each sign stood."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from portal.ground.expression import expression

# Lines in pairs: signs of traditional script, and beneath each its simplified one. From the dictionary TSCharacters of
# OpenCC (Apache License 2.0); tests/rules/test_people.py compares them.
_LINES = Path(__file__).with_name("simplified.txt").read_text(encoding="utf-8").splitlines()
SIMPLIFIED = str.maketrans("".join(_LINES[::2]), "".join(_LINES[1::2]))
# Letters of other scripts that look like Latin ones.
_ALIKE = str.maketrans("АВЕКМНОРСТХаеорсухІіΑΒΕΗΙΚΜΝΟΡΤΧ", "ABEKMHOPCTXaeopcyxIiABEHIKMNOPTX")
# Nobody sees them, whatever their category: fillers, the blank of Braille, what chooses a form of a sign.
_UNSEEN = {0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800, 0x034F, *range(0xFE00, 0xFE10), *range(0x20D0, 0x2100)}
_BETWEEN = expression(
    r"(?<=[\u4e00-\u9fff、:,])(?:[^\w\n,;:，。、；：()（）“”\"《》〔〕\[\]?!？！%]|_){1,3}(?=[\u4e00-\u9fff、:,])"
)
# Four ideographs or letters and more, each with a sign behind it, whatever sign it is: 患，者，岩，温; p.o.s.i.t.i.v.e
_ONE_BY_ONE = expression(
    r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff](?:[^\w\n]|_){1,3}){3,200}[\u4e00-\u9fff](?![\u4e00-\u9fff])"
    r"|(?<![A-Za-z])(?:[A-Za-z](?:[^\w\n]|_){1,2}){3,200}[A-Za-z](?![A-Za-z])"
)
_GAP = expression(r"(?:[^\w\n]|_){1,3}")
# The end of a line that was only too long, as files have them: within words, within a mobile number, between words.
_WRAPPED = expression(
    r"(?=[\r\n])(?:(?<=[^\n]{20}[\u4e00-\u9fff])\r?\n(?=[\u4e00-\u9fff]|\d{1,4}[^\d.、)）:：\s])"
    r"|(?<=[^\n]{20}\d)\r?\n(?=[\u4e00-\u9fff])"
    r"|(?<=[^\n]{20}[A-Za-z,])(?P<blank>\r?\n)(?=[A-Za-z])"
    + "".join(
        rf"|(?<=(?<!\d)1[3-9]\d{{{told - 2}}})\r?\n(?=\d{{{11 - told}}}(?!\d))" for told in range(3, 11)
    )
    + ")"
)
# Strokes and accents set upon the sign before them.
_UPON = {*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0xFE20, 0xFE30)}


@lru_cache(maxsize=20_000)
def _fold(sign: str) -> str:
    if unicodedata.category(sign) == "Cf" or ord(sign) in _UNSEEN or ord(sign) in _UPON:
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", sign).translate(_ALIKE)
    if "\u00c0" <= folded < "\u0250":  # Yán Wēn
        return unicodedata.normalize("NFKD", folded)[0]
    return folded.translate(SIMPLIFIED)


def fold(text: str) -> tuple[str, list[int]]:
    """``text`` in half width and simplified script without invisible signs, and the place of each sign in it. A long
    line that ends within a sentence goes on in the next."""
    signs: list[str] = []
    places: list[int] = []
    wrapped = {
        place: " " if match["blank"] and place == match.start() else ""
        for match in _WRAPPED.finditer(text)
        for place in range(*match.span())
    }
    for place, sign in enumerate(text):
        folded = _fold(sign) if place not in wrapped else wrapped[place]
        signs.append(folded)
        places.extend([place] * len(folded))
    return "".join(signs), places


def closed(text: str) -> tuple[str, list[int]]:
    """Folded ``text`` without the blanks and points between two ideographs or their commas, and without what parts
    signs told one by one; and where the others stood."""
    gaps = [match.span() for match in _BETWEEN.finditer(text)]
    for run in _ONE_BY_ONE.finditer(text):
        between = list(_GAP.finditer(text, run.start(), run.end()))
        # Another sign than the usual one is a real one.
        usual = Counter(gap[0] for gap in between).most_common(1)[0][0]
        gaps += ((gap.start(), gap.start() + len(usual)) for gap in between if gap[0].startswith(usual))
    kept: list[int] = []
    last = 0
    for start, end in sorted(gaps):
        kept.extend(range(last, start))
        last = max(last, end)
    kept.extend(range(last, len(text)))
    return "".join([text[at] for at in kept]), kept


def hidden_signs(text: str) -> Iterator[int]:
    """Where an invisible sign stands between two letters or figures."""
    for place, sign in enumerate(text[1:-1], start=1):
        if unicodedata.category(sign) == "Cf" and text[place - 1].isalnum() and text[place + 1].isalnum():
            yield place
