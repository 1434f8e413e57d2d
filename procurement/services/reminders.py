"""Letters to officials before a duty falls due: derived from the duty, called back with it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from organizations.models import Membership
from portal import ledger
from portal.clock import LEGAL_ZONE, legal_date
from procurement.models import Duty, Tender
from procurement.rules.calendar import Unit, WorkCalendar

LEAD_WORKING_DAYS = (7, 3, 1)
HOUR = time(9, 0, tzinfo=LEGAL_ZONE)
# Whoever holds one of these roles at the buyer can do the duty.
HELPERS = {
    "drafter": ("drafter", "approver", "head"),
    "approver": ("approver", "head"),
    "head": ("head", "approver"),
    "supervisor": ("supervisor",),
}


def plan(tender: Tender, duties: Iterable[Duty], *, calendar: WorkCalendar, now: datetime) -> None:
    """Queue the reminders of new duties, each 7, 3 and 1 working days before; those already past are left out."""
    for duty in duties:
        recipients = _recipients(tender, duty.holder, now)
        if not recipients:
            continue
        last_day = legal_date(duty.due_at - timedelta(microseconds=1))
        for lead in LEAD_WORKING_DAYS:
            day = calendar.last_workday(calendar.before(last_day, lead, Unit.WORKING_DAYS).last_day)
            due_at = datetime.combine(day, HOUR)
            if due_at > now:
                ledger.letters.queue(
                    recipients,
                    subject=subject_of(duty),
                    kind="reminder",
                    lead_days=lead,
                    due_at=due_at,
                    payload={"path": "/workspace/", "due_at": duty.due_at.isoformat(), "days": lead},
                )


def _recipients(tender: Tender, holder: str, now: datetime) -> list[str]:
    roles = HELPERS.get(holder, ())
    members = Membership.objects.on(legal_date(now)).filter(role__in=roles)
    if holder != "supervisor":
        members = members.filter(organization=tender.buyer)
    return sorted({f"user:{pk}" for pk in members.values_list("user_id", flat=True)})


def subject_of(duty: Duty) -> str:
    return f"duty:{duty.pk}"


def call_back(duties: Iterable[Duty]) -> None:
    """The duties are kept or no longer owed: nothing more is sent about them."""
    for duty in duties:
        ledger.letters.cancel(subject_of(duty))
