"""The rulebook: which figure applies to this call on this day, and on whose authority."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

from procurement.rules import bookchecks, bookreader
from procurement.rules.festivals import BOOKS
from procurement.rules.parameters import PARAMETERS
from procurement.rules.row import FLOOR, PROVINCE, Row, RulebookError, effective
from procurement.rules.vocabulary import LEVELS

__all__ = ("NATIONAL", "THRESHOLDS", "Row", "Rulebook", "RulebookError", "Undecided", "load")

NATIONAL = BOOKS / "national"
# What decides between the regimes and between the methods; the province sets and confirms each.
THRESHOLDS = ("procurement_threshold", "open_tender_threshold")


class Undecided(Exception):  # noqa: N818 -- not an error: the caller asks for the missing fact
    """Several figures are possible until a fact is known. ``missing`` names the arguments of find()."""

    def __init__(self, parameter: str, missing: tuple[str, ...], rows: tuple[Row, ...]) -> None:
        super().__init__(f"{parameter} depends on {' and '.join(missing)}")
        self.parameter, self.missing, self.rows = parameter, missing, rows


@dataclass(frozen=True)
class Rulebook:
    """One edition: the national floor with a province's rows on top, in the order of the files."""

    edition: str
    rows: tuple[Row, ...]

    def find(
        self,
        parameter: str,
        *,
        procedure: str,
        regime: str,
        level: str | None,
        largest_award: Decimal | None,
        on: date,
        object: str = "services",  # noqa: A002
    ) -> Row | None:
        """The row in force, or None where no rule speaks.

        Without ``level`` or ``largest_award`` (yuan) the row is found when every level, every sum has the
        same figure; otherwise :class:`Undecided` is raised. An unknown parameter is a KeyError."""
        rows = self._by_parameter.get(PARAMETERS[parameter].name, [])
        found: list[Row | None] = []
        for here in LEVELS if level is None else (level,):
            for value in bookchecks.values_of(rows) if largest_award is None else (largest_award,):
                layers = {
                    row.layer: row
                    for row in rows
                    if row.applies(
                        procedure=procedure,
                        regime=regime,
                        level=here,
                        largest_award=value,
                        on=on,
                        object=object,
                    )
                }
                found.append(effective(layers.get(FLOOR), layers.get(PROVINCE)))
        if len({row and row.figure for row in found}) <= 1:
            return found[0]
        possible = tuple(dict.fromkeys(row for row in found if row is not None))
        missing = {
            "level": level is None and any(row.levels for row in possible),
            "largest_award": largest_award is None
            and any(row.value_from is not None or row.value_below is not None for row in possible),
        }
        raise Undecided(parameter, tuple(name for name, lacks in missing.items() if lacks), possible)

    def rows_for(
        self,
        *,
        procedure: str,
        regime: str,
        level: str | None,
        largest_award: Decimal | None,
        on: date,
        object: str = "services",  # noqa: A002
    ) -> list[Row]:
        """Every row in force for such a call, in the order of the book; all the possible ones in doubt."""
        rows: list[Row] = []
        for parameter in self._by_parameter:
            try:
                row = self.find(
                    parameter,
                    procedure=procedure,
                    regime=regime,
                    level=level,
                    largest_award=largest_award,
                    on=on,
                    object=object,
                )
            except Undecided as several:
                rows += several.rows
            else:
                rows += [] if row is None else [row]
        return rows

    def row(self, row_id: str) -> Row:
        """The row a verdict names. Raises KeyError."""
        return self._by_id[row_id]

    @cached_property
    def _by_parameter(self) -> Mapping[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            grouped[row.parameter].append(row)
        return grouped

    @cached_property
    def _by_id(self) -> Mapping[str, Row]:
        return {row.id: row for row in self.rows}

    def with_thresholds_confirmed(self, document: str) -> "Rulebook":
        """The same book with ``document`` named as what confirms every threshold that nothing confirms yet.

        For a demonstration and for tests: a province writes ``confirmed_by`` into its own rows."""
        return replace(
            self,
            rows=tuple(
                replace(row, confirmed_by=document)
                if row.unconfirmed and row.parameter in THRESHOLDS
                else row
                for row in self.rows
            ),
        )

    def with_confirmed(self, documents: Mapping[str, str]) -> "Rulebook":
        """The same book with the documents that confirm its rows, by the row's id."""
        return replace(
            self,
            rows=tuple(
                replace(row, confirmed_by=documents[row.id]) if row.id in documents else row
                for row in self.rows
            ),
        )

    def with_medium(self, host: str) -> "Rulebook":
        """The same book with ``host`` among those of the official medium, for a demonstration and for tests."""
        return replace(
            self,
            rows=tuple(
                replace(row, allowed=(*row.allowed, host)) if row.parameter == "medium.hosts" else row
                for row in self.rows
            ),
        )

    def canonical(self) -> str:
        """The edition as text that is equal for equal books: what is pinned, and what the digest is over."""
        value = {"edition": self.edition, "rows": [row.as_plain() for row in self.rows]}
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_canonical(cls, text: str) -> "Rulebook":
        value = json.loads(text)
        return cls(value["edition"], tuple(Row.from_plain(row) for row in value["rows"]))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of :meth:`canonical`, in hexadecimal."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    @classmethod
    def of(cls, province: Path) -> "Rulebook":
        """The national floor of this checkout under the book of a province, a folder of TOML files. Raises
        :class:`RulebookError` as :func:`load` does."""
        return _of(province)


def load(floor: Path, province: Path | None = None) -> Rulebook:
    """Read a national floor and a province's book, each a TOML file or a folder of them.

    Raises :class:`RulebookError` with every fault: an entry that is no rule, a duplicate id, rows of one book
    that overlap or leave a gap in dates or in money, a province's row looser than the law, two labels of the
    programme regime that ask for different things for the same money."""
    national = bookreader.read(floor, FLOOR, {})
    books = [national]
    if province is not None:
        books.append(bookreader.read(province, PROVINCE, national.sources))
    entries = [entry for book in books for entry in book.entries]
    problems = [problem for book in books for problem in book.problems]
    problems += bookchecks.duplicates(entries)
    entries, unresolved = bookchecks.resolve(entries)
    rows = tuple(entry.row for entry in entries)
    problems += unresolved
    problems += bookchecks.refusals(rows, {entry.row.id: entry.where for entry in entries})
    if problems:
        raise RulebookError(problems)
    return Rulebook(books[-1].edition, rows)


@cache
def _of(province: Path) -> Rulebook:
    return load(NATIONAL, province)
