"""Who reads what people tell the province, and who replies in public. Everything not said here is refused."""

from datetime import datetime

from organizations.models import Kind, Organization, Role, User
from organizations.permissions import AGENCY_ROLES, Person, roles_in, works_in
from procurement.models import Reply, Report
from procurement.permissions.calls import may_oversee

PUBLISHERS = frozenset({Role.APPROVER, Role.HEAD})


def may_read_report(user: User, report: Report, *, now: datetime) -> bool:
    """What stands sealed: a supervisor who does not work for the agency it is about."""
    works_there = report.agency_id is not None and works_in(user, report.agency_id, now=now)
    return may_oversee(user, now=now) and not works_there


def may_decide_report(user: User, report: Report, *, now: datetime) -> bool:
    """The same, until it is settled."""
    return report.is_open and may_read_report(user, report, now=now)


def may_reply_for(user: Person, organization: Organization, *, now: datetime) -> bool:
    """Write a reply: an agency's own people; for a provider that everybody can read about, its leaders."""
    roles = roles_in(user, organization, now=now)
    if organization.kind == Kind.AGENCY:
        return bool(roles & AGENCY_ROLES)
    return Role.LEADER in roles and Organization.objects.public().filter(pk=organization.pk).exists()


def may_publish_reply(user: Person, reply: Reply, *, now: datetime) -> bool:
    """Publish what was written: in an agency a second person, in an organisation a leader."""
    if reply.published_at is not None or reply.withdrawn_at is not None:
        return False
    organization = reply.organization
    if organization.kind == Kind.AGENCY:
        second = isinstance(user, User) and user.pk != reply.drafted_by_id
        return second and bool(roles_in(user, organization, now=now) & PUBLISHERS)
    return may_reply_for(user, organization, now=now)


def may_withdraw_reply(user: Person, reply: Reply, *, now: datetime) -> bool:
    """Take a reply back: whoever may publish for the organisation, and its writer as long as nobody reads it."""
    organization = reply.organization
    if reply.withdrawn_at is not None or not may_reply_for(user, organization, now=now):
        return False
    if organization.kind != Kind.AGENCY:
        return True
    writer = isinstance(user, User) and user.pk == reply.drafted_by_id and reply.published_at is None
    return writer or bool(roles_in(user, organization, now=now) & PUBLISHERS)
