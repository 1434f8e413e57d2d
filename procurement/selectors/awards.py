"""Reads of results: the ranking, who is named in public, awards and contracts as everybody sees them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from organizations.models import Organization
from procurement.models import Award, Bid, BidParty, Contract, Lot, Objection, Tender
from procurement.rules.awarding import Candidate
from procurement.selectors.evaluation import body_of, report_of


def ranking_of(lot: Lot) -> dict[str, Any] | None:
    """What the newest report on a lot says; None before there is one."""
    found = report_of(lot)
    return None if found is None else body_of(found)


@dataclass(frozen=True)
class Party:
    """Who answers for a bid in public. ``shown`` is False for a group that is on no register and has not
    asked for a page: then nothing names it, and the host that signs is named with the contract."""

    organization: Organization
    implementer: Organization | None
    shown: bool

    @property
    def is_verified(self) -> bool:
        return self.organization.verified_at is not None


def party_of(bid: Bid) -> Party:
    """The contract holder: the host where an unregistered group has one, else the lead. The group that does
    the work is named only by its own consent."""
    host = (
        BidParty.objects.filter(bid=bid, part="host").select_related("organization").first()
        if not bid.lead.is_registered
        else None
    )
    if host is not None:
        consents = bid.lead.named_in_awards
        return Party(host.organization, bid.lead if consents else None, shown=True)
    asked = getattr(getattr(bid.lead, "cso", None), "asks_public_page", False)
    return Party(bid.lead, None, shown=bid.lead.is_registered or asked)


def candidates_of(lot: Lot) -> list[Candidate]:
    """The ranking of a lot as the rules of awarding judge it."""
    body = ranking_of(lot)
    if body is None:
        return []
    bids = {
        one.number: one
        for one in Bid.objects.filter(tender=lot.tender_id).select_related("lead", "lead__cso")
    }
    return [
        Candidate(
            bid=row["bid"],
            rank=row["rank"],
            total=Decimal(row["total"]),
            verified=party_of(bids[row["bid"]]).is_verified,
        )
        for row in body["ranking"]
    ]


def public_awards() -> QuerySet[Award]:
    """Every award in force, for the register."""
    return Award.objects.filter(revoked_at__isnull=True).select_related(
        "lot__tender__buyer__division",
        "lot__tender__division__parent",
        "supplier__cso",
        "implementer",
        "bid__lead",
    )


def public_contracts() -> QuerySet[Contract]:
    """Every published contract, for the register."""
    return Contract.objects.filter(published_at__isnull=False).select_related(
        "tender__buyer__division", "tender__division__parent", "signatory", "award__implementer", "notice"
    )


def open_objections(tender: Tender) -> QuerySet[Objection]:
    return tender.objections.filter(decided_at__isnull=True)
