"""How a panel is drawn by lot: anybody can do it again from what the record says."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from procurement.rules.case import Case, number_of
from procurement.rules.evaluation import BUYER, COMMUNITY, EXPERT, OUTSIDER

# Who a pool holds; each takes the seat of that name.
POOLED = (OUTSIDER, EXPERT, COMMUNITY)
LOT_LENGTH = 24


def lot_of(salt: str, code: str) -> str:
    """The lot of one entry of the pool in one draw. Without the salt nobody can tell whose it is, nor that a lot of
    another draw is of the same person; with it nobody can say afterwards that it was somebody else's."""
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()[:LOT_LENGTH]


def order(seal: str, lots: Iterable[str]) -> list[str]:
    """The lots in the order of the SHA-256 of ``seal:lot``. ``seal`` is the digest of the first seal of the record
    after the lots were closed, which nobody knows beforehand."""
    return sorted(set(lots), key=lambda lot: hashlib.sha256(f"{seal}:{lot}".encode()).hexdigest())


def by_seat(seal: str, lots: Mapping[str, str]) -> dict[str, list[str]]:
    """For each seat its lots in the order of the draw: so many first ones sit, the rest are the reserve.
    ``lots``: the seat of each lot."""
    found: dict[str, list[str]] = {}
    for lot in order(seal, lots):
        found.setdefault(lots[lot], []).append(lot)
    return found


def suggested(seats: Sequence[str], case: Case) -> dict[str, int]:
    """How many of each a panel with ``seats`` lacks by the rulebook, one place kept for the buyer's member."""
    size, least = case.row("panel.size"), case.row("committee.min")
    row = size or least
    free = int(number_of(row)) - len(seats) - (BUYER not in seats) if row else 0
    if free <= 0:
        return {}
    if size is None:
        return {EXPERT: free}
    community = int(free > 1 and COMMUNITY not in seats)
    return {one: many for one, many in ((OUTSIDER, free - community), (COMMUNITY, community)) if many}
