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

# Every day, days off included: nobody waits longer for the calendar, and an hour of asking tells nothing. No batch
# mixes two days: the answer is due by days from arrival, so in a mixed batch the due day would tell its askers apart.
OF_THE_DAY_BEFORE, OF_THE_DAY = time(10, 0), time(16, 0)
# Portal rule: after so many working days of silence the supervisor acts.
SUPERVISOR_AFTER_WORKING_DAYS = 5
# Portal rule: a question kept back is reviewed within so many working days; then supervisors stand in, within as
# many more. Only what is still unread after that may hold a call.
REVIEW_WITHIN_WORKING_DAYS = 1
DEPUTIES_WITHIN_WORKING_DAYS = 1
# Portal rule: what is told to the province is answered within so many working days.
REPORT_WITHIN_WORKING_DAYS = 5


@dataclass(frozen=True)
class OpenQuestion:
    """A question still without an answer. ``answer_due`` ends at 24:00 local time. ``held``: the privacy reviewer
    has not let it go on yet, so its buyer owes nothing and knows nothing of it."""

    tag: str
    arrived_at: datetime
    answer_due: date
    timely: bool
    shown: bool
    show_at: datetime
    held: bool = False


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
    """When a question that arrived then is shown: with those of its own day, or on the morning after."""
    local = arrived.astimezone(LOCAL_TIME)
    if local.time() < OF_THE_DAY:
        return datetime.combine(local.date(), OF_THE_DAY, LOCAL_TIME)
    return datetime.combine(local.date() + timedelta(days=1), OF_THE_DAY_BEFORE, LOCAL_TIME)


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


def review_due(arrived: datetime, *, calendar: WorkCalendar) -> Count:
    """The last day on which a question kept back is reviewed."""
    return calendar.add(legal_day(arrived), REVIEW_WITHIN_WORKING_DAYS, Unit.WORKING_DAYS, roll=False)


def deputies_due(arrived: datetime, *, calendar: WorkCalendar) -> Count:
    """The last day for those who stand in for a reviewer who did not act in time."""
    return calendar.add(
        legal_day(arrived),
        REVIEW_WITHIN_WORKING_DAYS + DEPUTIES_WITHIN_WORKING_DAYS,
        Unit.WORKING_DAYS,
        roll=False,
    )


def silent(
    facts: Facts, unanswered: Iterable[OpenQuestion], *, on: date, calendar: WorkCalendar
) -> list[OpenQuestion]:
    """The questions whose silence counts on the day ``on``.

    Programme: a timely one still open after *answers by*. Statutory: one past the day of its answer. One that
    is kept back counts only when the reviewer's day and the deputies' are over: until then nobody is late."""

    def counts(one: OpenQuestion) -> bool:
        if one.held and deputies_due(one.arrived_at, calendar=calendar).last_day >= on:
            return False
        if facts.regime == STATUTORY:
            return one.answer_due < on
        return one.timely and facts.answers_by is not None and on > facts.answers_by

    return [one for one in unanswered if counts(one)]


def effect_of_silence(
    facts: Facts, unanswered: Iterable[OpenQuestion], *, on: date, calendar: WorkCalendar
) -> Silence:
    """What questions without an answer do on the day ``on``: closing of a programme call goes on hold; a statutory
    call cannot be opened."""
    if not silent(facts, unanswered, on=on, calendar=calendar):
        return Silence.NOTHING
    return Silence.BLOCKS_OPENING if facts.regime == STATUTORY else Silence.SUSPENDS_CLOSING


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
