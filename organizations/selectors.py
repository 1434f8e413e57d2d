"""What may be read: the public's view of organisations, and each person's own."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from organizations.models import (
    Cso,
    Division,
    Invitation,
    Membership,
    Organization,
    Role,
    SignIn,
    Tie,
    User,
    Verification,
    kept_places,
)
from organizations.models.codes import OFFICIAL_ROLES, Level
from portal.ground import clock


def public_organizations(place: str = "", *, hosting: bool = False) -> QuerySet[Organization]:
    """Organisations the public may see, by the place they are at home or work in, or only those that take groups in;
    never by the people they serve."""
    found = Organization.objects.hosting() if hosting else Organization.objects.public()
    found = found.csos().select_related("cso")
    if place:
        within = Division.objects.within(place)
        around = [one.code for one in ancestors(kept_places()[place])]
        works = Cso.areas.through.objects.filter(cso=OuterRef("pk"))
        works = works.filter(Q(division__in=within) | Q(division__in=around))
        found = found.filter(Q(division__in=within) | Exists(works))
    return found.order_by("division_id", "pk")


def public_agencies(place: str = "") -> QuerySet[Organization]:
    """Agencies, by place."""
    found = Organization.objects.agencies().select_related("agency")
    if place:
        found = found.filter(division__in=Division.objects.within(place))
    return found.order_by("division_id", "pk")


def public_organization(slug: str) -> Organization | None:
    """One organisation as the public may see it, or None: not there and not public look the same."""
    return (
        Organization.objects.public()
        .select_related("cso", "agency")
        .prefetch_related("cso__areas", Prefetch("verifications", _shown_verifications()))
        .filter(slug=slug)
        .first()
    )


def _shown_verifications() -> QuerySet[Verification]:
    return Verification.objects.select_related("verifier").order_by("-at", "-pk")


def memberships_of(user: User, on: date) -> QuerySet[Membership]:
    """The roles `user` holds on that day, with the organisations."""
    return (
        Membership.objects.on(on)
        .filter(user=user)
        .select_related("organization")
        .order_by("organization_id", "role")
    )


def members(organization: Organization, on: date) -> QuerySet[Membership]:
    """Who holds a role in `organization` on that day."""
    return organization.memberships.on(on).select_related("user").order_by("role", "pk")


def is_official(user: User, on: date) -> bool:
    """Whether `user` holds any role of an agency, a supervisor or a privacy reviewer on that day."""
    return Membership.objects.on(on).filter(user=user, role__in=OFFICIAL_ROLES).exists()


def second_factors(user: User) -> set[str]:
    """The kinds of second factor that are set up: ``totp`` and ``recovery_codes``."""
    return set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))


def invitations_of(user: User, *, now: datetime) -> QuerySet[Invitation]:
    """Roles that are offered to ``user`` and can still be answered, the oldest first."""
    return Invitation.objects.standing(now).filter(user=user).select_related("organization", "by")


def invited_to(organization: Organization, *, now: datetime) -> QuerySet[Invitation]:
    """To whom ``organization`` offers a role that can still be answered."""
    return organization.invitations.standing(now).select_related("user")


def sign_ins_of(user: User) -> QuerySet[SignIn]:
    """Where ``user`` is signed in, the one seen last first. A session ends by the machine's clock, not the portal's."""
    lives = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=Now())
    return SignIn.objects.filter(Exists(lives), user=user).order_by("-seen_at", "-pk")


def ties_of(organization: Organization) -> QuerySet[Tie]:
    """Hosts, networks and members of `organization`, asked for or standing."""
    return (
        Tie.objects.filter(Q(upper=organization) | Q(member=organization), ended_at__isnull=True)
        .select_related("upper", "member")
        .order_by("kind", "pk")
    )


def ties_waiting_for(user: User, on: date) -> QuerySet[Tie]:
    """What the organisations ``user`` leads were asked and have not answered, the oldest first."""
    led = Membership.objects.on(on).filter(user=user, role=Role.LEADER).values("organization")
    own = Organization.objects.filter(pk__in=led)
    return Tie.objects.waiting_for(own).select_related("upper", "member").order_by("pk")


def hosts_of(organization: Organization) -> QuerySet[Organization]:
    """Registered organisations that both sides confirmed as host of `organization`."""
    return Organization.objects.filter(
        ties_below__in=Tie.objects.standing().filter(member=organization, kind="host")
    )


def hosts_of_each(members: Iterable[int]) -> dict[int, list[Organization]]:
    """:func:`hosts_of` for many at once, by member."""
    found: dict[int, list[Organization]] = {}
    ties = Tie.objects.standing().filter(member__in=list(members), kind="host")
    for one in ties.select_related("upper").order_by("upper_id"):
        found.setdefault(one.member_id, []).append(one.upper)
    return found


def waiting_for_verification(verifier: Organization) -> QuerySet[Organization]:
    """Organisations in the places below `verifier`'s own that asked to be verified and were not yet."""
    return (
        Organization.objects.csos()
        .filter(verified_at__isnull=True, verification_asked_at__isnull=False)
        .filter(division__in=Division.objects.within(verifier.division_id))
        .select_related("cso")
        .order_by("verification_asked_at", "pk")
    )


def organization_of(number: str) -> Organization | None:
    """Any organisation by its number, for those who may act for it: never for a public page."""
    return Organization.objects.select_related("cso", "agency").filter(number=number).first()


def name_of(number: str, reader: Any) -> str:
    """The name of an organisation that everybody may see or that ``reader`` works for; of any other its number."""
    own = Q(memberships__user=reader.pk)
    found = Organization.objects.filter(Q(pk__in=Organization.objects.public()) | own, number=number).first()
    return found.name if found else number


def colleague_named(key: str, reader: Any) -> str:
    """The name of somebody who holds a role beside ``reader`` today; "" for everybody else."""
    today = Membership.objects.on(clock.legal_date(clock.now()))
    houses = today.filter(user=reader.pk).values("organization")
    beside = today.filter(organization__in=houses, user=key) if key.isdecimal() else today.none()
    found = beside.select_related("user").first()
    return str(found.user) if found else ""


def place_groups() -> list[tuple[Division, list[Division]]]:
    """The province and each prefecture, with its counties, for a choice of place."""
    places = kept_places().values()
    groups: dict[str, tuple[Division, list[Division]]] = {
        one.code: (one, []) for one in places if one.level != Level.COUNTY
    }
    for one in places:
        if one.level == Level.COUNTY and one.parent_id:
            groups[one.parent_id][1].append(one)
    return list(groups.values())


def place_choices() -> list[Any]:
    """The same as the choices of a form: the province by itself, then every prefecture with its counties."""
    return [
        (one.name, [(place.code, place.name) for place in (one, *counties)])
        if one.level == Level.PREFECTURE
        else (one.code, one.name)
        for one, counties in place_groups()
    ]


def recipients(day: date, **which: Any) -> list[str]:
    """The ledger's names (`user:<id>`) of the members that fit on that local day, each once."""
    members = Membership.objects.on(day).filter(**which)
    return sorted({f"user:{pk}" for pk in members.values_list("user_id", flat=True)})


def ancestors(division: Division) -> list[Division]:
    """``division`` and all that contain it, the smallest first."""
    chain = [division]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain


def prefecture_of(division: Division) -> str:
    """The code of the prefecture a place lies in, or nothing for the province itself."""
    return next((place.code for place in ancestors(division) if place.level == "prefecture"), "")
