"""Whose name may stand in public for a bid, an award or a contract. Every public page of a result asks here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from organizations.models import Division, Kind, Organization
from organizations.models.codes import REGISTERED_FORMS
from procurement.models import Bid, BidParty
from procurement.rules.indicators import LEAST_CASES
from procurement.selectors.bids import STANDING, WRITE


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

    @property
    def public(self) -> Organization | None:
        """The organisation that may be named."""
        return self.organization if self.shown else None


def may_be_named(organization: Organization) -> bool:
    """One on a register, or a group that asked for a public page by itself."""
    asked = getattr(getattr(organization, "cso", None), "asks_public_page", False)
    return organization.is_registered or asked


def named(path: str) -> Q:
    """The same of the organisation that ``path`` leads to, as a condition."""
    registered = Q(**{f"{path}__kind": Kind.AGENCY}) | Q(**{f"{path}__legal_form__in": REGISTERED_FORMS})
    return registered | Q(**{f"{path}__cso__page_asked_at__isnull": False})


def implementer_of(lead: Organization, holder: Organization) -> Organization | None:
    """The group that does the work under the contract of ``holder``, if it agreed to be named so."""
    return lead if lead.pk != holder.pk and lead.named_in_awards else None


def parties_of(bids: Iterable[Bid]) -> dict[int, Party]:
    """The contract holder of each bid: the host where an unregistered group has one, else the lead. Two
    queries at most, whatever the number of bids."""
    given = list(bids)
    hosted = [one.pk for one in given if not one.lead.is_registered]
    hosts = {
        part.bid_id: part.organization
        for part in BidParty.objects.filter(bid__in=hosted, part="host").select_related("organization")
    }
    return {one.pk: _party(one.lead, hosts.get(one.pk)) for one in given}


def common_forms(place: Division) -> frozenset[str]:
    """The legal forms that at least LEAST_CASES public organisations in the prefecture of ``place`` share: the
    kind of a bidder who was not chosen tells nobody who it was. One query."""
    within = f"{Division.stem_of(place.code)[:4]}"
    counted = (
        Organization.objects.public()
        .csos()
        .filter(division__code__startswith=within)
        .values("legal_form")
        .annotate(number=Count("pk"))
        .filter(number__gte=LEAST_CASES)
    )
    return frozenset(counted.values_list("legal_form", flat=True))


def party_of(bid: Bid) -> Party:
    return parties_of([bid])[bid.pk]


def hosts_that_bid(bids: Iterable[Bid]) -> dict[int, list[Organization]]:
    """Who signs for a bid or typed it in, and stands behind another sealed bid of the same call: by the bid's row.
    Three queries at most."""
    given = {one.pk: one for one in bids}
    upper: dict[int, set[int]] = {
        pk: {one.assisted_by_id} for pk, one in given.items() if one.assisted_by_id is not None
    }
    for bid, host in BidParty.objects.filter(bid__in=given, part="host").values_list("bid", "organization"):
        upper.setdefault(bid, set()).add(host)
    if not upper:
        return {}
    calls = {given[pk].tender_id for pk in upper}
    rivals = BidParty.objects.filter(
        bid__tender__in=calls,
        bid__status__in=STANDING,
        part__in=WRITE,
        organization__in=set().union(*upper.values()),
    )
    found: dict[int, list[Organization]] = {}
    for rival in rivals.select_related("organization", "bid").order_by("id"):
        for pk, hosts in upper.items():
            own = given[pk]
            if rival.organization_id in hosts and rival.bid_id != pk and rival.bid.tender_id == own.tender_id:
                found.setdefault(pk, []).append(rival.organization)
    return found


def _party(lead: Organization, host: Organization | None) -> Party:
    if host is None:
        return Party(lead, None, shown=may_be_named(lead))
    return Party(host, implementer_of(lead, host), shown=True)
