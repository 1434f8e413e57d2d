"""Reads of results: the ranking, what was shown until when, awards, objections, a bidder's own result."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from organizations.models import User
from procurement.models import (
    Award,
    Bid,
    BidResult,
    Contract,
    Duty,
    EvaluationReport,
    Lot,
    Notice,
    Objection,
    RecordDraft,
    Tender,
)
from procurement.publication import body as notice_body
from procurement.rules.awarding import Candidate, key_of
from procurement.rules.duties import OF_AGREEMENTS
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors.bids import bids_of
from procurement.selectors.calls import duties_of
from procurement.selectors.evaluation import body_of, current_report, current_reports
from procurement.selectors.parties import Party, parties_of

OBJECTED_STEPS = ("publicity",)
# A challenge is heard also after the contract was signed, which then waits (Regulation art. 54).
CHALLENGED_STEPS = ("awarded", "contracted")


def ranking_of(lot: Lot) -> dict[str, Any] | None:
    """What the newest report on a lot says; None before there is one."""
    found = current_report(lot)
    return None if found is None else body_of(found)


@dataclass(frozen=True)
class Ranking:
    """What the report in force says of a lot: its ``body``; the bids of the call that were looked at by number, and by
    number who answers for each in public."""

    lot: Lot
    report: EvaluationReport
    body: dict[str, Any]
    bids: dict[str, Bid]
    parties: dict[str, Party]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The bids that are ranked, the best first."""
        rows: list[dict[str, Any]] = self.body["ranking"]
        return rows

    def key(self, row: Mapping[str, Any]) -> str:
        """How a decision names the bid of a row."""
        return key_of(row["bid"], self.lot.position)

    @property
    def keys(self) -> list[str]:
        return [self.key(row) for row in self.rows]

    def chosen(self, winners: Collection[str]) -> list[dict[str, Any]]:
        """The rows that a decision names among its ``winners``, the best first."""
        return [row for row in self.rows if self.key(row) in winners]


def ranked(tender: Tender) -> list[Ranking]:
    """The ranking of each lot that has a report, in their order."""
    reports = current_reports(tender)
    if not reports:
        return []
    looked_at = tender.bids.filter(status__in=("opened", "not_opened")).select_related("lead__cso")
    bids = {one.number: one for one in looked_at}
    parties = parties_of(bids.values())
    behind = {number: parties[one.pk] for number, one in bids.items()}
    return [Ranking(lot, report, body_of(report), bids, behind) for lot, report in reports.items()]


def undecided(tender: Tender) -> list[Lot]:
    """The lots of which nothing is decided: those that are judged, and those that too few bid for."""
    return list(tender.lots.filter(status__in=("open", "evaluating")))


def candidates_of(ranking: Ranking) -> list[Candidate]:
    """A ranking as the rules of awarding judge it."""
    revoked = ranking.lot.awards.filter(revoked_at__isnull=False)
    fallen = set(revoked.values_list("bid__number", flat=True))
    return [
        Candidate(
            bid=ranking.key(row),
            rank=row["rank"],
            total=Decimal(row["total"]),
            verified=ranking.parties[row["bid"]].is_verified,
            named=row["candidate"],
            fallen=row["bid"] in fallen,
        )
        for row in ranking.rows
    ]


@dataclass(frozen=True)
class Shown:
    """A result as it was last published. ``until``: how long it stands; ``objections_until``: the last day to
    object or to challenge. Both are the last day, its 24:00."""

    notice: Notice
    until: date | None
    objections_until: date | None


def shown_result(tender: Tender) -> Shown | None:
    """The list or the award that was published last; None before there is one."""
    notice = tender.notices.filter(kind__in=("list_publicity", "award")).order_by("-seq").first()
    if notice is None:
        return None
    result = notice_body.parse(notice.body)["result"]
    return Shown(notice, _day(result["until"]), _day(result["objections_until"]))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def objections_until(tender: Tender) -> date | None:
    """The last day on which the result that stands can be objected to; None where nothing stands."""
    steps = CHALLENGED_STEPS if tender.regime == STATUTORY else OBJECTED_STEPS
    shown = shown_result(tender) if tender.step in steps else None
    return shown.objections_until if shown else None


def open_objections(tender: Tender) -> QuerySet[Objection]:
    return tender.objections.filter(decided_at__isnull=True)


def objections_to_result(tender: Tender) -> QuerySet[Objection]:
    """Those raised against the result that was shown last."""
    shown = shown_result(tender)
    return (
        tender.objections.filter(received_at__gte=shown.notice.published_at)
        if shown
        else tender.objections.none()
    )


def holding(tender: Tender) -> list[Objection]:
    """Objections to the list that was shown last which are open or were upheld."""
    listed = tender.notices.filter(kind="list_publicity").order_by("-seq").first()
    if listed is None:
        return []
    since = tender.objections.filter(received_at__gte=listed.published_at)
    return list(since.filter(Q(decided_at__isnull=True) | Q(outcome="upheld")))


