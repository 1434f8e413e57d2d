"""One row of the rulebook: a figure, where it applies, how it is counted and who set it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from procurement.rules.parameters import PARAMETERS, Bound

FLOOR, PROVINCE = "floor", "province"
TIERS = ("law", "regulation", "order", "normative", "provincial", "portal")
CONFIDENCES = ("V1", "V2", "M+", "M", "H")
_TO_READ = ("M", "M+")
# From the mildest: an alarm rings for a duty that is overdue, a block stops the act.
ENFORCEMENTS = ("alarm", "warn", "require_reason", "block")
COUNTINGS = ("forward", "forward_roll", "backward")
OVERRIDERS = ("province", "supervisor")
OBJECTS = ("services", "goods")
# Money has two decimals, so an inclusive upper end and the exclusive one differ by this.
FEN = Decimal("0.01")

_SETS = ("procedures", "levels", "overridable_by")
_DATES = ("valid_from", "valid_to")
_MONEY = ("number", "value_from", "value_below")


@dataclass(frozen=True)
class Row:
    """Empty ``procedures``, ``regime``, ``levels`` or ``object`` mean all of them.

    Values are yuan of the largest award, from ``value_from`` to less than ``value_below``. ``valid_to`` is
    the last day in force. ``confirmed_by`` names the document that confirms a figure, "" where a person
    still has to, None where nothing is to be confirmed. ``overridable_by``: ``province`` may set another
    figure in its book, ``supervisor`` may waive it for one call with a published reason."""

    id: str
    parameter: str
    number: Decimal | None
    unit: str
    bound: Bound
    counting: str
    procedures: frozenset[str]
    regime: str
    levels: frozenset[str]
    value_from: Decimal | None
    value_below: Decimal | None
    object: str
    tier: str
    source: str
    article: str
    confidence: str
    enforcement: str
    valid_from: date
    valid_to: date | None
    overridable_by: frozenset[str]
    confirmed_by: str | None
    title_zh: str
    title_en: str
    allowed: tuple[str, ...]
    layer: str

    @property
    def value_above(self) -> Decimal | None:
        """The sum just below the band where it was written so: "above 50,000 yuan"; else see value_from."""
        return _less_a_fen(self.value_from)

    @property
    def value_to(self) -> Decimal | None:
        """The last sum of the band where it was written so: "up to 50,000 yuan"; else see value_below."""
        return _less_a_fen(self.value_below)

    @property
    def unconfirmed(self) -> bool:
        return self.confirmed_by == ""

    @property
    def may_be_confirmed(self) -> bool:
        """Whether its figure waits for a document, or rests on a text that nobody has read again."""
        return self.tier != "portal" and (self.unconfirmed or self.confidence in _TO_READ)

    @cached_property
    def text(self) -> str:
        """SHA-256 of all it says but by what it is confirmed: a confirmation holds for that text alone."""
        said = {name: value for name, value in self.as_plain().items() if name != "confirmed_by"}
        plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def figure(self) -> tuple[Any, ...]:
        """What the row asks for; two rows with equal figures ask for the same."""
        return self.number, self.unit, self.counting, frozenset(self.allowed), self.enforcement

    def applies(
        self,
        *,
        procedure: str,
        regime: str,
        level: str,
        largest_award: Decimal,
        on: date,
        object: str,  # noqa: A002
    ) -> bool:
        return (
            (not self.procedures or procedure in self.procedures)
            and self.regime in ("", regime)
            and (not self.levels or level in self.levels)
            and self.object in ("", object)
            and (self.value_from is None or largest_award >= self.value_from)
            and (self.value_below is None or largest_award < self.value_below)
            and self.valid_from <= on
            and (self.valid_to is None or on <= self.valid_to)
        )

    def as_plain(self) -> dict[str, Any]:
        """Values JSON can hold, sets in order; read back by :meth:`from_plain`."""
        plain: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name in _SETS:
                value = sorted(value)
            elif value is not None and one.name in _DATES:
                value = value.isoformat()
            elif value is not None and one.name in _MONEY:
                value = f"{value:f}"
            plain[one.name] = value
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Row":
        value = dict(plain)
        value |= {name: frozenset(value[name]) for name in _SETS}
        value |= {name: date.fromisoformat(value[name]) for name in _DATES if value[name] is not None}
        value |= {name: Decimal(value[name]) for name in _MONEY if value[name] is not None}
        return cls(**value | {"allowed": tuple(value["allowed"]), "bound": Bound(value["bound"])})


def _less_a_fen(end: Decimal | None) -> Decimal | None:
    return end - FEN if end is not None and end % 1 == FEN else None


class RulebookError(ValueError):
    """A book that must not be used. ``problems`` name file, row and fault, all of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def effective(floor: Row | None, province: Row | None) -> Row | None:
    """The row in force: the law's own where the province says the same, else the province's."""
    if floor is None or province is None:
        return province or floor
    if "province" in floor.overridable_by or province.figure != floor.figure:
        return province
    return floor


def why_looser(province: Row, floor: Row) -> str | None:
    """In what the province's row asks for less than the floor's, or None when it keeps the floor.

    A minimum is at least, a maximum at most the floor's. Days in different units are compared only where no
    calendar can decide otherwise: n working days never end before n calendar days."""
    if ENFORCEMENTS.index(province.enforcement) < ENFORCEMENTS.index(floor.enforcement):
        return f"{province.enforcement} is milder than {floor.enforcement}"
    if floor.bound is Bound.TEXT:
        return _why_text_looser(province, floor)
    if floor.number is None or province.number is None:
        return None
    given, needed = f"{province.number} {province.unit}", f"{floor.number} {floor.unit}"
    if floor.bound is Bound.EXACT:
        return None if province.number == floor.number else f"{given} is not {needed}"
    at_least = floor.bound is Bound.MIN
    slower, faster = (province, floor) if at_least else (floor, province)
    kept = slower.number is not None and faster.number is not None and slower.number >= faster.number
    if (slower.unit, faster.unit) == ("calendar_days", "working_days") or not kept:
        return f"{given} is looser than {'at least' if at_least else 'at most'} {needed}"
    if {slower.counting, faster.counting} == {"forward", "forward_roll"} and slower.counting == "forward":
        return f"counted {province.counting}, which is looser than {floor.counting}"
    if "backward" in (slower.counting, faster.counting) and slower.counting != faster.counting:
        return f"counted {province.counting}, not {floor.counting}"
    return None


def _why_text_looser(province: Row, floor: Row) -> str | None:
    mine, theirs = set(province.allowed), set(floor.allowed)
    if PARAMETERS[floor.parameter].more_is_stricter:
        missing = theirs - mine
        return f"leaves out {', '.join(sorted(missing))}" if missing else None
    more = mine - theirs
    return f"adds {', '.join(sorted(more))}" if more else None
