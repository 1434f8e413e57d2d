"""What a call states of its fields (:mod:`procurement.fields`), by flat name: read, written, compared."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from portal.ground.clock import LEGAL_ZONE
from portal.ground.values.text import narrow
from procurement.fields import FIELDS, PRIVATE, of_home
from procurement.fields.row import QUANTITIES, Code, Codes, Day, Field, Home, Mail, Moment, Rows, Text
from procurement.models import Criterion, Lot, Tender

_FIGURE = re.compile(r"\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_EMPTY: tuple[Any, ...] = (None, "", [])


def plain(value: Any) -> Any:
    """``value`` as JSON can hold it: money and shares as text, days in ISO form, moments too, in local time."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(LEGAL_ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(member) for member in value]
    return value


def alike(one: Any, other: Any) -> bool:
    """Whether two values say the same, as typed or as :func:`plain` made them: line ends, blanks, full width, the zone
    of a moment and noughts behind the point change nothing; nothing and empty are one; the order of codes says
    nothing; rows of the database are compared by their keys."""
    one, other = _comparable(one), _comparable(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _same_figure(one, other)
    if isinstance(one, str) != isinstance(other, str):
        text, value = (one, other) if isinstance(one, str) else (other, one)
        return bool(_as(text, value) == value)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(alike(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def _comparable(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if value is None or value == [] or value == ():
        return ""
    if isinstance(value, str):
        return "\n".join(" ".join(line.split()) for line in narrow(value).split("\n")).strip()
    if isinstance(value, bool | date | Mapping):
        return value
    if isinstance(value, set | frozenset) or _are_codes(value):
        return sorted(value)
    return list(value) if isinstance(value, list | tuple) else value


def _are_codes(value: Any) -> bool:
    """Whether it is a list of codes, whose order says nothing: a page sends them in its own."""
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _same_figure(one: str, other: str) -> bool:
    """220000 and 220000.00; without a point in either two texts of figures may be codes."""
    figures = _FIGURE.fullmatch(one) and _FIGURE.fullmatch(other) and "." in one + other
    return bool(figures) and Decimal(one) == Decimal(other)


def _as(text: str, value: Any) -> Any:
    """``text`` as what ``value`` is; as it stands where it is none."""
    try:
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return Decimal(text.replace(",", ""))
        if isinstance(value, datetime):
            return datetime.fromisoformat(text)
        if isinstance(value, date):
            return date.fromisoformat(text)
    except (ValueError, ArithmeticError):
        pass
    return text


def read(tender: Tender) -> dict[str, Any]:
    """Every field of ``tender`` under its flat name; what is not stated is absent."""
    keep: dict[Home, Any] = {
        Home.COLUMN: tender,
        Home.TERMS: tender.terms,
        Home.TEXTS: tender.texts,
        Home.LOT: tender.first_lot,
    }
    values = {row.name: _at(keep[row.home], row.path) for row in FIELDS.values() if row.home in keep}
    values["criteria"] = _criteria(tender.first_lot)
    values["lots"] = [_lot_row(one) for one in tender.all_lots if tender.is_divided or one.title_zh]
    return {name: value for name, value in values.items() if value not in _EMPTY}


def _criteria(lot: Lot) -> list[dict[str, Any]]:
    return [
        {"text_zh": row.text_zh, "text_en": row.text_en, "weight": row.weight} for row in lot.criteria.all()
    ]


# What a row of the list of lots says, by the column of the lot.
_LOT_CELLS = {
    "title_zh": "title_zh",
    "value": "value",
    "where_zh": "where_zh",
    "places": "places",
    "awards": "own_awards",
    "smallest": "own_smallest",
    "largest": "own_largest",
}


def _lot_row(lot: Lot) -> dict[str, Any]:
    said = {cell: getattr(lot, column) for cell, column in _LOT_CELLS.items()}
    return {cell: value for cell, value in said.items() if value not in _EMPTY}


def public(tender: Tender) -> dict[str, Any]:
    """What everybody may read of :func:`read`, as JSON holds it."""
    return {name: plain(value) for name, value in sorted(read(tender).items()) if name not in PRIVATE}


def _at(keep: Any, path: tuple[str, ...]) -> Any:
    if not isinstance(keep, dict):
        value = getattr(keep, path[0])
        return Decimal(value) if type(value) is int else value
    for key in path:
        keep = (keep or {}).get(key)
    return keep


def write(tender: Tender, values: Mapping[str, Any]) -> list[str]:
    """Put ``values`` where they live on ``tender`` (the lots and their rows are saved, the tender is not).

    Returns the names of the tender's columns to save. An empty value unsays a field.

    Raises KeyError for a name that is no field of a call."""
    touched: set[str] = set()
    for name, value in values.items():
        row = FIELDS[name]
        if row.home is Home.COLUMN:
            setattr(tender, name, value)
            touched.add(name)
        elif row.home in (Home.TERMS, Home.TEXTS):
            put(getattr(tender, row.home), row, value)
            touched.add(str(row.home))
    divided = "lots" in values and _divide(tender, values["lots"])
    # A lot that was just made says what the others say.
    alike = {**read(tender), **values} if divided else values
    for lot in tender.all_lots:
        _write_lot(lot, alike)
    return sorted(touched)


def put(keep: dict[str, Any], row: Field, value: Any) -> None:
    """Put ``value`` where ``row`` has it in ``keep``, the ``terms`` or ``texts`` of a tender; an empty one goes."""
    *above, last = row.path
    for key in above:
        if value in _EMPTY and key not in keep:
            return
        keep = keep.setdefault(key, {})
    if value in _EMPTY:
        keep.pop(last, None)
    else:
        keep[last] = plain(value)


def _divide(tender: Tender, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Make the lots of ``rows``, in their order; without any there is one lot, which is the whole call. Whether there
    are others now."""
    lots, wanted = {one.position: one for one in tender.all_lots}, list(rows) or [{}]
    for position, row in enumerate(wanted, 1):
        lot = lots.pop(position, None) or Lot(tender=tender, position=position, max_awards=None)
        for cell, column in _LOT_CELLS.items():
            value = row.get(cell)
            setattr(lot, column, value if value not in _EMPTY else _NO_LOT_CELL.get(column))
        lot.save()
    Lot.objects.filter(pk__in=[one.pk for one in lots.values()]).delete()
    news = len(wanted) != len(tender.all_lots)
    tender.all_lots = list(tender.lots.all())
    return news


_NO_LOT_CELL: Mapping[str, Any] = {"title_zh": "", "where_zh": "", "places": []}


def _write_lot(lot: Lot, values: Mapping[str, Any]) -> None:
    columns = {row.name: _of_lot(row, values[row.name]) for row in of_home(Home.LOT) if row.name in values}
    if columns:
        for name, value in columns.items():
            setattr(lot, name, value)
        lot.save(update_fields=sorted(columns))
    if "criteria" in values:
        lot.criteria.all().delete()
        Criterion.objects.bulk_create(
            Criterion(lot=lot, position=position, **row) for position, row in enumerate(values["criteria"], 1)
        )


def _of_lot(row: Field, value: Any) -> Any:
    """``value`` as the column of the lot holds it; an empty one in the column's own way."""
    if isinstance(row.value, QUANTITIES):
        return typed(row.name, value)
    return plain(value or ([] if isinstance(row.value, Codes) else ""))


def typed(name: str, value: Any) -> Any:
    """What :func:`plain` made of a field, as its column holds it again, and the figure of each row; as it stands where
    it is no such value, or the name is no field (any more)."""
    kind = FIELDS[name].value if name in FIELDS else None
    if value in (None, ""):
        return "" if isinstance(kind, Text | Mail | Code) else None
    try:
        if isinstance(kind, Rows) and isinstance(value, list):
            return [one | _figures_of(one, kind) for one in value]
        if isinstance(kind, QUANTITIES):
            return Decimal(str(value))
        if isinstance(kind, Day | Moment) and isinstance(value, str):
            return (date if isinstance(kind, Day) else datetime).fromisoformat(value)
    except (ValueError, ArithmeticError, KeyError, TypeError):
        pass
    return value


def _figures_of(row: Mapping[str, Any], kind: Rows) -> dict[str, Decimal]:
    more = [cell for cell in kind.also if row.get(cell) not in _EMPTY]
    return {cell: Decimal(str(row[cell])) for cell in (kind.cell, *more)}
