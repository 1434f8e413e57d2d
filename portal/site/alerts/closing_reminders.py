"""Reminders to those who follow a call: seven, three and one working days before it closes."""

from collections.abc import Iterable
from datetime import datetime

from portal.ground import ledger
from portal.ground.clock import legal_date
from portal.site.alerts.selectors import followers_of_tender, readers
from procurement.judgement.law import law_of
from procurement.rules.reminding import LEAD_WORKING_DAYS, morning_before
from procurement.selectors.calls import public_tenders

KIND = "closing_soon"
# While closing is on hold there is no date to remind of.
WITH_A_DATE = frozenset({"open"})


def plan(number: str, *, now: datetime, recipients: Iterable[str] | None = None) -> int:
    """Queue the reminders of a call that lie ahead, for its followers or for `recipients`; say how many.

    Reminders of an earlier deadline are called back. A day already past is left out. Harmless twice.
    """
    tender = public_tenders().filter(number=number).first()
    if tender is None:
        return 0
    ledger.letters.cancel(tender.subject, KIND, before_version=tender.deadline_version)
    if tender.step not in WITH_A_DATE or tender.bids_due is None:
        return 0
    _, calendar = law_of(tender)
    closes, added = legal_date(tender.bids_due), 0
    for lead in LEAD_WORKING_DAYS:
        due_at = morning_before(calendar, closes, lead)
        if due_at <= now or due_at >= tender.bids_due:
            continue
        added += ledger.letters.queue(
            _followers(number, now) if recipients is None else recipients,
            subject=tender.subject, kind=KIND, deadline_version=tender.deadline_version, lead_days=lead,
            due_at=due_at,
            payload={"path": f"/notices/{number}/", "number": number, "days": lead,
                     "closes_at": tender.bids_due.isoformat()},
        )  # fmt: skip
    return added


def _followers(number: str, now: datetime) -> Iterable[str]:
    return (reader.recipient for reader in readers(followers_of_tender(number), since=now))


def call_back(number: str) -> int:
    """No deadline to remind of any more (called off) or for now (on hold): cancel what is queued."""
    return ledger.letters.cancel(f"tender:{number}", KIND)
