"""Counting days: the law's vectors, real years, and properties that hold for every day and every calendar."""

from datetime import UTC, date, datetime, timedelta, timezone

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.rules import festivals
from procurement.rules.announcements import OFF, WORK, CalendarDay
from procurement.rules.calendar import CalendarError, Count, Unit, WorkCalendar, parse_calendar
from procurement.rules.facts import legal_day

WD, CD = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS
CALENDAR = WorkCalendar.seed()
SEED = parse_calendar((festivals.BOOKS / "calendar.csv").read_text(encoding="utf-8"))
ONE = timedelta(days=1)

days = st.dates(date(2013, 1, 1), date(2032, 12, 31))
settled_days = st.dates(date(2013, 1, 1), date(2026, 9, 30))
numbers = st.integers(0, 40)
units = st.sampled_from(Unit)


@pytest.mark.parametrize(
    ("start", "number", "unit", "expected"),
    [
        (date(2025, 5, 6), 7, WD, date(2025, 5, 15)),
        (date(2025, 8, 12), 2, WD, date(2025, 8, 14)),
        (date(2024, 9, 26), 5, WD, date(2024, 10, 9)),
        (date(2026, 4, 11), 5, WD, date(2026, 4, 17)),
        (date(2026, 4, 11), 10, CD, date(2026, 4, 21)),
        (date(2025, 6, 3), 5, WD, date(2025, 6, 10)),
        (date(2025, 6, 3), 20, CD, date(2025, 6, 23)),
        (date(2024, 7, 2), 10, WD, date(2024, 7, 16)),
    ],
)
def test_vectors(start, number, unit, expected):
    counted = CALENDAR.add(start, number, unit, roll=True)
    assert counted.last_day == expected
    assert not counted.provisional


def test_a_make_up_sunday_counts_and_the_holiday_is_named():
    counted = CALENDAR.add(date(2024, 9, 26), 5, WD, roll=True)
    assert [one.date for one in counted.days if one.kind == "counted"] == [
        date(2024, 9, 27),
        date(2024, 9, 29),
        date(2024, 9, 30),
        date(2024, 10, 8),
        date(2024, 10, 9),
    ]
    assert {one.reason for one in counted.skipped} == {"weekend", "national_day"}


def test_the_last_day_rolls_past_days_off_only_when_asked():
    rolled = CALENDAR.add(date(2026, 9, 21), 10, CD, roll=True)
    assert (rolled.rolled_from, rolled.last_day) == (date(2026, 10, 1), date(2026, 10, 8))
    assert [one.date for one in rolled.skipped] == [date(2026, 10, day) for day in range(1, 8)]
    raw = CALENDAR.add(date(2026, 9, 21), 10, CD, roll=False)
    assert (raw.rolled_from, raw.last_day, raw.skipped) == (None, date(2026, 10, 1), ())


def test_before_answers_the_last_day_to_ask():
    counted = CALENDAR.before(date(2024, 7, 16), 4, WD)
    assert counted.last_day == date(2024, 7, 10)
    assert [one.number for one in counted.days if one.kind == "counted"] == [1, 2, 3, 4]
    assert (counted.days[0].kind, counted.days[-1].date) == ("start", date(2024, 7, 16))


def test_a_moment_is_refused_and_so_is_nonsense():
    with pytest.raises(TypeError):
        CALENDAR.add(datetime(2026, 1, 5, tzinfo=UTC), 3, WD, roll=True)
    with pytest.raises(ValueError, match="not -1"):
        CALENDAR.add(date(2026, 1, 5), -1, WD, roll=True)
    with pytest.raises(ValueError, match="not in 9999"):
        CALENDAR.before(date(9999, 1, 5), 5, WD)
    with pytest.raises(ValueError, match="100000"):
        CALENDAR.add(date(2026, 1, 5), 100_000, CD, roll=False)


def test_the_seed_is_what_both_packages_know():
    china = holidays.China(years=range(2013, 2027))
    day = date(2013, 1, 1)
    while day.year < 2027:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day) == china.is_working_day(day), day
        day += ONE


