"""Corrections: what they may change and how far they move closing."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.fields import DEADLINES, FIELDS
from procurement.rules.corrections import (
    Change,
    Touches,
    binds,
    check_correction,
    deadline_after,
    heaviest,
    weight_of,
)
from procurement.rules.facts import LOCAL_TIME, legal_day
from procurement.rules.hours import next_working_moment
from procurement.rules.verdicts import Answer
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, OPEN_TENDER, SELECTION, day
from tests.rules.strategies import moments


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TIME)


def after(facts, corrected, weight=Change.MATERIAL):
    return deadline_after(facts, weight=weight, corrected_at=at(corrected), book=BOOK, calendar=CALENDAR)


def codes(facts, changes, corrected="2024-07-03T09:00"):
    weighed = {
        name: change | {"weight": str(weight_of(FIELDS[name].touches, regime=facts.regime))}
        for name, change in changes.items()
    }
    verdicts = check_correction(
        facts, weighed, deadlines=DEADLINES, corrected_at=at(corrected), book=BOOK, calendar=CALENDAR
    )
    return {one.code: one for one in verdicts if one.answer is not Answer.MEETS}


@pytest.mark.parametrize(
    ("field", "regime", "change"),
    [
        ("summary_en", "programme", Change.COSMETIC),
        ("title_zh", "statutory", Change.COSMETIC),
        ("contact_phone", "statutory", Change.INFORMATIVE),
        ("bids_due", "programme", Change.INFORMATIVE),
        ("estimated_value", "programme", Change.MATERIAL),
        ("criteria", "statutory", Change.MATERIAL),
        ("requirement_zh", "statutory", Change.MATERIAL),
        ("legal_forms", "programme", Change.MATERIAL),
        ("legal_forms", "statutory", Change.FORBIDDEN),
        ("area_limit", "statutory", Change.FORBIDDEN),
        ("services", "statutory", Change.FORBIDDEN),
        ("procedure", "programme", Change.FORBIDDEN),
        ("object", "statutory", Change.FORBIDDEN),
    ],
)
def test_each_field_has_its_weight(field, regime, change):
    assert weight_of(FIELDS[field].touches, regime=regime) is change


@pytest.mark.parametrize("touched", Touches)
def test_only_conditions_of_qualification_weigh_more_in_a_statutory_call(touched):
    weights = {weight_of(touched, regime=regime) for regime in ("programme", "statutory")}
    assert len(weights) == (2 if touched is Touches.QUALIFICATION else 1)


def test_the_heaviest_field_counts():
    assert heaviest([Change.COSMETIC, Change.MATERIAL, Change.INFORMATIVE]) is Change.MATERIAL
    assert heaviest([]) is Change.COSMETIC


@pytest.mark.parametrize(
    ("facts", "corrected", "closing"),
    [
        # Open tender, 15 days: 21 April + 15 = 6 May, the closing itself; a day later moves it to 7 May.
        (OPEN_TENDER, "2026-04-21T10:00", "2026-05-06T09:30"),
        (OPEN_TENDER, "2026-04-22T10:00", "2026-05-07T09:30"),
        # Consultation, 5 days: 16 April + 5 = 21 April; the 17th leads to Wednesday 22.
        (CONSULTATION, "2026-04-16T10:00", "2026-04-21T09:30"),
        (CONSULTATION, "2026-04-17T10:00", "2026-04-22T09:30"),
        # Programme, 5 working days: Tuesday 9 July + 5 = Tuesday 16.
        (GRANT, "2024-07-09T10:00", "2024-07-16T17:00"),
        (GRANT, "2024-07-10T10:00", "2024-07-17T17:00"),
        (SELECTION, "2024-07-12T10:00", "2024-07-19T17:00"),
        # Negotiation and quotation, 3 working days.
        (replace(CONSULTATION, procedure="competitive_negotiation"), "2026-04-17T10:00", "2026-04-22T09:30"),
        (replace(CONSULTATION, procedure="request_for_quotation"), "2026-04-16T10:00", "2026-04-21T09:30"),
    ],
)
def test_the_correction_table(facts, corrected, closing):
    found = after(facts, corrected)
    assert found.bids_due == at(closing)
    assert found.moved is (found.bids_due != facts.bids_due)


def test_a_deadline_that_moves_lands_on_a_working_day():
    # 29 April + 5 days is 4 May, a holiday in 2026; the first working day after it is the 6th.
    facts = replace(CONSULTATION, bids_due=at("2026-04-30T09:30"))
    assert after(facts, "2026-04-29T10:00").bids_due == at("2026-05-06T09:30")


def test_an_informative_change_moves_nothing():
    assert after(GRANT, "2024-07-16T10:00", Change.INFORMATIVE) is None


@given(
    moments(datetime(2026, 4, 10), datetime(2026, 12, 1)),
    st.sampled_from([GRANT, SELECTION, CONSULTATION, OPEN_TENDER]),
)
def test_closing_never_moves_earlier_and_never_before_the_rules_day(corrected, facts):
    found = deadline_after(
        facts, weight=Change.MATERIAL, corrected_at=corrected, book=BOOK, calendar=CALENDAR
    )
    assert found.bids_due >= facts.bids_due
    assert legal_day(found.bids_due) >= found.earliest > legal_day(corrected)


def test_a_late_material_change_asks_for_the_new_closing_and_then_is_lawful():
    change = {"estimated_value": {"before": "220000", "after": "200000"}}
    fault = codes(GRANT, change, "2024-07-12T10:00")["correction_too_late"]
    assert fault.field == "bids_due"
    assert fault.earliest == day("2024-07-19")
    moved = {"before": "2024-07-16T17:00:00+08:00", "after": "2024-07-19T17:00:00+08:00"}
    whole = change | {"bids_due": moved, "opens_at": moved, "documents_to": _days("2024-07-16", "2024-07-19")}
    assert codes(GRANT, whole, "2024-07-12T10:00") == {}


def _days(before, after):
    return {"before": before, "after": after}


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        ("bids_due", "2024-07-16T17:00:00+08:00", "2024-07-16T16:59:00+08:00"),
        ("ask_by", "2024-07-10", "2024-07-09"),
        ("answers_by", "2024-07-12", None),
    ],
)
def test_deadlines_only_move_later(field, before, after):
    assert codes(GRANT, {field: _days(before, after)})["deadline_earlier"].field == field


def test_a_forbidden_change_breaks_whatever_the_day():
    change = {"legal_forms": _days(["foundation"], ["enterprise"])}
    fault = codes(CONSULTATION, change, "2026-04-11T09:00")["change_forbidden"]
    assert fault.answer is Answer.BREAKS
    assert "change_forbidden" not in codes(GRANT, change)


def test_moving_closing_past_opening_is_found():
    moved = _days("2024-07-16T17:00:00+08:00", "2024-07-18T17:00:00+08:00")
    assert "opening_before_closing" in codes(GRANT, {"bids_due": moved})


@given(st.integers(0, 30))
def test_a_deadline_moved_later_together_is_accepted(days):
    later = next_working_moment(GRANT.bids_due + timedelta(days=days), CALENDAR)
    both = _days(GRANT.bids_due.isoformat(), later.isoformat())
    changes = {"bids_due": both, "opens_at": both, "documents_to": _days("2024-07-16", str(legal_day(later)))}
    assert codes(GRANT, changes) == {}


@pytest.mark.parametrize(
    ("name", "before", "after", "binding"),
    [
        ("ceiling_price", 480000, 480001, False),
        ("ceiling_price", 480000, 479999, True),
        ("ceiling_price", None, 480000, True),
        ("ceiling_price", 480000, None, False),
        ("largest_award", 5000, 9000, False),
        ("indirect_ceiling", 15, 10, True),
        ("deposit", 2000, None, False),
        ("deposit", None, 2000, True),
        ("estimated_value", 100, 200, True),
        ("requirement_zh", "甲", "乙", True),
    ],
)
def test_a_change_that_gives_room_binds_nobody_who_sealed_before(name, before, after, binding):
    figures = [Decimal(one) if isinstance(one, int) else one for one in (before, after)]
    assert binds(name, *figures) is binding
