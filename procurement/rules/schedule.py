"""All lawful dates of a call at once, consistent among themselves: what one button takes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from procurement.rules.calendar import WorkCalendar
from procurement.rules.case import Case
from procurement.rules.dates import LEAST, MOST, SHORTENED, Least, Most
from procurement.rules.facts import LOCAL_TIME, Facts
from procurement.rules.hours import next_working_moment, surely_works
from procurement.rules.rulebook import Row, Rulebook
from procurement.rules.spans import strictest, surely, surely_back
from procurement.rules.verdicts import NOTHING
from procurement.rules.vocabulary import STATUTORY

CLOSING_HOUR = time(17, 0)


def next_workday(day: date, calendar: WorkCalendar) -> date:
    """``day`` or the first day after it that is surely a working day."""
    while not surely_works(day, calendar):
        day += timedelta(days=1)
    return day


def last_workday(day: date, calendar: WorkCalendar) -> date:
    """``day`` or the last day before it that is surely a working day."""
    while not surely_works(day, calendar):
        day -= timedelta(days=1)
    return day


def _binding(case: Case, rows: tuple[Row, ...], start: date) -> Row:
    """The row that binds: the shorter floor where a supervisor has shortened the time."""
    row = strictest(case, rows, start)
    shorter = case.row(SHORTENED) if row.id in case.waivers else None
    return shorter or row


def first_lawful(case: Case, field: str) -> date | None:
    """The first day ``field`` may have by every rule about it; None when nothing can be counted."""
    found = []
    for rule in _rules_for(LEAST, field):
        start = rule.start(case) if rule.applies(case) else None
        rows = case.possible(rule.parameter)
        if start is not None and rows:
            found.append(surely(case, _binding(case, rows, start), start).last_day)
    return max(found, default=None)


def _rules_for(rules: Iterable[Least], field: str) -> list[Least]:
    return [rule for rule in rules if rule.field == field]


def _documents_from(case: Case) -> date | None:
    given, published = case.facts.documents_from, case.facts.legal_from
    return given if given and published and given >= published else published


def _documents_to(case: Case) -> date | None:
    """The first lawful end of the documents' time; a later one given stays unless closing is sooner."""
    first, given, closing = first_lawful(case, "documents_to"), case.facts.documents_to, case.facts.closes_on
    if first and given and given >= first and (closing is None or given <= closing):
        return given
    return first


def _closing(case: Case) -> datetime | None:
    """The given closing if it is lawful, in working hours; else the first lawful working day at 17:00."""
    first = first_lawful(case, "bids_due")
    if first is None:
        return case.facts.bids_due
    if case.regime == STATUTORY and case.facts.documents_to:
        first = max(first, case.facts.documents_to)
    given = case.facts.bids_due
    if given is not None and case.facts.closes_on is not None and case.facts.closes_on >= first:
        return next_working_moment(given, case.calendar)
    return datetime.combine(next_workday(first, case.calendar), CLOSING_HOUR, LOCAL_TIME)


def _opening(case: Case) -> datetime | None:
    due, given = case.facts.bids_due, case.facts.opens_at
    if case.regime == STATUTORY or due is None or given is None or given < due:
        return due
    return next_working_moment(given, case.calendar)


def _before_closing(case: Case, rule: Most) -> date | None:
    """The last lawful working day; a lawful day that was given stays."""
    row, end = case.row(rule.parameter), case.facts.closes_on
    given: date | None = getattr(case.facts, rule.field)
    floor = case.facts.ask_by if rule.field == "answers_by" else case.facts.legal_from
    if row is None or end is None:
        return max(given, floor) if given and floor else given
    last = surely_back(case, row, end).last_day
    if given and (floor is None or floor <= given) and given <= last:
        return given
    working = last_workday(last, case.calendar)
    return working if floor is None or working >= floor else last


def lawful_dates(
    facts: Facts, *, book: Rulebook, calendar: WorkCalendar, waivers: dict[str, str] | None = None
) -> dict[str, date | datetime]:
    """What *take all lawful dates* writes: lawful dates stay as given, others become the nearest lawful.

    Empty when procedure or publication is unknown. A moved closing is put on a working day at 17:00."""
    case = Case(facts, book, calendar, waivers=waivers or NOTHING)
    if case.procedure is None or facts.legal_from is None or not case.procedure.has_closing:
        return {}
    taken: dict[str, date | datetime] = {}

    def take(field: str, value: date | datetime | None) -> None:
        nonlocal case
        if value is not None:
            taken[field] = value
            case = replace(case, facts=replace(case.facts, **{field: value}))  # type: ignore[arg-type]

    take("documents_from", _documents_from(case))
    statutory = case.regime == STATUTORY
    if statutory:
        take("documents_to", _documents_to(case))
    take("bids_due", _closing(case))
    if not statutory:
        take("documents_to", case.facts.closes_on)
    take("opens_at", _opening(case))
    for rule in MOST:
        take(rule.field, _before_closing(case, rule))
    return taken
