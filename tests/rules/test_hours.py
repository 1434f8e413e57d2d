"""Working hours: what falls in them, and the next moment that does."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.rules.facts import LOCAL_TIME
from procurement.rules.hours import in_working_hours, next_working_moment
from procurement.rules.publication import check_publication
from procurement.rules.verdicts import Answer
from tests.rules.calls import BOOK, CALENDAR, GRANT


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TIME)


@pytest.mark.parametrize(
    ("moment", "offered"),
    [
        ("2024-07-22 18:00", "2024-07-22 18:00"),  # Monday, the last minute of it
        ("2024-07-22 18:01", "2024-07-23 08:30"),
        ("2024-07-22 08:30", "2024-07-22 08:30"),
        ("2024-07-22 08:29", "2024-07-22 08:30"),
        ("2024-07-19 23:59", "2024-07-22 08:30"),  # Friday night
        ("2024-07-20 10:00", "2024-07-22 08:30"),  # Saturday
        ("2024-09-29 10:00", "2024-09-29 10:00"),  # a Sunday that is worked for the national holiday
        ("2024-10-01 10:00", "2024-10-08 08:30"),
        ("2024-09-30 18:30", "2024-10-08 08:30"),
    ],
)
def test_the_next_working_moment(moment, offered):
    assert next_working_moment(at(moment), CALENDAR) == at(offered)
    assert in_working_hours(at(moment), CALENDAR) is (moment == offered)


@given(st.datetimes(datetime(2015, 1, 1), datetime(2026, 6, 1), timezones=st.just(LOCAL_TIME)))
def test_what_is_offered_is_never_earlier_and_always_fits(moment):
    offered = next_working_moment(moment, CALENDAR)
    assert offered >= moment
    assert in_working_hours(offered, CALENDAR)
    assert next_working_moment(offered, CALENDAR) == offered


@pytest.mark.parametrize("field", ["bids_due", "opens_at"])
def test_a_call_that_closes_or_opens_at_night_is_stopped_and_told_the_next_moment(field):
    night = replace(GRANT, **{"bids_due": at("2024-07-26 17:00"), field: at("2024-07-26 23:00")})
    (said,) = [
        one
        for one in check_publication(night, book=BOOK, calendar=CALENDAR)
        if (one.rule, one.field) == ("portal.working_hours", field)
    ]
    assert (said.answer, said.tier) == (Answer.BREAKS, "portal")
    assert (str(said.earliest), said.params["offered"]) == ("2024-07-29", "08:30")
    day = replace(night, **{field: at("2024-07-26 17:30")})
    assert all(
        one.answer is Answer.MEETS
        for one in check_publication(day, book=BOOK, calendar=CALENDAR)
        if one.rule == "portal.working_hours"
    )
