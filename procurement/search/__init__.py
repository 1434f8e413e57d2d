"""The public search: what a text is kept as, what somebody types means, and where it stands in a text."""

from procurement.search import known
from procurement.search.marks import excerpt, spans
from procurement.search.parts import Part, Typed, narrowest
from procurement.search.slips import meant, pieces
from procurement.search.texts import fold, literal, vector
from procurement.search.typed import read

__all__ = [
    "Part",
    "Typed",
    "excerpt",
    "fold",
    "known",
    "literal",
    "meant",
    "narrowest",
    "pieces",
    "read",
    "spans",
    "vector",
]
