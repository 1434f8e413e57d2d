"""Questions: the clock from arrival, two batches a day, what silence does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.facts import parse
from procurement.rules.facts import LOCAL_TIME, legal_day
from procurement.rules.inquiries import (
    OpenQuestion,
    Silence,
    answer_due,
    closing_after_last_answer,
    effect_of_silence,
    end_of,
    is_timely,
    next_batch,
    supervisor_acts_after,
)
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, check, day
from tests.rules.strategies import moments


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TIME)


def question(facts, arrived, *, timely=True, shown=True):
    due = answer_due(facts, arrived_at=arrived, book=BOOK, calendar=CALENDAR).last_day
    return OpenQuestion("7K", arrived, due, timely, shown, next_batch(arrived))


@pytest.mark.parametrize("facts", [GRANT, CONSULTATION])
@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        ("2024-07-09T10:42", "2024-07-12"),  # Tuesday to Friday
        ("2024-07-10T23:59", "2024-07-15"),  # over a weekend
        ("2024-09-28T12:00", "2024-10-08"),  # Sunday 29 is a make-up workday, then National Day
    ],
)
def test_three_working_days_from_arrival(facts, arrived, due):
    answer = answer_due(facts, arrived_at=at(arrived), book=BOOK, calendar=CALENDAR)
    assert answer.last_day == day(due)
    assert answer.counted.number == 3


def test_the_day_of_arrival_is_the_local_one():
    late_in_utc = datetime(2024, 7, 8, 16, 30, tzinfo=UTC)
    assert answer_due(GRANT, arrived_at=late_in_utc, book=BOOK, calendar=CALENDAR).last_day == day(
        "2024-07-12"
    )


@pytest.mark.parametrize(
    ("arrived", "shown"),
    [
        ("2024-07-09T00:00", "2024-07-09T16:00"),
        ("2024-07-09T09:59", "2024-07-09T16:00"),
        ("2024-07-09T10:00", "2024-07-09T16:00"),
        ("2024-07-09T16:00", "2024-07-10T10:00"),
        ("2024-07-13T23:00", "2024-07-14T10:00"),  # a Sunday: batches come every day
    ],
)
def test_two_batches_a_day(arrived, shown):
    assert next_batch(at(arrived)) == at(shown)


@given(moments())
def test_a_question_is_shown_after_it_came_and_within_a_day(arrived):
    shown = next_batch(arrived)
    assert arrived < shown <= arrived + timedelta(hours=18)


@given(moments(), st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1)))
def test_a_batch_holds_the_questions_of_one_day_so_that_no_due_day_tells_them_apart(arrived, later):
    other = arrived + later
    if next_batch(other) == next_batch(arrived):
        assert legal_day(other) == legal_day(arrived)


def test_a_question_is_timely_through_the_whole_last_day():
    assert is_timely(GRANT, arrived_at=at("2024-07-10T23:59"))
    assert not is_timely(GRANT, arrived_at=at("2024-07-11T00:00"))
    assert is_timely(CONSULTATION, arrived_at=at("2026-04-21T09:00"))


def test_the_supervisor_acts_after_five_working_days():
    assert supervisor_acts_after(at("2024-07-09T10:42"), calendar=CALENDAR).last_day == day("2024-07-16")


def test_programme_silence_suspends_closing_only_after_answers_by_and_only_for_timely_ones():
    open_one = question(GRANT, at("2024-07-09T10:42"))
    late_one = replace(open_one, timely=False)
    assert effect_of_silence(GRANT, [open_one], on=day("2024-07-12"), calendar=CALENDAR) is Silence.NOTHING
    assert (
        effect_of_silence(GRANT, [open_one], on=day("2024-07-13"), calendar=CALENDAR)
        is Silence.SUSPENDS_CLOSING
    )
    assert effect_of_silence(GRANT, [late_one], on=day("2024-07-13"), calendar=CALENDAR) is Silence.NOTHING
    assert effect_of_silence(GRANT, [], on=day("2024-07-13"), calendar=CALENDAR) is Silence.NOTHING


def test_statutory_silence_blocks_opening_when_it_is_overdue():
    open_one = question(CONSULTATION, at("2026-04-14T10:00"))
    assert (
        effect_of_silence(CONSULTATION, [open_one], on=day("2026-04-17"), calendar=CALENDAR)
        is Silence.NOTHING
    )
    assert (
        effect_of_silence(CONSULTATION, [open_one], on=day("2026-04-18"), calendar=CALENDAR)
        is Silence.BLOCKS_OPENING
    )


def closing(facts, answered):
    return closing_after_last_answer(facts, answered_at=answered, book=BOOK, calendar=CALENDAR)


def test_the_last_answer_sets_the_new_closing_at_the_published_hour():
    after = closing(GRANT, at("2024-07-17T11:00"))
    assert after == {"bids_due": at("2024-07-19T17:00"), "opens_at": at("2024-07-19T17:00")}


def test_an_early_answer_leaves_closing_where_it_was():
    assert closing(GRANT, at("2024-07-11T11:00"))["bids_due"] == GRANT.bids_due


def test_no_closing_no_new_closing():
    assert closing(replace(GRANT, bids_due=None), at("2024-07-11T11:00")) == {}


@given(moments(datetime(2024, 7, 2), datetime(2024, 12, 20)))
def test_closing_is_never_earlier_and_always_leaves_the_rules_days(answered):
    after = closing(GRANT, answered)
    assert after["bids_due"] >= GRANT.bids_due
    moved = replace(GRANT, answers_by=legal_day(answered), **after)
    codes = {one.code for one in check(moved) if one.field == "answers_by"}
    assert "answers_by_too_late" not in codes


def test_a_day_ends_when_the_next_begins():
    assert end_of(date(2024, 7, 12)) == at("2024-07-13T00:00")
    assert parse({"bids_due": end_of(date(2024, 7, 12)).isoformat()}).closes_on == date(2024, 7, 13)
