"""What was read from a text, each value with the passage it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from portal.ground.values.figures import figure
from portal.ground.values.sizes import SIZES
from procurement.fields import FIELDS
from procurement.fields.row import QUANTITIES, Mail, Rows, Text
from procurement.reading.text import trimmed
from procurement.uploads.words.errors import FROM_PICTURE, MOST_TEXT, ReadingError

__all__ = ["MOST_TEXT", "Found", "Left", "Place", "Reading", "ReadingError", "Source", "Sure"]
# So much is shown of a row that was not read.
MOST_WORDS = 80


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

    ``value`` None with ``others`` means: one of these, the text does not say which. ``note`` is a code for what the
    reader of it should know (:data:`procurement.forms.calls.faults.NOTE` has the words); with ``not_read_whole``
    ``unread`` are the words of the rows that ``value`` lacks.
    """

    field: str
    value: Any
    start: int
    end: int
    passage: str
    sure: Sure = Sure.SURE
    note: str = ""
    others: tuple[Any, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def is_unusual(self) -> bool:
        """A figure far from what is usual, in a list too: the official writes it, and is asked about it then."""
        kind = FIELDS[self.field].value if self.field in FIELDS else None
        if isinstance(kind, Rows):
            figures = [Decimal(row[kind.cell]) for row in self.value or () if kind.cell in row]
            return any(SIZES[kind.meant_for].slip(one) for one in figures)
        if isinstance(kind, QUANTITIES) and isinstance(self.value, Decimal | int):
            return bool(SIZES[kind.meant_for].slip(Decimal(self.value)))
        return False


@dataclass(frozen=True)
class Left:
    """A sentence that no field took, and its place."""

    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """``found`` in the order of the text, one per field; ``unused`` the sentences that no field took.

    ``kind`` is the kind of notice the text is: ``call``, or the code of a notice that is no call (award,
    correction, void …).
    """

    text: str
    found: tuple[Found, ...]
    kind: str = "call"
    unused: tuple[Left, ...] = ()

    # Read from the text, but no field of a draft; testing follows from the services of the lot.
    NOT_OF_A_DRAFT = frozenset(
        {
            "buyer_name", "agency_name", "published_at", "includes_testing", "lots", "places", "awards", "grades",
            "signup_by", "document_fee",
        }
    )  # fmt: skip

    def get(self, field: str) -> Found | None:
        return next((one for one in self.found if one.field == field), None)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Flat draft fields (the names of ``procurement.fields``) that may be written as they are. A list or
        words the text speaks of, of which nothing was taken, are empty: nothing of the portal's own stands for them."""
        taken = {
            one.field: None if one.is_unusual else one.value
            for one in self.found
            if one.field not in self.NOT_OF_A_DRAFT
        }
        for name in [name for name, value in taken.items() if value is None and name in FIELDS]:
            kind = FIELDS[name].value
            taken[name] = [] if isinstance(kind, Rows) else "" if isinstance(kind, Text | Mail) else None
        return {field: value for field, value in taken.items() if value is not None}

    @property
    def is_from_picture(self) -> bool:
        return self.text.startswith(FROM_PICTURE)

    @property
    def buyer_name(self) -> str:
        found = self.get("buyer_name")
        return found.value if found else ""


@dataclass(frozen=True)
class Source:
    """The text being read, as it was written and folded."""

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

    def words(self, start: int, end: int) -> str:
        """A stretch as it was written, without marks at its edges."""
        one = trimmed(self.folded, start, min(end, start + MOST_WORDS), whole=True)
        return self.text[one.start : one.end]

    def share(self, field: str, match: re.Match[str]) -> Found:
        """A share as :func:`procurement.reading.numbers.share` found it; no value where it is one of two."""
        value = figure(match["share"] or match["words"] or match["spoken"])
        if match["to"] or match["too"] or value is None:
            return self.found(field, None, *match.span(), Sure.GUESS, "no_single_share")
        return self.found(field, value, *match.span(), Sure.LIKELY)
