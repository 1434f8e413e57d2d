"""Why an account cannot be closed yet, each with its way on: what runs would have nobody left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from organizations.models import Membership, Organization, Role, User
from organizations.models.codes import OFFICIAL_ROLES
from portal.ground.clock import legal_date
from procurement.models import Bid, BidParty, Contract, Evaluator
from procurement.rules.procedures import FINAL_STEPS

# A bid that was withdrawn or thrown away, or whose call is over, needs nobody any more.
DONE_WITH = ("withdrawn", "discarded")


@dataclass(frozen=True)
class Hindrance:
    """``code`` says why, ``name`` of whom or what, ``url`` leads on."""

    code: str
    name: str = ""
    role: str = ""
    url: str = ""


def hindrances(user: User, *, now: datetime) -> list[Hindrance]:
    """All of them; empty where the account may be closed."""
    return [*_official(user, now), *_alone(user, now), *_panels(user)]


def _official(user: User, now: datetime) -> Iterator[Hindrance]:
    """Whoever acts for an agency is let go by it."""
    held = Membership.objects.on(legal_date(now)).filter(user=user, role__in=OFFICIAL_ROLES)
    for one in held.select_related("organization"):
        yield Hindrance("official", one.organization.name, str(Role(one.role).label))


def _alone(user: User, now: datetime) -> Iterator[Hindrance]:
    """The last leader of an organisation with something that runs."""
    held = Membership.objects.on(legal_date(now)).filter(role=Role.LEADER)
    others = held.filter(organization=OuterRef("pk")).exclude(user=user)
    led = Organization.objects.filter(pk__in=held.filter(user=user).values("organization"))
    for house in led.filter(~Exists(others)):
        if _runs(house):
            yield Hindrance("alone", house.name, url=reverse("organization_people", args=[house.number]))


def _runs(house: Organization) -> bool:
    part = BidParty.objects.filter(organization=house, live=True).exclude(part="partner", agreed_at=None)
    bids = Bid.objects.filter(pk__in=part.values("bid")).exclude(status__in=DONE_WITH)
    waiting = bids.exclude(tender__step__in=FINAL_STEPS)
    contracts = Contract.objects.filter(state="signed").filter(
        Q(award__supplier=house) | Q(award__bid__lead=house)
    )
    return waiting.exists() or contracts.exists()


def _panels(user: User) -> Iterator[Hindrance]:
    """A seat on a panel whose points are not handed in."""
    seats = Evaluator.objects.filter(user=user, left_at=None, handed_in_at=None)
    for one in seats.exclude(tender__step__in=FINAL_STEPS).select_related("tender"):
        yield Hindrance("panel", one.tender.number, url=reverse("tender", args=[one.tender.number]))
