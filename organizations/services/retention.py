"""What of people's accounts is kept no longer than it is needed."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.db.models.functions import Now

from organizations.models import Invitation, SignIn, Tie
from organizations.models.memberships import OFFER_STANDS


def forget_invitations(now: datetime) -> int:
    """Delete offers of a role that nobody answered in time; says how many."""
    deleted, _rows = Invitation.objects.filter(at__lte=now - OFFER_STANDS).delete()
    return deleted


def forget_ties(now: datetime) -> int:
    """Delete what one organisation asked another and got no answer to in time, with its word; says how many."""
    over = now - OFFER_STANDS
    asked_by_upper = Q(member_confirmed_at__isnull=True, upper_confirmed_at__lte=over)
    asked_by_member = Q(upper_confirmed_at__isnull=True, member_confirmed_at__lte=over)
    deleted, _rows = Tie.objects.filter(asked_by_upper | asked_by_member, ended_at__isnull=True).delete()
    return deleted


def forget_sessions(now: datetime) -> int:
    """Delete sessions that have ended, and what was listed of sign-ins that end with them; says how many sessions.

    A session ends by the machine's clock, and goes on for its whole length whenever the sign-in is seen again."""
    ended, _rows = Session.objects.filter(expire_date__lt=Now()).delete()
    longest = timedelta(seconds=settings.SESSION_COOKIE_AGE, days=1)
    SignIn.objects.filter(seen_at__lt=now - longest).delete()
    return ended
