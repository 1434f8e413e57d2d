"""How a panel is drawn by lot: anybody can do it again from what the record says."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from procurement.rules.case import Case, number_of
from procurement.rules.evaluation import BUYER, COMMUNITY, EXPERT, OUTSIDER

# Who a pool holds; each takes the seat of that name.
POOLED = (OUTSIDER, EXPERT, COMMUNITY)
TICKET_LENGTH = 24


def ticket_of(salt: str, code: str) -> str:
    """The ticket of one entry of the pool in one draw. Without the salt nobody can tell whose it is, nor that one of
    another draw is of the same person; with it nobody can say afterwards that it was somebody else's."""
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()[:TICKET_LENGTH]


def order(seal: str, tickets: Iterable[str]) -> list[str]:
    """The tickets in the order of the SHA-256 of ``seal:ticket``. ``seal`` is the digest of the first seal of the
    record after they were listed, which nobody knows beforehand."""
    return sorted(set(tickets), key=lambda ticket: hashlib.sha256(f"{seal}:{ticket}".encode()).hexdigest())


def by_seat(seal: str, tickets: Mapping[str, str]) -> dict[str, list[str]]:
    """For each seat its tickets in the order of the draw: so many first ones sit, the rest are the reserve.
    ``tickets``: the seat of each ticket."""
    found: dict[str, list[str]] = {}
    for ticket in order(seal, tickets):
        found.setdefault(tickets[ticket], []).append(ticket)
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
