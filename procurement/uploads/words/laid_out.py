"""Pages on which every sign has its place (a PDF, a picture) as the text they were set from: lines that only the edge
of the page ended are joined, a row of a table is a line with `` | `` between its cells, numbers of pages are left out.

Places are counted in points from the left and from the top."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median


@dataclass(frozen=True)
class Line:
    """Words that stand beside each other; ``size`` is the height of their letters."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True)
class Sign:
    """One letter in its place."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Rule:
    """A drawn line: it lies where ``top`` and ``bottom`` are nearly one, and stands otherwise."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def lies(self) -> bool:
        return self.bottom - self.top <= self.right - self.left

    @property
    def at(self) -> float:
        return (self.top + self.bottom if self.lies else self.left + self.right) / 2

    @property
    def span(self) -> tuple[float, float]:
        return (self.left, self.right) if self.lies else (self.top, self.bottom)


@dataclass(frozen=True)
class Row:
    """A row of a table as it is read."""

    text: str
    top: float


Page = Sequence[Line | Row]

# Stands for a page that is only a picture.
PICTURE = "\ufffc"
# How far before the edge a full line may end; further where the next paragraph begins further in and is known by that.
_FULL, _FULL_BEFORE_INDENT = 1.8, 3.0
_INDENT = 1.2
_BLANK = 0.9
# From this gap on words stand in columns.
_COLUMN = 1.6
_WIDE = re.compile(r"[ \u3000]{4,}")
_NEAR = 3.0
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*\d{1,3}[-—–·\s]*|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}\s*/\s*\d{1,3}|"
    # What a browser prints above and below.
    r"(?:https?|file)://\S+.{0,20}|\d{1,4}[/年]\d{1,2}[/月]\d{1,4}日?,?\s*(?:上午|下午)?\d{1,2}:\d{2}(?:\s?[AP]M)?(?:\s.{0,80})?"
)
# What begins a part or an item, whose number is no piece of a sum or a day.
_SIGN = re.compile(
    r"(?:第?[一二三四五六七八九十百]{1,4}(?:[、.．]|章|节|条)|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、)]|"
    r"\d{1,2}[.．](?!\d)|\d{1,2}\.\d{1,2}[ 、.\u4e00-\u9fff]|[①-⑳■●◆□★▲]|附件)"
)
_ENDS = tuple("。;:!?")


def page_of(signs: Sequence[Sign], rules: Sequence[Rule]) -> Page:
    """The lines and the rows of tables of one page, from above. What a line is drawn through does not count."""
    thin = sorted((one for one in rules if one.lies and one.bottom - one.top < _NEAR), key=lambda one: one.at)
    heights = [one.at for one in thin]

    def is_struck(sign: Sign) -> bool:
        near = bisect_left(heights, sign.top), bisect_right(heights, sign.bottom)
        return any(_strikes(rule, sign) for rule in thin[slice(*near)])

    # Its place stays: the words around it are as far apart as they were.
    meant = [replace(one, text="") if is_struck(one) else one for one in signs]
    made: list[Line | Row] = []
    for table in _tables(rules):
        inside = [one for one in meant if table.holds(one)]
        # A frame around a text, or a line under a heading, is no table.
        if len(table.columns) < 3 or len(table.levels) < 2 or not inside:
            continue
        meant = [one for one in meant if not table.holds(one)]
        made += table.rows(inside)
    return sorted([*made, *lines_of(meant)], key=lambda one: one.top)


def text_of(pages: Iterable[Page]) -> str:
    """The words of all pages."""
    bare = list(_without_edges(list(pages)))
    set_page = _Set.of(bare)
    told: list[str] = []
    first = before = None
    for one in (one for page in bare for one in page):
        if isinstance(one, Row):
            first = before = None
        elif first and before and _goes_on(first, before, one, set_page):
            told[-1] += _between(told[-1], one.text) + one.text
            before = one
            continue
        else:
            first = before = one
        told.append(one.text)
    return "\n".join(told)


