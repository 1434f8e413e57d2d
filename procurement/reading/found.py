"""What was read from a text, each value with the passage it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from portal.ground.values.sizes import SIZES

MOST_TEXT = 200_000
# What each figure of a call is meant for.
_SIZES = {
    "estimated_value": "budget",
    "largest_award": "award",
    "ceiling_price": "ceiling_price",
    "deposit": "deposit",
    "capacity_amount": "capacity",
    "contract_months": "months",
    "min_age_years": "age",
    "indirect_ceiling": "indirect",
    "price_weight": "weight",
}
# The figure of each row of a list, by the name of its cell.
_CELLS = {"payment_schedule": ("share", "share"), "criteria": ("weight", "weight")}


class ReadingError(Exception):
    """A text or file that is not read. ``code`` is one of :data:`CODES` and says what to do instead."""

    CODES = (
        "empty",
        "too_large",
        "old_word",
        "rich_text",
        "ofd",
        "encrypted",
        "pdf",
        "picture",
        "other_office",
        "other_file",
        "macros",
        "bomb",
        "broken",
        "no_text",
    )

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Sure(StrEnum):
    """How sure a value is: said under its own name, said in passing, or put together from hints."""

    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


class Place(Protocol):
    """A division, as ``organizations.models.Division`` has it."""

    @property
    def code(self) -> str: ...
    @property
    def name_zh(self) -> str: ...
    @property
    def short_zh(self) -> str: ...
    @property
    def level(self) -> str: ...


@dataclass(frozen=True)
class Found:
    """``value`` for ``field``, read from ``text[start:end]``.

    ``value`` None with ``others`` means: one of these, the text does not say which. ``note`` is a code for
    what the reader should know: ``time_not_stated`` (a bare date, taken as its last minute or its first),
    ``year_guessed``, ``several_values``, ``ambiguous_name``, ``names_of_clients``, ``not_the_sum_100``,
    ``shares_not_100``, ``no_single_length``, ``no_single_share``.
    """

    field: str
    value: Any
    start: int
    end: int
    passage: str
    sure: Sure = Sure.SURE
    note: str = ""
    others: tuple[Any, ...] = ()

    @property
    def is_unusual(self) -> bool:
        """A figure far from what is usual, in a list too: the official writes it, and is asked about it then."""
        if self.field in _CELLS:
            name, meant_for = _CELLS[self.field]
            return any(SIZES[meant_for].slip(Decimal(row[name])) for row in self.value or ())
        if self.field not in _SIZES or not isinstance(self.value, Decimal | int):
            return False
        return bool(SIZES[_SIZES[self.field]].slip(Decimal(self.value)))


@dataclass(frozen=True)
class Reading:
    """``found`` in the order of the text, one per field.

    ``kind`` is the kind of notice the text is: ``call``, or the code of a notice that is no call (award,
    correction, void …). ``missing`` are the fields a lawful call needs and the text does not have.
    """

    text: str
    found: tuple[Found, ...]
    missing: tuple[str, ...]
    kind: str = "call"

    # Read from the text, but no field of a draft; testing follows from the services of the lot.
    NOT_OF_A_DRAFT = frozenset({"buyer_name", "published_at", "includes_testing"})

    def get(self, field: str) -> Found | None:
        return next((one for one in self.found if one.field == field), None)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Flat draft fields (the names of ``procurement.fields``) that may be written as they are."""
        return {
            one.field: one.value
            for one in self.found
            if one.value is not None and one.field not in self.NOT_OF_A_DRAFT and not one.is_unusual
        }

    @property
    def buyer_name(self) -> str:
        found = self.get("buyer_name")
        return found.value if found else ""


@dataclass(frozen=True)
class Source:
    """The text being read, in both widths."""

    text: str
    folded: str

    def found(
        self,
        field: str,
        value: Any,
        start: int,
        end: int,
        sure: Sure = Sure.SURE,
        note: str = "",
        others: tuple[Any, ...] = (),
    ) -> Found:
        return Found(field, value, start, end, self.text[start:end], sure, note, others)

    def share(self, field: str, match: re.Match[str]) -> Found:
        """A share as :data:`procurement.reading.numbers.SHARE` found it; no value where it is one of two."""
        if match["to"]:
            return self.found(field, None, *match.span(), Sure.GUESS, "no_single_share")
        return self.found(field, Decimal(match["share"]), *match.span(), Sure.LIKELY)
