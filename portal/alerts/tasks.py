"""The doorbell that has old addresses forgotten."""

from celery import shared_task

from portal import clock
from portal.alerts import services


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def forget() -> None:
    """Once a day: addresses never confirmed and addresses long stopped."""
    services.forget(clock.now())