@given(
    moment=st.datetimes(datetime(2013, 1, 2), datetime(2026, 9, 1)),
    offset=st.integers(-14 * 60, 14 * 60),
    number=st.integers(1, 30),
    unit=units,
    later=st.integers(0, 40),
)
def test_no_accepted_date_lies_before_the_rule(moment, offset, number, unit, later):
    """Whatever the minute and the zone it is given in, at least ``number`` days pass after the local date."""
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    published = (aware.astimezone(UTC) + timedelta(hours=8)).date()
    accepted = CALENDAR.add(legal_day(aware), number, unit, roll=True).last_day + later * ONE
    between = [published + n * ONE for n in range(1, (accepted - published).days + 1)]
    passed = [day for day in between if unit is CD or chinese_calendar.is_workday(day)]
    assert len(passed) >= number


@given(start=settled_days, number=st.integers(1, 40), unit=units)
def test_one_day_earlier_would_be_too_few(start, number, unit):
    last = CALENDAR.add(start, number, unit, roll=False).last_day
    between = [start + n * ONE for n in range(1, (last - start).days)]
    assert len([day for day in between if unit is CD or chinese_calendar.is_workday(day)]) == number - 1


@given(start=days, gap=st.integers(0, 60), number=numbers, more=numbers, unit=units, roll=st.booleans())
def test_adding_is_monotonic(start, gap, number, more, unit, roll):
    last = CALENDAR.add(start, number, unit, roll=roll).last_day
    assert last <= CALENDAR.add(start + gap * ONE, number, unit, roll=roll).last_day
    assert last <= CALENDAR.add(start, number + more, unit, roll=roll).last_day


def _adds_up(counted: Count) -> None:
    shown = counted.days
    assert [one.number for one in shown if one.kind == "counted"] == list(range(1, counted.number + 1))
    assert [one.date for one in shown] == sorted({one.date for one in shown})
    assert [one.date for one in shown if one.kind == "skipped"] == [one.date for one in counted.skipped]
    assert {shown[0].date, shown[-1].date} == {counted.start, counted.last_day}
    assert [one.kind for one in shown].count("start") == 1


@given(start=days, number=numbers, unit=units, roll=st.booleans())
def test_the_worked_count_adds_up_to_the_answer(start, number, unit, roll):
    forward = CALENDAR.add(start, number, unit, roll=roll)
    _adds_up(forward)
    if number and (roll or unit is WD):
        assert CALENDAR.is_workday(forward.last_day)
    _adds_up(CALENDAR.before(start, number, unit))


@given(start=days, number=numbers, unit=units)
def test_before_is_the_inverse_of_add(start, number, unit):
    end = CALENDAR.add(start, number, unit, roll=False).last_day
    assert CALENDAR.before(end, number, unit).last_day >= start
    latest = CALENDAR.before(start, number, unit).last_day
    assert CALENDAR.add(latest, number, unit, roll=False).last_day <= start
    assert CALENDAR.add(latest + ONE, number, unit, roll=False).last_day > start


@given(start=days, number=st.integers(1, 40))
def test_workdays_between_counts_what_add_counted(start, number):
    last = CALENDAR.add(start, number, WD, roll=True).last_day
    assert CALENDAR.workdays_between(start, last) == number
    assert CALENDAR.workdays_between(start, last - ONE) == number - 1
    assert CALENDAR.workdays_between(last, start) == CALENDAR.workdays_between(start, start) == 0


# Years not announced


def test_a_count_into_an_unannounced_year_says_so():
    assert CALENDAR.add(date(2026, 12, 28), 5, WD, roll=True).provisional
    assert not CALENDAR.add(date(2026, 12, 24), 5, WD, roll=True).provisional
    assert CALENDAR.before(date(2027, 1, 6), 4, WD).provisional
    # Plain days need no calendar; a last day that may roll does.
    assert not CALENDAR.add(date(2026, 12, 28), 20, CD, roll=False).provisional
    assert CALENDAR.add(date(2026, 12, 28), 20, CD, roll=True).provisional


def test_a_year_that_begins_on_a_tuesday_can_still_take_the_monday_before():
    """2018-12-31 was off and 2018-12-29 a workday by the notice for 2019."""
    before = _announced(2018)
    assert before.is_workday(date(2018, 12, 31))
    assert before.is_provisional(date(2018, 12, 31))
    assert not before.worst_case().is_workday(date(2018, 12, 31))
    assert not CALENDAR.is_workday(date(2018, 12, 31))
    assert CALENDAR.is_workday(date(2018, 12, 29))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def _announced(year: int) -> WorkCalendar:
    """The calendar as it was known when only the notices up to ``year`` were out."""
    known = [
        one
        for one in SEED
        if one.date.year < year or (one.date.year == year and f"{year + 1}年" not in one.source)
    ]
    return WorkCalendar.of(known, announced_from=date(2013, 1, 1), announced_through=date(year, 12, 31))


