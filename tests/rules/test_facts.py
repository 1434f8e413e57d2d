"""The one shape of facts: what goes in, what comes back, what is refused and under which name."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.facts import KEYS, FactsError, parse, to_mapping
from procurement.labels.rule_codes import FACTS_FAULT
from procurement.rules.facts import (
    LOCAL_TIME,
    Criterion,
    Eligibility,
    Facts,
    IndirectCosts,
    Payment,
    legal_day,
)
from procurement.rules.procedures import PROCEDURES
from procurement.rules.vocabulary import LEGAL_FORMS, LEVELS, PAYMENT_BASES, REGIMES
from tests.rules.strategies import facts_strategy


def errors_of(mapping):
    with pytest.raises(FactsError) as caught:
        parse(mapping)
    return caught.value.errors


def test_nothing_is_needed():
    assert parse({}) == Facts()
    assert parse({"procedure": None, "ground": ""}) == Facts()


def test_keys_are_those_of_the_dataclass():
    assert set(KEYS) == set(Facts.__dataclass_fields__)


def test_a_whole_call_is_read():
    facts = parse(
        {
            "procedure": "grant_call",
            "regime": "programme",
            "estimated_value": "220000",
            "largest_award": 220000.5,
            "published_at": "2024-07-02T09:27",
            "bids_due": "2024-07-16T17:00:00+08:00",
            "ask_by": "2024-07-10",
            "criteria": [{"text": "方案", "weight": 60}, {"text": "经验", "weight": "40"}],
            "eligibility": {"legal_forms": ["foundation"], "hosted_allowed": True, "area_limit": False},
            "indirect_costs": {"payable": ["staff"], "ceiling": 10},
            "payment_schedule": [{"share": 50, "within_days": 15, "basis": "agreement"}],
        }
    )
    assert facts.estimated_value == Decimal(220000)
    assert facts.largest_award == Decimal("220000.5")
    assert facts.published_at == datetime(2024, 7, 2, 1, 27, tzinfo=UTC)
    assert facts.closes_on == date(2024, 7, 16)
    assert facts.ask_by == date(2024, 7, 10)
    assert facts.criteria == (Criterion("方案", Decimal(60)), Criterion("经验", Decimal(40)))
    assert facts.eligibility == Eligibility(legal_forms=("foundation",), hosted_allowed=True, area_limit="")
    assert facts.indirect_costs == IndirectCosts(payable=("staff",), ceiling=Decimal(10))
    assert facts.payment_schedule == (Payment(Decimal(50), 15, "agreement"),)


def test_a_bare_day_for_a_closing_lasts_through_that_day():
    facts = parse({"bids_due": "2024-07-11", "opens_at": "2024-07-11", "published_at": "2024-07-02"})
    assert facts.closes_on == date(2024, 7, 11)
    assert facts.bids_due == facts.opens_at
    assert facts.legal_from == date(2024, 7, 2)


def test_a_moment_for_a_day_means_its_local_date():
    assert parse({"ask_by": "2024-07-10T20:00:00Z"}).ask_by == date(2024, 7, 11)


def test_a_moment_without_offset_is_local():
    assert parse({"published_at": "2024-07-02T09:27"}) == parse({"published_at": "2024-07-02T01:27:00+00:00"})


@pytest.mark.parametrize(
    ("mapping", "errors"),
    [
        ({"colour": 1}, {"colour": "unknown_key"}),
        ({"eligibility": {"height": 1}}, {"eligibility.height": "unknown_key"}),
        ({"procedure": "raffle"}, {"procedure": "unknown_value"}),
        ({"procedure": ["open_tender"]}, {"procedure": "unknown_value"}),
        ({"estimated_value": "much"}, {"estimated_value": "not_a_number"}),
        ({"estimated_value": float("nan")}, {"estimated_value": "not_a_number"}),
        ({"estimated_value": True}, {"estimated_value": "not_a_number"}),
        ({"estimated_value": -1}, {"estimated_value": "negative"}),
        ({"estimated_value": "1e99"}, {"estimated_value": "out_of_range"}),
        ({"published_at": "2 July"}, {"published_at": "not_a_moment"}),
        ({"ask_by": 20240702}, {"ask_by": "not_a_date"}),
        ({"ask_by": "1899-01-01"}, {"ask_by": "out_of_range"}),
        ({"bids_due": "9999-12-31T23:59:00-12:00"}, {"bids_due": "out_of_range"}),
        ({"includes_testing": "yes"}, {"includes_testing": "not_true_or_false"}),
        ({"criteria": "all"}, {"criteria": "not_a_list"}),
        ({"criteria": [{"text": "a"}, 3]}, {"criteria.1": "not_an_object"}),
        ({"criteria": [{"weight": "x"}]}, {"criteria.0.weight": "not_a_number"}),
        (
            {"payment_schedule": [{"within_days": 1.5}]},
            {"payment_schedule.0.within_days": "not_a_whole_number"},
        ),
        ({"eligibility": {"legal_forms": "all"}}, {"eligibility.legal_forms": "not_a_list"}),
        ({"full_text": 7}, {"full_text": "not_text"}),
        ({"full_text": "\x00"}, {"full_text": "not_text"}),
        ({"full_text": "\ud800"}, {"full_text": "not_text"}),
        ({"estimated_value": "Infinity"}, {"estimated_value": "not_a_number"}),
        ({"estimated_value": "1e309"}, {"estimated_value": "out_of_range"}),
        ({"estimated_value": "9" * 49}, {"estimated_value": "out_of_range"}),
        ({"estimated_value": [1]}, {"estimated_value": "not_a_number"}),
        ({"eligibility": {"area_limit": 3}}, {"eligibility.area_limit": "not_text"}),
        ({"eligibility": {"area_limit": ["景洪", 3]}}, {"eligibility.area_limit.1": "not_text"}),
        (
            {"eligibility": {"experience_required": "长" * 4001}},
            {"eligibility.experience_required": "too_long"},
        ),
        ({"criteria": [{}] * 201}, {"criteria": "too_long"}),
        ({"payment_schedule": [{"basis": "later"}]}, {"payment_schedule.0.basis": "unknown_value"}),
        ({"full_text": "长" * 200_001}, {"full_text": "too_long"}),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(mapping, errors):
    assert errors_of(mapping) == errors


def test_all_errors_are_told_at_once():
    assert set(errors_of({"a": 1, "procedure": "x", "ask_by": "y"})) == {"a", "procedure", "ask_by"}


def test_a_list_is_no_call():
    assert errors_of([]) == {"": "not_an_object"}


@given(facts_strategy())
def test_round_trip(facts):
    assert parse(to_mapping(facts)) == facts


# What a stranger may post: any JSON under any of our names.
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_CODES = st.sampled_from([*PROCEDURES, *REGIMES, *LEVELS, *LEGAL_FORMS, *PAYMENT_BASES])


@given(st.dictionaries(st.sampled_from([*KEYS, "colour"]), _JSON | _CODES, max_size=6))
def test_any_input_is_read_or_refused_by_name(mapping):
    refused = {}
    facts = Facts()
    try:
        facts = parse(mapping)
    except FactsError as error:
        refused = error.errors
    assert {path.split(".")[0] for path in refused} <= set(mapping)
    assert set(refused.values()) <= set(FACTS_FAULT), "a code without words"
    assert parse(to_mapping(facts)) == facts


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_the_local_day_is_the_same_in_whatever_zone_it_is_given(naive, zone):
    moment = naive.replace(tzinfo=LOCAL_TIME)
    assert legal_day(moment.astimezone(zone)) == naive.date()
