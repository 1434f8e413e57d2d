"""Prices that are judged lower than they are offered: small and micro enterprises where nothing is reserved for them
(Fin. Library [2020] 46 and [2022] 19), products of this country where goods are bought (Fin. Library [2025] 30)."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from procurement.rules.case import Case, number_of
from procurement.rules.vocabulary import STATUTORY

SMALL, DOMESTIC = "small", "domestic"
POLICIES = (SMALL, DOMESTIC)
_LOWEST = frozenset({"lowest_price", "lowest_evaluated_price"})
_WHOLE, _CENT = Decimal(100), Decimal("0.01")


def goes_by_lowest(case: Case) -> bool:
    """Whether nothing but the price decides."""
    method = case.row("award.method")
    return method is not None and bool(method.allowed) and set(method.allowed) <= _LOWEST


def is_priced(case: Case) -> bool:
    """Whether the price is judged at all: a uniform or fixed one is not (Order 87 art. 55; [2014] 214 art. 24)."""
    return goes_by_lowest(case) or bool(case.facts.price_weight)


def shares(case: Case) -> dict[str, Decimal]:
    """By how many percent the price of whoever claims a policy is judged lower, by policy; nothing in a programme, and
    nothing where the price is not judged. A call that does not say gives small enterprises the least the law allows."""
    if case.regime != STATUTORY or not is_priced(case):
        return {}
    found = {}
    least = case.row("sme.min_deduction")
    if least is not None and case.facts.sme_reservation != "reserved":
        found[SMALL] = case.facts.sme_deduction or number_of(least)
    domestic = case.row("domestic.deduction")
    if domestic is not None:
        found[DOMESTIC] = number_of(domestic)
    return found


def in_competition(granted: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """What of the policies ``granted`` to each offer counts: products of this country are preferred to others, so where
    every offer has them none is."""
    kept = {bid: frozenset(policies) for bid, policies in granted.items()}
    if kept and all(DOMESTIC in policies for policies in kept.values()):
        return {bid: policies - {DOMESTIC} for bid, policies in kept.items()}
    return kept


def share_of(policies: Iterable[str], by_policy: Mapping[str, Decimal]) -> Decimal:
    """The percent of these policies together, each of the price as it was offered."""
    return sum((by_policy.get(one, Decimal(0)) for one in policies), Decimal(0))


def evaluated(price: Decimal, share: Decimal) -> Decimal:
    """The price that is judged: less ``share`` percent, to two decimals."""
    return (price * (_WHOLE - share) / _WHOLE).quantize(_CENT, rounding=ROUND_HALF_UP)
