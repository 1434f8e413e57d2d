"""From TOML files to rows, refusing with file, row and reason whatever is not a rule."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from procurement.rules.parameters import DAYS, PARAMETERS, THRESHOLDS, UNITS, Bound
from procurement.rules.procedures import PROCEDURES
from procurement.rules.row import (
    CONFIDENCES,
    COUNTINGS,
    ENFORCEMENTS,
    FEN,
    OBJECTS,
    OVERRIDERS,
    TIERS,
    Row,
)
from procurement.rules.vocabulary import LEVELS, REGIMES

_LISTS = ("procedures", "levels", "overridable_by", "allowed")
_KEYS = frozenset(one.name for one in fields(Row)) - {"bound", "layer"} | {"value_above", "value_to"}


@dataclass(frozen=True)
class Edge:
    """An end of a band that names a threshold, so that its figure is written in one place. ``shift`` is one
    fen where the threshold itself lies below the end."""

    threshold: str
    shift: Decimal


@dataclass(frozen=True)
class Entry:
    """A row as read, its ``lower`` and ``upper`` end still without a figure where they name a threshold."""

    row: Row
    where: str
    lower: Edge | None = None
    upper: Edge | None = None


@dataclass
class Book:
    """One layer: a folder of TOML files, or one file."""

    layer: str
    edition: str = ""
    sources: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Refusal(ValueError):  # noqa: N818
    """Why one entry is not a row."""


def read(path: Path, layer: str, sources: Mapping[str, Mapping[str, Any]]) -> Book:
    """Read a layer. ``sources`` are those of the layer below, which may be cited too."""
    book = Book(layer, sources=dict(sources))
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    tables: list[tuple[str, dict[str, Any]]] = []
    for file in files:
        name = f"{path.name}/{file.name}" if path.is_dir() else file.name
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
            book.problems.append(f"{name}: cannot be read: {fault}")
            continue
        book.edition = table.pop("edition", book.edition)
        book.sources |= table.pop("sources", {})
        tables.append((name, table))
    if not files:
        book.problems.append(f"{path}: no book there")
    for name, table in tables:
        _take_rows(book, name, table)
    if not book.edition:
        book.problems.append(f"{path.name}: no edition named")
    return book


def _take_rows(book: Book, name: str, table: dict[str, Any]) -> None:
    defaults = table.pop("defaults", {})
    rows = table.pop("rows", [])
    if table:
        book.problems.append(f"{name}: unknown {', '.join(sorted(table))}")
    for number, entry in enumerate(rows, start=1):
        where = f"{name}, row {entry.get('id') or f'no. {number}'}"
        try:
            book.entries.append(_entry(defaults | entry, book, where))
        except _Refusal as fault:
            book.problems.append(f"{where}: {fault}")


def _entry(given: Mapping[str, Any], book: Book, where: str) -> Entry:
    unknown = given.keys() - _KEYS
    _require(not unknown, f"unknown key {', '.join(sorted(unknown))}")
    for name in ("id", "parameter", "source", "confidence", "enforcement", "title_zh", "title_en"):
        _require(isinstance(given.get(name), str) and given[name].strip(), f"no {name}")
    for name in _LISTS:
        _require(isinstance(given.get(name, []), list), f"{name} is not a list")
    _require(given["parameter"] in PARAMETERS, f"unknown parameter {given['parameter']!r}")
    _require(given["source"] in book.sources, f"unknown source {given['source']!r}")
    cited = book.sources[given["source"]]
    valid_from = given.get("valid_from", cited.get("valid_from"))
    valid_to = given.get("valid_to")
    _require(_is_date(valid_from), "no valid_from, here or at its source")
    _require(
        valid_to is None or (_is_date(valid_to) and valid_to >= valid_from), "valid_to before valid_from"
    )
    # 以上 and 以下 include the figure, 超过 and 不足 do not.
    lower, value_from = _end(given, "value_from", "value_above", shifted="value_above")
    upper, value_below = _end(given, "value_to", "value_below", shifted="value_to")
    _require(value_from is None or value_below is None or value_from < value_below, "an empty band of values")
    row = Row(
        id=given["id"],
        parameter=given["parameter"],
        number=_figure(given),
        unit=_unit(given),
        bound=PARAMETERS[given["parameter"]].bound,
        counting=_counting(given),
        procedures=_codes(given, "procedures", PROCEDURES),
        regime=_regime(given),
        levels=_codes(given, "levels", LEVELS),
        value_from=value_from,
        value_below=value_below,
        object=_one_of(given.get("object", ""), ("", *OBJECTS), "object"),
        tier=_one_of(given.get("tier", cited.get("tier", "")), TIERS, "tier"),
        source=cited.get("name", ""),
        article=given.get("article", ""),
        confidence=_one_of(given["confidence"], CONFIDENCES, "confidence"),
        enforcement=_one_of(given["enforcement"], ENFORCEMENTS, "enforcement"),
        valid_from=valid_from,
        valid_to=valid_to,
        overridable_by=_codes(given, "overridable_by", OVERRIDERS),
        confirmed_by=given.get("confirmed_by"),
        title_zh=given["title_zh"],
        title_en=given["title_en"],
        allowed=tuple(given.get("allowed", ())),
        layer=book.layer,
    )
    _require(row.source, f"the source {given['source']!r} has no name")
    _require(bool(row.allowed) or row.bound is not Bound.TEXT, "nothing in allowed")
    return Entry(row, where, lower, upper)


def _figure(given: Mapping[str, Any]) -> Decimal | None:
    needed = PARAMETERS[given["parameter"]].bound in (Bound.MIN, Bound.MAX, Bound.EXACT)
    number = given.get("number")
    _require(needed == (number is not None), "no number" if needed else "a number where none belongs")
    if number is None:
        return None
    _require(isinstance(number, int | Decimal) and not isinstance(number, bool), "the number is no number")
    _require(number >= 0, "a number below nothing")
    _require(given.get("unit") not in DAYS or number == int(number), "not a whole number of days")
    return Decimal(number)


def _unit(given: Mapping[str, Any]) -> str:
    unit, fitting = given.get("unit", ""), PARAMETERS[given["parameter"]].units
    _require(unit in UNITS, f"unknown unit {unit!r}")
    _require(
        unit in fitting, f"{given['parameter']} is not counted in {unit!r} but in {' or '.join(fitting)}"
    )
    return str(unit)


def _counting(given: Mapping[str, Any]) -> str:
    counting = given.get("counting", "")
    if given.get("unit", "") not in DAYS:
        _require(not counting, "only days have a counting rule")
        return ""
    return _one_of(counting, COUNTINGS, "counting rule")


def _regime(given: Mapping[str, Any]) -> str:
    regime = _one_of(given.get("regime", ""), ("", *REGIMES), "regime")
    for code in given.get("procedures", ()):
        fits = code not in PROCEDURES or not regime or regime in PROCEDURES[code].regimes
        _require(fits, f"{code} does not belong to the regime {regime}")
    return regime


def _end(
    given: Mapping[str, Any], inclusive: str, exclusive: str, shifted: str
) -> tuple[Edge | None, Decimal | None]:
    """One end of the band. ``shifted`` is the one of the two keys whose figure lies a fen beside the end."""
    _require(inclusive not in given or exclusive not in given, f"both {inclusive} and {exclusive}")
    key = inclusive if inclusive in given else exclusive
    if key not in given:
        return None, None
    value, shift = given[key], FEN if key == shifted else Decimal(0)
    if value in THRESHOLDS:
        return Edge(value, shift), None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        raise _Refusal(f"{key}: {value!r} is no sum of yuan and no {' or '.join(THRESHOLDS)}")
    return None, Decimal(value) + shift


def _codes(given: Mapping[str, Any], name: str, known: Collection[str]) -> frozenset[str]:
    codes = given.get(name, [])
    unknown = [str(code) for code in codes if code not in known]
    _require(not unknown, f"unknown {name}: {', '.join(unknown)}")
    return frozenset(codes)


def _one_of(value: object, known: Collection[str], what: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise _Refusal(f"unknown {what} {value!r}" if value else f"no {what}")
    return value


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _require(kept: object, otherwise: str) -> None:
    if not kept:
        raise _Refusal(otherwise)
