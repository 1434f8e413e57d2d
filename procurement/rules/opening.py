"""When sealed bids are opened, by whom, how many are enough, and what of it the public reads."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from procurement.rules.bidding import LINE_KINDS
from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.case import Case, number_of
from procurement.rules.facts import LOCAL_TIME, Facts, legal_day
from procurement.rules.inquiries import Silence, end_of
from procurement.rules.procedures import PROCEDURES
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import surely
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import PROGRAMME

OPENERS = 2
# Portal rule: after so many working days without a second person the clock opens a programme call alone.
ALONE_AFTER_WORKING_DAYS = 3
PUBLIC_FULL_TIME = "public_full_time"
# Law art. 36 names the causes of a void tender; the portal offers the same ones in both regimes.
VOID_REASONS = ("too_few_suppliers", "rules_not_kept", "over_budget", "need_ended")
_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 12


class UnreadableError(Exception):
    """A budget that is not of the form the seal is made for."""


class Gate(StrEnum):
    """Why bids stay sealed, or that they are opened now: by two people, or by the clock alone."""

    TOO_EARLY = "too_early"
    QUESTION = "question"
    WAITS = "waits"
    TWO = "two"
    ALONE = "alone"

    @property
    def is_open(self) -> bool:
        return self in (Gate.TWO, Gate.ALONE)


@dataclass(frozen=True)
class Confirmed:
    """One person's word. ``of_buyer`` and ``supervisor`` as of ``at``; ``stands``: the hash it was given over
    still is that of the live bids."""

    person: int
    of_buyer: bool
    supervisor: bool
    at: datetime
    stands: bool = True


def counting(given: Iterable[Confirmed], *, opens_at: datetime) -> list[Confirmed]:
    """Those words that count: one of each person, after the deadline, at most one supervisor standing in."""
    counted: dict[int, Confirmed] = {}
    for one in sorted(given, key=lambda word: word.at):
        stands_in = not one.of_buyer
        if one.at < opens_at or not one.stands or (stands_in and not one.supervisor):
            continue
        if stands_in and any(not other.of_buyer for other in counted.values()):
            continue
        counted.setdefault(one.person, one)
    return list(counted.values())


def alone_from(opens_at: datetime, *, calendar: WorkCalendar) -> datetime:
    """When the clock may open a programme call alone: the end of the third working day after the day it
    should have been opened, under every calendar that could still be announced."""
    day, days = legal_day(opens_at), ALONE_AFTER_WORKING_DAYS
    counted = calendar.add(day, days, Unit.WORKING_DAYS, roll=False)
    if counted.provisional:
        counted = calendar.worst_case().add(day, days, Unit.WORKING_DAYS, roll=False)
    return end_of(counted.last_day)


def gate(
    given: Iterable[Confirmed],
    *,
    opens_at: datetime,
    now: datetime,
    regime: str,
    silence: Silence,
    calendar: WorkCalendar,
) -> Gate:
    """Whether the bids may be opened at ``now``. ``silence``: what unanswered questions do that day."""
    if now < opens_at:
        return Gate.TOO_EARLY
    if silence is Silence.BLOCKS_OPENING:
        return Gate.QUESTION
    if len(counting(given, opens_at=opens_at)) >= OPENERS:
        return Gate.TWO
    if regime == PROGRAMME and now >= alone_from(opens_at, calendar=calendar):
        return Gate.ALONE
    return Gate.WAITS


def least_bidders(
    facts: Facts, *, book: Rulebook, calendar: WorkCalendar, waivers: Mapping[str, str] = NOTHING
) -> int:
    """How many bids must be there for the call to go on (Law art. 36 and the rows of each procedure).

    Programme: one is enough if the call was public for its full time, else it takes one more. What is reserved for
    small and medium enterprises needs as many of those (Fin. Library [2020] 46)."""
    case = Case(facts, book, calendar, waivers=waivers)
    row, reduced = case.row("bidders.min"), case.row("bidders.min_reduced")
    least = int(number_of(row)) if row else 1
    if row and PUBLIC_FULL_TIME in row.allowed and not _public_full_time(case):
        return least + 1
    if reduced and facts.ground in reduced.allowed:
        least = int(number_of(reduced))
    qualifying = case.row("sme.min_qualifying") if facts.sme_reservation == "reserved" else None
    return max(least, int(number_of(qualifying))) if qualifying else least


def _public_full_time(case: Case) -> bool:
    shortened = any(
        row.id in case.waivers and row.parameter.startswith("bids_due.") for row in case.book.rows
    )
    return not shortened and not case.facts.invited_only_reason


def closing_after_extension(
    facts: Facts, *, now: datetime, extended: int, book: Rulebook, calendar: WorkCalendar
) -> datetime | None:
    """When a call that nobody answered closes anew, at its published hour; None where its rulebook knows no
    extension or has no more of them. ``extended``: how often it was extended before."""
    case = Case(facts, book, calendar)
    row, times = case.row("extension.min"), case.row("extension.max_times")
    if row is None or facts.bids_due is None or (times is not None and extended >= number_of(times)):
        return None
    last = surely(case, row, legal_day(now)).last_day
    return datetime.combine(last, facts.bids_due.astimezone(LOCAL_TIME).timetz())


@dataclass(frozen=True)
class Record:
    """What the opening record publishes beside the number of bids."""

    names: bool
    prices: bool


def record_of(procedure: str) -> Record:
    """What the procedure's row says of its opening record."""
    row = PROCEDURES[procedure]
    return Record(names=row.record_names, prices=row.record_prices)


@dataclass(frozen=True)
class Offer:
    """What a bid asks for one lot, in yuan."""

    direct: Decimal
    indirect: Decimal
    lines: tuple[dict[str, str], ...]

    @property
    def total(self) -> Decimal:
        return self.direct + self.indirect


def read_budget(text: bytes) -> dict[int, Offer]:
    """The offers of an opened budget by the lot's position. Raises UnreadableError."""
    try:
        lots = json.loads(text)["lots"]
        offers = {int(lot["position"]): _offer(lot["lines"]) for lot in lots}
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise UnreadableError from error
    if not offers or len(offers) != len(lots):
        raise UnreadableError
    return offers


def _offer(lines: Any) -> Offer:
    kept = tuple(_line(one) for one in lines)
    sums = {
        kind: sum((Decimal(one["amount"]) for one in kept if one["kind"] == kind), Decimal("0.00"))
        for kind in LINE_KINDS
    }
    if sum(sums.values()) >= _MOST:
        raise UnreadableError
    return Offer(sums["direct"] + sums["staff"], sums["indirect"] + sums["management"], kept)


def _line(line: Mapping[str, Any]) -> dict[str, str]:
    amount = Decimal(str(line["amount"]))
    if not amount.is_finite() or not 0 <= amount < _MOST or amount != amount.quantize(_CENT):
        raise UnreadableError
    if line["kind"] not in LINE_KINDS:
        raise UnreadableError
    return {"label": str(line["label"]), "kind": line["kind"], "amount": str(amount.quantize(_CENT))}
