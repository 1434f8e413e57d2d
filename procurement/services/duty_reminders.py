"""Letters to those who owe a duty, before it falls due: derived from the duty, called back with it.

Whoever can do a duty is reminded of it. Of one that the public would see as overdue, the whole agency is warned
besides, two working days before, in private, where it can be done before its moment."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from organizations.selectors import recipients
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.models import Duty, Tender
from procurement.rules.calendar import WorkCalendar
from procurement.rules.indicators import AT_ITS_MOMENT, PUBLISHED_DUTIES
from procurement.rules.reminding import LEAD_WORKING_DAYS, morning_before

WARNING_WORKING_DAYS = 2
WARNED = ("drafter", "approver", "head")
# Whoever holds one of these roles at the buyer can do the duty.
HELPERS = {
    "drafter": ("drafter", "approver", "head"),
    "approver": ("approver", "head"),
    "head": ("head", "approver"),
    "supervisor": ("supervisor",),
    "privacy_reviewer": ("privacy_reviewer",),
}
# Those who belong to no buyer.
PROVINCIAL = ("supervisor", "privacy_reviewer")


def plan(tender: Tender, duties: Iterable[Duty], *, calendar: WorkCalendar, now: datetime) -> None:
    """Queue the reminders of new duties, each 7, 3 and 1 working days before; those already past are left out. The
    warning goes out at once where its day has passed and the duty is not due yet."""
    for duty in duties:
        last_day = legal_date(duty.due_at - timedelta(microseconds=1))
        payload = {"path": "/workspace/", "due_at": duty.due_at.isoformat()}
        where = {} if duty.holder in PROVINCIAL else {"organization": tender.buyer}
        helpers = recipients(legal_date(now), role__in=HELPERS.get(duty.holder, ()), **where)
        if duty.kind == "review_question" and helpers:
            # Its day is too near to be reminded of.
            ledger.letters.queue(
                helpers, subject=_subject_of(duty), kind="reminder", lead_days=1, due_at=now,
                payload=payload | {"days": 1},
            )  # fmt: skip
            continue
        for lead in LEAD_WORKING_DAYS:
            due_at = morning_before(calendar, last_day, lead)
            if due_at > now and helpers:
                ledger.letters.queue(
                    helpers, subject=_subject_of(duty), kind="reminder", lead_days=lead, due_at=due_at,
                    payload=payload | {"days": lead},
                )  # fmt: skip
        warned = duty.kind in PUBLISHED_DUTIES and duty.kind not in AT_ITS_MOMENT
        if warned and duty.due_at > now:
            ledger.letters.queue(
                recipients(legal_date(now), role__in=WARNED, organization=tender.buyer),
                subject=_subject_of(duty), kind="warning",
                lead_days=WARNING_WORKING_DAYS, payload=payload | {"number": tender.number},
                due_at=max(now, morning_before(calendar, last_day, WARNING_WORKING_DAYS)),
            )  # fmt: skip


def _subject_of(duty: Duty) -> str:
    return f"duty:{duty.pk}"


def call_back(duties: Iterable[Duty]) -> None:
    """The duties are kept or no longer owed: nothing more is sent about them."""
    for duty in duties:
        ledger.letters.cancel(_subject_of(duty))
