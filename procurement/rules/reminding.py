"""When people are reminded of a day that is ahead: a few working days before it, in the morning."""

from datetime import date, datetime, time

from procurement.rules.calendar import Unit, WorkCalendar
from procurement.rules.facts import LOCAL_TIME

LEAD_WORKING_DAYS = (7, 3, 1)
HOUR = time(9, 0, tzinfo=LOCAL_TIME)


def morning_before(calendar: WorkCalendar, last_day: date, lead: int) -> datetime:
    """Nine o'clock of the working day that is ``lead`` working days before ``last_day``."""
    day = calendar.last_workday(calendar.before(last_day, lead, Unit.WORKING_DAYS).last_day)
    return datetime.combine(day, HOUR)
