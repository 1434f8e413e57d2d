"""Doorbells: an id in, a service out. Ringing twice is harmless; the rows keep the state."""

from celery import shared_task
from django.conf import settings

from portal.ground.ledger import delivery, letters, mail, seals, smtp, sources, trust


@shared_task(name="portal.ledger.tasks.ring", ignore_result=True)  # type: ignore[untyped-decorator]
def ring(event_id: int) -> None:
    """Somebody recorded this event."""
    delivery.deliver(event_id, trust.standing().steady)


@shared_task(name="portal.ledger.tasks.deliver_due", ignore_result=True)  # type: ignore[untyped-decorator]
def deliver_due() -> None:
    """The schedule finds what no bell was heard for."""
    delivery.deliver_due(trust.standing().steady)


@shared_task(name="portal.ledger.tasks.send_letters", ignore_result=True)  # type: ignore[untyped-decorator]
def send_letters() -> None:
    """Letters whose time has come."""
    mail.send_due(trust.standing().steady)


@shared_task(name="portal.ledger.tasks.post_letters", ignore_result=True)  # type: ignore[untyped-decorator]
def post_letters() -> None:
    """The same for those to gateways."""
    mail.post_due(trust.standing().steady)


@shared_task(
    name="portal.ledger.tasks.send_account_letter",
    ignore_result=True,
    autoretry_for=(smtp.AwayError, smtp.CutError, smtp.NotOurLetterError, smtp.PutOffError),
    retry_backoff=15,
    max_retries=6,
)  # type: ignore[untyped-decorator]
def send_account_letter(to: list[str], subject: str, text: str) -> None:
    """A letter about somebody's account: in no row, for it holds a way in."""
    mail.send_at_once(to, subject, text)


@shared_task(name="portal.ledger.tasks.forget_letters", ignore_result=True)  # type: ignore[untyped-decorator]
def forget_letters() -> None:
    """Once a day: letters whose time is over."""
    letters.forget(trust.standing().steady)


@shared_task(name="portal.ledger.tasks.seal_due", ignore_result=True)  # type: ignore[untyped-decorator]
def seal_due() -> None:
    """The fixed schedule of the seals. A seal says a moment for ever, so it waits while the clock is doubted."""
    found = trust.settle()
    if not found.doubt:
        seals.seal_due(found.now)


@shared_task(name="portal.ledger.tasks.read_time", ignore_result=True)  # type: ignore[untyped-decorator]
def read_time() -> None:
    """Ask the time sources outside."""
    sources.read_all(settings.TIME_SOURCES)
