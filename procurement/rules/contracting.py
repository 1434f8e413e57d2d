"""What follows an award: one talk on the plan, a contract that keeps its sum, term and payments, acceptance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from procurement.rules.awarding import AwardFault
from procurement.rules.calendar import WorkCalendar
from procurement.rules.case import Case, number_of
from procurement.rules.facts import Facts
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import count
from procurement.rules.vocabulary import PROGRAMME, STATUTORY

WHOLE = Decimal(100)
DAYS_A_MONTH = Decimal("30.4375")
# Months differ in length: a term may be longer than its months on average by so much.
SLACK_MONTHS = Decimal("0.1")
# Signs of the shortest text that counts as a reason.
LEAST_REASON = 8
ONE_DAY = timedelta(days=1)
# Service users who are said to have put their names to it.
_SIGNED = re.compile(
    r"(?<![不未没免勿])(?<!没有)(?<!无需)(?<!无须)(?:实名|签名|签字|签章|按(?:了)?手印|身份证)"
    r"|\bsigned (?:it |this )?(?:by|with) (?:their|his|her) (?:own )?names?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PaymentLine:
    """``share`` in percent; ``due_on`` the last day it is paid; ``basis`` says what must have come first."""

    share: Decimal
    due_on: date
    basis: str


@dataclass(frozen=True)
class Signed:
    """A contract as it was signed, in yuan; ``award`` is the sum of the award, ``host_fee`` in percent where
    a host signs for the group that does the work. ``only_bid``: nobody else applied; ``talked``: the talk on the
    plan is recorded."""

    value: Decimal
    award: Decimal
    awarded_on: date
    signed_on: date
    starts_on: date
    ends_on: date
    payments: Sequence[PaymentLine]
    signatory_registered: bool
    hosted: bool = False
    host_fee: Decimal | None = None
    only_bid: bool = False
    talked: bool = False

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
    funding_confirmed: bool,
    book: Rulebook,
    calendar: WorkCalendar,
) -> list[AwardFault]:
    """What stands against recording this contract on the day ``on``, all of it at once.

    An open objection stops signing (Regulation art. 54); conditional money is confirmed first; whoever signs
    is on a register (GPL art. 22)."""
    case = Case(facts, book, calendar)
    faults = []
    # A programme stops too: a portal rule that no book sets aside.
    if open_objections and (case.regime == PROGRAMME or case.row("challenge.stops_signing")):
        faults.append(AwardFault("objection_open", limit=str(open_objections)))
    if facts.funding == "conditional" and not funding_confirmed:
        faults.append(AwardFault("funding_not_confirmed"))
    if not signed.signatory_registered:
        faults.append(AwardFault("signatory_not_registered"))
    if signed.only_bid and not signed.talked and case.row("minutes.kept"):
        faults.append(AwardFault("minutes_missing"))
    return (
        faults
        + _of_sum(signed, case)
        + _of_days(signed, case, on)
        + _of_payments(signed, case)
        + _of_host(signed, case)
    )


def _of_sum(signed: Signed, case: Case) -> list[AwardFault]:
    """The sum is that of the award (GPL art. 46); a talk on the plan of a programme may lower it."""
    if case.regime == STATUTORY and signed.value != signed.award:
        return [AwardFault("differs_from_award", limit=f"{signed.award:f}")]
    if signed.value > signed.award:
        return [AwardFault("above_award", limit=f"{signed.award:f}")]
    return []


def _of_days(signed: Signed, case: Case, on: date) -> list[AwardFault]:
    faults = []
    if signed.signed_on > on:
        faults.append(AwardFault("signed_in_future"))
    if signed.signed_on < signed.awarded_on:
        faults.append(AwardFault("signed_before_award", limit=signed.awarded_on.isoformat()))
    if signed.ends_on < signed.starts_on:
        return [*faults, AwardFault("ends_before_start")]
    longest = case.row("contract_months.max_if_stable") or case.row("contract_months.max")
    if longest is not None and signed.months > number_of(longest) + SLACK_MONTHS:
        faults.append(AwardFault("term_too_long", limit=f"{number_of(longest):f}"))
    called = case.facts.contract_months
    if called is not None and signed.months > called + SLACK_MONTHS:
        faults.append(AwardFault("longer_than_call", limit=f"{called.normalize():f}"))
    return faults


def _of_payments(signed: Signed, case: Case) -> list[AwardFault]:
    lines = signed.payments
    if sum((one.share for one in lines), Decimal(0)) != WHOLE:
        return [AwardFault("payments_not_whole")]
    faults = []
    days = [one.due_on for one in lines]
    if days != sorted(days) or days[0] < signed.signed_on:
        faults.append(AwardFault("payments_out_of_order"))
    share, within = case.row("first_payment.min_share"), case.row("first_payment.max_after_agreement")
    if share is not None and lines[0].share < number_of(share):
        faults.append(AwardFault("first_payment_low", limit=f"{number_of(share):f}"))
    if within is not None and days[0] > (last := count(case, within, signed.signed_on).last_day):
        faults.append(AwardFault("first_payment_late", limit=last.isoformat()))
    output = case.row("output_linked.max_share")
    linked = sum((one.share for one in lines if one.basis == "output"), Decimal(0))
    if output is not None and linked > number_of(output):
        faults.append(AwardFault("output_share_high", limit=f"{number_of(output):f}"))
    return faults


def _of_host(signed: Signed, case: Case) -> list[AwardFault]:
    if not signed.hosted:
        return [] if signed.host_fee is None else [AwardFault("host_fee_without_host")]
    if signed.host_fee is None:
        return [AwardFault("host_fee_missing")]
    row = case.row("host_fee.max_share")
    if row is not None and signed.host_fee > number_of(row):
        return [AwardFault("host_fee_high", limit=f"{number_of(row):f}")]
    return []


def plan_talk_until(facts: Facts, *, awarded_on: date, book: Rulebook, calendar: WorkCalendar) -> date | None:
    """The last day of the one talk on the plan; None where the law knows no such talk."""
    case = Case(facts, book, calendar)
    row = case.row("plan_talk.max_after_award") if case.regime == PROGRAMME else None
    return None if row is None else count(case, row, awarded_on).last_day


def check_plan_talk(
    held_on: date, facts: Facts, *, awarded_on: date, on: date, book: Rulebook, calendar: WorkCalendar
) -> list[AwardFault]:
    """What stands against recording a talk on the plan that was held on ``held_on``."""
    last = plan_talk_until(facts, awarded_on=awarded_on, book=book, calendar=calendar)
    if last is None:
        return [AwardFault("no_plan_talk")]
    if held_on > on:
        return [AwardFault("held_in_future")]
    if held_on < awarded_on:
        return [AwardFault("held_before_award", limit=awarded_on.isoformat())]
    return [AwardFault("held_too_late", limit=last.isoformat())] if held_on > last else []


def is_reason(text: str) -> bool:
    """Whether somebody who was not there could understand it: a word like 来不及 is none. A portal rule."""
    return sum(one.isalnum() for one in text) >= LEAST_REASON


def check_acceptance(
    accepted_on: date,
    facts: Facts,
    *,
    starts_on: date,
    ends_on: date,
    on: date,
    users_took_part: bool,
    users_said: str,
    early: str = "",
    panel: str = "",
    book: Rulebook,
    calendar: WorkCalendar,
) -> list[AwardFault]:
    """What stands against recording an acceptance. It comes once the service has ended, or says in public why
    it comes ``early``. Where the law asks for it, service users took part in it (Regulation art. 45); elsewhere
    ``users_said`` gives the reason where none did; ``panel`` says who accepted, which a statutory notice prints."""
    case, faults = Case(facts, book, calendar), []
    if case.row("fields.acceptance") and not panel.strip():
        faults.append(AwardFault("panel_unsaid"))
    if case.row("acceptance.anonymous") and _SIGNED.search(users_said):
        faults.append(AwardFault("users_signed"))
    if accepted_on > on:
        faults.append(AwardFault("accepted_in_future"))
    if accepted_on < starts_on:
        faults.append(AwardFault("accepted_before_start", limit=starts_on.isoformat()))
    elif accepted_on < ends_on and not is_reason(early):
        faults.append(AwardFault("accepted_before_end", limit=ends_on.isoformat()))
    if case.row("acceptance.service_users") is not None and not users_took_part:
        faults.append(AwardFault("users_missing"))
    elif not users_said.strip():
        faults.append(AwardFault("users_unheard"))
    elif not users_took_part and not is_reason(users_said):
        faults.append(AwardFault("users_reason_short"))
    return faults


def in_time(
    facts: Facts, parameter: str, *, start: date, done_on: date, book: Rulebook, calendar: WorkCalendar
) -> bool:
    """Whether a publication came within the row's days from ``start``; True where no row asks for it."""
    case = Case(facts, book, calendar)
    row = case.row(parameter)
    return row is None or done_on <= count(case, row, start).last_day


def check_payment(paid_on: date, passed_on: date | None, *, signed_on: date, on: date) -> list[AwardFault]:
    """What stands against these days of a payment (or of a filing): after signing, not in the future, and
    passed on after it was paid."""
    faults = []
    if max(paid_on, passed_on or paid_on) > on:
        faults.append(AwardFault("day_in_future"))
    if paid_on < signed_on:
        faults.append(AwardFault("day_before_signing", limit=signed_on.isoformat()))
    if passed_on is not None and passed_on < paid_on:
        faults.append(AwardFault("passed_before_paid", limit=paid_on.isoformat()))
    return faults
