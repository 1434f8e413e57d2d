"""Doorbells: an id in, a service out. Ringing twice is harmless; the rows keep the state."""

from celery import shared_task

from portal import clock
from portal.ledger import delivery, mail, seals


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def ring(event_id: int) -> None:
    """Somebody recorded this event."""
    delivery.deliver(event_id, clock.now())


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def deliver_due() -> None:
    """The schedule finds what no bell was heard for."""
    delivery.deliver_due(clock.now())


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def send_letters() -> None:
    """Letters whose time has come."""
    mail.send_due(clock.now())


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def post_letters() -> None:
    """The same for those to gateways."""
    mail.post_due(clock.now())


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def seal_due() -> None:
    """The fixed schedule of the seals."""
    seals.seal_due(clock.now())
