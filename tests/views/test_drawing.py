"""What is drawn from dates: the track, its words, the sun, and the month of a worked count."""

from datetime import date, datetime

import pytest

from portal.ground.clock import LEGAL_ZONE
from portal.ground.pages.drawing import bars, sunrise
from procurement.pages.drawing import month, percent, skipped_spans, spread
from procurement.rules.calendar import Unit, WorkCalendar

CALENDAR = WorkCalendar.seed()


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2024, 7, day, hour, tzinfo=LEGAL_ZONE)


def test_percent_stays_on_the_track() -> None:
    assert percent(at(2), at(22), at(12)) == 50
    assert percent(at(2), at(22), at(1)) == 0
    assert percent(at(2), at(22), at(30)) == 100
    assert percent(at(2), at(2), at(2)) == 100
    assert percent(at(2), at(22), date(2024, 7, 12)) == 50


@pytest.mark.parametrize(
    "points", [[0, 65, 80, 100], [0, 95, 98, 100], [0, 1, 2, 100], [0, 40, 41, 42, 100], [0, 100], [0], []]
)
def test_words_under_a_track_never_meet(points: list[float]) -> None:
    places = spread(points)
    assert len(places) == len(points)
    if len(places) > 2:
        width = 15.5
        edges = [0, *(place - width / 2 for place in places[1:-1]), 100 - width]
        ends = [width, *(place + width / 2 for place in places[1:-1]), 100]
        assert all(ends[index] <= edges[index + 1] + 0.11 for index in range(len(places) - 1))


def test_the_sun_rises_at_six_stands_highest_at_one_and_sets_at_eight() -> None:
    assert sunrise(at(10, 6))[:2] == (44, 240)
    assert sunrise(at(10, 13))[:2] == (240, 44)
    assert sunrise(at(10, 20))[0] == sunrise(at(10, 23))[0] == 436


def test_bars_start_at_zero() -> None:
    assert bars([12, 6, 0]) == [58, 29, 0]
    assert bars([85], most=100) == [49.3]
    assert bars([0, 0]) == [0, 0]


def test_the_month_of_a_count_over_national_day() -> None:
    # 2024-09-29 is a Sunday that was worked; the fifth working day is 10-09.
    count = CALENDAR.add(date(2024, 9, 26), 5, Unit.WORKING_DAYS, roll=True)
    cells = {cell.date: cell for week in month(count, typed=date(2024, 10, 2)) for cell in week}
    roles = {day: cells[day].role for day in cells}
    assert min(cells) == date(2024, 9, 23)
    assert max(cells) == date(2024, 10, 13)
    assert roles[date(2024, 9, 26)] == "start"
    assert roles[date(2024, 9, 27)] == "counted"
    assert roles[date(2024, 9, 28)] == "off"
    assert (roles[date(2024, 9, 29)], cells[date(2024, 9, 29)].number) == ("shift", 2)
    assert roles[date(2024, 10, 1)] == "off"
    assert (roles[date(2024, 10, 9)], cells[date(2024, 10, 9)].number) == ("last", 5)
    assert roles[date(2024, 10, 10)] == "outside"
    assert [cell.date for cell in cells.values() if cell.typed] == [date(2024, 10, 2)]


def test_a_count_that_moves_off_a_holiday() -> None:
    count = CALENDAR.add(date(2024, 9, 20), 11, Unit.CALENDAR_DAYS, roll=True)
    cells = {cell.date: cell.role for week in month(count) for cell in week}
    assert count.last_day == date(2024, 10, 8)
    assert cells[date(2024, 10, 8)] == "rolled"
    assert cells[date(2024, 9, 22)] == "counted"


def test_a_count_backwards() -> None:
    count = CALENDAR.before(date(2024, 7, 22), 4, Unit.WORKING_DAYS)
    cells = {cell.date: cell.role for week in month(count) for cell in week}
    assert cells[date(2024, 7, 22)] == "start"
    assert cells[count.last_day] == "last"


def test_a_long_count_is_not_drawn_and_a_far_typed_day_does_not_stretch_it() -> None:
    assert month(CALENDAR.add(date(2024, 1, 2), 180, Unit.CALENDAR_DAYS, roll=False)) == []
    short = CALENDAR.add(date(2024, 7, 2), 20, Unit.CALENDAR_DAYS, roll=True)
    assert len(month(short, typed=date(2025, 7, 2))) == len(month(short))


def test_a_weekend_inside_a_holiday_belongs_to_it() -> None:
    count = CALENDAR.add(date(2024, 9, 26), 5, Unit.WORKING_DAYS, roll=True)
    assert skipped_spans(count) == [
        (("weekend",), date(2024, 9, 28), date(2024, 9, 28)),
        (("national_day",), date(2024, 10, 1), date(2024, 10, 7)),
    ]
