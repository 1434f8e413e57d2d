"""Reads of an evaluation: the offers that are judged, the panel, how far it has come, the report."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from organizations.models import Membership, Organization, Tie, User
from portal.clock import legal_date
from procurement.models import (
    Bid,
    BidParty,
    Consultation,
    Declaration,
    EvaluationReport,
    Evaluator,
    Lot,
    LowOffer,
    OpenedOffer,
    Tender,
)
from procurement.selectors.openings import opening_of

CONSULTED = "competitive_consultation"


def hash_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def consultation_of(tender: Tender) -> Consultation | None:
    return Consultation.objects.filter(tender=tender).first()


def final_round(tender: Tender) -> int:
    """The round whose offers are judged: a consultation is judged on its final offers."""
    return 2 if tender.procedure == CONSULTED or consultation_of(tender) else 1


def judged_offers(tender: Tender) -> QuerySet[OpenedOffer]:
    """The offers that are judged, by lot and then by the bids' random numbers; none before they are open."""
    opening = opening_of(tender, final_round(tender))
    offers = OpenedOffer.objects.filter(opening=opening) if opening else OpenedOffer.objects.none()
    return offers.select_related("bid__lead", "bid__tender__buyer", "package", "lot").order_by(
        "lot__position", "bid__number"
    )


def first_round_bids(tender: Tender) -> QuerySet[Bid]:
    """The bids that were opened in the first round, by their random numbers."""
    opening = opening_of(tender)
    return Bid.objects.filter(offers__opening=opening).distinct().select_related("lead").order_by("number")


def panel_of(tender: Tender) -> QuerySet[Evaluator]:
    """Who sits on the panel now, in the order of being seated."""
    return tender.evaluators.filter(left_at__isnull=True).select_related("user", "declaration").order_by("id")


def member_by_hash(link_hash: str) -> Evaluator | None:
    """The member whose link it is, whatever became of the link."""
    return (
        Evaluator.objects.select_related("tender__buyer", "user", "declaration")
        .filter(link_hash=link_hash)
        .first()
    )


def declaration_of(member: Evaluator) -> Declaration | None:
    return getattr(member, "declaration", None)


@dataclass(frozen=True)
class Seat:
    """One place on the panel and how far it is, without any score."""

    member: Evaluator
    state: str

    @property
    def by_link(self) -> bool:
        return self.member.user_id is None


def state_of(member: Evaluator, now: datetime) -> str:
    """``tied``, ``handed_in``, ``expired``, ``declared`` or ``waiting``."""
    declared = declaration_of(member)
    if declared is not None and declared.conflict:
        return "tied"
    if member.handed_in_at:
        return "handed_in"
    if now >= member.link_until:
        return "expired"
    return "declared" if declared else "waiting"


def seats_of(tender: Tender, now: datetime) -> list[Seat]:
    return [Seat(one, state_of(one, now)) for one in panel_of(tender)]


def all_handed_in(tender: Tender) -> bool:
    """Whether nobody on the panel is still scoring: before that nobody reads a score."""
    panel = list(panel_of(tender))
    return bool(panel) and all(one.handed_in_at for one in panel)


def ties_of(user: User, tender: Tender, *, now: datetime) -> QuerySet[Organization]:
    """The bidders of ``tender`` that ``user`` belongs to, or whose host or network ``user`` belongs to."""
    behind = set(BidParty.objects.filter(tender=tender, live=True).values_list("organization_id", flat=True))
    mine = set(
        Membership.objects.on(legal_date(now)).filter(user=user).values_list("organization_id", flat=True)
    )
    above = Tie.objects.standing().filter(member_id__in=behind, upper_id__in=mine)
    tied = (mine & behind) | set(above.values_list("member_id", flat=True))
    return Organization.objects.filter(pk__in=tied)


def low_offers_of(tender: Tender) -> QuerySet[LowOffer]:
    """Every question asked about a price, the oldest first."""
    return (
        LowOffer.objects.filter(offer__bid__tender=tender)
        .select_related("offer__bid__lead", "offer__bid__tender", "offer__lot", "decided_by")
        .order_by("id")
    )


def report_of(lot: Lot) -> EvaluationReport | None:
    """The last report on ``lot``."""
    return lot.evaluation_reports.order_by("-attempt").first()


def body_of(report: EvaluationReport) -> dict[str, Any]:
    """What a report says. Numbers are text, exactly as they were computed."""
    body: dict[str, Any] = json.loads(report.body)
    return body
