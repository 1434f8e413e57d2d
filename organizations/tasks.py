"""Doorbells: what of accounts is needed no longer is forgotten."""

from celery import shared_task

from organizations.services import retention
from portal.ground.ledger import trust


@shared_task(name="organizations.tasks.forget_sessions", ignore_result=True)  # type: ignore[untyped-decorator]
def forget_sessions() -> None:
    """Once a day: sessions, sign-ins, offers of a role and requests to a host that are over."""
    now = trust.standing().steady
    retention.forget_sessions(now)
    retention.forget_invitations(now)
    retention.forget_ties(now)
