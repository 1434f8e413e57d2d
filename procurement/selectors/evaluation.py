"""Reads of an evaluation: the offers that are judged, the panel, how far it has come, the report."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from organizations.models import Membership, Organization, Tie, User
from portal.ground.clock import legal_date
from procurement.models import (
    Bid,
    BidParty,
    BidStatement,
    Consultation,
    Declaration,
    Duty,
    EvaluationReport,
    Evaluator,
    Lot,
    LowOffer,
    NonConformity,
    OpenedOffer,
    Opening,
    PriceClaim,
    Score,
    Tender,
)
from procurement.permissions.calls import DRAFTERS
from procurement.rules.procedures import PROCEDURES
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors.bids import bids_of
from procurement.selectors.openings import opening_of

# Where the panel talks with the bidders, their offers after that.
FINAL_ROUND = 2


def hash_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def consultation_of(tender: Tender) -> Consultation | None:
    return Consultation.objects.filter(tender=tender).first()


def final_round(tender: Tender) -> int:
    """The round whose offers are judged: where the panel talks with the bidders, that of the final offers."""
    return FINAL_ROUND if consultation_of(tender) else PROCEDURES[tender.procedure].rounds


def _offers_in(opening: Opening | None) -> QuerySet[OpenedOffer]:
    offers = OpenedOffer.objects.filter(opening=opening) if opening else OpenedOffer.objects.none()
    return offers.select_related("bid__lead", "bid__tender__buyer", "opening", "package", "lot").order_by(
        "lot__position", "bid__number"
    )


def judged_offers(tender: Tender) -> QuerySet[OpenedOffer]:
    """The offers that are judged, by lot and then by the bids' random numbers; none before they are open."""
    return _offers_in(opening_of(tender, final_round(tender)))


def offers_at_hand(tender: Tender) -> QuerySet[OpenedOffer]:
    """What the panel reads now: the offers that are judged, or the first ones while they are talked over."""
    judged = judged_offers(tender)
    return judged if final_round(tender) == 1 or judged.exists() else _offers_in(opening_of(tender))


def _standing() -> QuerySet[NonConformity]:
    return NonConformity.objects.filter(lifted_at=None)


def conforming(offers: QuerySet[OpenedOffer]) -> QuerySet[OpenedOffer]:
    """Those of ``offers`` that were not set aside: they alone are scored, ranked and averaged."""
    return offers.exclude(pk__in=_standing().values("offer"))


def nonconformities_of(tender: Tender) -> QuerySet[NonConformity]:
    """What was set aside and stands, in the order of the bids' numbers."""
    return (
        _standing()
        .filter(offer__bid__tender=tender)
        .select_related("offer__bid", "offer__lot", "by")
        .order_by("offer__bid__number", "id")
    )


def is_out(bid: Bid) -> bool:
    """Whether everything ``bid`` offered at first was set aside, so that it takes no further part."""
    offers = _offers_in(opening_of(bid.tender)).filter(bid=bid)
    return offers.exists() and not conforming(offers).exists()


def first_round_bids(tender: Tender) -> QuerySet[Bid]:
    """The bids that were opened in the first round, by their random numbers."""
    opening = opening_of(tender)
    return Bid.objects.filter(offers__opening=opening).distinct().select_related("lead").order_by("number")


def consulted_bids(tender: Tender) -> list[Bid]:
    """The bids whose bidders are asked for a final offer: none that was set aside."""
    kept = set(conforming(_offers_in(opening_of(tender))).values_list("bid_id", flat=True))
    return [one for one in first_round_bids(tender) if one.pk in kept]


def panel_of(tender: Tender) -> QuerySet[Evaluator]:
    """Who sits on the panel now, in the order of being seated."""
    return tender.evaluators.filter(left_at__isnull=True).select_related("user", "declaration").order_by("id")


def everybody_seated(tender: Tender) -> QuerySet[Evaluator]:
    """Who sits or ever sat on the panel, with the organisation that vouches and the people behind each seat."""
    people = ("user", "declaration", "vouched_by", "seated_by", "link_by")
    return tender.evaluators.select_related(*people).order_by("id")


def links_to_print(agencies: QuerySet[Organization]) -> QuerySet[Evaluator]:
    """Seats of panels of ``agencies`` whose link nobody has printed yet, the oldest first."""
    return (
        Evaluator.objects.filter(user=None, link_by=None, left_at=None, tender__step="evaluating")
        .filter(tender__buyer__in=agencies)
        .select_related("tender__buyer")
        .order_by("id")
    )


