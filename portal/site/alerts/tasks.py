"""Doorbells: old addresses are forgotten, letters that gather are written."""

from celery import shared_task

from portal.ground.ledger import trust
from portal.site.alerts import digests, services


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def send_digests() -> None:
    """Those whose hour has come."""
    digests.send_due(trust.standing().steady)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def forget() -> None:
    """Once a day: addresses never confirmed and addresses long stopped."""
    services.forget(trust.standing().steady)
