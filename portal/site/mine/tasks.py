"""Doorbells: accounts whose owners closed them are erased."""

from celery import shared_task

from portal.ground.ledger import trust
from portal.site.mine import services


@shared_task(name="portal.mine.tasks.close_accounts", ignore_result=True)  # type: ignore[untyped-decorator]
def close_accounts() -> None:
    """Once a day. It cannot be taken back, so it waits while the clock is doubted."""
    found = trust.standing()
    if not found.doubt:
        services.close_due(found.now)
