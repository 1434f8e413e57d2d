"""Is the money said, does it cover the work, and is it paid in time?"""

from collections.abc import Iterator
from decimal import Decimal

from procurement.rules.case import Case, number_of
from procurement.rules.facts import LotSaid, Payment
from procurement.rules.verdicts import Verdict
from procurement.rules.vocabulary import STATUTORY

HUNDRED = Decimal(100)
MOST_LOTS = 30
OUTPUT_BASES = ("output",)


def budget(case: Case) -> Iterator[Verdict]:
    """The budget is in the notice; a ceiling or a single award does not exceed it."""
    row, total = case.row("budget.stated"), case.facts.estimated_value
    rule = row or "portal.budget"
    if total is None:
        yield case.breaks(rule, "estimated_value", "not_stated")
        return
    if total == 0:
        yield case.breaks(rule, "estimated_value", "budget_zero")
    else:
        yield case.meets(rule, "estimated_value", "budget_stated", value=total)
    for field in ("largest_award", "ceiling_price"):
        value = getattr(case.facts, field)
        if value is not None and value > total:
            yield case.breaks("portal.budget", field, "above_budget", value=value, budget=total)


def awards(case: Case) -> Iterator[Verdict]:
    """The number of awards is said once; the smallest is not above the largest, and all of them have their money."""
    facts = case.facts
    if facts.awards_by == "number" and not facts.max_awards:
        yield case.breaks("portal.awards", "max_awards", "awards_number_missing")
    if facts.awards_by in ("one", "money") and (facts.max_awards or 1) != 1:
        yield case.breaks("portal.awards", "max_awards", "awards_said_twice")
    for one in facts.each_lot:
        yield from _smallest(case, one)


def _smallest(case: Case, one: LotSaid) -> Iterator[Verdict]:
    """Of a lot, or of the whole call: the boxes are the call's own where it is not divided."""
    divided, least = bool(case.facts.lots), one.smallest
    if least is None:
        return
    most = one.value if one.largest is None else one.largest
    named = {"name": one.title} if divided else {}
    if most is not None and least > most:
        code, field = ("lot_smallest", "lots") if divided else ("smallest_above_largest", "smallest_award")
        yield case.breaks("portal.awards", field, code, value=least, most=most, **named)
    elif one.awards and one.awards > 1 and one.value is not None and least * one.awards > one.value:
        code, field = ("lot_awards", "lots") if divided else ("awards_above_budget", "max_awards")
        yield case.breaks(
            "portal.awards", field, code, count=one.awards, value=least, budget=one.value, **named
        )


def lots(case: Case) -> Iterator[Verdict]:
    """Each lot has a name and its money, no award is larger than that, and together they are the budget."""
    said, budget = case.facts.lots, case.facts.estimated_value
    if not said:
        return
    if len(said) == 1:
        yield case.breaks("portal.lots", "lots", "lot_alone")
    if len(said) > MOST_LOTS:
        yield case.breaks("portal.lots", "lots", "lots_many", count=Decimal(MOST_LOTS))
    if not all(one.title.strip() and one.value for one in said):
        yield case.breaks("portal.lots", "lots", "lot_incomplete")
        return
    for one in said:
        if one.largest is not None and one.value is not None and one.largest > one.value:
            said_of = {"name": one.title, "value": one.largest, "budget": one.value}
            yield case.breaks("portal.lots", "lots", "lot_largest", **said_of)
    total = sum((one.value for one in said if one.value is not None), Decimal(0))
    if budget is not None and total != budget:
        yield case.breaks("portal.lots", "lots", "lots_sum", value=total, budget=budget)
    else:
        yield case.meets("portal.lots", "lots", "lots_whole", count=Decimal(len(said)))


def deposit(case: Case) -> Iterator[Verdict]:
    """Nothing is charged before a programme award; a statutory deposit keeps to its share of the budget."""
    free, capped = case.row("charges.none_before_award"), case.row("deposit.max_share")
    given, total = case.facts.deposit or Decimal(0), case.facts.estimated_value
    if free is not None:
        if given:
            yield case.fails(free, "deposit", "charge_before_award", value=given)
        elif not case.asks_in_words("deposit") and not case.asks_in_words("fee"):
            yield case.meets(free, "deposit", "no_charge")
    elif capped is not None:
        if given and total is None:
            yield case.cannot_tell(capped, "deposit", "cannot_count", missing="estimated_value")
        elif total is not None and given > total * number_of(capped) / HUNDRED:
            most = total * number_of(capped) / HUNDRED
            yield case.fails(capped, "deposit", "deposit_too_high", value=given, most=most)
        elif given or not case.asks_in_words("deposit"):
            yield case.meets(capped, "deposit", "deposit_kept", value=given)


