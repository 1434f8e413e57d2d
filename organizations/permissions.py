"""Who may act for whom. Everything not said here is refused."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from organizations import selectors
from organizations.models import Division, Invitation, Membership, Organization, Role, User
from organizations.models.codes import Kind, LegalForm
from portal.ground import clock

# Roles that an agency gives to its own people, and those the province gives besides.
AGENCY_ROLES = frozenset({Role.DRAFTER, Role.APPROVER, Role.HEAD})
CSO_ROLES = frozenset({Role.WRITER, Role.LEADER})
# Who holds one of these says who acts for the house.
MANAGING = frozenset({Role.HEAD, Role.LEADER})

Person = User | AnonymousUser
_ROLES: ContextVar[dict[tuple[int, int, date], frozenset[str]] | None] = ContextVar("roles", default=None)


def roles_in(user: Person, organization: Organization, *, now: datetime) -> frozenset[str]:
    """The roles `user` holds in `organization` on the local date of `now`."""
    if not isinstance(user, User):
        return frozenset()
    day, known = clock.legal_date(now), _ROLES.get()
    key = (user.pk, organization.pk, day)
    if known is not None and key in known:
        return known[key]
    held = Membership.objects.on(day).filter(user=user, organization=organization)
    roles = frozenset(held.values_list("role", flat=True))
    if known is not None:
        known[key] = roles
    return roles


@contextmanager
def roles_read_once() -> Iterator[None]:
    """Within it :func:`roles_in` asks the database once for the same person, organisation and day: for a page that
    asks it of every row. Nothing is written within it."""
    token = _ROLES.set({})
    try:
        yield
    finally:
        _ROLES.reset(token)


def works_in(user: Person, organization_id: int, *, now: datetime) -> bool:
    """Whether `user` holds any role there."""
    held = Membership.objects.on(clock.legal_date(now))
    return isinstance(user, User) and held.filter(user=user, organization=organization_id).exists()


def holds_anywhere(user: Person, role: str, *, now: datetime) -> bool:
    """Whether `user` holds `role` in any organisation."""
    return (
        isinstance(user, User)
        and Membership.objects.on(clock.legal_date(now)).filter(user=user, role=role).exists()
    )


def organizations_where(user: Person, roles: Iterable[str], *, now: datetime) -> QuerySet[Organization]:
    """The organisations in which `user` holds one of `roles`."""
    if not isinstance(user, User):
        return Organization.objects.none()
    held = Membership.objects.on(clock.legal_date(now)).filter(user=user, role__in=list(roles))
    return Organization.objects.filter(pk__in=held.values("organization_id"))


def may_act_for(user: Person, organization: Organization, role: str, *, now: datetime) -> bool:
    """Whether `user` may act in that one role; services ask per call that two acts fall to two people."""
    return role in roles_in(user, organization, now=now)


def may_manage_members(user: Person, organization: Organization, *, now: datetime) -> bool:
    """The head of an agency and the leaders of an organisation say who acts for it."""
    wanted = Role.HEAD if organization.kind == Kind.AGENCY else Role.LEADER
    return may_act_for(user, organization, wanted, now=now)


def roles_to_end(
    user: Person, organization: Organization, held: Iterable[Membership], *, now: datetime
) -> frozenset[int]:
    """Which of the roles ``held`` there ``user`` may end: one's own; for who says who acts there those of others, too,
    but of nobody who said so before: whoever was added later removes no founder."""
    if not isinstance(user, User):
        return frozenset()
    own = Membership.objects.on(clock.legal_date(now)).filter(user=user, organization=organization)
    ranks = {one.role: (one.from_date, one.pk) for one in own.order_by("-from_date", "-pk")}
    manages = bool(MANAGING & ranks.keys())
    to_give = roles_to_give(organization)

    def may(one: Membership) -> bool:
        if one.user_id == user.pk:
            return True
        if one.role in MANAGING:
            return one.role in ranks and ranks[one.role] < (one.from_date, one.pk)
        return manages and one.role in to_give

    return frozenset(one.pk for one in held if may(one))


def may_end_role(user: Person, held: Membership, *, now: datetime) -> bool:
    """Whether ``user`` may end this one: see :func:`roles_to_end`."""
    return held.pk in roles_to_end(user, held.organization, [held], now=now)


def may_answer_invitation(user: Person, invitation: Invitation, *, now: datetime) -> bool:
    """The person it is for, for thirty days and while whoever offered it still says who acts there."""
    own = isinstance(user, User) and invitation.user_id == user.pk
    return (
        own and now < invitation.until and may_manage_members(invitation.by, invitation.organization, now=now)
    )


def roles_to_give(organization: Organization) -> frozenset[str]:
    """What may be given within `organization`. Supervisors and reviewers are made by command."""
    return AGENCY_ROLES if organization.kind == Kind.AGENCY else CSO_ROLES


def may_speak_for(user: Person, organization: Organization, *, now: datetime) -> bool:
    """Change the profile of an organisation, ask for its public page, confirm its ties."""
    return may_manage_members(user, organization, now=now)


def groups_without_register(user: Person, *, now: datetime) -> QuerySet[Organization]:
    """The groups on no register that ``user`` leads: for these a host may be asked."""
    return organizations_where(user, (Role.LEADER,), now=now).filter(legal_form=LegalForm.UNREGISTERED)


def may_verify(user: Person, organization: Organization, verifier: Organization, *, now: datetime) -> bool:
    """An official of an agency that covers the place, or a leader of a verified host or network above it."""
    if organization.pk == verifier.pk or organization.kind == Kind.AGENCY:
        return False
    roles = roles_in(user, verifier, now=now)
    if verifier.kind == Kind.AGENCY:
        if organization.verification_asked_at is None:
            return False
        covers = organization.division_id.startswith(Division.stem_of(verifier.division_id))
        return covers and bool(roles & AGENCY_ROLES)
    stands_above = organization.ties_above.standing().filter(upper=verifier).exists()
    return Role.LEADER in roles and verifier.verified_at is not None and stands_above


def is_official(user: Person, *, now: datetime) -> bool:
    """Whether a second factor is asked of `user`."""
    return isinstance(user, User) and selectors.is_official(user, clock.legal_date(now))
