"""The parts of what somebody typed to search by, and what they ask of the database together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from procurement.search.days import Days
from procurement.search.sums import Sums
from procurement.search.texts import own_words

Kind = Literal["word", "place", "exact", "without", "state", "days", "sum", "everywhere", "stop"]
# So many parts are looked for by all their names; what somebody types beyond is looked for as it stands.
MOST_WIDE = 24


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One thing typed, from ``begin`` to ``end`` of the text; of what is left out ``said`` is that alone. ``narrow``
    and ``wide`` are literals of a ``tsquery``: as typed, and by every name it has; both empty where ``bounds`` say it.
    ``marks``: the texts to be marked where they stand; ``core``: the known word in one of more signs."""

    kind: Kind
    begin: int
    end: int
    said: str
    narrow: str = ""
    wide: str = ""
    marks: tuple[str, ...] = ()
    core: str = ""
    steps: tuple[str, ...] = ()
    days: Days | None = None
    sums: Sums | None = None
    bounds: Mapping[str, Decimal | date] = field(default_factory=dict)

    @property
    def rolls(self) -> bool:
        """Whether it means something else on another day."""
        return self.days is not None and self.days.rolling


@dataclass(frozen=True)
class Typed:
    """``parts`` as they stand in ``text``."""

    text: str
    parts: tuple[Part, ...]

    @cached_property
    def asked(self) -> tuple[Part, ...]:
        """The parts that a call must have: where nothing else is asked for, also words that say nothing."""
        for idle in (("stop", "everywhere"), ("stop",), ()):
            if asked := tuple(part for part in self.parts if part.kind not in (*idle, "without")):
                return asked
        return ()

    @cached_property
    def narrow(self) -> str:
        """A ``tsquery`` of all that is asked for, each word as it was typed."""
        return all_of(part.narrow for part in self.asked)

    @cached_property
    def wide(self) -> str:
        """The same, each word by any of its names: what is found."""
        return all_of(part.wide if at < MOST_WIDE else part.narrow for at, part in enumerate(self.asked))

    @cached_property
    def own(self) -> str:
        """What is found, in a call's own words."""
        return own_words(self.wide)

    @cached_property
    def unwanted(self) -> str:
        """What no call found has, as a ``tsquery``."""
        return " | ".join(part.wide for part in self.parts if part.kind == "without")

    @cached_property
    def whole(self) -> str:
        """Everything but bounds as one ``tsquery``."""
        return " & ".join(filter(None, (self.wide, f"!({self.unwanted})" if self.unwanted else "")))

    @cached_property
    def bounds(self) -> dict[str, Decimal | date]:
        """Bounds by the names of the search's filters; of several the narrowest."""
        found: dict[str, Decimal | date] = {}
        for part in self.asked:
            found = narrowest(found, part.bounds)
        return found

    @cached_property
    def rolls(self) -> bool:
        return any(part.rolls for part in self.parts)

    @cached_property
    def marks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mark for part in self.asked for mark in part.marks))

    def whole_of(self, part: Part) -> str:
        """The part with its quotes or its minus."""
        return self.text[part.begin : part.end].strip()

    def without(self, part: Part) -> str:
        """What remains of the text without this part."""
        return " ".join(f"{self.text[: part.begin]} {self.text[part.end :]}".split())


def narrowest(
    one: Mapping[str, Decimal | date], other: Mapping[str, Decimal | date]
) -> dict[str, Decimal | date]:
    """Both bounds together: the greater of two that say where something begins, the lesser of two where it ends."""
    found = dict(one)
    for name, bound in other.items():
        least = name.startswith("min") or name.endswith("from")
        found[name] = (max if least else min)(found.get(name, bound), bound)
    return found


def all_of(queries: Iterable[str]) -> str:
    return " & ".join(dict.fromkeys(filter(None, queries)))
