"""From the ranking to the award: who may be chosen, how long the list is shown, when objections are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from procurement.rules.calendar import Count, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.facts import Facts, legal_day
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import count
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY

BAND = 10  # points
# Why a better ranked bid is not chosen; published with the decision.
PASSED_OVER = ("withdrew", "not_verified", "objection_upheld")
# Why an award that was given falls before a contract is signed (Regulation art. 49; Order 94 art. 16).
REVOKED = ("did_not_sign", "withdrew", "objection_upheld")


@dataclass(frozen=True)
class AwardFault:
    """Why a decision cannot stand. ``bid`` is a number, or "" for the decision as a whole."""

    code: str
    bid: str = ""
    limit: str = ""


class AwardRefusedError(Exception):
    """A decision with all its faults."""

    def __init__(self, faults: Sequence[AwardFault]) -> None:
        super().__init__(", ".join(one.code for one in faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class Candidate:
    """One bid of the ranking. ``total`` in yuan; ``verified``: somebody confirmed who the supplier is;
    ``named``: the report names it as a candidate; ``fallen``: an award it had was revoked."""

    bid: str
    rank: int
    total: Decimal
    verified: bool
    named: bool = True
    fallen: bool = False


def check_winners(
    chosen: Sequence[str],
    ranking: Sequence[Candidate],
    *,
    most: int | None,
    ceiling: Decimal | None,
    budget: Decimal | None = None,
    passed_over: Mapping[str, str] = NOTHING,
    open_low_offers: Sequence[str] = (),
) -> list[AwardFault]:
    """What stands against choosing the bids of these numbers.

    Candidates are taken in the order of the ranking (Regulation art. 43), but for those ``passed_over`` for a
    published reason and those whose award fell; ``most`` awards may be given (None: no limit), none above
    ``ceiling``, together not above ``budget`` (yuan); nobody is chosen whose identity nobody verified or whose
    low offer still waits for a decision."""
    known = {one.bid: one for one in ranking}
    faults = [AwardFault("unknown_bid", bid) for bid in (*chosen, *passed_over) if bid not in known]
    faults += [
        AwardFault("unknown_reason", bid) for bid, why in passed_over.items() if why not in PASSED_OVER
    ]
    if not chosen:
        faults.append(AwardFault("none_chosen"))
    if most is not None and len(chosen) > most:
        faults.append(AwardFault("too_many", limit=str(most)))
    picked = [known[bid] for bid in chosen if bid in known]
    last = max((one.rank for one in picked), default=0)
    faults += [
        AwardFault("out_of_order", one.bid)
        for one in ranking
        if one.rank < last and one.bid not in chosen and one.bid not in passed_over and not one.fallen
    ]
    if budget is not None and len(picked) > 1 and sum(one.total for one in picked) > budget:
        faults.append(AwardFault("above_budget", limit=f"{budget:f}"))
    return faults + [fault for one in picked for fault in _against(one, ceiling, one.bid in open_low_offers)]


def _against(one: Candidate, ceiling: Decimal | None, low_offer_open: bool) -> list[AwardFault]:
    found = []
    if ceiling is not None and one.total > ceiling:
        found.append(AwardFault("above_ceiling", one.bid, f"{ceiling:f}"))
    if not one.named:
        found.append(AwardFault("not_candidate", one.bid))
    if one.fallen:
        found.append(AwardFault("award_fell", one.bid))
    if not one.verified:
        found.append(AwardFault("not_verified", one.bid))
    if low_offer_open:
        found.append(AwardFault("low_offer_open", one.bid))
    return found


def check_decided(decided_on: date, *, reported_on: date, on: date) -> list[AwardFault]:
    """A body decides on a report, so not before it and not in the future."""
    if decided_on > on:
        return [AwardFault("decided_in_future")]
    if decided_on < reported_on:
        return [AwardFault("decided_before_report", limit=reported_on.isoformat())]
    return []


def score_band(score: Decimal | None) -> str:
    """The ten points a score lies in, as the public sees those not chosen: ``70-79``; 100 lies in ``90-100``."""
    if score is None:
        return ""
    low = min(int(score) // BAND * BAND, 100 - BAND)
    return f"{low}-{low + BAND - 1 if low + BAND < 100 else 100}"


def _counted(
    facts: Facts, parameter: str, start: date, book: Rulebook, calendar: WorkCalendar
) -> Count | None:
    case = Case(facts, book, calendar)
    row = case.row(parameter)
    return None if row is None else count(case, row, start)


def publicity_until(
    facts: Facts, *, shown_at: datetime, book: Rulebook, calendar: WorkCalendar
) -> Count | None:
    """The last day a result stands as shown: an intended one before it may become the award, a statutory
    one its notice period (Order 87 art. 69). None where none is asked for."""
    parameter = "result_notice_period.min" if facts.regime == STATUTORY else "publicity.min"
    return _counted(facts, parameter, legal_day(shown_at), book, calendar)


def objection_until(
    facts: Facts, *, shown_at: datetime, book: Rulebook, calendar: WorkCalendar
) -> Count | None:
    """The last day for an objection. Programme: those the list is shown. Statutory: the days of the challenge
    begin when the notice period of the result has ended (GPL art. 52, Regulation art. 53)."""
    shown = publicity_until(facts, shown_at=shown_at, book=book, calendar=calendar)
    if facts.regime != STATUTORY or shown is None:
        return shown
    return _counted(facts, "challenge.window", shown.last_day, book, calendar)


def reply_due(facts: Facts, *, received_at: datetime, book: Rulebook, calendar: WorkCalendar) -> Count | None:
    """The last day for the reply to an objection or a challenge (GPL art. 53)."""
    parameter = "challenge.reply_max" if facts.regime == STATUTORY else "objection.reply_max"
    return _counted(facts, parameter, legal_day(received_at), book, calendar)