def active_awards(tender: Tender) -> QuerySet[Award]:
    """Awards in force, with everything their page says."""
    found = Award.objects.filter(lot__tender=tender, revoked_at__isnull=True)
    return found.select_related("bid__lead", "supplier", "implementer", "contract__signatory", "plan_talk")


def unsigned_awards(tender: Tender, *, kept_as: Collection[UUID] = ()) -> QuerySet[Award]:
    """Awards in force without an agreement, nor one that waits for the second person but under one of the marks
    ``kept_as``; with who may sign."""
    waiting = RecordDraft.objects.filter(tender=tender, kind="contract", state="submitted")
    others = waiting.exclude(form_id__in=kept_as)
    unsigned = Award.objects.filter(lot__tender=tender, revoked_at__isnull=True, contract__isnull=True)
    found = unsigned.exclude(number__in=others.values("subject"))
    return found.select_related("lot__tender__buyer", "bid__lead", "supplier").order_by("id")


def awards_numbered(tender: Tender, numbers: Collection[str]) -> dict[str, Award]:
    """Awards of a call by their numbers, with whoever signs."""
    found = Award.objects.filter(lot__tender=tender, number__in=numbers)
    return {one.number: one for one in found.select_related("lot", "bid__lead", "supplier")}


def waiting_agreements(tender: Tender) -> QuerySet[RecordDraft]:
    """The agreements of a call that were recorded and wait for the second person."""
    found = RecordDraft.objects.filter(tender=tender, kind="contract", state="submitted")
    return found.select_related("tender__buyer", "drafted_by", "document").order_by("id")


def awards_with_acts(tender: Tender) -> QuerySet[Award]:
    """:func:`active_awards` with all that decides what may follow."""
    return active_awards(tender).select_related(
        "lot__tender__buyer", "contract__acceptance", "contract__notice", "contract__tender__buyer"
    )


def owed_of_agreements(user: User, *, now: datetime) -> QuerySet[Duty]:
    """What is still owed of the agreements of ``user``'s agencies, and the agreements that are still to be signed."""
    return duties_of(user, now=now).filter(kind__in=OF_AGREEMENTS)


def nearest_owed(duties: QuerySet[Duty]) -> QuerySet[Duty]:
    """Of each agreement what comes first."""
    of_same = Duty.objects.open().filter(
        tender=OuterRef("tender"), subject=OuterRef("subject"), kind__in=OF_AGREEMENTS
    )
    sooner = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), id__lt=OuterRef("id"))
    return duties.exclude(Exists(of_same.filter(sooner)))


def owed_until(duties: QuerySet[Duty], moment: datetime) -> QuerySet[Duty]:
    """What of it has to be done by that moment, with what should have been done before."""
    return duties.filter(due_at__lte=moment)


def calls_owing(duties: QuerySet[Duty]) -> list[Tender]:
    """The calls whose duties these are, the newest first."""
    return list(Tender.objects.filter(pk__in=duties.order_by().values("tender")).order_by("-id"))


def contracts_numbered(numbers: Collection[str]) -> dict[str, Contract]:
    """Agreements by number, with both who signed and who does the work."""
    found = Contract.objects.filter(number__in=numbers).select_related("award__bid__lead", "signatory")
    return {one.number: one for one in found}


def unsigned_counts(tenders: Collection[int]) -> dict[int, int]:
    """How many awards of these calls have no agreement."""
    unsigned = Award.objects.filter(lot__tender__in=tenders, revoked_at__isnull=True, contract__isnull=True)
    return dict(unsigned.values_list("lot__tender").annotate(number=Count("pk")))


def results_of(bid: Bid) -> list[BidResult]:
    """What the bidder learned last of each lot, in their order."""
    last = {one.lot_id: one for one in bid.results.select_related("lot").order_by("attempt")}
    return sorted(last.values(), key=lambda one: one.lot.position)


def results_shown(user: User, *, now: datetime) -> QuerySet[Bid]:
    """The reader's bids whose intended result is shown at the moment."""
    read = bids_of(user, now=now).filter(tender__step="publicity", results__isnull=False)
    return read.select_related("tender", "lead").distinct()


def objection_by_code(hashes: Collection[str]) -> Objection | None:
    """The objection whose code it is."""
    found = Objection.objects.filter(code_hash__in=hashes)
    return found.select_related("tender__buyer").first()


@dataclass(frozen=True)
class PublicObjection:
    """All that the public learns of an objection."""

    kind: str
    received_at: datetime
    reply_due: date
    outcome: str
    decided_at: datetime | None


def public_objections(tender: Tender) -> list[PublicObjection]:
    """That objections were received, by when they are answered, and how they ended: never a word of them."""
    rows = tender.objections.values_list("kind", "received_at", "reply_due", "outcome", "decided_at")
    return [PublicObjection(*row) for row in rows]
