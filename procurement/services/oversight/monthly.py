"""One private letter a month to each agency: what is due, and its own figures beside its prefecture's."""

from datetime import date, datetime, time, timedelta
from typing import Any

from organizations.models import Organization
from organizations.selectors import recipients
from portal.ground import ledger
from portal.ground.clock import LEGAL_ZONE, legal_date
from portal.ground.ledger.models import Letter
from procurement import labels
from procurement.judgement import law
from procurement.models import Duty
from procurement.rules.calendar import WorkCalendar
from procurement.rules.indicators import PUBLISHED_DUTIES, together
from procurement.selectors import compliance
from procurement.selectors.compliance import Scope

KIND = "monthly"
HOUR = time(9, 0, tzinfo=LEGAL_ZONE)
READERS = ("drafter", "head")
MOST = 20


def write_due(now: datetime) -> int:
    """Queue this month's letters from nine o'clock of its first working day on, and say how many are new. Run as
    often as one likes: nobody gets a second one for the same agency and month, and an outage is made good."""
    _book, calendar = law.current()
    today = legal_date(now)
    if now < datetime.combine(_first_workday(calendar, today), HOUR):
        return 0
    written = 0
    for agency in Organization.objects.agencies():
        subject = f"month:{today:%Y-%m}/{agency.number}"
        readers = set(recipients(today, role__in=READERS, organization=agency))
        had = Letter.objects.filter(recipient__in=readers, subject=subject, kind=KIND)
        # Figures are counted only for a letter that is still to be written.
        if missing := readers.difference(had.values_list("recipient", flat=True)):
            written += ledger.letters.queue(
                missing, subject=subject, kind=KIND, due_at=now, payload=_payload(agency, today, now)
            )
    return written


def _first_workday(calendar: WorkCalendar, day: date) -> date:
    """The first working day of that day's month."""
    first = day.replace(day=1)
    while not calendar.is_workday(first):
        first += timedelta(days=1)
    return first


def _payload(agency: Organization, today: date, now: datetime) -> dict[str, Any]:
    """What is due within the month, the nearest first, and the year so far. Five queries."""
    until = datetime.combine((today.replace(day=1) + timedelta(days=32)).replace(day=1), time(), LEGAL_ZONE)
    open_duties = (
        Duty.objects.open().told().filter(tender__buyer=agency, kind__in=PUBLISHED_DUTIES, due_at__lt=until)
    )
    due = list(open_duties.select_related("tender").order_by("due_at", "id")[: MOST + 1])
    place = agency.division if agency.division.level != "county" else agency.division.parent
    own, around = Scope(today.year, agency=agency), Scope(today.year, place=place)
    return {
        "path": f"/agencies/{agency.slug}/",
        "agency_zh": agency.name_zh,
        "agency_en": agency.name_en or agency.name_zh,
        "month": f"{today:%Y-%m}",
        "due": [_line(duty, now) for duty in due[:MOST]],
        "more": len(due) > MOST,
        "own": _figures(own, now),
        "around": _figures(around, now),
    }


def _line(duty: Duty, now: datetime) -> dict[str, Any]:
    return {
        "words": labels.in_each(lambda: labels.duty(duty.kind, duty.subject)),
        "number": duty.tender.number,
        "due_at": duty.due_at.isoformat(),
        "late": duty.due_at <= now,
    }


def _figures(scope: Scope, now: datetime) -> dict[str, Any]:
    whole = together(compliance.duties_kept(scope, now=now))
    calls = compliance.call_figures(scope)
    return {
        "calls": calls.calls,
        "days": round(calls.days_given, 1) if calls.days_given is not None else None,
        "on_time": whole.on_time,
        "owed": whole.due,
    }
