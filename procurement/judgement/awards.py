"""What stands against a decision and against the award, and whether a result may still be objected to."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from portal.ground.clock import legal_date
from procurement.errors import NotOpenError
from procurement.facts import facts_of
from procurement.judgement.calls import Medium, standing_of
from procurement.judgement.law import case_of
from procurement.judgement.ranking import short_lots
from procurement.models import AwardDraft, Bid, Lot, LowOffer, Notice, Tender
from procurement.rules import awarding as rules
from procurement.rules.awarding import NO_CUTS, VOID_LOT, AwardFault, AwardRefusedError, Cut, Standing
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors.awards import (
    Ranking,
    active_awards,
    candidates_of,
    holding,
    objections_to_result,
    objections_until,
    open_objections,
    ranked,
    shown_result,
    undecided,
)
from procurement.selectors.evaluation import statements_of
from procurement.selectors.holds import hold_on


def reported(tender: Tender) -> list[Ranking]:
    """The rankings, lot by lot. Raises NotOpenError without a report."""
    found = ranked(tender)
    if not found:
        raise NotOpenError(tender.number)
    return found


def to_decide(tender: Tender) -> list[Ranking]:
    """Those of :func:`reported` that are decided on: of lots that are judged still."""
    return [one for one in reported(tender) if one.lot.status == "evaluating"]


def hindrances(tender: Tender, *, now: datetime) -> list[AwardFault]:
    """What keeps the list that is shown from becoming the award."""
    faults = []
    shown = shown_result(tender)
    if shown is None or (shown.until is not None and legal_date(now) <= shown.until):
        until = shown.until if shown else None
        faults.append(AwardFault("publicity_runs", limit=until.isoformat() if until else ""))
    if _all_held(tender):
        if waiting := open_objections(tender).count():
            faults.append(AwardFault("objection_open", limit=str(waiting)))
        if objections_to_result(tender).filter(outcome="upheld").exists():
            faults.append(AwardFault("objection_upheld"))
    return faults


def chosen_of(tender: Tender) -> list[tuple[Ranking, dict[str, Any]]]:
    """Whom the decision that is shown chooses, in the order of its list."""
    draft = AwardDraft.objects.filter(tender=tender).first()
    winners = draft.winners if draft else ()
    return [(one, row) for one in to_decide(tender) for row in one.chosen(winners)]


def holds_on_chosen(tender: Tender) -> dict[str, str]:
    """Of each of :func:`chosen_of`, by its key, whether an objection to the list holds it (:func:`hold_on`); nothing
    where nobody objects."""
    against = holding(tender)
    return {
        ranking.key(row): hold_on(against, bid=ranking.bids[row["bid"]].pk, lot=ranking.lot.pk)
        for ranking, row in (chosen_of(tender) if against else ())
    }


def holds_on_awards(tender: Tender) -> dict[str, str]:
    """The same of the awards of a programme, by their numbers."""
    against = holding(tender) if tender.regime != STATUTORY else []
    return {
        one.number: hold_on(against, bid=one.bid_id, lot=one.lot_id)
        for one in (active_awards(tender) if against else ())
    }


def _all_held(tender: Tender) -> bool:
    held = holds_on_chosen(tender)
    return bool(held) and all(held.values())


def standing_after(
    tender: Tender, medium: Medium | None, earlier: QuerySet[Notice], *, now: datetime
) -> Medium:
    """Where a notice stands that follows the last of ``earlier``: on the official medium not before that one. Raises
    MediumNeededError, AwardRefusedError."""
    standing = standing_of(tender, medium, now=now)
    last = earlier.order_by("seq").last() if tender.regime == STATUTORY else None
    if last is not None and standing.at < last.legal_at:
        raise AwardRefusedError([AwardFault("medium_too_early", limit=last.legal_at.isoformat())])
    return standing


def concerned(tender: Tender, about: str) -> tuple[Lot | None, Bid | None]:
    """The lot and the bid that an objection is about: ``""`` all, ``lot-2`` a lot, ``place-3`` a place of the list that
    is shown. Raises ValueError."""
    whole = None if tender.is_divided else tender.first_lot
    kind, _dash, number = about.partition("-")
    if not about:
        return whole, None
    if kind == "lot":
        return tender.lots.get(position=int(number)), None
    chosen = chosen_of(tender)
    if kind != "place" or not 1 <= int(number) <= len(chosen):
        raise ValueError(about)
    ranking, row = chosen[int(number) - 1]
    return ranking.lot, ranking.bids[row["bid"]]


def _documents_given(tender: Tender) -> bool:
    """Whether the procurement documents can be published with the result, as the law asks (Regulation art. 43)."""
    case = case_of(tender)
    row = case.row("result.documents_attached")
    return row is None or bool(case.facts.documents_attached or case.facts.documents_url)


def faults_of(
    tender: Tender,
    rankings: Sequence[Ranking],
    winners: Sequence[str],
    passed_over: Mapping[str, str],
    *,
    cuts: Mapping[str, Cut] = NO_CUTS,
    void_lots: Mapping[str, str] = NOTHING,
    decided_on: date,
    on: date,
) -> list[AwardFault]:
    """All that stands against this decision on ``rankings``. ``void_lots``: why a lot of several, by its position, gets
    no award."""
    known = {key for one in rankings for key in one.keys}
    faults = [AwardFault("unknown_bid", key) for key in (*winners, *passed_over, *cuts) if key not in known]
    for ranking in rankings:
        own = set(ranking.keys)
        of_lot = [key for key in winners if key in own]
        if of_lot or str(ranking.lot.position) not in void_lots:
            faults += _faults_of_lot(
                tender,
                ranking,
                of_lot,
                {key: why for key, why in passed_over.items() if key in own},
                {key: cut for key, cut in cuts.items() if key in own},
            )
    faults += rules.check_lots_of_one(
        winners, passed_over, most=most_lots_of_one(tender), before=_lots_before(tender, rankings)
    )
    faults += _faults_of_void(tender, rankings, winners, void_lots)
    if tender.regime == STATUTORY and not _documents_given(tender):
        faults.append(AwardFault("documents_missing"))
    last = max(legal_date(one.report.at) for one in rankings)
    return faults + rules.check_decided(decided_on, reported_on=last, on=on)


def most_lots_of_one(tender: Tender) -> int | None:
    """How many lots of a divided call one bidder may win; None without a limit."""
    said = tender.terms.get("most_lots_won") if tender.is_divided else None
    return None if said is None else int(Decimal(str(said)))


def _lots_before(tender: Tender, rankings: Sequence[Ranking]) -> dict[str, int]:
    """By bid, how many lots it won that are not decided on now."""
    if most_lots_of_one(tender) is None:
        return {}
    now = [one.lot.pk for one in rankings]
    return Counter(active_awards(tender).exclude(lot__in=now).values_list("bid__number", flat=True))


def proposed(
    tender: Tender,
    rankings: Sequence[Ranking],
    *,
    gets: Mapping[str, Decimal] = MappingProxyType({}),
    without: Collection[str] = (),
) -> tuple[list[str], dict[str, str]]:
    """Whom the rankings propose, lot by lot in the order of their numbers, and who is passed over because it wins as
    many lots as one bidder may; ``gets`` and ``without`` as in :func:`money_line`."""
    most, won = most_lots_of_one(tender), Counter(_lots_before(tender, rankings))
    winners: list[str] = []
    over: dict[str, str] = {}
    for ranking in rankings:
        asked = candidates_of(ranking)
        full = {one.bid for one in asked if most is not None and won[rules.named_by(one.bid)[0]] >= most}
        line = money_line(ranking, gets=gets, without={*without, *full})
        own = {bid for bid, one in line.items() if one.line == rules.REACHED}
        last = max((one.rank for one in asked if one.bid in own), default=0)
        over |= {one.bid: rules.FULL for one in asked if one.bid in full and one.rank < last}
        winners += [one.bid for one in asked if one.bid in own]
        won += Counter(rules.named_by(bid)[0] for bid in own)
    return winners, over


def _faults_of_lot(
    tender: Tender,
    ranking: Ranking,
    winners: Sequence[str],
    passed_over: Mapping[str, str],
    cuts: Mapping[str, Cut],
) -> list[AwardFault]:
    lot = ranking.lot
    undecided = LowOffer.objects.filter(offer__lot=lot, decided_at__isnull=True)
    numbers = undecided.values_list("offer__bid__number", flat=True)
    asked = candidates_of(ranking)
    given = [replace(one, total=cuts[one.bid].value) if one.bid in cuts else one for one in asked]
    faults = rules.check_cuts(cuts, winners, asked, smallest=lot.least_of_one, regime=tender.regime)
    faults += rules.check_winners(
        winners,
        given,
        most=lot.most_awards,
        ceiling=facts_of(tender).most_of_one(lot.value, lot.own_largest),
        budget=lot.money,
        passed_over=passed_over,
        open_low_offers=[rules.key_of(number, lot.position) for number in numbers],
    )
    return [replace(one, lot=lot.position) for one in faults] if tender.is_divided else faults


def _faults_of_void(
    tender: Tender, rankings: Sequence[Ranking], winners: Sequence[str], void_lots: Mapping[str, str]
) -> list[AwardFault]:
    """Each lot without an award says why; one whose report is only missing is not void; all void is a void call."""
    ranked, faults = {one.lot.position: one for one in rankings}, []
    short = {one.position for one in short_lots(tender, case_of(tender))} if tender.is_divided else set()
    waiting = undecided(tender)
    for lot in waiting:
        why = void_lots.get(str(lot.position))
        ranking = ranked.get(lot.position)
        chosen = ranking is not None and any(key in winners for key in ranking.keys)
        if ranking is None and lot.status == "evaluating" and lot.position not in short:
            faults.append(AwardFault("lot_not_reported", lot=lot.position))
        elif why is None and ranking is None:
            faults.append(AwardFault("lot_without_reason", lot=lot.position))
        elif why is not None and why not in VOID_LOT:
            faults.append(AwardFault("unknown_reason", lot=lot.position))
        elif why is not None and chosen:
            faults.append(AwardFault("lot_void_and_given", lot=lot.position))
    places = {str(one.position) for one in waiting}
    faults += [AwardFault("unknown_lot", limit=place) for place in void_lots if place not in places]
    if void_lots and len(void_lots) == len(waiting) and not active_awards(tender).exists():
        faults.append(AwardFault("all_void"))
    return faults


def lacks_address(tender: Tender, rankings: Sequence[Ranking], winners: Collection[str]) -> bool:
    """Whether the address of one of ``winners`` stands in no bid, as in those sealed by an earlier version."""
    stated = statements_of(tender)
    bids = [one.bids[row["bid"]].pk for one in rankings for row in one.chosen(winners)]
    return not all(bid in stated for bid in bids)


def money_line(
    ranking: Ranking, *, gets: Mapping[str, Decimal] = MappingProxyType({}), without: Collection[str] = ()
) -> dict[str, Standing]:
    """How far the number of awards and the money of the call reach, by bid: each with what it ``gets``, or with what it
    asks for; ``without`` those that are passed over."""
    lot = ranking.lot
    asked = [one for one in candidates_of(ranking) if one.bid not in without]
    given = [replace(one, total=gets.get(one.bid, one.total)) for one in asked]
    found = rules.money_line(given, most=lot.most_awards, budget=lot.money)
    return {one.bid: one for one in found}


def takes_objections(tender: Tender, *, now: datetime) -> bool:
    """Programme: while the list stands. Statutory: in the days of the challenge."""
    until = objections_until(tender)
    return until is not None and legal_date(now) <= until
