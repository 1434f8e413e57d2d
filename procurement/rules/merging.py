"""Two pages, one text: what each changed is joined box by box and line by line, and nothing of either is lost."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

Box = TypeVar("Box", bound=Hashable)


def folded(text: str) -> str:
    """A text as it is kept and compared: a line end counts one, NUL and the blanks around it do not count."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def mark_of(text: str) -> str:
    """What a page carries of the text it was served with: 16 hexadecimal digits, the same for the same text."""
    return hashlib.sha256(folded(text).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Joined:
    """``text`` stands; ``other`` is a second wording that waits until somebody chooses."""

    text: str
    other: str = ""

    @property
    def is_pair(self) -> bool:
        """Whether of words without blank lines, such as a figure, there is at most one other: it can be chosen as it
        is, while of several the right one is written."""
        return "\n\n" not in self.other


def join(standing: Joined, written: str, *, read: str) -> Joined:
    """``written`` on a page that was served with the text of mark ``read``, over what is ``standing``.

    What was not changed on the page changes nothing, and the same words a second time change nothing: an answer
    that was lost on the way may be asked for again. Both sides changed differently: both are kept."""
    mine = folded(written)
    if mark_of(mine) == read or mine == standing.text:
        return standing
    if mark_of(standing.text) == read:
        return Joined(mine, "" if mine == standing.other else standing.other)
    if not mine or _holds(standing.other, mine):
        return standing
    if not standing.text:
        return Joined(mine, standing.other)
    other = f"{standing.other}\n\n{mine}" if standing.other else mine
    return Joined(standing.text, other)


def _holds(other: str, text: str) -> bool:
    """Whether a wording is among those that wait already."""
    return f"\n\n{text}\n\n" in f"\n\n{other}\n\n"


def settle(standing: Joined, choice: str, *, read: str) -> Joined:
    """Somebody chose between the two: ``above`` keeps the one that stands, ``other`` the second, of mark ``read``."""
    if not standing.other or mark_of(standing.other) != read:
        return standing
    return {"above": Joined(standing.text), "other": Joined(standing.other)}.get(choice, standing)


def join_boxes(
    standing: Mapping[Box, Joined],
    written: Mapping[Box, str],
    *,
    read: Mapping[Box, str],
    choices: Mapping[Box, tuple[str, str]],
) -> dict[Box, Joined]:
    """Every box of a page: :func:`join`, with the mark each was served with, then :func:`settle`, with the choice and
    the mark of the second wording it was made on. A box that does not stand here is left out."""
    joined = dict(standing)
    for box in standing:
        if box in written:
            joined[box] = join(joined[box], written[box], read=read.get(box, ""))
        choice, mark = choices.get(box, ("", ""))
        joined[box] = settle(joined[box], choice, read=mark)
    return joined


@dataclass(frozen=True)
class Row:
    """One line of a budget as it was typed. ``key`` is its own on every telephone; ``beside`` is the key of the
    line it is a second wording of, and then it does not count until one of the two is emptied."""

    key: str
    label: str = ""
    kind: str = ""
    amount: str = ""
    beside: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.label.strip() and not self.amount.strip()

    @property
    def mark(self) -> str:
        """Of what was typed; of an empty line, whatever its kind, that of nothing."""
        return mark_of("" if self.is_empty else "\x1f".join((self.label, self.kind, self.amount)))


def join_rows(standing: Sequence[Row], written: Iterable[tuple[Row, str]]) -> list[Row]:
    """The lines of one lot, after ``written`` on a page: each line with the mark it was served with, "" for a
    new one. Lines the page did not know stay."""
    rows = {row.key: row for row in standing}
    for mine, read in written:
        theirs = rows.get(mine.key)
        read = read or mark_of("")
        if mine.mark == read or (theirs and mine.mark == theirs.mark):
            continue
        if theirs is None or theirs.mark == read:
            rows[mine.key] = mine
        elif not mine.is_empty:
            second = replace(mine, key=mark_of(mine.key + mine.mark), beside=theirs.key)
            rows.setdefault(second.key, second)
    kept = [row for row in rows.values() if not row.is_empty]
    keys = {row.key for row in kept}
    return [row if row.beside in keys else replace(row, beside="") for row in kept]
