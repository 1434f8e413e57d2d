"""What the address of a list asks for: the public search, what it finds nearly, and the registers."""

from procurement.filters.counts import COUNT_LIMIT, Counts, facet_counts
from procurement.filters.looser import Looser, looser
from procurement.filters.notices import BOUNDS, ORDERS, NoticeFilter, fitting
from procurement.filters.registers import (
    asked_agency,
    asked_place,
    asked_year,
    chosen_awards,
    chosen_contracts,
    register_choice,
)

__all__ = [
    "BOUNDS",
    "COUNT_LIMIT",
    "ORDERS",
    "Counts",
    "Looser",
    "NoticeFilter",
    "asked_agency",
    "asked_place",
    "asked_year",
    "chosen_awards",
    "chosen_contracts",
    "facet_counts",
    "fitting",
    "looser",
    "register_choice",
]
