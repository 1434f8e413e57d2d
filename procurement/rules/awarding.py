"""From the ranking to the award: who may be chosen, how long the list is shown, when objections are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from procurement.rules.calendar import Count, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.facts import Facts, legal_day
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import count
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY

BAND = 10  # points


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
    """One bid of the ranking. ``total`` in yuan; ``verified``: somebody confirmed who the supplier is."""

    bid: str
    rank: int
    total: Decimal
    verified: bool


def check_winners(
    chosen: Sequence[str],
    ranking: Sequence[Candidate],
    *,
    most: int | None,
    ceiling: Decimal | None,
    open_low_offers: Sequence[str] = (),
) -> list[AwardFault]:
    """What stands against choosing the bids of these numbers.

    Candidates are taken in the order of the ranking (Regulation art. 43); ``most`` awards may be given (None:
    no limit), none above ``ceiling``; nobody is chosen whose identity nobody verified or whose low offer
    still waits for a decision."""
    known = {one.bid: one for one in ranking}
    faults = [AwardFault("unknown_bid", bid) for bid in chosen if bid not in known]
    if not chosen:
        faults.append(AwardFault("none_chosen"))
    if most is not None and len(chosen) > most:
        faults.append(AwardFault("too_many", limit=str(most)))
    picked = [known[bid] for bid in chosen if bid in known]
    last = max((one.rank for one in picked), default=0)
    faults += [
        AwardFault("out_of_order", one.bid) for one in ranking if one.rank < last and one.bid not in chosen
    ]
    for one in picked:
        if ceiling is not None and one.total > ceiling:
            faults.append(AwardFault("above_ceiling", one.bid, f"{ceiling:f}"))
        if not one.verified:
            faults.append(AwardFault("not_verified", one.bid))
        if one.bid in open_low_offers:
            faults.append(AwardFault("low_offer_open", one.bid))
    return faults


def score_band(score: Decimal | None) -> str:
    """The ten points a score lies in, as the public sees those not chosen: ``70-79``; 100 lies in ``90-100``."""
    if score is None:
        return ""
    low = min(int(score) // BAND * BAND, 100 - BAND)
    return f"{low}-{low + BAND - 1 if low + BAND < 100 else 100}"


def _counted(
    facts: Facts,
    parameter: str,
    start: datetime,
    book: Rulebook,
    calendar: WorkCalendar,
    waivers: Mapping[str, str],
) -> Count | None:
    case = Case(facts, book, calendar, waivers=waivers)
    row = case.row(parameter)
    return None if row is None else count(case, row, legal_day(start))


def publicity_until(
    facts: Facts,
    *,
    shown_at: datetime,
    book: Rulebook,
    calendar: WorkCalendar,
    waivers: Mapping[str, str] = NOTHING,
) -> Count | None:
    """The last day an intended result stands before it may become the award; None where none is asked for."""
    return _counted(facts, "publicity.min", shown_at, book, calendar, waivers)


def objection_until(
    facts: Facts, *, told_at: datetime, book: Rulebook, calendar: WorkCalendar
) -> Count | None:
    """The last day for an objection: in the statutory regime the days of the challenge (GPL art. 52), in the
    programme regime those the list is shown."""
    parameter = "challenge.window" if facts.regime == STATUTORY else "publicity.min"
    return _counted(facts, parameter, told_at, book, calendar, NOTHING)


def reply_due(facts: Facts, *, received_at: datetime, book: Rulebook, calendar: WorkCalendar) -> Count | None:
    """The last day for the reply to an objection or a challenge (GPL art. 53)."""
    parameter = "challenge.reply_max" if facts.regime == STATUTORY else "objection.reply_max"
    return _counted(facts, parameter, received_at, book, calendar, NOTHING)
