"""What a signed contract must keep: its sum, its term, its first payment, nobody's objection open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.rules.awarding import AwardFault
from procurement.rules.calendar import WorkCalendar
from procurement.rules.case import Case, number_of
from procurement.rules.facts import Facts
from procurement.rules.rulebook import Rulebook

WHOLE = Decimal(100)
DAYS_A_MONTH = Decimal("30.4375")


@dataclass(frozen=True)
class Signed:
    """A contract as it was signed, in yuan; ``payments`` are shares in percent, in order."""

    value: Decimal
    award: Decimal
    signed_on: date
    starts_on: date
    ends_on: date
    payments: Sequence[Decimal]

    @property
    def months(self) -> Decimal:
        """The term, the last day included."""
        return Decimal((self.ends_on - self.starts_on).days + 1) / DAYS_A_MONTH


def check_contract(
    signed: Signed,
    facts: Facts,
    *,
    on: date,
    open_objections: int,
    signatory_registered: bool,
    host_fee: Decimal | None,
    book: Rulebook,
    calendar: WorkCalendar,
) -> list[AwardFault]:
    """What stands against recording this contract.

    The sum is that of the award (GPL art. 46); an open challenge stops signing (GPL art. 57); conditional
    money is confirmed first; whoever signs is on a register."""
    case = Case(facts, book, calendar)
    faults = []
    if open_objections:
        faults.append(AwardFault("objection_open", limit=str(open_objections)))
    if facts.funding == "conditional":
        faults.append(AwardFault("funding_not_confirmed"))
    if not signatory_registered:
        faults.append(AwardFault("signatory_not_registered"))
    if signed.value > signed.award:
        faults.append(AwardFault("above_award", limit=f"{signed.award:f}"))
    if signed.ends_on < signed.starts_on:
        faults.append(AwardFault("ends_before_start"))
    if signed.signed_on > on:
        faults.append(AwardFault("signed_in_future"))
    longest = case.row("contract_months.max_if_stable") or case.row("contract_months.max")
    if longest is not None and signed.months > number_of(longest) + Decimal("0.1"):
        faults.append(AwardFault("term_too_long", limit=f"{number_of(longest):f}"))
    if sum(signed.payments, Decimal(0)) != WHOLE:
        faults.append(AwardFault("payments_not_whole"))
    first = case.row("first_payment.min_share")
    if first is not None and signed.payments and signed.payments[0] < number_of(first):
        faults.append(AwardFault("first_payment_low", limit=f"{number_of(first):f}"))
    fee = case.row("host_fee.max_share")
    if fee is not None and host_fee is not None and host_fee > number_of(fee):
        faults.append(AwardFault("host_fee_high", limit=f"{number_of(fee):f}"))
    return faults
