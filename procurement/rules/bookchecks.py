"""What a book may not be: overlapping, with gaps, looser than the law, or looser by its label."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

from procurement.rules.bookreader import Edge, Entry
from procurement.rules.parameters import DAYS, THRESHOLDS
from procurement.rules.procedures import PROCEDURES
from procurement.rules.row import FLOOR, OBJECTS, PROVINCE, Row, effective, why_looser
from procurement.rules.vocabulary import LEVELS, PROGRAMME

ONE_DAY = timedelta(days=1)
# The labels of the programme regime: the same money asks for the same, whatever the call is named.
LABELS = tuple(code for code, one in PROCEDURES.items() if PROGRAMME in one.regimes)


@dataclass(frozen=True)
class Scope:
    """One kind of call, apart from its money and its day."""

    procedure: str
    level: str
    object: str

    def pick(self, rows: Iterable[Row], value: Decimal, on: date) -> list[Row]:
        regime = PROCEDURES[self.procedure].regimes[0]
        return [
            row
            for row in rows
            if row.applies(
                procedure=self.procedure,
                regime=regime,
                level=self.level,
                largest_award=value,
                on=on,
                object=self.object,
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure}, {self.level}, {self.object}"


def values_of(rows: Iterable[Row]) -> list[Decimal]:
    """The lowest value of every band the rows make."""
    ends = {end for row in rows for end in (row.value_from, row.value_below) if end is not None}
    return sorted({Decimal(0), *ends})


def dates_of(rows: Iterable[Row]) -> list[date]:
    """The first day of every period the rows make."""
    ends = {row.valid_to + ONE_DAY for row in rows if row.valid_to is not None}
    return sorted({*ends, *(row.valid_from for row in rows)})


def scopes_of(rows: Sequence[Row]) -> Iterator[Scope]:
    levels = LEVELS if any(row.levels for row in rows) else LEVELS[:1]
    objects = OBJECTS if any(row.object for row in rows) else OBJECTS[:1]
    for procedure, level, bought in product(PROCEDURES, levels, objects):
        yield Scope(procedure, level, bought)


def resolve(entries: Sequence[Entry]) -> tuple[list[Entry], list[str]]:
    """Put in the figures of thresholds that bands name; where levels or years have different ones, the row is
    split into one for each, its id followed by levels and first day."""
    thresholds = [entry.row for entry in entries if entry.row.parameter in THRESHOLDS]
    resolved: list[Entry] = []
    problems: list[str] = []
    for entry in entries:
        if entry.lower is None and entry.upper is None:
            resolved.append(entry)
            continue
        try:
            pieces = _joined(entry.row, list(_pieces(entry, thresholds)))
        except LookupError as missing:
            problems.append(f"{entry.where}: {missing.args[0]}")
            continue
        bands = {(one.value_from, one.value_below) for one in pieces}
        if any(low is not None and high is not None and low >= high for low, high in bands):
            problems.append(f"{entry.where}: an empty band of values")
        if len(bands) == 1:
            low, high = bands.pop()
            pieces = [replace(entry.row, value_from=low, value_below=high)]
        resolved += [Entry(row, entry.where) for row in pieces]
    return resolved, problems


def _pieces(entry: Entry, thresholds: Sequence[Row]) -> Iterator[Row]:
    row = entry.row
    for level in sorted(row.levels or LEVELS):
        starts = [row.valid_from, *(day for day in dates_of(thresholds) if day > row.valid_from)]
        if row.valid_to is not None:
            starts = [day for day in starts if day <= row.valid_to]
        for on, following in zip(starts, [*starts[1:], None], strict=True):
            yield replace(
                row,
                levels=frozenset({level}),
                value_from=_figure(entry.lower, row, level, on, thresholds) or row.value_from,
                value_below=_figure(entry.upper, row, level, on, thresholds) or row.value_below,
                valid_from=on,
                valid_to=row.valid_to if following is None else following - ONE_DAY,
            )


def _joined(row: Row, pieces: Sequence[Row]) -> list[Row]:
    """Years and levels of the same figures in one row. Where every level has the same, the row of the last years keeps
    its name: what was waived or answered by it stays so."""
    years: list[Row] = []
    for one in pieces:
        last = years[-1] if years else None
        if last and last.levels == one.levels and _band(last) == _band(one):
            years[-1] = replace(last, valid_to=one.valid_to)
        else:
            years.append(one)
    made: dict[tuple[object, ...], Row] = {}
    for one in years:
        key = (*_band(one), one.valid_from, one.valid_to)
        made[key] = replace(one, levels=one.levels | made[key].levels) if key in made else one
    return [_named(row, one) for one in made.values()]


def _band(row: Row) -> tuple[Decimal | None, Decimal | None]:
    return row.value_from, row.value_below


def _named(row: Row, piece: Row) -> Row:
    whole = piece.levels == (row.levels or frozenset(LEVELS))
    if whole and piece.valid_to == row.valid_to:
        return replace(piece, id=row.id, levels=row.levels)
    return replace(piece, id=f"{row.id}@{'+'.join(sorted(piece.levels))}@{piece.valid_from}")


def _figure(edge: Edge | None, row: Row, level: str, on: date, thresholds: Sequence[Row]) -> Decimal | None:
    if edge is None:
        return None
    scope = Scope(min(row.procedures or PROCEDURES), level, row.object or OBJECTS[0])
    same = [one for one in thresholds if one.parameter == edge.threshold]
    picked = {one.layer: one for one in scope.pick(same, Decimal(0), on)}
    standing = effective(picked.get(FLOOR), picked.get(PROVINCE))
    if standing is None or standing.number is None:
        raise LookupError(f"the book has no {edge.threshold} for {level} on {on}")
    return standing.number + edge.shift


def refusals(rows: Sequence[Row], where: Mapping[str, str]) -> list[str]:
    """Every fault between rows, each once. ``where`` gives file and row by id."""
    problems: dict[str, None] = {}
    by_parameter: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_parameter[row.parameter].append(row)
    for parameter, same in by_parameter.items():
        for scope in scopes_of(same):
            for problem in _in_scope(parameter, same, scope, where):
                problems.setdefault(problem)
        for problem in _by_label(same, where):
            problems.setdefault(problem)
    return list(problems)


def _in_scope(parameter: str, rows: Sequence[Row], scope: Scope, where: Mapping[str, str]) -> Iterator[str]:
    mine = [row for row in rows if _touches(row, scope)]
    values, days = values_of(mine), dates_of(mine)
    covered: dict[date, list[bool]] = {}
    for on in days:
        covered[on] = []
        for value in values:
            here = scope.pick(mine, value, on)
            covered[on].append(bool(here))
            for layer in (FLOOR, PROVINCE):
                same = [row for row in here if row.layer == layer]
                for first, second in pairwise(same):
                    yield f"{where[second.id]}: overlaps {first.id} ({scope})"
            yield from _looser(here, where)
    for on, value in _holes(covered, values, whole=PROGRAMME in PROCEDURES[scope.procedure].regimes):
        beside = _beside(mine, value, on)
        nothing = f"{parameter} has nothing for {value} yuan on {on} ({scope})"
        yield f"{where[beside.id]}: a gap beside it: {nothing}"


def _holes(
    covered: Mapping[date, list[bool]], values: Sequence[Decimal], *, whole: bool
) -> Iterator[tuple[date, Decimal]]:
    """Days and sums without a row between others that have one. A law may speak from some sum on only; the
    figures of the programme regime are ours and must speak for every sum (``whole``)."""
    spoken = [on for on in covered if any(covered[on])]
    for on in (on for on in covered if spoken and spoken[0] <= on <= spoken[-1]):
        places = [place for place, here in enumerate(covered[on]) if here]
        for place, value in enumerate(values):
            inside = whole or not places or places[0] < place < places[-1]
            if inside and not covered[on][place]:
                yield on, value


def _touches(row: Row, scope: Scope) -> bool:
    return bool(scope.pick([replace(row, value_from=None, value_below=None)], Decimal(0), row.valid_from))


def _beside(rows: Sequence[Row], value: Decimal, on: date) -> Row:
    for row in rows:
        if row.value_below == value or (row.valid_to is not None and row.valid_to + ONE_DAY == on):
            return row
    return rows[0]


def _looser(here: Sequence[Row], where: Mapping[str, str]) -> Iterator[str]:
    for province in (row for row in here if row.layer == PROVINCE):
        for floor in (row for row in here if row.layer == FLOOR):
            reason = None if PROVINCE in floor.overridable_by else why_looser(province, floor)
            if reason is not None:
                yield f"{where[province.id]}: looser than {floor.id}: {reason}"


def _by_label(rows: Sequence[Row], where: Mapping[str, str]) -> Iterator[str]:
    counted = [row for row in rows if row.unit and row.regime in ("", PROGRAMME)]
    levels = LEVELS if any(row.levels for row in counted) else LEVELS[:1]
    for level, bought, value, on in product(levels, OBJECTS, values_of(counted), dates_of(counted)):
        found: dict[str, Row | None] = {}
        for label in LABELS:
            picked = {one.layer: one for one in Scope(label, level, bought).pick(counted, value, on)}
            found[label] = effective(picked.get(FLOOR), picked.get(PROVINCE))
        for (label, row), (other, against) in pairwise(found.items()):
            shown = row or against
            if shown is None or (row and against and row.figure == against.figure):
                continue
            # A figure other than days may belong to one label alone, such as moving money within a grant.
            if (row is None or against is None) and shown.unit not in DAYS:
                continue
            yield (
                f"{where[shown.id]}: {label} and {other} differ for the same money "
                f"({value} yuan, {level}, {on}): {_said(row)} against {_said(against)}"
            )


def _said(row: Row | None) -> str:
    if row is None:
        return "nothing"
    return f"{row.number} {row.unit}" if row.unit in DAYS else str(row.number)


def duplicates(entries: Iterable[Entry]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for entry in entries:
        if entry.row.id in seen:
            yield f"{entry.where}: the id stands already in {seen[entry.row.id]}"
        seen.setdefault(entry.row.id, entry.where)
