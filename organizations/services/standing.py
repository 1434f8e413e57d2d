"""Who acts for an organisation, who stands beside it, and who looked at its papers."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from organizations.models import (
    Invitation,
    LegalForm,
    Membership,
    Organization,
    Outcome,
    Role,
    Tie,
    User,
    Verification,
)
from organizations.permissions import MANAGING, may_answer_invitation, may_end_role, roles_to_give
from organizations.selectors import recipients
from portal.ground import clock, ledger

# Nobody writes to every host of the province in one evening.
MOST_WAITING = 5


class StandingError(Exception):
    """The act does not fit what stands. `code` says why; the form has the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def invite(organization: Organization, user: User, role: str, *, by: User, now: datetime) -> Invitation:
    """Offer `user` a role; nothing changes until they agree.

    Raises StandingError: "held" when it is held already, "invited" when it is offered already, "role" for one that is
    not given here."""
    if role not in roles_to_give(organization):
        raise StandingError("role")
    _lock(organization)
    _refuse_held(organization, user, role, now)
    offered = Invitation.objects.filter(organization=organization, user=user, role=role)
    if offered.standing(now).exists():
        raise StandingError("invited")
    offered.delete()
    made = Invitation.objects.create(organization=organization, user=user, role=role, by=by, at=now)
    _record("member_invited", organization, by=by, now=now, role=role)
    ledger.letters.queue(
        [f"user:{user.pk}"],
        subject=f"invitation:{made.pk}",
        kind="role_offered",
        due_at=now,
        payload={"path": f"/workspace/account/invitations/{made.pk}/"},
    )
    return made


@transaction.atomic
def accept(invitation_id: int, *, by: User, now: datetime) -> Membership:
    """The role is held from today on. Raises StandingError: "gone" where it is no longer offered, or is another's;
    "held"."""
    offered = _offered(invitation_id, by, now)
    organization = _lock(offered.organization)
    _refuse_held(organization, by, offered.role, now)
    offered.delete()
    membership = Membership.objects.create(
        user=by, organization=organization, role=offered.role, from_date=clock.legal_date(now)
    )
    _record("member_added", organization, by=by, now=now, role=membership.role)
    return membership


@transaction.atomic
def decline(invitation_id: int, *, by: User, now: datetime) -> None:
    """Nothing comes of it. Raises StandingError("gone")."""
    offered = _offered(invitation_id, by, now)
    offered.delete()
    _record("invitation_declined", offered.organization, by=by, now=now, role=offered.role)


@transaction.atomic
def take_back(organization: Organization, invitation_id: int, *, by: User, now: datetime) -> None:
    """A role is no longer offered. Raises StandingError("gone")."""
    found = organization.invitations.select_for_update().filter(pk=invitation_id).first()
    if found is None:
        raise StandingError("gone")
    found.delete()
    ledger.letters.cancel(f"invitation:{invitation_id}")
    _record("invitation_taken_back", organization, by=by, now=now, role=found.role)


def _offered(invitation_id: int, by: User, now: datetime) -> Invitation:
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organization", "by")
        .filter(pk=invitation_id)
        .first()
    )
    if found is None or not may_answer_invitation(by, found, now=now):
        raise StandingError("gone")
    return found


def _refuse_held(organization: Organization, user: User, role: str, now: datetime) -> None:
    today = clock.legal_date(now)
    if Membership.objects.on(today).filter(user=user, organization=organization, role=role).exists():
        raise StandingError("held")


@transaction.atomic
def end_membership(membership: Membership, *, by: User, now: datetime) -> None:
    """The role ends before today; the row stays. Raises StandingError: "senior" of somebody who said who acts there
    before ``by`` did, "last" for the last head or leader, "gone" for one that ended already."""
    organization = _lock(membership.organization)
    today = clock.legal_date(now)
    held = Membership.objects.on(today).filter(pk=membership.pk).first()
    if held is None:
        raise StandingError("gone")
    if not may_end_role(by, held, now=now):
        raise StandingError("senior")
    if held.role in MANAGING:
        same = Membership.objects.on(today).filter(organization=organization, role=held.role)
        if not same.exclude(pk=held.pk).exists():
            raise StandingError("last")
    _end(held, today)
    _record("member_ended", organization, by=by, now=now, role=held.role)


@transaction.atomic
def end_from_outside(membership: Membership, *, now: datetime) -> None:
    """The same by whoever runs the portal, whoever holds it and since when."""
    organization = _lock(membership.organization)
    _end(membership, clock.legal_date(now))
    ledger.record("member_ended", subject=organization.subject, at=now, public=False, role=membership.role)


def _end(held: Membership, today: date) -> None:
    if held.from_date >= today:
        # Given and taken on one day: a role of no whole day leaves no row; the ledger keeps both acts.
        Membership.objects.filter(pk=held.pk).delete()
    else:
        Membership.objects.filter(pk=held.pk).update(to_date=today - timedelta(days=1))


@transaction.atomic
def ask_tie(
    kind: str,
    *,
    upper: Organization,
    member: Organization,
    asked_by: Organization,
    word: str = "",
    by: User,
    now: datetime,
) -> Tie:
    """One side asks, with a word that only the other reads; it counts when the other has confirmed, which is told.

    Raises StandingError: "open" when one is open already, "host" when an unregistered group is to be a
    host, "self" for one with itself, "many" when MOST_WAITING that this side asked for wait for an answer.
    """
    if upper.pk == member.pk:
        raise StandingError("self")
    if kind == "host" and upper.legal_form == LegalForm.UNREGISTERED:
        raise StandingError("host")
    _lock(asked_by)
    if Tie.objects.filter(kind=kind, upper=upper, member=member, ended_at__isnull=True).exists():
        raise StandingError("open")
    if Tie.objects.asked_by(asked_by).count() >= MOST_WAITING:
        raise StandingError("many")
    column = "upper_confirmed_at" if asked_by.pk == upper.pk else "member_confirmed_at"
    try:
        with transaction.atomic():
            tie = Tie.objects.create(kind=kind, upper=upper, member=member, word=word, **{column: now})
    except IntegrityError:
        raise StandingError("open") from None
    _record("tie_asked", member, by=by, now=now, kind_of_tie=kind)
    _tell(tie, tie.other(asked_by), "asked", now)
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
        tie.word = ""
        tie.save(update_fields=[column, "word"])
        _record("tie_confirmed", tie.member, by=by, now=now, kind_of_tie=tie.kind)
        _tell(tie, tie.other(side), "confirmed", now)
    return tie


@transaction.atomic
def end_tie(tie: Tie, side: Organization, *, by: User, now: datetime) -> None:
    """Either side may end it or say no, alone and at once; the other is told. Safe to repeat."""
    if Tie.objects.filter(pk=tie.pk, ended_at__isnull=True).update(ended_at=now, word=""):
        ledger.letters.cancel(f"{_about(tie)}:asked")
        _record("tie_ended", tie.member, by=by, now=now, kind_of_tie=tie.kind)
        _tell(tie, tie.other(side), "ended", now)


def _tell(tie: Tie, side: Organization, act: str, now: datetime) -> None:
    """The leaders of one side hear that something was asked or answered; what, stands in their workspace."""
    ledger.letters.queue(
        recipients(clock.legal_date(now), role=Role.LEADER, organization=side),
        subject=f"{_about(tie)}:{act}",
        kind="tie",
        due_at=now,
        payload={"path": f"/workspace/organizations/{side.number}/"},
    )


def _about(tie: Tie) -> str:
    return f"tie:{tie.pk}"


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
