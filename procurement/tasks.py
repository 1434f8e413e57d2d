"""Doorbells of procurement: what the clock must do. Ringing twice is harmless."""

from celery import shared_task

from portal.ground import clock
from portal.ground.ledger import trust
from procurement.services import pools, retention, timekeeping
from procurement.services.oversight import monthly


@shared_task(name="procurement.keep_clock", ignore_result=True)  # type: ignore[untyped-decorator]
def keep_clock() -> None:
    """Do what the portal itself owes by now."""
    timekeeping.do_due(clock.now())


@shared_task(name="procurement.write_monthly", ignore_result=True)  # type: ignore[untyped-decorator]
def write_monthly() -> None:
    """The letters of the month, once each."""
    monthly.write_due(trust.standing().steady)


@shared_task(name="procurement.forget_bids", ignore_result=True)  # type: ignore[untyped-decorator]
def forget_bids() -> None:
    """Once a day: bids of purchases whose files need be kept no longer."""
    retention.forget_bids(trust.standing().steady)


@shared_task(name="procurement.forget_pool", ignore_result=True)  # type: ignore[untyped-decorator]
def forget_pool() -> None:
    """Once a day: how people are reached whose time in a pool is over."""
    pools.forget_contacts(trust.standing().steady)
