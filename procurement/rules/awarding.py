"""From the ranking to the award: who may be chosen, how long the list is shown, when objections are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from procurement.rules.calendar import Count, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.facts import Facts, legal_day
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import count
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY

BAND = 10  # points
# How far down the ranking the number of awards and the money reach, and why a bid is left out before that.
REACHED, BEYOND_NUMBER, BEYOND_MONEY = "reached", "beyond_number", "beyond_money"
NOT_NAMED, FALLEN = "not_named", "fallen"
LINES = (REACHED, BEYOND_NUMBER, BEYOND_MONEY, NOT_NAMED, FALLEN)
# Why a better ranked bid is not chosen; published with the decision.
FULL = "full"  # it wins as many lots as one bidder may
PASSED_OVER = ("withdrew", "not_verified", "objection_upheld", FULL)
# Why an award that was given falls before a contract is signed (Regulation art. 49; Order 94 art. 16).
REVOKED = ("did_not_sign", "withdrew", "objection_upheld")


# Why a lot of several gets no award; published with the result of the others.
VOID_LOT = ("too_few", "none_conforms", "above_budget", "need_changed", "unlawful")


def key_of(bid: str, lot: int) -> str:
    """How a decision names what a bid offers for a lot: by the number of the bid, from the second lot on with the
    lot behind it."""
    return bid if lot == 1 else f"{bid}/{lot}"


def named_by(key: str) -> tuple[str, int]:
    """The bid and the lot that a key of :func:`key_of` names."""
    bid, _slash, lot = key.partition("/")
    return bid, int(lot or 1)


@dataclass(frozen=True)
class AwardFault:
    """Why a decision cannot stand. ``bid`` is a key (:func:`key_of`), or "" for the decision as a whole; ``more`` the
    yuan above ``limit``; ``lot`` its position, 0 where it is about all."""

    code: str
    bid: str = ""
    limit: str = ""
    more: str = ""
    lot: int = 0


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


@dataclass(frozen=True)
class Standing:
    """Where a ranked bid stands to the money: ``running`` is what it and all before it ask for together, yuan."""

    bid: str
    running: Decimal
    line: str


def money_line(ranking: Sequence[Candidate], *, most: int | None, budget: Decimal | None) -> list[Standing]:
    """How far ``most`` awards (None: no limit) and ``budget`` reach, in the order of the ranking. Nobody behind the
    line is taken in because they ask for less: the order holds."""
    found, running, count = [], Decimal(0), 0
    for one in ranking:
        if one.fallen or not one.named:
            found.append(Standing(one.bid, running, FALLEN if one.fallen else NOT_NAMED))
            continue
        running, count = running + one.total, count + 1
        line = REACHED
        if most is not None and count > most:
            line = BEYOND_NUMBER
        # One bid alone is held to its ceiling, not to the sum.
        elif budget is not None and running > budget and count > 1:
            line = BEYOND_MONEY
        found.append(Standing(one.bid, running, line))
    return found


@dataclass(frozen=True)
class Cut:
    """An award below what was asked for: the sum in yuan, and why, for the bidder alone."""

    value: Decimal
    reason: str


NO_CUTS: Mapping[str, Cut] = MappingProxyType({})
NO_LOTS: Mapping[str, int] = MappingProxyType({})


def check_cuts(
    cuts: Mapping[str, Cut],
    chosen: Sequence[str],
    ranking: Sequence[Candidate],
    *,
    smallest: Decimal | None,
    regime: str | None,
) -> list[AwardFault]:
    """What stands against awarding these bids less than they ask for. A statutory award is the sum that was offered
    (GPL art. 46); ``smallest`` is the least that the call gives, which a bid that asks for less does not reach."""
    asked, faults = {one.bid: one.total for one in ranking}, []
    for bid, cut in cuts.items():
        total = asked.get(bid)
        if total is None:
            faults.append(AwardFault("unknown_bid", bid))
        elif bid not in chosen:
            faults.append(AwardFault("cut_not_chosen", bid))
        elif regime == STATUTORY:
            faults.append(AwardFault("cut_of_statutory", bid))
        elif cut.value >= total:
            faults.append(AwardFault("above_asked", bid, f"{total:f}"))
        elif cut.value <= 0:
            faults.append(AwardFault("cut_to_nothing", bid))
        elif smallest is not None and cut.value < smallest:
            faults.append(AwardFault("below_smallest", bid, f"{smallest:f}"))
        elif not cut.reason.strip():
            faults.append(AwardFault("cut_unexplained", bid))
    return faults


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
    """What stands against choosing the bids of these numbers; a candidate's ``total`` is what it is to get.

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
    together = sum((one.total for one in picked), Decimal(0))
    if budget is not None and len(picked) > 1 and together > budget:
        faults.append(AwardFault("above_budget", limit=f"{budget:f}", more=f"{together - budget:f}"))
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


def check_lots_of_one(
    winners: Sequence[str],
    passed_over: Mapping[str, str],
    *,
    most: int | None,
    before: Mapping[str, int] = NO_LOTS,
) -> list[AwardFault]:
    """One bidder wins ``most`` lots (None: no limit), those with the lower numbers; it is passed over as full where it
    has them, and nowhere else. ``before``: how many lots each bid won by earlier decisions."""
    won: dict[str, list[int]] = {}
    for bid, lot in map(named_by, winners):
        won.setdefault(bid, []).append(lot)

    def earlier(key: str) -> int:
        bid, lot = named_by(key)
        return before.get(bid, 0) + sum(other < lot for other in won.get(bid, ()))

    if most is None:
        return [AwardFault("not_full", key) for key, why in passed_over.items() if why == FULL]
    faults = [AwardFault("lots_too_many", key, str(most)) for key in winners if earlier(key) >= most]
    return faults + [
        AwardFault("not_full", key) for key, why in passed_over.items() if why == FULL and earlier(key) < most
    ]


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
