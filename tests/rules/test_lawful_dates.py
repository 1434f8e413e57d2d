"""All lawful dates at once: lawful each, and lawful together."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement.rules.facts import LOCAL_TIME, Facts, legal_day
from procurement.rules.hours import in_working_hours
from procurement.rules.procedures import PROCEDURES
from procurement.rules.publication import lawful_dates
from procurement.rules.verdicts import Answer
from tests.rules.calls import BOOK, CALENDAR, DATE_FIELDS, GRANT, JINGHONG, check, day, on, yuan
from tests.rules.faults import at
from tests.rules.strategies import moments

SLOW = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@SLOW
@given(
    moments(datetime(2020, 3, 2), datetime(2028, 12, 1)),
    st.sampled_from(["competitive_consultation", "open_tender", "grant_call", "below_threshold_selection"]),
    st.sampled_from([yuan(30_000), yuan(200_000), yuan(280_000), yuan(3_000_000)]),
    st.sampled_from(["province", "prefecture", "county"]),
    st.tuples(*[st.none() | st.integers(-5, 60) for _ in DATE_FIELDS]),
)
def test_all_lawful_dates_are_lawful_together(published, procedure, value, level, offsets):
    start = legal_day(published)
    facts = Facts(
        procedure=procedure,
        regime=PROCEDURES[procedure].regimes[0],
        level=level,
        estimated_value=value,
        published_at=published,
        official_medium_published_at=published,
    )
    given_days = {
        name: start + timedelta(days=offset)
        for name, offset in zip(sorted(DATE_FIELDS), offsets, strict=True)
        if offset is not None
    }
    for name in ("bids_due", "opens_at"):
        if name in given_days:
            given_days[name] = datetime.combine(given_days[name], datetime.min.time(), LOCAL_TIME)
    facts = replace(facts, **given_days)
    taken = lawful_dates(facts, book=BOOK, calendar=CALENDAR)
    assert taken
    after = replace(facts, **taken)
    faults = [one for one in check(after) if one.field in DATE_FIELDS and one.answer is not Answer.MEETS]
    assert not faults, [(one.field, one.code, one.earliest, one.latest) for one in faults]
    assert lawful_dates(after, book=BOOK, calendar=CALENDAR) == taken
    if "bids_due" not in given_days or given_days["bids_due"] != taken["bids_due"]:
        assert in_working_hours(taken["bids_due"], CALENDAR)


def test_lawful_dates_of_the_jinghong_call():
    taken = lawful_dates(JINGHONG, book=BOOK, calendar=CALENDAR)
    assert taken == {
        "documents_from": day("2024-07-02"),
        "bids_due": at("2024-07-16T17:00"),
        "documents_to": day("2024-07-16"),
        "opens_at": at("2024-07-16T17:00"),
        "ask_by": day("2024-07-10"),
        "answers_by": day("2024-07-12"),
    }


def test_lawful_dates_need_a_publication_and_a_procedure():
    assert lawful_dates(replace(GRANT, published_at=None), book=BOOK, calendar=CALENDAR) == {}
    assert lawful_dates(replace(GRANT, procedure=None), book=BOOK, calendar=CALENDAR) == {}


def test_a_waiver_shortens_what_the_button_takes():
    short = replace(GRANT, bids_due=None)
    rule = on(replace(GRANT, bids_due=at("2024-07-05")), "bids_due")["closing_too_early"].rule
    taken = lawful_dates(short, book=BOOK, calendar=CALENDAR, waivers={rule: "年底前须支出"})
    assert taken["bids_due"] == at("2024-07-09T17:00")


def test_a_later_lawful_closing_stays():
    later = at("2024-08-01T12:00")
    assert lawful_dates(replace(GRANT, bids_due=later), book=BOOK, calendar=CALENDAR)["bids_due"] == later
