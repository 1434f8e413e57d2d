"""Reads of openings: the deadline as published, who confirmed, what the public record says."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import QuerySet

from organizations.models import User
from organizations.permissions import holds_anywhere, roles_in
from procurement.models import (
    Bid,
    BidParty,
    Consultation,
    Notice,
    OpenedOffer,
    Opening,
    OpeningConfirmation,
    OpeningFault,
    Tender,
)
from procurement.permissions.calls import DRAFTERS
from procurement.publication import body
from procurement.rules.indicators import LEAST_CASES
from procurement.rules.opening import Confirmed, record_of
from procurement.rules.procedures import PROCEDURES
from procurement.selectors.parties import hosts_that_bid


class RecordBrokenError(Exception):
    """What stands in the tables is not what the published notices say."""


def published_opening(tender: Tender) -> datetime:
    """When the bids of ``tender`` are due to be opened, by every notice that ever set its dates: the latest
    time any of them published, whatever the tender's own columns say.

    Raises RecordBrokenError where a notice does not fit its digest, comes earlier than one before it, or the
    tender does not fit its notices."""
    kinds = (PROCEDURES[tender.procedure].call, "correction")
    chain = [_dates_of(notice, tender) for notice in tender.notices.filter(kind__in=kinds).order_by("seq")]
    if not chain:
        raise RecordBrokenError("no notice")
    if any(
        after[0] < before[0] or after[1] < before[1] or after[2] < before[2]
        for before, after in pairwise(chain)
    ):
        raise RecordBrokenError("earlier")
    version, closes, opens = chain[-1]
    if (closes, version) != (tender.bids_due, tender.deadline_version):
        raise RecordBrokenError("dates")
    return opens


def _dates_of(notice: Notice, tender: Tender) -> tuple[int, datetime, datetime]:
    """Version, closing and opening as the notice says them. Raises RecordBrokenError."""
    parts = body.parse(notice.body)
    if body.root_of(parts) != notice.digest or parts["identity"]["number"] != tender.number:
        raise RecordBrokenError("digest")
    call = parts["call"]
    closes = datetime.fromisoformat(call["bids_due"])
    opens = datetime.fromisoformat(call["opens_at"]) if call.get("opens_at") else closes
    return notice.deadline_version, closes, opens


def opens_at(tender: Tender, round: int) -> datetime | None:
    """When the bids of that round may be opened; None where it has none that wait.

    Raises RecordBrokenError."""
    if round == 1:
        return published_opening(tender) if tender.step == "closed" else None
    called = Consultation.objects.filter(tender=tender).first()
    return called.final_due if called and round == 2 and tender.step == "evaluating" else None


def waiting_round(tender: Tender) -> int | None:
    """The round whose bids are sealed still and whose lodging has ended."""
    for number, step in ((1, "closed"), (2, "evaluating")):
        if tender.step == step and opening_of(tender, number) is None:
            return number if number == 1 or Consultation.objects.filter(tender=tender).exists() else None
    return None


def opening_of(tender: Tender, round: int = 1) -> Opening | None:
    """The opening of that round under the deadline now in force."""
    return tender.openings.filter(round=round, deadline_version=tender.deadline_version).first()


def confirmations_of(tender: Tender, round: int) -> QuerySet[OpeningConfirmation]:
    """Those given for the deadline now in force, the oldest first."""
    given = tender.opening_confirmations.filter(round=round, deadline_version=tender.deadline_version)
    return given.select_related("by").order_by("at", "id")


def confirmed(one: OpeningConfirmation, tender: Tender, *, stands: bool) -> Confirmed:
    """A confirmation as the rules see it: by the roles its giver held when giving it."""
    return Confirmed(
        person=one.by_id,
        of_buyer=is_of_buyer(one.by, tender, now=one.at),
        supervisor=holds_anywhere(one.by, "supervisor", now=one.at),
        at=one.at,
        stands=stands,
    )


def is_of_buyer(user: User, tender: Tender, *, now: datetime) -> bool:
    return bool(DRAFTERS & roles_in(user, tender.buyer, now=now))


@dataclass(frozen=True)
class RecordLine:
    """One bid for one lot in the public record: the party's name and what it asks for, in yuan, as far as published."""

    lot: int
    name: str
    total: Decimal | None


@dataclass(frozen=True)
class PublicRecord:
    """What everybody reads of an opening, and no more than the procedure publishes."""

    opening: Opening
    lines: tuple[RecordLine, ...]
    opened: int
    faults: int
    named: bool
    # How many of the opened bids are signed or were typed in by one that bid itself.
    rival_hosts: int

    @property
    def divided(self) -> bool:
        return len(self.opening.lots) > 1


def public_records(tender: Tender) -> list[PublicRecord]:
    """The opening records of a published tender, the last first. Three queries for each opening."""
    return [_public(one, tender) for one in tender.openings.order_by("-id")]


def _public(opening: Opening, tender: Tender) -> PublicRecord:
    says = record_of(tender.procedure)
    lines: list[RecordLine] = []
    if says.prices:
        offers = list(opening.offers.select_related("bid__lead", "lot"))
        names = public_names([one.bid for one in offers]) if says.names else {}
        number = Counter(one.lot.position for one in offers)
        # Where nobody is named, a sum among few leads to its bidder: the one chosen is named with its own.
        lines = [
            RecordLine(one.lot.position, names.get(one.bid_id, ""), one.total)
            for one in offers
            if says.names or number[one.lot.position] >= LEAST_CASES
        ]
        # In the order of the sums: any other order could tell who is who.
        lines.sort(key=lambda line: (line.lot, line.total or Decimal(0), line.name))
    rivals = hosts_that_bid(Bid.objects.filter(offers__opening=opening).distinct())
    return PublicRecord(
        opening,
        tuple(lines),
        opened_in(opening),
        opening.faults.exclude(code="too_few").count(),
        says.names,
        len(rivals),
    )


def opened_in(opening: Opening) -> int:
    """How many bids could be opened and read."""
    return opening.offers.values("package").distinct().count()


def public_names(bids: list[Bid]) -> dict[int, str]:
    """The public party of each bid: its lead, or the host where the lead has no public page."""
    hosts = {
        part.bid_id: part.organization.name
        for part in BidParty.objects.filter(bid__in=bids, part="host").select_related("organization")
    }
    return {bid.pk: bid.lead.name if bid.lead.is_registered else hosts.get(bid.pk, "") for bid in bids}


def faults_of(opening: Opening) -> QuerySet[OpeningFault]:
    """What was not opened, and why."""
    return opening.faults.select_related("bid__lead").order_by("id")


def offers_of(opening: Opening) -> QuerySet[OpenedOffer]:
    """What was opened, for the people of the buyer, the lowest sum first."""
    return opening.offers.select_related("bid__lead", "lot").order_by("lot__position", "total", "id")
