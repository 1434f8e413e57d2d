"""The ranking as the rules compute it from the scores that were handed in, and what keeps it from being made."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from procurement.errors.evaluation import NotReadyError
from procurement.judgement import evaluation
from procurement.judgement.evaluation import plan_of
from procurement.judgement.law import case_of
from procurement.models import Bid, Lot, LowOffer, OpenedOffer, Opening, PriceClaim, Score, Tender
from procurement.rules import evaluation as rules
from procurement.rules import low_offers as low_rules
from procurement.rules.case import Case
from procurement.rules.deductions import in_competition, share_of, shares
from procurement.selectors import evaluation as reads
from procurement.selectors.openings import opening_of

VERSION = 1
OVER_CEILING, LOW_OFFER, NO_FINAL_OFFER = "over_ceiling", "low_offer", "no_final_offer"
NOT_CONFORMING = "not_conforming"


def hindrances(tender: Tender) -> list[str]:
    """What keeps the report from being made: codes, [] when nothing does."""
    case, panel = case_of(tender), list(reads.panel_of(tender))
    found = [one.code for one in rules.panel_faults([one.seat for one in panel], case)]
    found += _of_offers(tender, case)
    if not panel or not all(one.handed_in_at for one in panel):
        found.append("scores")
    aside = {one.offer_id for one in reads.nonconformities_of(tender)}
    answered = {
        one.offer_id: one.decided_at for one in reads.low_offers_of(tender) if one.offer_id not in aside
    }
    if any(offer not in answered for offer in evaluation.flagged(tender)):
        found.append("low_offer_unasked")
    if not all(answered.values()):
        found.append("low_offer_open")
    if _claims(tender, case).filter(granted=None).exists():
        found.append("claim_open")
    return found


def _claims(tender: Tender, case: Case) -> QuerySet[PriceClaim]:
    """What the offers that are ranked declare for their price, as far as this call judges it lower for that."""
    if not (asked := shares(case)):
        return PriceClaim.objects.none()
    ranked = evaluation.scored_offers(tender).values("package")
    return reads.claims_of(tender).filter(policy__in=asked, package__in=ranked)


def _of_offers(tender: Tender, case: Case) -> list[str]:
    """Offers that are missing, or too few of those that count (Law art. 36; Fin. Library [2014] 214 art. 34)."""
    opening = opening_of(tender, reads.final_round(tender))
    if opening is None:
        called = reads.consultation_of(tender)
        return ["final_offers" if called else "consultation"]
    if not opening.enough:
        return ["too_few_final"]
    short = _short(tender, opening, case)
    return ["too_few_conforming"] if all(short.values()) else []


def short_lots(tender: Tender, case: Case) -> list[Lot]:
    """The lots that are judged and have too few offers that count: they are void, whatever becomes of the others."""
    opening = opening_of(tender, reads.final_round(tender))
    found = _short(tender, opening, case) if opening else {}
    return [lot for lot, few in found.items() if few]


def _short(tender: Tender, opening: Opening, case: Case) -> dict[Lot, bool]:
    """Of each lot that is judged, whether too few of its offers count."""
    offers, found = list(reads.judged_offers(tender)), {}
    for lot in tender.lots.filter(status="evaluating"):
        of_lot = [one for one in offers if one.lot_id == lot.pk]
        invalid = _invalid(tender, lot, of_lot, case).keys() & _numbers(of_lot)
        found[lot] = len(of_lot) - len(invalid) < opening.least
    return found


def _numbers(offers: list[OpenedOffer]) -> set[str]:
    return {one.bid.number for one in offers}


def body_of(tender: Tender, lot: Lot, panel: list[str]) -> dict[str, Any]:
    """What the report on ``lot`` says, by what each of ``panel``, by their codes, gave. Raises NotReadyError."""
    case = case_of(tender)
    plan = plan_of(lot, case)
    offers = list(reads.judged_offers(tender).filter(lot=lot))
    invalid = _invalid(tender, lot, offers, case)
    valid = {one.bid.number: one for one in offers if one.bid.number not in invalid}
    points = _points(list(valid.values()), plan, panel)
    by_policy, claims = shares(case), _claims_on(tender, case, valid)
    granted = in_competition(
        {bid: [one.policy for one in claims.get(bid, ()) if one.granted] for bid in valid}
    )
    share = {bid: share_of(policies, by_policy) for bid, policies in granted.items()}
    ranked = rules.rank(
        (rules.Scored(bid, offer.total, points[offer.pk], share[bid]) for bid, offer in valid.items()), plan
    )
    named = {one.bid for one in rules.candidates(ranked, case)}
    return {
        "version": VERSION,
        "tender": tender.number,
        "lot": lot.position,
        "formula": str(plan.formula),
        "rounding": rules.ROUNDING,
        "benchmark": str(min(one.evaluated for one in ranked)) if ranked and plan.price else "",
        "panel": panel,
        "ranking": [
            _row(one, valid[one.bid], plan, points[valid[one.bid].pk], one.bid in named)
            | _priced(one, share[one.bid], claims.get(one.bid, ()), granted[one.bid])
            for one in ranked
        ],
        "invalid": [{"bid": number, **why} for number, why in sorted(invalid.items())],
    }


def _claims_on(tender: Tender, case: Case, valid: Mapping[str, OpenedOffer]) -> dict[str, list[PriceClaim]]:
    """The same of these offers, by the numbers of their bids."""
    found: dict[str, list[PriceClaim]] = {}
    for one in _claims(tender, case):
        if one.package.bid.number in valid:
            found.setdefault(one.package.bid.number, []).append(one)
    return found


def _priced(
    one: rules.Ranked, share: Decimal, claims: Iterable[PriceClaim], counted: frozenset[str]
) -> dict[str, Any]:
    """How the price of a ranked bid was judged, where something was declared for it."""
    said = [
        {
            "policy": claim.policy,
            "said": claim.said,
            "granted": claim.granted,
            "counts": claim.policy in counted,
            "reason": claim.reason,
        }
        for claim in claims
    ]
    judged = {"asked": str(one.price), "judged": str(one.evaluated), "share": str(share), "claims": said}
    return {"priced": judged} if said else {}


def _invalid(tender: Tender, lot: Lot, offers: list[OpenedOffer], case: Case) -> dict[str, dict[str, str]]:
    """Offers that are not ranked, and why: ``code``, ``reason`` in the panel's words, by the bid's number."""
    found: dict[str, dict[str, str]] = {}
    if reads.final_round(tender) > 1:
        first = Bid.objects.filter(offers__opening=opening_of(tender), offers__lot=lot)
        missing = set(first.values_list("number", flat=True)) - _numbers(offers)
        found |= {number: {"code": NO_FINAL_OFFER, "reason": ""} for number in missing}
    ceiling = low_rules.ceiling_of(case, lot.value, lot.own_largest)
    for one in offers:
        if evaluation.above(one.total, ceiling):
            found[one.bid.number] = {"code": OVER_CEILING, "reason": ""}
    for refused in LowOffer.objects.filter(offer__in=offers, accepted=False).select_related("offer__bid"):
        found[refused.offer.bid.number] = {"code": LOW_OFFER, "reason": refused.reason}
    for aside in reads.nonconformities_of(tender).filter(offer__lot=lot):
        why = {"code": NOT_CONFORMING, "ground": aside.ground, "reason": aside.reason}
        found[aside.offer.bid.number] = why
    return found


def _points(
    offers: list[OpenedOffer], plan: rules.Plan, panel: list[str]
) -> dict[int, dict[int, list[Decimal]]]:
    """What each member gave, by offer and criterion, in the order of the codes in ``panel``."""
    given: dict[int, dict[int, list[Decimal]]] = {
        one.pk: {criterion.key: [] for criterion in plan.panel} for one in offers
    }
    rows = Score.objects.filter(offer__in=offers, evaluator__code__in=panel, evaluator__left_at__isnull=True)
    for row in rows.order_by("evaluator__code"):
        given[row.offer_id][row.criterion_id].append(row.points)
    if any(len(each) != len(panel) for of_offer in given.values() for each in of_offer.values()):
        raise NotReadyError(["scores"])
    return given


def _row(
    one: rules.Ranked, offer: OpenedOffer, plan: rules.Plan, given: dict[int, list[Decimal]], named: bool
) -> dict[str, Any]:
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
        # What each member gave, in the order of the panel's codes.
        "given": {str(key): [str(points) for points in each] for key, each in given.items()},
        "weakest": rules.weakest(one.points, plan.all),
        "total": str(offer.total),
    }
