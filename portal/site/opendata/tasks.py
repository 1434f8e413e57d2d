"""Doorbell: what nobody said in time is said in the open data."""

from celery import shared_task

from portal.ground.ledger import trust
from portal.site.opendata import releases


@shared_task(name="portal.opendata.tasks.write_silent", ignore_result=True)  # type: ignore[untyped-decorator]
def write_silent() -> None:
    """Answers that are overdue by now."""
    releases.write_silent(trust.standing().steady)
