"""A round as this field runs it: one call, many small applications, many small awards; bids sealed by a script."""

from decimal import Decimal

from tests.support import awards, calls, openings
from tests.support.awards import Decided
from tests.support.remembered import remembered

STEP = Decimal(50)
WHY = "按评审意见减少宣传品和外出次数。"


def asked(place: int) -> str:
    """What the application at ``place`` asks for: between 5,000 and 9,000 yuan."""
    return f"{Decimal(5000) + place * 7 % 80 * STEP:.2f}"


@remembered
def judged(applications: int, most: int | None, budget: int) -> Decided:
    """A grant call that so many answered, with its report."""
    office = calls.office()
    said = {"awards_by": "money" if most is None else "number", "max_awards": most and Decimal(most)}
    tender = openings.opened_to_bids(
        office,
        estimated_value=budget,
        largest_award=9000,
        smallest_award=Decimal(3000),
        capacity_amount=Decimal(1000),
        summary_zh="支持多家小组织做社区防治宣传，每家最多九千元。没有登记的小组也可以报。人员费可以列支。",
        summary_en="Many small organisations are supported, each with at most nine thousand yuan.",
        **said,
    )
    lodged = [openings.lodge(tender, asked(place)) for place in range(applications)]
    shares = [round(0.95 - 0.7 * place / applications, 4) for place in range(applications)]
    closed = openings.close(tender, office, lodged)
    return awards._reported(awards._after_opening(closed), tuple(shares))


def of_12() -> Decided:
    """12 applications for 8 awards: what a round of any size is, for tests that need no more."""
    return judged(12, 8, 60_000)


def of_24() -> Decided:
    """24 applications for 16 awards: what a page says of twice as many."""
    return judged(24, 16, 120_000)


def of_62() -> Decided:
    """62 applications for 42 awards; the money would reach further than the number."""
    return judged(62, 42, 300_000)


def of_201() -> Decided:
    """201 applications; the budget is what 106 of them ask for."""
    return judged(201, 106, 795_000)