@pytest.mark.parametrize("year", range(2013, 2026))
def test_worst_case_held_against_every_notice_that_followed(year):
    worst = _announced(year).worst_case()
    for offset in range(0, 425, 3):
        start = date(year, 11, 1) + offset * ONE
        for number in (1, 2, 3, 5, 7, 10, 15, 20):
            for unit in Unit:
                told = worst.add(start, number, unit, roll=True).last_day
                assert told >= CALENDAR.add(start, number, unit, roll=True).last_day, (start, number, unit)
                asked = worst.before(start, number, unit).last_day
                assert asked <= CALENDAR.before(start, number, unit).last_day, (start, number, unit)


def test_every_weekday_ever_off_is_possible():
    day = date(2008, 1, 1)
    while day.year < 2027:
        if day.weekday() < 5 and not chinese_calendar.is_workday(day):
            assert festivals.possible_holiday(day), day
        day += ONE


@st.composite
def _plausible(draw: st.DrawFn) -> WorkCalendar:
    """A calendar the State Council could announce for 2027-2030: runs around festivals, weekends worked."""
    found: dict[date, CalendarDay] = {}
    for year in range(2027, 2031):
        for name, anchor in festivals.anchors(year).items():
            law = 2 if name in ("spring_festival", "national_day") else 0
            reach = {"spring_festival": 6, "national_day": 7, "labour_day": 4}.get(name, 2)
            first = draw(st.integers(0 if name == "new_year" else -2, 0))
            for offset in range(first, draw(st.integers(law, reach)) + 1):
                day = anchor + offset * ONE
                if day.weekday() < 5:
                    found[day] = CalendarDay(day, OFF, name, "")
            for offset in draw(st.sets(st.integers(-12, 12), max_size=2)):
                day = anchor + offset * ONE
                if day.weekday() >= 5 and day.year >= 2027:
                    found[day] = CalendarDay(day, WORK, name, "")
    if draw(st.booleans()):
        found[date(2029, 12, 31)] = CalendarDay(date(2029, 12, 31), OFF, "new_year", "")
    return WorkCalendar.of(
        [*SEED, *found.values()], announced_from=date(2013, 1, 1), announced_through=date(2030, 12, 31)
    )


@settings(max_examples=60, deadline=None)
@given(
    calendar=_plausible(),
    starts=st.lists(st.dates(date(2026, 11, 1), date(2030, 11, 1)), min_size=10, max_size=20),
    number=st.integers(0, 25),
    unit=units,
)
def test_worst_case_is_never_earlier_than_a_possible_calendar(calendar, starts, number, unit):
    worst = CALENDAR.worst_case()
    for start in starts:
        told = worst.add(start, number, unit, roll=True).last_day
        assert told >= calendar.add(start, number, unit, roll=True).last_day
        assert worst.before(start, number, unit).last_day <= calendar.before(start, number, unit).last_day


def test_worst_case_leaves_announced_years_alone():
    assert CALENDAR.worst_case().add(date(2024, 7, 2), 10, WD, roll=True).last_day == date(2024, 7, 16)


# Reading a notice

NOTICE_2027 = """\
# 国务院办公厅关于2027年部分节假日安排的通知（举例）
date,to,kind,reason,source
2027-01-01,2027-01-03,off,元旦,通知
2027-02-05,2027-02-12,off,春节,通知
2027-01-31,,work,春节,通知
2027-02-13,,work,春节,通知
2027-04-05,,off,清明节,通知
2027-05-01,2027-05-05,off,劳动节,通知
2027-05-08,,work,劳动节,通知
2027-06-09,,off,端午节,通知
2027-09-15,,off,中秋节,通知
2027-10-01,2027-10-07,off,国庆节,通知
"""


