"""Questions with a public clock: when they are shown, when an answer is due, what silence does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from procurement.rules.calendar import Count, Unit, WorkCalendar
from procurement.rules.case import Case
from procurement.rules.facts import LOCAL_TIME, Facts, legal_day
from procurement.rules.rulebook import Rulebook
from procurement.rules.spans import count, surely
from procurement.rules.vocabulary import STATUTORY

# Every day, days off included: nobody waits longer for the calendar, and an hour of asking tells nothing.
BATCHES = (time(10, 0), time(16, 0))
# Portal rule: after so many working days of silence the supervisor acts.
SUPERVISOR_AFTER_WORKING_DAYS = 5
# Portal rule: what is told to the province is answered within so many working days.
REPORT_WITHIN_WORKING_DAYS = 5


@dataclass(frozen=True)
class OpenQuestion:
    """A question still without an answer. ``answer_due`` ends at 24:00 local time."""

    tag: str
    arrived_at: datetime
    answer_due: date
    timely: bool
    shown: bool
    show_at: datetime


@dataclass(frozen=True)
class AnswerDue:
    """``last_day`` ends at 24:00 local time."""

    last_day: date
    rule: str
    counted: Count


class Silence(StrEnum):
    NOTHING = "nothing"
    SUSPENDS_CLOSING = "suspends_closing"
    BLOCKS_OPENING = "blocks_opening"


def end_of(day: date) -> datetime:
    """24:00 local time of ``day``, which is the first moment of the next day."""
    return datetime.combine(day + timedelta(days=1), time(0, 0), LOCAL_TIME)


def next_batch(arrived: datetime) -> datetime:
    """When a question that arrived then is shown: the next of two fixed times, later than its arrival."""
    local = arrived.astimezone(LOCAL_TIME)
    for day in (local.date(), local.date() + timedelta(days=1)):
        for at in BATCHES:
            shown = datetime.combine(day, at, LOCAL_TIME)
            if shown > local:
                return shown
    raise AssertionError("a day has a batch")


def is_timely(facts: Facts, *, arrived_at: datetime) -> bool:
    """Asked by the end of the last day for questions; always, where no such day is set (Law art. 51)."""
    return facts.ask_by is None or legal_day(arrived_at) <= facts.ask_by


def answer_due(facts: Facts, *, arrived_at: datetime, book: Rulebook, calendar: WorkCalendar) -> AnswerDue:
    """The last day for an answer, counted from arrival (not from showing).

    A buyer's duty is not rolled past days off (rules.md section 1); three working days by Law art. 51. Raises
    LookupError when the book has no such row."""
    case = Case(facts, book, calendar)
    row = case.row("answer.max_after_arrival")
    if row is None:
        raise LookupError("answer.max_after_arrival")
    counted = count(case, row, legal_day(arrived_at))
    return AnswerDue(counted.last_day, row.id, counted)


def supervisor_acts_after(arrived: datetime, *, calendar: WorkCalendar) -> Count:
    """Five working days from arrival; on the day after the last of them the supervisor acts."""
    return calendar.add(legal_day(arrived), SUPERVISOR_AFTER_WORKING_DAYS, Unit.WORKING_DAYS, roll=False)


def effect_of_silence(facts: Facts, unanswered: Iterable[OpenQuestion], *, on: date) -> Silence:
    """What questions without an answer do on the day ``on``.

    Programme: a timely one still open after *answers by* puts closing on hold. Statutory: nothing moves by
    itself, but one that is overdue blocks opening."""
    unanswered = list(unanswered)
    if facts.regime == STATUTORY:
        overdue = any(one.answer_due < on for one in unanswered)
        return Silence.BLOCKS_OPENING if overdue else Silence.NOTHING
    waiting = facts.answers_by is not None and on > facts.answers_by and any(one.timely for one in unanswered)
    return Silence.SUSPENDS_CLOSING if waiting else Silence.NOTHING


def closing_after_last_answer(
    facts: Facts, *, answered_at: datetime, book: Rulebook, calendar: WorkCalendar
) -> dict[str, datetime]:
    """``bids_due`` and ``opens_at`` that keep the rule's days between the last answer and closing.

    At the published hours and never earlier than published; {} when no closing was published."""
    if facts.bids_due is None:
        return {}
    row = Case(facts, book, calendar).row("answers_by.min_before_closing")
    due = facts.bids_due
    if row is not None:
        least = surely(Case(facts, book, calendar), row, legal_day(answered_at)).last_day
        due = max(due, datetime.combine(least, due.astimezone(LOCAL_TIME).timetz()))
    after = {"bids_due": due}
    if facts.opens_at is not None:
        # What lies between closing and opening stays, so that an opening at closing stays one.
        after["opens_at"] = facts.opens_at + (due - facts.bids_due)
    return after