def member_by_hash(link_hash: str) -> Evaluator | None:
    """The member whose printed link it is, whatever became of the link."""
    return (
        Evaluator.objects.select_related("tender__buyer", "user", "declaration")
        .filter(link_hash=link_hash, link_by__isnull=False)
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
    """``tied``, ``handed_in``, ``unlinked``, ``expired``, ``unconfirmed``, ``declared`` or ``waiting``."""
    declared = declaration_of(member)
    if declared is not None and declared.conflict:
        return "tied"
    if member.handed_in_at:
        return "handed_in"
    if member.user_id is None and member.link_by_id is None:
        return "unlinked"
    if now >= member.link_until:
        return "expired"
    if member.unconfirmed:
        return "unconfirmed"
    return "declared" if declared else "waiting"


def seats_of(tender: Tender, now: datetime) -> list[Seat]:
    return [Seat(one, state_of(one, now)) for one in panel_of(tender)]


def all_handed_in(tender: Tender) -> bool:
    """Whether nobody on the panel is still scoring: before that nobody reads a score."""
    panel = list(panel_of(tender))
    return bool(panel) and all(one.handed_in_at for one in panel)


def may_be_seated(tender: Tender, *, now: datetime) -> QuerySet[User]:
    """The people of the buyer, by name, of whom one may sit on the panel."""
    held = Membership.objects.on(legal_date(now)).filter(organization=tender.buyer, role__in=DRAFTERS)
    return User.objects.filter(pk__in=held.values("user_id")).order_by("display_name", "username")


def seats_waiting(user: User) -> QuerySet[Evaluator]:
    """Where ``user`` sits on a panel and has not handed in, the oldest first."""
    return (
        Evaluator.objects.filter(user=user, left_at=None, handed_in_at=None, tender__step="evaluating")
        .exclude(declaration__conflict=True)
        .select_related("tender__buyer")
        .order_by("id")
    )


def questions_waiting(user: User, *, now: datetime) -> QuerySet[LowOffer]:
    """Prices that bids of ``user``'s organisations may still explain, the nearest time first."""
    return (
        LowOffer.objects.filter(
            offer__bid__in=bids_of(user, now=now), explained_at=None, decided_at=None, explain_by__gt=now
        )
        .select_related("offer__bid__tender__buyer")
        .order_by("explain_by", "id")
    )


def calls_being_judged(calls: QuerySet[Tender]) -> QuerySet[Tender]:
    """Those of ``calls`` that are judged and for which no official's duty says what is next and until when."""
    owed = Duty.objects.open().filter(holder__in=DRAFTERS).values("tender")
    return calls.filter(step="evaluating").exclude(pk__in=owed)


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


def claims_of(tender: Tender) -> QuerySet[PriceClaim]:
    """What the offers that are judged declare for their price, in the order of the bids' numbers."""
    if tender.regime != STATUTORY:
        return PriceClaim.objects.none()
    judged = judged_offers(tender).values("package")
    return (
        PriceClaim.objects.filter(package__in=judged)
        .select_related("package__bid__lead", "package__bid__tender", "decided_by")
        .order_by("package__bid__number", "id")
    )


def statements_of(tender: Tender) -> dict[int, BidStatement]:
    """What the bidders of the offers that are judged state of themselves, by their bids."""
    if tender.regime != STATUTORY:
        return {}
    judged = judged_offers(tender).values("package")
    found = BidStatement.objects.filter(package__in=judged).select_related("package")
    return {one.package.bid_id: one for one in found}


def report_of(lot: Lot) -> EvaluationReport | None:
    """The last report on ``lot``."""
    return lot.evaluation_reports.order_by("-attempt").first()


def current_report(lot: Lot) -> EvaluationReport | None:
    """The report of the panel that sits now; None while it has made none."""
    report = report_of(lot)
    panel = sorted(panel_of(lot.tender).values_list("code", flat=True))
    return report if report and body_of(report)["panel"] == panel else None


def current_reports(tender: Tender) -> dict[Lot, EvaluationReport]:
    """:func:`current_report` of every lot that has one, in their order. Three queries."""
    made = (
        EvaluationReport.objects.filter(lot__tender=tender).order_by("lot_id", "-attempt").distinct("lot_id")
    )
    last = {one.lot_id: one for one in made}
    panel = sorted(panel_of(tender).values_list("code", flat=True))
    found = {lot: last[lot.pk] for lot in tender.lots.all() if lot.pk in last}
    return {lot: report for lot, report in found.items() if body_of(report)["panel"] == panel}


def comments_on(tender: Tender, panel: list[str]) -> QuerySet[Score]:
    """The words members of ``panel`` handed in beside their points."""
    given = Score.objects.filter(evaluator__tender=tender, evaluator__code__in=panel).exclude(comment="")
    return given.select_related("criterion").order_by("criterion__position", "id")


def body_of(report: EvaluationReport) -> dict[str, Any]:
    """What a report says. Numbers are text, exactly as they were computed."""
    body: dict[str, Any] = json.loads(report.body)
    return body
