"""A text copied from a page becomes the text it was: cut lines are joined, page numbers go, letters close up."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.ground.expression import expression
from procurement.reading.found import Found, Left
from procurement.reading.outline import begins_part
from procurement.reading.text import fold, stretches

# So many lines of one width, of so many, are the work of a page; narrower ones are of a list.
_LEAST_CUT, _LEAST_SHARE, _NARROWEST, _SLACK = 5, 0.15, 36, 4
_ENDS = expression(r"(?:[。;:!?|]|公告|通知|公示|启事|指南)$")
# A line of running text may end a little before the edge.
_RUNNING, _EARLY = expression(r"[,。;(、]"), 0.7
_LABEL = expression(r"[\u4e00-\u9fff][\u4e00-\u9fff() ]{1,14}:")
_PAGE_MARK = expression(
    r"[ \t]*(?:第[ ]?\d{1,3}[ ]?页[,/ ]{0,3}(?:共[ ]?\d{1,3}[ ]?页)?|-{1,2}[ ]?\d{1,3}[ ]?-{1,2}|"
    r"[【\[(]?\d{1,3}[ ]?/[ ]?\d{1,3}[】\])]?|(?<=[ ]{8})\d{1,3})[ \t]*"
)
_CELLS = expression(r"[|\t]|[ ]{3}")
# What stays together at the end of a line: a run of Latin letters or figures, or one sign with the mark behind it.
_FIRST_WORD = expression(r"[A-Za-z0-9@._\-/:%,]+|.[,。;:!?、)》”\]】]*")
_APART = expression(
    r"(?<![\u4e00-\u9fff\d])(?:[\u4e00-\u9fff\d] ){2,40}[\u4e00-\u9fff\d](?![\u4e00-\u9fff\d])"
)
# 人民币 1 2 万元: the signs of one figure, behind words and before what it counts.
_COUNTED = r"(?= ?(?:[万千百亿]?元|[万亿年月日号时点分个人次名场例%天家份户期]))"
_BEHIND_WORD = r"[\u4e00-\u9fff:(¥、,;至~\-]"
_FIGURE_APART = expression(rf"(?:(?<={_BEHIND_WORD})|(?<={_BEHIND_WORD} ))\d(?: [\d.]){{1,11}}{_COUNTED}")


@dataclass(frozen=True)
class Whole:
    """``text`` as it is read; each of its characters stands at the same of ``places`` in ``original``."""

    original: str
    text: str
    places: Sequence[int]

    def in_original(self, one: Found) -> Found:
        start, end = self._span(one.start, one.end)
        return replace(one, start=start, end=end, passage=self.original[start:end])

    def left_in_original(self, one: Left) -> Left:
        return Left(one.words, *self._span(one.start, one.end))

    def _span(self, start: int, end: int) -> tuple[int, int]:
        if end <= start:
            at = self.places[start] if start < len(self.places) else len(self.original)
            return at, at
        return self.places[start], self.places[end - 1] + 1


def whole(text: str) -> Whole:
    folded = fold(text)
    gone = bytearray(len(text))
    for start, end in (*_page_breaks(folded), *_between_letters(folded)):
        gone[start:end] = b"\x01" * (end - start)
    places = [at for at, dropped in enumerate(gone) if not dropped]
    return Whole(text, "".join(text[at] for at in places), places)


def _page_breaks(folded: str) -> Iterator[tuple[int, int]]:
    """From the end of each line that the page cut to where it goes on, and the marks of pages."""
    lines = [line for line in stretches(folded) if folded[slice(*line)].strip()]
    width = _page_width(folded, lines)
    if not width:
        return
    marks = {span for span in lines if _PAGE_MARK.fullmatch(folded, *span)}
    gone = marks | _running_heads(folded, lines, marks)
    kept = [span for span in lines if span not in gone]
    for start, end in gone:
        yield start, min(end + 1, len(folded))
    for (start, end), (begin, stop) in pairwise(kept):
        last, first = folded[start:end].rstrip(), folded[begin:stop].lstrip()
        begins = _CELLS.search(first) or begins_part(first)
        if not begins and not _ENDS.search(last) and _is_cut(last, first, width):
            yield start + len(last), stop - len(first)


def _is_cut(last: str, first: str, width: int) -> bool:
    """Whether the first word of the next line had no room behind the last one, or running text stops in its middle."""
    word = _FIRST_WORD.match(first)
    if word and _width(last) + _width(word[0]) > width - _SLACK:
        return True
    return bool(_RUNNING.search(last)) and _width(last) > width * _EARLY and not _LABEL.match(first)


def _page_width(folded: str, lines: list[tuple[int, int]]) -> int:
    """The width that many lines without an end have in common; 0 for a text that no page cut."""
    counted = Counter(
        _width(line) for start, end in lines if not _ENDS.search(line := folded[start:end].rstrip())
    )
    best, most = 0, 0
    for width in counted:
        near = sum(counted[one] for one in range(width - _SLACK, width + 1))
        if width >= _NARROWEST and near > most:
            best, most = width, near
    return best if most >= max(_LEAST_CUT, _LEAST_SHARE * len(lines)) else 0


def _running_heads(
    folded: str, lines: list[tuple[int, int]], marks: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Lines beside the marks of pages that say what another line said before."""
    said: set[str] = set()
    heads = set()
    for at, span in enumerate(lines):
        words = folded[slice(*span)].strip()
        if words in said and marks & set(lines[max(0, at - 1) : at + 2]):
            heads.add(span)
        said.add(words)
    return heads


def _between_letters(folded: str) -> Iterator[tuple[int, int]]:
    """The blanks of 项 目 名 称, and of 1 2 万元."""
    for run in (*_APART.finditer(folded), *_FIGURE_APART.finditer(folded)):
        for blank in re.finditer(" ", run[0]):
            yield run.start() + blank.start(), run.start() + blank.end()


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in line)