@dataclass(frozen=True)
class _Set:
    """How pages are set: where lines begin and end, how far apart they are, whether a paragraph begins further in."""

    start: float
    edge: float
    pitch: float
    indented: bool

    @classmethod
    def of(cls, pages: Sequence[Page]) -> "_Set":
        lines = [one for page in pages for one in page if isinstance(one, Line)]
        edge = _edge([one.right for one in lines])
        start = min((one.left for one in lines), default=0.0)
        further = sum(1 for one in lines if _INDENT * one.size < one.left - start < 3 * one.size)
        gaps = [
            later.top - one.top
            for page in pages
            for one, later in pairwise(page)
            if isinstance(one, Line) and isinstance(later, Line)
        ]
        return cls(start, edge, median(gaps) if gaps else 0.0, further >= 2)


def lines_of(signs: Iterable[Sign]) -> list[Line]:
    """Signs on one height, from the left; a wide gap is a blank."""
    rows: list[list[Sign]] = []
    for one in sorted(signs, key=lambda sign: (sign.middle[1], sign.left)):
        row = rows[-1] if rows else []
        if row and abs(one.middle[1] - median(sign.middle[1] for sign in row[-9:])) < 0.5 * max(
            one.size, row[-1].size
        ):
            row.append(one)
        else:
            rows.append([one])
    return [line for row in rows if (line := _line(sorted(row, key=lambda sign: sign.left)))]


def _line(row: Sequence[Sign]) -> Line | None:
    said = row[0].text
    for before, one in pairwise(row):
        gap = one.left - before.right
        if gap > _COLUMN * one.size:
            said += "\t"
        elif gap > _BLANK * one.size or (
            gap > 0.2 * one.size and (before.text + one.text).isascii() and before.text and one.text
        ):
            said += " "
        said += one.text
    if not said.strip():
        return None
    kept = [one for one in row if one.text.strip()]
    return Line(
        _WIDE.sub("\t", said).strip(),
        kept[0].left, max(one.right for one in kept),
        min(one.top for one in kept), max(one.bottom for one in kept),
        median(one.size for one in kept),
    )  # fmt: skip


def _strikes(rule: Rule, sign: Sign) -> bool:
    """Whether a line is drawn through the middle of a letter."""
    high = sign.bottom - sign.top
    across, down = sign.middle
    return (
        rule.bottom - rule.top < 0.2 * sign.size
        and rule.left <= across <= rule.right
        and abs(rule.at - down) < 0.2 * max(high, 0.6 * sign.size)
        and not sign.text.isspace()
    )


@dataclass
class _Table:
    """A net of lines: the heights of its rows' edges, the places of its columns' edges."""

    levels: list[float]
    columns: list[float]
    rules: list[Rule]
    # The cell that each meeting of a row and a column belongs to.
    firsts: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def holds(self, sign: Sign) -> bool:
        across, down = sign.middle
        return self.columns[0] < across < self.columns[-1] and self.levels[0] < down < self.levels[-1]

    def rows(self, signs: Sequence[Sign]) -> Iterator[Row]:
        """Each row between two edges; a cell that reaches over several columns is one, one that goes on from above
        is empty."""
        cells: dict[tuple[int, int], list[Sign]] = {}
        for one in signs:
            cells.setdefault(self._cell(one), []).append(one)
        for row in range(len(self.levels) - 1):
            said = [""]
            for column in range(len(self.columns) - 1):
                if column and self._parts(self.columns[column], self._down(row), lies=False):
                    said.append("")
                said[-1] += "".join(line.text for line in lines_of(cells.get((row, column), ())))
            if any(said):
                yield Row(" | ".join(said), self.levels[row])

    def _cell(self, sign: Sign) -> tuple[int, int]:
        across, down = sign.middle
        row = min(bisect_left(self.levels, down), len(self.levels) - 1) - 1
        column = min(bisect_left(self.columns, across), len(self.columns) - 1) - 1
        if (row, column) not in self.firsts:
            self.firsts[row, column] = self._first(row, column)
        return self.firsts[row, column]

    def _first(self, row: int, column: int) -> tuple[int, int]:
        """Of a cell that reaches over several rows and columns, its first."""
        while column and not self._parts(self.columns[column], self._down(row), lies=False):
            column -= 1
        across = (self.columns[column] + self.columns[column + 1]) / 2
        while row and not self._parts(self.levels[row], across, lies=True):
            row -= 1
        return row, column

    def _down(self, row: int) -> float:
        return (self.levels[row] + self.levels[row + 1]) / 2

    def _parts(self, at: float, middle: float, *, lies: bool) -> bool:
        return any(
            one.lies is lies and abs(one.at - at) < _NEAR and one.span[0] - 1 <= middle <= one.span[1] + 1
            for one in self.rules
        )


