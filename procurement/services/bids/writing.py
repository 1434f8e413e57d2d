"""Saving a bid as it is written: each question and each line by itself, joined with what others saved meanwhile.

What cannot count yet is kept all the same, beside the parts that can: a second wording of an answer under
``others``, a line that cannot be read under ``unread``. While there is any, the bid cannot be sealed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from procurement.judgement.bids import drafts, terms
from procurement.judgement.bids.lines import read_row, rows_of
from procurement.judgement.bids.parts import ANSWERS, BUDGET, STATEMENT
from procurement.rules import bidding as rules
from procurement.rules import statements
from procurement.rules.bidding import BidRefusedError, Fault, Line
from procurement.rules.merging import Joined, Row, join_boxes, join_rows
from procurement.services.bids.parts import WritableParts


def write_answers(
    parts: WritableParts,
    answers: Mapping[str, str],
    *,
    read: Mapping[str, str],
    choices: Mapping[str, tuple[str, str]],
    now: datetime,
) -> bool:
    """Join ``answers`` with what stands. ``read`` has the mark each was served with; ``choices`` has, for a
    question in two wordings, "above" or "other" and the mark of the second. Whether anything changed.

    Raises BidRefusedError."""
    known = parts.json(ANSWERS)
    standing = {
        code: Joined(known.get("answers", {}).get(code, ""), known.get("others", {}).get(code, ""))
        for code in rules.QUESTIONS
    }
    joined = join_boxes(standing, answers, read=read, choices=choices)
    if joined == standing:
        return False
    parts.write_json(ANSWERS, _both_wordings("answers", joined, rules.read_answers), now=now)
    return True


def write_statement(
    parts: WritableParts,
    said: Mapping[str, str],
    *,
    read: Mapping[str, str],
    choices: Mapping[str, tuple[str, str]],
    now: datetime,
) -> bool:
    """The same for what the bidder states of itself."""
    known = drafts.statement_of(parts)
    standing = {name: Joined(known.of(name), known.others.get(name, "")) for name in statements.NAMES}
    joined = join_boxes(standing, said, read=read, choices=choices)
    if joined == standing:
        return False
    parts.write_json(STATEMENT, _both_wordings("said", joined, statements.read), now=now)
    return True


def _both_wordings(
    name: str, joined: Mapping[str, Joined], read: Callable[[Mapping[str, str]], dict[str, str]]
) -> dict[str, dict[str, str]]:
    """What counts, under ``name``, and the second wordings where there are any; each as the rules ``read`` it."""
    kept = read({box: one.text for box, one in joined.items()})
    others = read({box: one.other for box, one in joined.items()})
    return {name: kept} | ({"others": others} if others else {})


def write_rows(
    parts: WritableParts,
    written: Mapping[int, Iterable[tuple[Row, str]]],
    *,
    positions: Iterable[int],
    now: datetime,
) -> bool:
    """Join the lines ``written`` on a page, by lot, with what stands: see :func:`join_rows`. Whether anything
    changed. Raises BidRefusedError for more lines than a budget has."""
    known = set(positions)
    standing = rows_of(parts)
    joined = dict(standing)
    for position, rows in written.items():
        if position in known:
            joined[position] = join_rows(standing.get(position, ()), rows)
    many = [
        Fault(f"lot-{position}", "many_lines", str(rules.MOST_LINES))
        for position, rows in joined.items()
        if len(rows) > rules.MOST_LINES
    ]
    if many:
        raise BidRefusedError(many)
    if joined == standing:
        return False
    lots, unread = _divided(joined)
    content = {"lots": terms.plain_lots(lots)} | ({"unread": unread} if unread else {})
    parts.write_json(BUDGET, content, now=now)
    return True


def _divided(joined: Mapping[int, Sequence[Row]]) -> tuple[dict[int, list[Line]], list[dict[str, Any]]]:
    """What counts, and what does not yet with its place."""
    lots: dict[int, list[Line]] = {}
    unread: list[dict[str, Any]] = []
    for position, rows in sorted(joined.items()):
        for place, row in enumerate(rows):
            line = rules.read_line(read_row(row), "", [])
            if line is None or row.beside:
                unread.append(asdict(row) | {"position": position, "place": place})
            else:
                lots.setdefault(position, []).append(line)
    return lots, unread
