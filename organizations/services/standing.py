"""Who acts for an organisation, who stands beside it, and who looked at its papers."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from organizations.models import (
    LegalForm,
    Membership,
    Organization,
    Outcome,
    Role,
    Tie,
    User,
    Verification,
)
from organizations.permissions import roles_to_give
from portal.ground import clock, ledger


class StandingError(Exception):
    """The act does not fit what stands. `code` says why; the form has the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def add_member(organization: Organization, user: User, role: str, *, by: User, now: datetime) -> Membership:
    """Give `user` a role from today on.

    Raises StandingError: "held" when it is held already, "role" for one that is not given here.
    """
    if role not in roles_to_give(organization):
        raise StandingError("role")
    _lock(organization)
    today = clock.legal_date(now)
    if Membership.objects.on(today).filter(user=user, organization=organization, role=role).exists():
        raise StandingError("held")
    membership = Membership.objects.create(user=user, organization=organization, role=role, from_date=today)
    _record("member_added", organization, by=by, now=now, role=role)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: User, now: datetime) -> None:
    """The role ends before today; the row stays. Raises StandingError("last") for the last head or leader."""
    organization = _lock(membership.organization)
    today = clock.legal_date(now)
    if membership.role in (Role.HEAD, Role.LEADER):
        same = Membership.objects.on(today).filter(organization=organization, role=membership.role)
        if not same.exclude(pk=membership.pk).exists():
            raise StandingError("last")
    if membership.from_date >= today:
        # Given and taken on one day: a role of no whole day leaves no row; the ledger keeps both acts.
        Membership.objects.filter(pk=membership.pk).delete()
    else:
        Membership.objects.filter(pk=membership.pk).update(to_date=today - timedelta(days=1))
    _record("member_ended", organization, by=by, now=now, role=membership.role)


@transaction.atomic
def ask_tie(
    kind: str, *, upper: Organization, member: Organization, asked_by: Organization, by: User, now: datetime
) -> Tie:
    """One side asks; it counts when the other has confirmed.

    Raises StandingError: "open" when one is open already, "host" when an unregistered group is to be a
    host, "self" for one with itself.
    """
    if upper.pk == member.pk:
        raise StandingError("self")
    if kind == "host" and upper.legal_form == LegalForm.UNREGISTERED:
        raise StandingError("host")
    _lock(upper)
    if Tie.objects.filter(kind=kind, upper=upper, member=member, ended_at__isnull=True).exists():
        raise StandingError("open")
    column = "upper_confirmed_at" if asked_by.pk == upper.pk else "member_confirmed_at"
    tie = Tie.objects.create(kind=kind, upper=upper, member=member, **{column: now})
    _record("tie_asked", member, by=by, now=now, kind_of_tie=kind)
    return tie


@transaction.atomic
def confirm_tie(tie: Tie, side: Organization, *, by: User, now: datetime) -> Tie:
    """The other side says yes. Safe to repeat. Raises StandingError("side") for one that is neither."""
    tie = Tie.objects.select_for_update().get(pk=tie.pk)
    if side.pk not in (tie.upper_id, tie.member_id) or tie.ended_at:
        raise StandingError("side")
    column = "upper_confirmed_at" if side.pk == tie.upper_id else "member_confirmed_at"
    if getattr(tie, column) is None:
        setattr(tie, column, now)
        tie.save(update_fields=[column])
        _record("tie_confirmed", tie.member, by=by, now=now, kind_of_tie=tie.kind)
    return tie


@transaction.atomic
def end_tie(tie: Tie, *, by: User, now: datetime) -> None:
    """Either side may end it, alone and at once. Safe to repeat."""
    if Tie.objects.filter(pk=tie.pk, ended_at__isnull=True).update(ended_at=now):
        _record("tie_ended", tie.member, by=by, now=now, kind_of_tie=tie.kind)


@transaction.atomic
def verify(
    organization: Organization,
    verifier: Organization,
    outcome: str,
    *,
    note: str = "",
    by: User,
    now: datetime,
) -> Verification:
    """Add one look at the papers. The newest look decides whether the organisation counts as verified."""
    locked = _lock(organization)
    row = Verification.objects.create(
        organization=locked, verifier=verifier, by=by, outcome=outcome, note=note, at=now
    )
    locked.verified_at = now if outcome == Outcome.VERIFIED else None
    locked.verification_asked_at = None
    locked.save(update_fields=["verified_at", "verification_asked_at"])
    _record("organization_verified", locked, by=by, now=now, outcome=outcome)
    return row


def _lock(organization: Organization) -> Organization:
    return Organization.objects.select_for_update().get(pk=organization.pk)


def _record(kind: str, organization: Organization, *, by: User, now: datetime, **payload: Any) -> None:
    """Acts about people and ties are nobody's reading; a verification is, once the page is public."""
    shown = Organization.objects.public().filter(pk=organization.pk)
    public = kind == "organization_verified" and shown.exclude(legal_form=LegalForm.UNREGISTERED).exists()
    ledger.record(kind, subject=organization.subject, actor=by.pseudonym, at=now, public=public, **payload)
