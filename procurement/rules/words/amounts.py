"""How much a sentence asks for: a share of the budget, or yuan."""

import re
from decimal import Decimal

from portal.ground.expression import expression
from portal.ground.people.fold import fold

_BOND = expression(r"履约|质保|质量保证|performance|retention", re.IGNORECASE)
_SHARE = expression(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent)", re.IGNORECASE)
_YUAN = expression(r"(\d[\d,]*(?:\.\d+)?)\s*(万)?\s*(?:元|yuan|RMB)", re.IGNORECASE)


def is_bond(words: str) -> bool:
    """Given by the winner for doing the work, not by every bidder."""
    return bool(_BOND.search(words))


def keeps_to(words: str, most: Decimal, budget: Decimal | None) -> bool:
    """Whether what ``words`` ask for is said in figures and is at most ``most`` percent of the budget."""
    said = fold(words)[0]
    shares = [Decimal(one) for one in _SHARE.findall(said)]
    sums = [
        Decimal(figure.replace(",", "")) * (10_000 if ten_thousands else 1)
        for figure, ten_thousands in _YUAN.findall(said)
    ]
    if not shares and not sums:
        return False
    return all(one <= most for one in shares) and all(
        budget is not None and one <= budget * most / 100 for one in sums
    )
