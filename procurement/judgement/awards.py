"""What stands against a decision and against the award, and whether a result may still be objected to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from portal.ground.clock import legal_date
from procurement.errors import NotOpenError
from procurement.facts import facts_of
from procurement.models import LowOffer, Tender
from procurement.rules import awarding as rules
from procurement.rules.awarding import NO_CUTS, AwardFault, Cut, Standing
from procurement.selectors.awards import (
    Ranking,
    candidates_of,
    objections_to_result,
    objections_until,
    open_objections,
    ranked,
    shown_result,
)


def reported(tender: Tender) -> Ranking:
    """The ranking that is decided on. Raises NotOpenError without a report."""
    found = ranked(tender)
    if found is None:
        raise NotOpenError(tender.number)
    return found


def hindrances(tender: Tender, *, now: datetime) -> list[AwardFault]:
    """What keeps the list that is shown from becoming the award."""
    faults = []
    shown = shown_result(tender)
    if shown is None or (shown.until is not None and legal_date(now) <= shown.until):
        until = shown.until if shown else None
        faults.append(AwardFault("publicity_runs", limit=until.isoformat() if until else ""))
    if waiting := open_objections(tender).count():
        faults.append(AwardFault("objection_open", limit=str(waiting)))
    if objections_to_result(tender).filter(outcome="upheld").exists():
        faults.append(AwardFault("objection_upheld"))
    return faults


def faults_of(
    tender: Tender,
    ranking: Ranking,
    winners: Sequence[str],
    passed_over: Mapping[str, str],
    *,
    cuts: Mapping[str, Cut] = NO_CUTS,
    decided_on: date,
    on: date,
) -> list[AwardFault]:
    """All that stands against this decision on ``ranking``."""
    undecided = LowOffer.objects.filter(offer__opening__tender=tender, decided_at__isnull=True)
    asked = candidates_of(ranking)
    given = [replace(one, total=cuts[one.bid].value) if one.bid in cuts else one for one in asked]
    faults = rules.check_cuts(cuts, winners, asked, smallest=ranking.lot.least_of_one, regime=tender.regime)
    return (
        faults
        + rules.check_winners(
            winners,
            given,
            most=ranking.lot.most_awards,
            ceiling=facts_of(tender).most_of_one(ranking.lot.value, ranking.lot.own_largest),
            budget=ranking.lot.money,
            passed_over=passed_over,
            open_low_offers=list(undecided.values_list("offer__bid__number", flat=True)),
        )
        + rules.check_decided(decided_on, reported_on=legal_date(ranking.report.at), on=on)
    )


def money_line(ranking: Ranking) -> dict[str, Standing]:
    """How far the number of awards and the money of the call reach, by bid."""
    lot = ranking.lot
    found = rules.money_line(candidates_of(ranking), most=lot.most_awards, budget=lot.money)
    return {one.bid: one for one in found}


def takes_objections(tender: Tender, *, now: datetime) -> bool:
    """Programme: while the list stands. Statutory: in the days of the challenge."""
    until = objections_until(tender)
    return until is not None and legal_date(now) <= until
