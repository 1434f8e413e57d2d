"""What a bidder states of itself in a statutory bid: the address and contact that a result publishes, and the
declaration by which its price is judged lower (Fin. Library [2020] 46, its annex)."""

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from procurement.rules.bidding import Fault, Terms
from procurement.rules.deductions import DOMESTIC, SMALL

# Prisons and units that employ the disabled count as small (Fin. Library [2014] 68, [2017] 141); figures are declared
# of an enterprise only.
ENTERPRISES = ("small", "micro")
SIZES = (*ENTERPRISES, "prison", "disability")
FIGURES = ("staff", "revenue", "assets")
NAMES = ("address", "contact", "size", "trade", *FIGURES, "domestic")
LONGEST = 200
WHERE = "statement"


@dataclass(frozen=True)
class Statement:
    """``said`` is as it was typed, by name; ``others`` second wordings that wait until somebody chooses."""

    said: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    others: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, name: str) -> str:
        return self.said.get(name, "")

    def claims(self, asked: Container[str]) -> dict[str, dict[str, str]]:
        """What it claims of the policies ``asked``, those the call carries out, with what it declares for each."""
        found = {}
        if SMALL in asked and self.of("size") in SIZES:
            told = ("size", "trade", *FIGURES) if self.of("size") in ENTERPRISES else ("size",)
            found[SMALL] = {name: self.of(name) for name in told}
        if DOMESTIC in asked and self.of("domestic"):
            found[DOMESTIC] = {}
        return found


def read(said: Mapping[str, str]) -> dict[str, str]:
    """What can be kept of it: names that are known, trimmed, what is empty left out."""
    return {name: text for name in NAMES if (text := str(said.get(name) or "").strip()[:LONGEST])}


def of_opened(text: bytes) -> Statement:
    """The statement of an opened bid; it was sealed in this form, and other bytes open nothing."""
    said: dict[str, str] = json.loads(text).get("said", {})
    return Statement(read(said))


def check(statement: Statement, terms: Terms) -> list[Fault]:
    """What keeps a bid from being sealed: of a statutory one the result will name address and contact; a small or
    micro enterprise declares its trade and its figures."""
    if not terms.states:
        return []
    faults = [Fault(f"{WHERE}/{name}", "stated_in_two") for name in statement.others]
    faults += [
        Fault(f"{WHERE}/{name}", f"{name}_missing")
        for name in ("address", "contact")
        if not statement.of(name)
    ]
    for name, value in statement.claims(terms.deductions).get(SMALL, {}).items():
        if name == "trade" and not value:
            faults.append(Fault(f"{WHERE}/{name}", "trade_missing"))
        elif name in FIGURES and figure(value) is None:
            faults.append(Fault(f"{WHERE}/{name}", "figure_missing"))
    return faults


def figure(text: str) -> Decimal | None:
    """A declared figure, never below nought."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value >= 0 else None