def indirect_costs(case: Case) -> Iterator[Verdict]:
    """The notice says which indirect costs are paid; none at all has a published reason."""
    row, zero, given = (
        case.row("indirect_costs.stated"),
        case.row("indirect_costs.zero_reason"),
        case.facts.indirect_costs,
    )
    none_paid = given.payable == () or given.ceiling == 0 or bool(given.excluded_reason.strip())
    if row is None:
        return
    if given.payable is None and given.ceiling is None and not none_paid:
        yield case.fails(row, "indirect_costs", "indirect_costs_not_stated")
    elif none_paid and not (given.payable and (given.ceiling is None or given.ceiling > 0)):
        reason = given.excluded_reason.strip()
        yield case.asks_reason(zero or row, "indirect_costs", "indirect_costs_not_paid", reason=reason)
    else:
        yield case.meets(row, "indirect_costs", "indirect_costs_paid")


def capacity(case: Case) -> Iterator[Verdict]:
    """A line for capacity building is in the budget; nothing has a published reason."""
    row, zero, given = (
        case.row("capacity.stated"),
        case.row("capacity.zero_reason"),
        case.facts.capacity_amount,
    )
    if row is None:
        return
    if given is None:
        yield case.fails(row, "capacity_amount", "capacity_not_stated")
    elif given == 0:
        yield case.asks_reason(zero or row, "capacity_amount", "capacity_zero")
    elif case.facts.estimated_value is not None and given > case.facts.estimated_value:
        yield case.breaks(
            row, "capacity_amount", "above_budget", value=given, budget=case.facts.estimated_value
        )
    else:
        yield case.meets(row, "capacity_amount", "capacity_stated", value=given)


def _total(payments: tuple[Payment, ...], *bases: str) -> Decimal:
    return sum((one.share or Decimal(0) for one in payments if not bases or one.basis in bases), Decimal(0))


def schedule(case: Case) -> Iterator[Verdict]:
    """Payments are said and make a whole."""
    first, given = case.row("first_payment.min_share"), case.facts.payment_schedule
    if given is None or not given:
        if first is not None:
            yield case.fails(first, "payment_schedule", "payments_not_stated")
        return
    if any(one.share is None or one.basis is None for one in given):
        yield case.breaks("portal.payments", "payment_schedule", "payment_incomplete")
    total = _total(given)
    if total != HUNDRED:
        yield case.breaks("portal.payments", "payment_schedule", "payments_sum", total=total)
    else:
        yield case.meets("portal.payments", "payment_schedule", "payments_whole")


def first_payment(case: Case) -> Iterator[Verdict]:
    """Enough money comes first, and soon after the agreement."""
    share_row, days_row = case.row("first_payment.min_share"), case.row("first_payment.max_after_agreement")
    if not case.facts.payment_schedule:
        return
    first = case.facts.payment_schedule[0]
    if share_row is not None:
        enough = first.share is not None and first.share >= number_of(share_row)
        tell, code = (case.meets, "first_payment_enough") if enough else (case.fails, "first_payment_small")
        yield tell(share_row, "payment_schedule", code, share=first.share or Decimal(0))
    if days_row is not None:
        soon = first.basis == "agreement" and (
            first.within_days is not None and first.within_days <= number_of(days_row)
        )
        tell, code = (case.meets, "first_payment_soon") if soon else (case.fails, "first_payment_late")
        yield tell(days_row, "payment_schedule", code)


def output_linked(case: Case) -> Iterator[Verdict]:
    """Not too much of the money hangs on output."""
    row = case.row("output_linked.max_share")
    if row is None or not case.facts.payment_schedule:
        return
    share = _total(case.facts.payment_schedule, *OUTPUT_BASES)
    most = share > number_of(row)
    tell, code = (case.fails, "output_share_high") if most else (case.meets, "output_share_kept")
    yield tell(row, "payment_schedule", code, share=share)


def funding(case: Case) -> Iterator[Verdict]:
    """Only a programme call may stand on money that is not yet certain."""
    if case.facts.funding != "conditional":
        return
    row = case.row("funding.before_signing")
    if case.regime == STATUTORY or row is None:
        yield case.breaks("portal.funding", "funding", "funding_conditional")
    else:
        yield case.meets(row, "funding", "funding_before_signing")


def term(case: Case) -> Iterator[Verdict]:
    """A contract for purchased services runs a year, up to three where content, need and price are stable."""
    usual, stable = case.row("contract_months.max"), case.row("contract_months.max_if_stable")
    months = case.facts.contract_months
    if usual is None:
        return
    if months is None or months == 0:
        yield case.breaks(usual, "contract_months", "not_stated")
    elif months <= number_of(usual):
        yield case.meets(usual, "contract_months", "term_kept", months=months)
    elif stable is not None and months <= number_of(stable):
        yield case.asks_reason(stable, "contract_months", "term_needs_stability", months=months)
    else:
        yield case.fails(stable or usual, "contract_months", "term_too_long", months=months)


COST_CHECKS = (
    budget,
    awards,
    lots,
    deposit,
    indirect_costs,
    capacity,
    schedule,
    first_payment,
    output_linked,
    funding,
    term,
)
