"""What happened to a call becomes letters to those who follow it."""

from portal import clock, ledger
from portal.alerts import reminders
from portal.alerts.selectors import followers_of_scope, followers_of_tender
from portal.ledger.models import Event
from procurement.selectors.calls import public_tenders

# After these the days to come are planned anew, or there are none to come.
PLANS = frozenset({"published", "corrected", "closing_resumed"})
CALLS_BACK = frozenset({"terminated", "closing_suspended"})


def tell_followers(event: Event) -> None:
    """One letter to each follower of the call; a new call also reaches those who follow its agency, its place
    or a search it fits. Runs again without writing anything twice."""
    number = event.subject.removeprefix("tender:")
    tender = public_tenders().filter(number=number).first()
    if tender is None:
        return
    # Questions shown in one batch happen at one moment, and are one letter.
    subject = f"news:{number}/{event.kind}/{event.at:%Y%m%dT%H%M%S}"
    payload = {"path": f"/notices/{number}/", "number": number, "event": event.kind}
    ledger.letters.queue(
        followers_of_tender(number, since=event.at),
        subject=subject,
        kind="followed",
        due_at=event.at,
        payload=payload,
    )
    if event.kind == "published":
        ledger.letters.queue(
            followers_of_scope(tender, since=event.at), subject=subject, kind="followed", due_at=event.at,
            payload=payload | {"event": "new_call"},
        )  # fmt: skip
    if event.kind in CALLS_BACK:
        reminders.call_back(number)
    elif event.kind in PLANS:
        reminders.plan(number, now=clock.now())
