"""What is written of a bid and does not count yet: a second wording of an answer, a line that cannot be read."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal.ground.values import UnreadableError
from portal.ground.values.quantities import read_money
from procurement.judgement.bids import terms
from procurement.judgement.bids.parts import ANSWERS, BUDGET, Parts
from procurement.rules import bidding as rules
from procurement.rules.bidding import Fault, Line
from procurement.rules.merging import Row


def others_of(parts: Parts) -> dict[str, str]:
    """The second wordings that wait for a choice, by question."""
    waiting: dict[str, str] = parts.json(ANSWERS).get("others", {})
    return waiting


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


def read_row(row: Row) -> dict[str, Any]:
    """A line as :func:`rules.read_line` takes it."""
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
                rules.read_line(read_row(row), where, faults)
    return faults
