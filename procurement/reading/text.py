"""Folding a text to one width and script without moving a character, and stretches of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.ground.expression import expression
from portal.ground.people.fold import SIMPLIFIED

# One character becomes one character: a place in the folded text is the same place in the original.
_FOLD = dict(SIMPLIFIED)
_FOLD |= {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\u2007\u200b\ufeff\x00"), ord(" "))
_FOLD |= dict.fromkeys(map(ord, "\r\x0b\x0c\x85\u2028\u2029"), ord("\n"))
_FOLD |= dict.fromkeys(map(ord, "‐‑‒–—―−"), ord("-"))
_FOLD |= {
    ord("│"): ord("|"),
    ord("┃"): ord("|"),
    ord("￥"): ord("¥"),
    ord("〜"): ord("~"),
    ord("〖"): ord("【"),
    ord("〗"): ord("】"),
    ord("∶"): ord(":"),
}
_FOLD[0xFFE5] = ord("¥")

# What holds for one lot or one kind of project only; or for one of several applicants.
OF_LOT = expression(
    r"(?:[\dA-Z]|[一二三四五六七八九甲乙丙])[ ]?(?:号|标)?(?:包|标段|标项)|(?:包|标段|"
    r"标项)[ ]?[\dA-Z一二三四五六七八九]|"
    r"(?:[A-Z]|[ⅠⅡⅢⅣ]|[一二三甲乙丙])[ ]?类|赛道"
)
OF_SOME = expression(
    rf"{OF_LOT.pattern}|牵头(?:单位|方|人|机构|的)|(?:其他|其余)成员|依托(?:单位|机构)|"
    r"代管(?:单位|机构|方|的)|托管(?:单位|机构|方)|主申请"
)

# After a blank: another label, or the next numbered part. There a value ends when all is on one line.
_NEXT_PART = expression(
    r"[ \t]+(?:[\u4e00-\u9fff][\u4e00-\u9fff()/ ]{0,14}:|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))"
)
_GAP = r"[ \t]{0,6}"
_EDGES = " \t\n|,.;:。;、-·】"


# □接受 ☑不接受: what was not ticked is not said.
_TICKED, _BOX = expression("[☑√✓✔▣]"), expression("[□☐]")
_NOT_TICKED = expression(r"[□☐][ ]?[^□☐☑√✓✔▣\n;。,:]{1,12}|[☑√✓✔▣]")


def fold(text: str) -> str:
    """``text`` in half-width forms and simplified script, every character in its place; a box that was not ticked
    beside one that was is blank."""
    folded = text.translate(_FOLD)
    return "\n".join(map(_ticks, folded.split("\n"))) if _TICKED.search(folded) else folded


def _ticks(line: str) -> str:
    if not (_TICKED.search(line) and _BOX.search(line)):
        return line
    return _NOT_TICKED.sub(lambda box: " " * len(box[0]), line)


def any_of(words: str) -> str:
    """A pattern for one of ``words``, longest first."""
    return f"(?:{'|'.join(sorted(words.split(), key=len, reverse=True))})"


def spaced(words: str) -> str:
    """The same for labels set apart by blanks, as 名  称."""
    ordered = sorted(words.split(), key=len, reverse=True)
    return "(?:" + "|".join(_GAP.join(word) for word in ordered) + ")"


@dataclass(frozen=True)
class Passage:
    """A stretch of folded text; ``unit`` is what stood in brackets after its label."""

    text: str
    start: int
    end: int
    unit: str = ""


def stretches(folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends."""
    stop = len(folded) if end is None else end
    while start < stop:
        found = folded.find("\n", start, stop)
        line_end = stop if found < 0 else found
        yield start, line_end
        start = line_end + 1


def trimmed(folded: str, start: int, end: int, *, unit: str = "", whole: bool = False) -> Passage:
    """The stretch without what belongs to the next label and without marks at its edges."""
    if not whole and (cut := _NEXT_PART.search(folded, start, end)):
        end = cut.start()
    while start < end and folded[start] in _EDGES:
        start += 1
    while end > start and folded[end - 1] in _EDGES:
        end -= 1
    return Passage(folded[start:end], start, end, unit)


def sentence_at(folded: str, start: int, end: int, *, reach: int = 160) -> Passage:
    """The sentence around a stretch, at most ``reach`` characters to either side."""
    left = max(0, start - reach)
    before = max(folded.rfind(mark, left, start) for mark in "。;\n|")
    ends = [at for mark in "。;\n|" if (at := folded.find(mark, end, end + reach)) >= 0]
    return trimmed(
        folded,
        before + 1 if before >= 0 else left,
        min(ends, default=min(end + reach, len(folded))),
        whole=True,
    )


def lines(folded: str) -> Iterator[Passage]:
    """The lines that say something."""
    for start, end in stretches(folded):
        one = trimmed(folded, start, end, whole=True)
        if one.text:
            yield one
