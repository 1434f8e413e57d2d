"""Saving a bid as it is written: each question and each line by itself, joined with what others saved meanwhile.

What cannot count yet is kept all the same, beside the parts that can: a second wording of an answer under
``others``, a line that cannot be read under ``unread``. While there is any, the bid cannot be sealed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.ground.values import UnreadableError
from portal.ground.values.quantities import read_money
from procurement.rules import bidding as rules
from procurement.rules.bidding import BidRefusedError, Fault, Line
from procurement.rules.merging import Joined, Row, join_boxes, join_rows
from procurement.services.bids import terms
from procurement.services.bids.parts import ANSWERS, BUDGET, Parts


def others_of(parts: Parts) -> dict[str, str]:
    """The second wordings that wait for a choice, by question."""
    waiting: dict[str, str] = parts.json(ANSWERS).get("others", {})
    return waiting


def write_answers(
    parts: Parts,
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
    kept = rules.read_answers({code: one.text for code, one in joined.items()})
    others = rules.read_answers({code: one.other for code, one in joined.items()})
    parts.write_json(ANSWERS, {"answers": kept} | ({"others": others} if others else {}), now=now)
    return True


def rows_of(parts: Parts) -> dict[int, list[Row]]:
    """Every line as it was typed, by lot: those that count and, at their places, those that do not yet."""
    known = parts.json(BUDGET)
    rows: dict[int, list[Row]] = {}
    for position, lines in terms.lots_of(known).items():
        rows[position] = [_row(line, place) for place, line in enumerate(lines, 1)]
    for one in known.get("unread", ()):
        row = Row(**{name: one[name] for name in ("key", "label", "kind", "amount", "beside")})
        rows.setdefault(one["position"], []).insert(one["place"], row)
    return rows


def _row(line: Line, place: int) -> Row:
    amount = format(line.amount, "f").removesuffix(".00")
    return Row(line.key or f"line{place}", line.label, line.kind, amount)


def write_rows(
    parts: Parts, written: Mapping[int, Iterable[tuple[Row, str]]], *, positions: Iterable[int], now: datetime
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
            line = rules.read_line(_read(row), "", [])
            if line is None or row.beside:
                unread.append(asdict(row) | {"position": position, "place": place})
            else:
                lots.setdefault(position, []).append(line)
    return lots, unread


def _read(row: Row) -> dict[str, Any]:
    return {"id": row.key, "label": row.label, "kind": row.kind, "amount": _sum(row.amount)}


def _sum(given: Any) -> Any:
    """A sum as people write it, in yuan; what cannot be read stays as it is, and the rules say so."""
    if given in (None, "") or isinstance(given, Decimal):
        return given
    try:
        return read_money(str(given))
    except UnreadableError:
        return given


def read_lots(offered: Sequence[Mapping[str, Any]], *, positions: Iterable[int]) -> dict[int, list[Line]]:
    """:func:`rules.read_lots` of amounts as people write them. Raises BidRefusedError."""
    read = [
        {**lot, "lines": [{**line, "amount": _sum(line.get("amount"))} for line in lot.get("lines") or ()]}
        for lot in offered
    ]
    return rules.read_lots(read, positions=positions)


def row_faults(rows: Mapping[int, Sequence[Row]]) -> list[Fault]:
    """Why each line that does not count yet does not, as ``lot-1/line-2``."""
    faults: list[Fault] = []
    for position, typed in sorted(rows.items()):
        for place, row in enumerate(typed, 1):
            where = f"lot-{position}/line-{place}"
            if row.beside:
                faults.append(Fault(where, "line_in_two"))
            else:
                rules.read_line(_read(row), where, faults)
    return faults
