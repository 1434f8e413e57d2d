"""How large a figure may be that is meant for something: beyond the bounds nobody means it, beyond what is usual it is
asked about once before it is kept."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True)
class Size:
    """``least`` to ``most``: what anybody can mean; ``low`` to ``high``: what is usual. ``why`` says where the
    bounds come from. ``none``: 0 says that there is none, which is no slip."""

    least: Decimal
    low: Decimal
    high: Decimal
    most: Decimal
    why: str
    none: bool = False

    def is_possible(self, figure: Decimal) -> bool:
        return self._is_none(figure) or self.least <= figure <= self.most

    def slip(self, figure: Decimal) -> Literal["", "low", "high"]:
        """Whether ``figure`` is far less or far more than is usual; "" where it is neither."""
        if self._is_none(figure) or self.low <= figure <= self.high:
            return ""
        return "low" if figure < self.low else "high"

    def _is_none(self, figure: Decimal) -> bool:
        return self.none and figure == 0


def _size(least: str, low: str, high: str, most: str, why: str, *, none: bool = False) -> Size:
    return Size(Decimal(least), Decimal(low), Decimal(high), Decimal(most), why, none)


_GRANTS = (
    "grants to groups run from some thousand yuan; the whole province spends some hundred million a year"
)
# What each figure is meant for. Yuan, percent, points, months, years, calendar days.
SIZES: dict[str, Size] = {
    "budget": _size("100", "3000", "10000000", "1000000000", _GRANTS),
    "award": _size("100", "3000", "10000000", "1000000000", _GRANTS),
    "awards": _size(
        "1", "1", "300", "999", "the largest round of this field made 106 awards of 201 applications"
    ),
    "invited": _size("1", "1", "60", "999", "few are asked one by one"),
    "surveyed": _size("1", "1", "60", "999", "a survey asks three or more", none=True),
    "ceiling_price": _size("100", "3000", "10000000", "1000000000", _GRANTS),
    "contract": _size("100", "3000", "10000000", "1000000000", _GRANTS),
    "deposit": _size(
        "1", "50", "200000", "100000000", "at most 2 percent of a budget by Order 87 art. 38", none=True
    ),
    "capacity": _size("1", "100", "1000000", "1000000000", "a part of a budget", none=True),
    "months": _size("0.5", "1", "36", "120", "contracts run three years at most; a campaign takes a month"),
    "age": _size(
        "0.1", "0.5", "5", "50", "the oldest groups of this work are some thirty years old", none=True
    ),
    "indirect": _size("0.01", "1", "50", "100", "a share; where nothing is paid it is 0", none=True),
    "management": _size("0.01", "1", "20", "100", "a share of a budget; calls say 5 to 10", none=True),
    "staff": _size("0.01", "10", "80", "100", "a share of a budget; calls say 30 to 60", none=True),
    "lots": _size("1", "1", "30", "30", "a call has thirty lots at most"),
    "deduction": _size("0.01", "4", "20", "100", "the law gives 10 to 20 percent, before July 2022 6 to 10"),
    "host_fee": _size("0.01", "1", "20", "100", "hosts keep some per cent; the rule allows 8", none=True),
    "share": _size("0.01", "5", "100", "100", "a payment; several make 100", none=True),
    "weight": _size("0.01", "1", "100", "100", "points of a hundred", none=True),
    "within_days": _size("1", "3", "180", "366", "a payment after an act; working days are longer"),
    "service_days": _size(
        "1", "14", "1127", "3660", "contracts run three years at most; testing days last a day"
    ),
}
# Figures that are compared and not kept, or that something narrower bounds; why they are never asked about.
UNASKED: dict[str, str] = {
    "question": "asks a page something and is kept nowhere; any sum may be asked about",
    "mark": "a version that the page itself writes into a hidden box",
    "awarded": "what a bid gets: more than nothing and no more than it asks for, which the rule of awarding says",
    "declared": "what an enterprise declares of its size, from nobody and nothing up; the office compares it",
    "points": "what a panel gives: every figure up to the points of the criterion can be meant",
}
