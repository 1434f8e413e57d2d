"""How offers are scored, what a member of the panel has given so far, and which prices seem too low."""

from decimal import Decimal

from django.db.models import QuerySet

from procurement.judgement.law import case_of
from procurement.models import Evaluator, Lot, OpenedOffer, Tender
from procurement.rules import evaluation as rules
from procurement.rules import low_offers as low_rules
from procurement.rules.case import Case
from procurement.rules.merging import Joined
from procurement.selectors import evaluation as reads

# What a member gives for one criterion of one offer.
BOXES = ("points", "comment")


def plan_of(lot: Lot, case: Case) -> rules.Plan:
    """How ``lot`` is scored. Raises PriceUnclearError."""
    criteria = [rules.Weighed(one.pk, one.weight, one.text_zh) for one in lot.criteria.all()]
    return rules.plan_of(case, criteria)


def boxes_of(member: Evaluator, offer: OpenedOffer) -> dict[str, Joined]:
    """What stands of this member for one offer, not handed in yet, as ``points_ID`` and ``comment_ID``."""
    return {
        f"{name}_{key}": Joined(row[name], row.get("others", {}).get(name, ""))
        for key, row in member.draft.get(str(offer.pk), {}).items()
        for name in BOXES
    }


def scored_offers(tender: Tender) -> QuerySet[OpenedOffer]:
    """What the panel gives points to: what is judged and was not set aside."""
    return reads.conforming(reads.judged_offers(tender))


def plans_of(tender: Tender) -> dict[int, rules.Plan]:
    """How each lot is scored, by the lot's id. Raises PriceUnclearError."""
    case = case_of(tender)
    return {lot.pk: plan_of(lot, case) for lot in tender.lots.prefetch_related("criteria")}


def missing_of(member: Evaluator) -> list[int]:
    """The offers that lack points of this member, or a choice between two of its own words."""
    plans = plans_of(member.tender)
    return [
        offer.pk
        for offer in scored_offers(member.tender)
        if in_two(member, offer)
        or not all(points_of(member, offer, one.key) for one in plans[offer.lot_id].panel)
    ]


def in_two(member: Evaluator, offer: OpenedOffer) -> bool:
    """Whether two pages of this member say different things about an offer, and nobody has chosen yet."""
    return any(one.other for one in boxes_of(member, offer).values())


def points_of(member: Evaluator, offer: OpenedOffer, criterion: int) -> str:
    """What this member saved for a criterion and has not handed in yet, "" for nothing."""
    given: str = member.draft.get(str(offer.pk), {}).get(str(criterion), {}).get("points", "")
    return given


def flagged(tender: Tender) -> dict[int, list[str]]:
    """Which conforming offers the tests find too low, by the offer's id; the same whether or not they were
    asked."""
    case = case_of(tender)
    found: dict[int, list[str]] = {}
    by_lot: dict[Lot, list[OpenedOffer]] = {}
    for offer in scored_offers(tender):
        by_lot.setdefault(offer.lot, []).append(offer)
    for lot, offers in by_lot.items():
        ceiling = low_rules.ceiling_of(case, lot.value, lot.own_largest)
        conforming = {str(one.pk): one.total for one in offers if not above(one.total, ceiling)}
        met = low_rules.tests_met(conforming, case, ceiling=ceiling)
        found |= {int(key): tests for key, tests in met.items()}
    return found


def above(total: Decimal, ceiling: Decimal | None) -> bool:
    """Whether an offer asks for more than the lot may cost, and so does not conform."""
    return ceiling is not None and total > ceiling
