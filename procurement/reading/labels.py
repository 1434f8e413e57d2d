"""What a text says under a name: behind its colon, in the next cell, below it in a table, or below it as a heading."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from portal.ground.expression import expression
from procurement.reading.outline import sections
from procurement.reading.text import Passage, spaced, stretches, trimmed

MOST_CELLS = 60


@lru_cache(maxsize=256)
def _under(labels: str) -> re.Pattern[str]:
    return expression(
        rf"(?P<label>{spaced(labels)})[ \t]{{0,4}}(?:\((?P<unit>[^()\n]{{0,14}})\))?[ \t]{{0,4}}(?:[:|】"
        rf"][ \t|]{{0,6}}|\t)"
        r"(?P<value>[^\n|\t]{1,600})"
    )


def under(labels: str, folded: str, *, start: int = 0, end: int | None = None) -> Iterator[Passage]:
    """What stands under one of ``labels``: after a colon, in the next cell, or below it in a table."""
    for match in _under(labels).finditer(folded, start, len(folded) if end is None else end):
        yield trimmed(folded, *match.span("value"), unit=match["unit"] or "")
    yield from _below(labels, folded, start, end)
    yield from _headed(labels, folded, start, len(folded) if end is None else end)
    for match in _set_apart(labels).finditer(folded, start, len(folded) if end is None else end):
        yield trimmed(folded, *match.span("value"))


@lru_cache(maxsize=256)
def _set_apart(labels: str) -> re.Pattern[str]:
    """采购人　某县卫生健康局: a label at the head of its line, and blanks or the end of the line behind it."""
    return expression(
        r"(?:^|(?<=\n))[ ]{0,8}(?:(?:[一二三四五六七八九十]{1,3}|\d{1,2})[、.][ ]{0,4}|"
        r"\([一二三四五六七八九十\d]{1,3}\)[ ]{0,4})?"
        rf"{spaced(labels)}(?:[ ]{{1,8}}|[ ]{{0,4}}\n[ ]{{0,8}})(?P<value>[^\s:|][^\n|\t]{{1,600}})"
    )


def _headed(labels: str, folded: str, start: int, end: int) -> Iterator[Passage]:
    """The first line below a heading that is one of the labels and says nothing on its own line."""
    heading = expression(rf"[^()]{{0,4}}{spaced(labels)}[ ]{{0,2}}(?:\(([^()]{{0,14}})\))?")
    for one in sections(folded):
        match = heading.fullmatch(one.label)
        if match and start <= one.head and one.start < one.end <= end and folded[one.start - 1] in "\n ":
            stop = re.search(r"[\n|\t]|$", folded[one.start : one.end])
            assert stop is not None
            yield trimmed(folded, one.start, one.start + stop.start(), unit=match[1] or "")


def _below(labels: str, folded: str, start: int, end: int | None) -> Iterator[Passage]:
    """A heading in one table row, its value in the same column of the next."""
    heading = expression(rf"(?:{spaced(labels)})[ \t]{{0,4}}(?:\(([^()\n]{{0,14}})\))?")
    for above, below in pairwise(table_rows(folded)):
        inside = start <= above[0][0] and below[-1][1] <= (len(folded) if end is None else end)
        next_line = folded.count("\n", above[-1][1], below[0][0]) == 1
        if not inside or not next_line or len(above) < len(below):
            continue
        for head, cell in zip(above, below, strict=False):
            match = heading.fullmatch(folded[slice(*head)].strip())
            if match:
                yield trimmed(folded, *cell, unit=match[1] or "")


@lru_cache(maxsize=1)
def table_rows(folded: str) -> tuple[list[tuple[int, int]], ...]:
    """The cells of every row that has at least two, by their places."""
    rows = (_cells(folded, *line) for line in stretches(folded))
    return tuple(cells for cells in rows if len(cells) > 1)


def _cells(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    line = folded[start:end]
    if not 0 < line.count("|") + line.count("\t") <= MOST_CELLS:
        return []
    cells, at = [], start
    for part in re.split(r"[|\t]", line):
        cells.append((at, at + len(part)))
        at += len(part) + 1
    while cells and not folded[slice(*cells[-1])].strip():
        cells.pop()
    while cells and not folded[slice(*cells[0])].strip():
        cells.pop(0)
    return cells