def test_the_next_year_is_put_in_from_csv():
    longer = CALENDAR.extended(parse_calendar(NOTICE_2027))
    assert longer.announced_through == date(2027, 12, 31)
    assert longer.is_workday(date(2027, 2, 13))
    assert longer.why_off(date(2027, 2, 12)) == "spring_festival"
    assert longer.why_off(date(2027, 5, 2)) == "weekend"
    assert not longer.add(date(2026, 12, 28), 10, WD, roll=True).provisional
    assert longer.days_off > CALENDAR.days_off
    assert longer.digest != CALENDAR.digest


def test_json_says_the_same_as_csv():
    entries = [
        dict(zip(("date", "to", "kind", "reason"), line.split(","), strict=False))
        for line in NOTICE_2027.splitlines()[2:]
    ]
    as_json = {"source": "通知", "days": entries}
    same = [(one.date, one.kind, one.reason, one.source) for one in parse_calendar(NOTICE_2027)]
    assert [(one.date, one.kind, one.reason, one.source) for one in parse_calendar(as_json)] == same


def test_a_year_can_be_put_right_and_keeps_its_neighbours():
    put_right = [one for one in SEED if one.date.year == 2018 and "2019年" not in one.source]
    assert CALENDAR.extended(put_right) == CALENDAR
    assert CALENDAR.extended([one for one in SEED if "2019年" in one.source]) == CALENDAR


def test_a_pinned_calendar_reads_back():
    assert WorkCalendar.from_canonical(CALENDAR.canonical()) == CALENDAR
    assert WorkCalendar.from_canonical(CALENDAR.canonical()).digest == CALENDAR.digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no days"),
        ("day,what\n2027-01-01,off", "line 1: no column date, kind"),
        ("date,kind,reason\n2027-13-01,off,new_year", "line 2: '2027-13-01' is no date"),
        ("date,kind,reason\n\n2027-01-01,holiday,new_year", "line 3: kind is off or work, not 'holiday'"),
        ("date,kind,reason\n2027-01-01,off,泼水节", "line 2: unknown reason '泼水节'"),
        (
            "date,kind,reason\n2027-01-01,off,new_year\n2027-01-01,off,new_year",
            "line 3: 2027-01-01 was given",
        ),
        ("date,kind,reason\n2027-01-04,work,new_year", "line 2: 2027-01-04 is a weekday"),
        ("date,kind,reason,colour\n2027-01-01,off,new_year,red", "line 2: unknown colour"),
        ("date,to,kind,reason\n2027-01-03,2027-01-01,off,new_year", "line 2: 2027-01-03 to 2027-01-01"),
        ('{"days": [{"date": "2027-01-01"}]}', "days, entry 1: kind is"),
        ('{"days": 5}', "days: a list"),
        ('{\n"days": [}', "line 2: not JSON"),
        ("date,kind,reason\n0001-01-01,off,new_year", "line 2: 0001-01-01 is no year"),
    ],
)
def test_what_is_wrong_with_a_notice_is_said_with_its_line(text, said):
    with pytest.raises(CalendarError) as refused:
        parse_calendar(text)
    assert said in str(refused.value)


def test_all_faults_of_a_notice_are_told_at_once():
    with pytest.raises(CalendarError) as refused:
        parse_calendar("date,kind,reason\nx,off,new_year\n2027-01-04,work,new_year")
    assert len(refused.value.problems) == 2


def test_a_notice_cut_short_or_out_of_turn_is_refused():
    with pytest.raises(CalendarError, match=r"2027-10-01 .国庆节. is not among the days off"):
        CALENDAR.extended(parse_calendar("\n".join(NOTICE_2027.splitlines()[:-1])))
    with pytest.raises(CalendarError, match="2027 comes before 2028"):
        CALENDAR.extended([CalendarDay(date(2028, 10, 2), OFF, "national_day", "")])
    with pytest.raises(CalendarError, match="does not belong to the notice for 2027"):
        CALENDAR.extended([*parse_calendar(NOTICE_2027), CalendarDay(date(2026, 3, 2), OFF, "qingming", "")])


def test_last_workday_is_the_day_itself_or_the_workday_before():
    calendar = WorkCalendar.seed()
    assert calendar.last_workday(date(2024, 7, 5)) == date(2024, 7, 5)
    assert calendar.last_workday(date(2024, 7, 7)) == date(2024, 7, 5)
    assert calendar.last_workday(date(2024, 10, 7)) == date(2024, 9, 30)