def _tables(rules: Sequence[Rule]) -> Iterator[_Table]:
    """Nets of lines that touch each other."""
    left = list(rules)
    while left:
        net = [left.pop()]
        for one in net:
            near = [other for other in left if _touch(one, other)]
            net += near
            left = [other for other in left if other not in near]
        levels = _places(one.at for one in net if one.lies)
        columns = _places(one.at for one in net if not one.lies)
        if len(levels) >= 2 and len(columns) >= 2:
            yield _Table(levels, columns, net)


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.left - _NEAR <= other.right
        and other.left - _NEAR <= one.right
        and one.top - _NEAR <= other.bottom
        and other.top - _NEAR <= one.bottom
    )


def _places(found: Iterable[float]) -> list[float]:
    made: list[float] = []
    for at in sorted(found):
        if not made or at - made[-1] > _NEAR:
            made.append(at)
    return made


def _edge(ends: Sequence[float]) -> float:
    """Where full lines end: the furthest place at which many do. A stamp, a note or a line that is too long reaches
    further, and is no edge."""
    places = Counter(round(end / _NEAR) for end in ends)

    def around(at: int) -> int:
        return places[at - 1] + places[at] + places[at + 1]

    at = max((one for one in places if around(one) >= max(3, len(ends) // 8)), default=None)
    if at is None:
        return max(ends, default=0.0)
    edge = (at + 0.5) * _NEAR
    # A sign of punctuation hangs over.
    beyond = sum(1 for end in ends if end > edge + 4 * _NEAR)
    return edge if beyond * 2 <= around(at) else max(ends)


def _plain(words: str) -> str:
    """In half-width forms."""
    return unicodedata.normalize("NFKC", words)


def _without_edges(pages: Sequence[Page]) -> Iterator[Page]:
    """Without numbers of pages, and without what stands first or last on every one of several pages."""
    ends = Counter(
        _plain(page[at].text)
        for page in pages
        for at in {0, len(page) - 1}
        if page and isinstance(page[at], Line)
    )
    for page in pages:
        kept = list(page)
        for at in (-1, 0):
            while kept and isinstance(kept[at], Line):
                words = _plain(kept[at].text).strip()
                repeated = len(pages) > 2 and ends[_plain(kept[at].text)] >= len(pages)
                if not repeated and not (_PAGE_NUMBER.fullmatch(words) and len(kept) > 1):
                    break
                kept.pop(at)
        yield kept


def _slack(set_page: "_Set") -> float:
    return _FULL_BEFORE_INDENT if set_page.indented else _FULL


def _goes_on(first: Line, before: Line, one: Line, set_page: "_Set") -> bool:
    """Whether a line is what the edge of the page left of the one before; ``first`` begins its paragraph."""
    if before.right < set_page.edge - _slack(set_page) * before.size:
        return False
    if "\t" in before.text or "\t" in one.text:
        return False
    if abs(before.size - one.size) > 0.15 * before.size:
        return False
    if one.top - before.top > 1.7 * max(set_page.pitch, before.size):
        return False
    hangs = bool(_SIGN.match(_plain(first.text))) and one.left > first.left + 0.5 * one.size
    far_in = one.left > set_page.start + 3 * one.size and abs(one.left - before.left) < 0.5 * one.size
    if not (hangs or far_in or one.left <= set_page.start + _INDENT * one.size):
        return False
    ended = _plain(before.text).endswith(_ENDS)
    if _SIGN.match(_plain(one.text)):
        # （附件 at the edge, 2） below it.
        return not ended and (set_page.indented or _is_open(before.text))
    return set_page.indented or hangs or not ended


def _is_open(words: str) -> bool:
    """Whether a bracket waits for its other half."""
    plain = _plain(words)
    return plain.count("(") > plain.count(")") or plain.count("《") > plain.count("》")


def _between(before: str, after: str) -> str:
    """A blank between two words in Latin letters."""
    ends = before[-1:] + after[:1]
    return " " if ends.isascii() and ends.isalpha() else ""
