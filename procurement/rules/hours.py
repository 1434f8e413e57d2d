"""Working hours: when a closing and an opening may fall, so that somebody is there to help and to open.

The Civil Code (art. 203) ends a period with the business hours where there are any. Which hours those are no law
says: the figures are this portal's."""

from datetime import date, datetime, time, timedelta

from procurement.rules.calendar import WorkCalendar
from procurement.rules.facts import LOCAL_TIME

OFFICE_HOURS = time(8, 30), time(18, 0)


def surely_works(day: date, calendar: WorkCalendar) -> bool:
    """A working day under every calendar still possible."""
    return (calendar.worst_case() if calendar.is_provisional(day) else calendar).is_workday(day)


def in_working_hours(moment: datetime, calendar: WorkCalendar) -> bool:
    opens, closes = OFFICE_HOURS
    local = moment.astimezone(LOCAL_TIME)
    return surely_works(local.date(), calendar) and opens <= local.time() <= closes


def next_working_moment(moment: datetime, calendar: WorkCalendar) -> datetime:
    """``moment``, or the first minute after it within working hours."""
    if in_working_hours(moment, calendar):
        return moment
    opens, closes = OFFICE_HOURS
    local = moment.astimezone(LOCAL_TIME)
    if local.time() > closes:
        local += timedelta(days=1)
    local = datetime.combine(local.date(), opens, LOCAL_TIME)
    while not surely_works(local.date(), calendar):
        local += timedelta(days=1)
    return local
