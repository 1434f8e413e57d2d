"""The report on one lot: the ranking as the rules compute it from the scores that were handed in."""

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from organizations.models import User
from portal import ledger
from procurement import notice_body
from procurement.models import Bid, EvaluationReport, Lot, LowOffer, OpenedOffer, Score, Tender
from procurement.permissions import evaluation as permissions
from procurement.rules import evaluation as rules
from procurement.rules import low_offers as low_rules
from procurement.rules.case import Case
from procurement.selectors import evaluation as reads
from procurement.selectors.openings import opening_of
from procurement.services import duties, low_offers
from procurement.services.evaluation_errors import NotReadyError
from procurement.services.evaluations import case_of, plan_of
from procurement.services.tenders import locked, require

VERSION = 1
OVER_CEILING, LOW_OFFER, NO_FINAL_OFFER = "over_ceiling", "low_offer", "no_final_offer"


def hindrances(tender: Tender) -> list[str]:
    """What keeps the report from being made: codes, [] when nothing does."""
    case, panel = case_of(tender), list(reads.panel_of(tender))
    found = [one.code for one in rules.panel_faults([one.seat for one in panel], case)]
    if not reads.judged_offers(tender).exists():
        found.append("final_offers" if reads.final_round(tender) > 1 else "no_offers")
    if not panel or not all(one.handed_in_at for one in panel):
        found.append("scores")
    answered = {one.offer_id: one.decided_at for one in reads.low_offers_of(tender)}
    if any(offer not in answered for offer in low_offers.flagged(tender)):
        found.append("low_offer_unasked")
    if not all(answered.values()):
        found.append("low_offer_open")
    return found


@transaction.atomic
def report(lot: Lot, *, by: User, now: datetime) -> EvaluationReport:
    """Make the report on ``lot``; the same panel's report again gives the one that stands.

    Raises NotReadyError, PermissionDenied."""
    tender = locked(lot.tender.number)
    require(permissions.may_run_panel(by, tender, now=now))
    panel = sorted(one.code for one in reads.panel_of(tender))
    standing = reads.report_of(lot)
    if standing and reads.body_of(standing)["panel"] == panel:
        return standing
    if codes := hindrances(tender):
        raise NotReadyError(codes)
    body = notice_body.canonical(_body(tender, lot, panel))
    made = EvaluationReport.objects.create(
        lot=lot,
        attempt=standing.attempt + 1 if standing else 1,
        body=body,
        digest=hashlib.sha256(body.encode()).hexdigest(),
        by=by,
        at=now,
    )
    # The digest is public, so that a ranking cannot be changed afterwards unseen; what it says is not yet.
    ledger.record(
        "evaluation_reported", subject=tender.subject, actor=by.pseudonym, at=now, lot=lot.position,
        attempt=made.attempt, digest=made.digest,
    )  # fmt: skip
    if all(reads.report_of(one) for one in tender.lots.filter(status="evaluating")):
        duties.done(tender, "score_bids", now=now)
        duties.replan(tender, now=now)
    return made


def _body(tender: Tender, lot: Lot, panel: list[str]) -> dict[str, Any]:
    case = case_of(tender)
    plan = plan_of(lot, case)
    offers = list(reads.judged_offers(tender).filter(lot=lot))
    invalid = _invalid(tender, lot, offers, case)
    valid = {one.bid.number: one for one in offers if one.bid.number not in invalid}
    points = _points(list(valid.values()), plan, panel)
    ranked = rules.rank(
        (rules.Scored(number, offer.total, points[offer.pk]) for number, offer in valid.items()), plan
    )
    named = {one.bid for one in rules.candidates(ranked, case)}
    return {
        "version": VERSION,
        "tender": tender.number,
        "lot": lot.position,
        "formula": str(plan.formula),
        "rounding": rules.ROUNDING,
        "benchmark": str(min(one.total for one in valid.values())) if valid and plan.price else "",
        "panel": panel,
        "ranking": [_row(one, valid[one.bid], plan, one.bid in named) for one in ranked],
        "invalid": [{"bid": number, "code": code} for number, code in sorted(invalid.items())],
    }


def _invalid(tender: Tender, lot: Lot, offers: list[OpenedOffer], case: Case) -> dict[str, str]:
    """Offers that are not ranked, and why, by the bid's number."""
    ceiling = low_rules.ceiling_of(case, lot.value)
    found = {one.bid.number: OVER_CEILING for one in offers if low_offers.above(one.total, ceiling)}
    refused = LowOffer.objects.filter(offer__in=offers, accepted=False)
    found |= {one.offer.bid.number: LOW_OFFER for one in refused.select_related("offer__bid")}
    if reads.final_round(tender) > 1:
        first = Bid.objects.filter(offers__opening=opening_of(tender), offers__lot=lot)
        final = {one.bid.number for one in offers}
        found |= {one.number: NO_FINAL_OFFER for one in first if one.number not in final}
    return found


def _points(
    offers: list[OpenedOffer], plan: rules.Plan, panel: list[str]
) -> dict[int, dict[int, list[Decimal]]]:
    """What each member of the panel gave, by offer and criterion."""
    given: dict[int, dict[int, list[Decimal]]] = {
        one.pk: {criterion.key: [] for criterion in plan.panel} for one in offers
    }
    rows = Score.objects.filter(offer__in=offers, evaluator__code__in=panel, evaluator__left_at__isnull=True)
    for row in rows.order_by("evaluator_id"):
        given[row.offer_id][row.criterion_id].append(row.points)
    if any(len(each) != len(panel) for of_offer in given.values() for each in of_offer.values()):
        raise NotReadyError(["scores"])
    return given


def _row(one: rules.Ranked, offer: OpenedOffer, plan: rules.Plan, named: bool) -> dict[str, Any]:
    return {
        "bid": one.bid,
        "offer": offer.pk,
        "rank": one.rank,
        "candidate": named,
        "score": str(one.score),
        "price_score": str(one.price_score),
        "criteria": [
            {"criterion": each.key, "points": str(one.points[each.key]), "of": str(each.of)}
            for each in plan.all
        ],
        "weakest": rules.weakest(one.points, plan.all),
        "total": str(offer.total),
    }
