"""The sentences of the text that no field took."""

from collections.abc import Iterable

from portal.ground.expression import expression
from procurement.reading.found import Found, Left, Source
from procurement.reading.text import trimmed

_SENTENCE = expression(r"[^。;!?\n]+")
_SIGN = expression(
    r"^[ \t|*#]*(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)])[ \t]*"
)
_LEAST = 8
# The name of a part, a salutation, a signature, a day: nothing that a reader would miss.
_NOTHING = expression(
    r"^(?:[^:]{1,14}:?|各[^。]{0,30}[:]|(?:现|特此)(?:将|就)?[^。]{0,24}(?:如下|公告|通知)[:]?|"
    r"\d{4}年\d{1,2}月\d{1,2}日)$"
)


def unused(source: Source, found: Iterable[Found]) -> tuple[Left, ...]:
    """In the order of the text, each whole. What a value was read from counts as taken with its whole sentence only
    where the rest of it says less than a few words."""
    taken = bytearray(len(source.folded))
    for value in found:
        taken[value.start : value.end] = b"\x01" * (value.end - value.start)
    left = []
    for sentence in _SENTENCE.finditer(source.folded):
        one = trimmed(source.folded, *sentence.span(), whole=True)
        if sign := _SIGN.match(one.text):
            one = trimmed(source.folded, one.start + sign.end(), one.end, whole=True)
        if len(one.text) < _LEAST or _NOTHING.match(one.text):
            continue
        free = sum(1 for at in range(one.start, one.end) if not taken[at] and not source.folded[at].isspace())
        if any(taken[one.start : one.end]) and free < _LEAST * 2:
            continue
        if free >= _LEAST:
            left.append(Left(source.text[one.start : one.end], one.start, one.end))
    return tuple(left)
