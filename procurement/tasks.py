"""Doorbells of procurement: what the clock must do. Ringing twice is harmless."""

from celery import shared_task

from portal import clock
from procurement.services import timekeeping


@shared_task(name="procurement.keep_clock", ignore_result=True)  # type: ignore[untyped-decorator]
def keep_clock() -> None:
    """Do what the portal itself owes by now."""
    timekeeping.do_due(clock.now())
