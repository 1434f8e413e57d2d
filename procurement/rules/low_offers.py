"""Offers that seem too low to be true: three tests, time to explain (Fin. Library [2026] 2)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from procurement.rules.case import Case, number_of

OF_MEAN, OF_SECOND, OF_CEILING, JUDGEMENT = "of_mean", "of_second", "of_ceiling", "judgement"
TESTS = (OF_MEAN, OF_SECOND, OF_CEILING, JUDGEMENT)
# Portal rule where the book in force has no figure: nobody has less time to explain.
LEAST_MINUTES = 30
_HUNDRED = Decimal(100)


def ceiling_of(case: Case, value: Decimal | None = None, largest: Decimal | None = None) -> Decimal | None:
    """The most an offer for a lot of ``value`` with awards up to ``largest`` may ask for, in yuan."""
    return case.facts.most_of_one(value, largest)


def tests_met(prices: Mapping[str, Decimal], case: Case, *, ceiling: Decimal | None) -> dict[str, list[str]]:
    """Which offers are to be questioned, and by which tests. ``prices``: of conforming offers by bid, yuan.

    Every comparison is strict: an offer exactly at the ratio is not questioned."""
    ordered = sorted(prices.values())
    bounds: dict[str, Decimal] = {}
    if ordered:
        bounds[OF_MEAN] = sum(ordered, Decimal(0)) / len(ordered)
    if len(ordered) > 1:
        bounds[OF_SECOND] = ordered[1]
    if ceiling is not None:
        bounds[OF_CEILING] = ceiling
    shares = {test: share_of(case, test) for test in bounds}
    found = {
        bid: [
            test
            for test, bound in bounds.items()
            if (share := shares[test]) is not None and price * _HUNDRED < bound * share
        ]
        for bid, price in prices.items()
    }
    return {bid: tests for bid, tests in found.items() if tests}


def share_of(case: Case, test: str) -> Decimal | None:
    """The percentage below which a price is questioned; None where the book has no figure."""
    row = case.row(f"low_offer.{test}")
    return None if row is None else number_of(row)


def least_time(case: Case) -> timedelta:
    """How long a bidder has to explain at least."""
    row = case.row("low_offer.min_time_to_explain")
    return timedelta(minutes=LEAST_MINUTES if row is None else int(number_of(row)))


def may_be_decided(*, explained: bool, explain_by: datetime, now: datetime) -> bool:
    """Once it is explained, or once the time for it is over: silence explains nothing."""
    return explained or now >= explain_by
