"""A rule's days laid on the calendar, and what can be said of a given day while years are still open."""

from datetime import date, timedelta

from procurement.rules.calendar import Count, Unit
from procurement.rules.case import Case, number_of
from procurement.rules.rulebook import Row
from procurement.rules.verdicts import Answer


def count(case: Case, row: Row, start: date) -> Count:
    """The row's days from ``start`` by the calendar in force."""
    return case.calendar.add(start, int(number_of(row)), Unit(row.unit), roll=row.counting == "forward_roll")


def surely(case: Case, row: Row, start: date) -> Count:
    """The same under every calendar that could still be announced: the day offered when years are open."""
    counted = count(case, row, start)
    if not counted.provisional:
        return counted
    worst = case.calendar.worst_case()
    return worst.add(start, int(number_of(row)), Unit(row.unit), roll=row.counting == "forward_roll")


def count_back(case: Case, row: Row, end: date) -> Count:
    return case.calendar.before(end, int(number_of(row)), Unit(row.unit))


def surely_back(case: Case, row: Row, end: date) -> Count:
    counted = count_back(case, row, end)
    if not counted.provisional:
        return counted
    return case.calendar.worst_case().before(end, int(number_of(row)), Unit(row.unit))


def judge_least(case: Case, row: Row, start: date, given: date) -> tuple[Answer, Count]:
    counted = count(case, row, start)
    if not counted.provisional:
        return (Answer.MEETS if given >= counted.last_day else Answer.BREAKS), counted
    worst = surely(case, row, start)
    if given >= worst.last_day:
        return Answer.MEETS, worst
    # However kind the calendar, every counted day is at least one day.
    too_early = given < start + timedelta(days=int(number_of(row)))
    return (Answer.BREAKS if too_early else Answer.CANNOT_TELL), worst


def judge_most(case: Case, row: Row, end: date, given: date) -> tuple[Answer, Count]:
    counted = count_back(case, row, end)
    if not counted.provisional:
        return (Answer.MEETS if given <= counted.last_day else Answer.BREAKS), counted
    worst = surely_back(case, row, end)
    if given <= worst.last_day:
        return Answer.MEETS, worst
    too_late = given > end - timedelta(days=int(number_of(row)))
    return (Answer.BREAKS if too_late else Answer.CANNOT_TELL), worst


def strictest(case: Case, rows: tuple[Row, ...], start: date) -> Row:
    return max(rows, key=lambda row: surely(case, row, start).last_day)
