"""What happened to a call becomes letters to those who follow it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from portal.ground import clock, ledger
from portal.ground.ledger.models import Event
from portal.site.alerts import closing_reminders, digests
from portal.site.alerts.selectors import Reader, followers_of_scope, followers_of_tender, readers
from procurement import labels
from procurement.models import Tender
from procurement.publication import body
from procurement.publication.changes import change_rows, shortened
from procurement.selectors.calls import notices_of, public_tenders

# After these the days to come are planned anew, or there are none to come.
PLANS = frozenset({"published", "corrected", "closing_resumed"})
CALLS_BACK = frozenset({"terminated", "closing_suspended"})
# Closing goes on by an answer and by the correction with its new time, all at one moment: one letter says it.
SAID_BY_RESUMING = frozenset({"answered", "corrected"})
# A letter shows so many changed fields and so much of each; the page shows all.
MOST_CHANGES, MOST_LETTERS = 12, 120


def tell_followers(event: Event) -> None:
    """Tell each follower of the call, at once or in their next letter that gathers; a new call also reaches
    those who follow its agency, its place or a search it fits. Runs again without writing anything twice."""
    number = event.subject.removeprefix("tender:")
    tender = public_tenders().filter(number=number).first()
    if tender is None or _said_by_another(event):
        return
    # Questions shown in one batch happen at one moment, and are one letter.
    subject = f"news:{number}/{event.kind}/{event.at:%Y%m%dT%H%M%S}"
    payload: dict[str, Any] = {
        "path": f"/notices/{number}/", "number": number, "event": event.kind,
        "title_zh": tender.title_zh, "title_en": tender.title_en,
        "closes_at": tender.closes_at.isoformat() if tender.closes_at else None,
    }  # fmt: skip
    if event.kind == "corrected":
        payload["changes"] = _changes(tender, event.at)
    _tell(followers_of_tender(number), subject=subject, payload=payload, at=event.at)
    if event.kind == "published":
        _tell(
            followers_of_scope(tender), subject=subject, payload=payload | {"event": "new_call"}, at=event.at
        )
    if event.kind in CALLS_BACK:
        closing_reminders.call_back(number)
    elif event.kind in PLANS:
        closing_reminders.plan(number, now=clock.now())


def _said_by_another(event: Event) -> bool:
    at_once = Event.objects.filter(subject=event.subject, at=event.at, kind="closing_resumed")
    return event.kind in SAID_BY_RESUMING and at_once.exists()


def _tell(which: Q, *, subject: str, payload: dict[str, Any], at: datetime) -> None:
    later: list[Reader] = []

    def at_once() -> Iterator[str]:
        for reader in readers(which, since=at):
            if reader.rhythm:
                later.append(reader)
            else:
                yield reader.recipient

    ledger.letters.queue(at_once(), subject=subject, kind="followed", due_at=at, payload=payload)
    digests.note(later, subject=subject, payload=payload, at=at, now=clock.now())


def _changes(tender: Tender, at: datetime) -> dict[str, list[dict[str, str]]]:
    """What the correction of that moment changed, in the words of each language."""
    notice = notices_of(tender).filter(published_at=at).last()
    changes = body.changes(notice.body) if notice else {}
    return labels.in_each(
        lambda: [
            {name: shortened(row[name], MOST_LETTERS) for name in ("label", "before", "after")}
            for row in change_rows(changes)[:MOST_CHANGES]
        ]
    )
