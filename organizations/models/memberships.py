"""Who acts for whom, who stands beside whom, and who looked."""

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from organizations.models.codes import Outcome, Role, TieKind, one_of
from organizations.models.organizations import Organization
from organizations.models.users import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> Self:
        """Those in force on ``day``; the first and the last day count."""
        return self.filter(
            Q(to_date__isnull=True) | Q(to_date__gte=day),
            from_date__lte=day,
        )


class Membership(models.Model):
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["from_date", "pk"]
        constraints = [
            one_of("membership", "role", Role.values),
            models.CheckConstraint(
                condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
                name="membership_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(to_date__isnull=True),
                name="membership_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}/{self.role}/{self.user_id}"


# So long a role that is offered can be agreed to.
OFFER_STANDS = timedelta(days=30)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self, now: datetime) -> Self:
        """Those that can still be answered."""
        return self.filter(at__gt=now - OFFER_STANDS)


class Invitation(models.Model):
    """A role that is offered and not answered: it gives nothing until the person agrees. The answer deletes the row,
    and so does its end after thirty days."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role.choices)
    by = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            one_of("invitation", "role", Role.values),
            models.UniqueConstraint(fields=["user", "organization", "role"], name="invitation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}/{self.role}?{self.user_id}"

    @property
    def until(self) -> datetime:
        """Until when it can be answered."""
        return self.at + OFFER_STANDS


class TieQuerySet(models.QuerySet["Tie"]):
    def standing(self) -> Self:
        """Those both sides confirmed and neither ended."""
        return self.filter(
            upper_confirmed_at__isnull=False, member_confirmed_at__isnull=False, ended_at__isnull=True
        )

    def asked_by(self, side: Organization) -> Self:
        """Those that ``side`` asked for and the other side has not answered."""
        return self.filter(
            Q(upper=side, member_confirmed_at__isnull=True) | Q(member=side, upper_confirmed_at__isnull=True),
            ended_at__isnull=True,
        )

    def waiting_for(self, own: models.QuerySet[Organization]) -> Self:
        """Those that one of ``own`` has been asked for and has not answered."""
        return self.filter(
            Q(upper__in=own, upper_confirmed_at__isnull=True)
            | Q(member__in=own, member_confirmed_at__isnull=True),
            ended_at__isnull=True,
        )


class Tie(models.Model):
    """A host or network (``upper``) and the group it stands for; it counts when both said yes."""

    kind = models.CharField(max_length=8, choices=TieKind.choices)
    upper = models.ForeignKey(Organization, models.PROTECT, related_name="ties_below")
    member = models.ForeignKey(Organization, models.PROTECT, related_name="ties_above")
    upper_confirmed_at = models.DateTimeField(null=True, blank=True)
    member_confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # What the asking side says of itself and how it is reached; for the other side alone, gone once that has answered.
    word = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("tie", "kind", TieKind.values),
            models.CheckConstraint(condition=~Q(upper=F("member")), name="tie_between_two"),
            models.CheckConstraint(
                condition=Q(upper_confirmed_at__isnull=False) | Q(member_confirmed_at__isnull=False),
                name="tie_asked_by_one_side",
            ),
            models.UniqueConstraint(
                fields=["kind", "upper", "member"],
                condition=Q(ended_at__isnull=True),
                name="tie_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.upper_id} > {self.member_id}"

    def other(self, side: Organization) -> Organization:
        """Who stands on the other side of ``side``."""
        return self.member if side.pk == self.upper_id else self.upper


class Verification(models.Model):
    """One look at an organisation's papers and what came of it. Rows are only ever added."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="verifications")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    verifier = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            one_of("verification", "outcome", Outcome.values),
            models.CheckConstraint(
                condition=~Q(organization=F("verifier")), name="verification_never_of_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.outcome}"
