"""Who opens, when, with how many bids, and what of it is public: on facts alone."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from procurement.rules import opening as rules
from procurement.rules.calendar import WorkCalendar
from procurement.rules.duties import Sealed, plan
from procurement.rules.facts import LOCAL_TIME, legal_day
from procurement.rules.inquiries import Silence, end_of
from procurement.rules.opening import Confirmed, Gate
from procurement.rules.procedures import PROCEDURES
from tests.rules.calls import BOOK, CALENDAR, JINGHONG

OPENS = datetime(2024, 7, 16, 17, tzinfo=LOCAL_TIME)
AFTER = OPENS + timedelta(minutes=1)


def word(person=1, *, of_buyer=True, supervisor=False, at=AFTER, stands=True):
    return Confirmed(person, of_buyer, supervisor, at, stands)


def gate(*given, now=AFTER, regime="programme", silence=Silence.NOTHING):
    return rules.gate(given, opens_at=OPENS, now=now, regime=regime, silence=silence, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ([], 0),
        ([word(1)], 1),
        ([word(1), word(2)], 2),
        ([word(1), word(1)], 1),
        ([word(1), word(2, of_buyer=False)], 1),
        ([word(1), word(2, of_buyer=False, supervisor=True)], 2),
        ([word(1, of_buyer=False, supervisor=True), word(2, of_buyer=False, supervisor=True)], 1),
        ([word(1), word(2, at=OPENS - timedelta(microseconds=1))], 1),
        ([word(1), word(2, at=OPENS)], 2),
        ([word(1), word(2, stands=False)], 1),
        # An official of the buyer who is also a supervisor speaks as the former.
        ([word(1, supervisor=True), word(2, of_buyer=False, supervisor=True)], 2),
        # A word that fell does not keep the same person's later one from counting.
        ([word(1, stands=False), word(1, at=AFTER + timedelta(hours=1)), word(2)], 2),
    ],
)
def test_words_that_count(given, number):
    assert len(rules.counting(given, opens_at=OPENS)) == number


def test_the_gate():
    both = (word(1), word(2))
    assert gate(*both, now=OPENS - timedelta(microseconds=1)) is Gate.TOO_EARLY
    assert gate(*both, now=OPENS + timedelta(minutes=2)) is Gate.TWO
    assert gate(word(1)) is Gate.WAITS
    assert gate(*both, regime="statutory", silence=Silence.BLOCKS_OPENING) is Gate.QUESTION
    assert [one for one in Gate if one.is_open] == [Gate.TWO, Gate.ALONE]


def test_the_clock_opens_alone_after_three_whole_working_days_and_only_in_the_programme_regime():
    # Tuesday 16 July: Wednesday, Thursday, Friday; so from Saturday 0:00.
    alone = datetime(2024, 7, 20, tzinfo=LOCAL_TIME)
    assert rules.alone_from(OPENS, calendar=CALENDAR) == alone
    assert gate(now=alone - timedelta(microseconds=1)) is Gate.WAITS
    assert gate(now=alone) is Gate.ALONE
    assert gate(now=alone + timedelta(days=90), regime="statutory") is Gate.WAITS
    assert gate(now=alone, silence=Silence.BLOCKS_OPENING) is Gate.QUESTION


def test_working_days_not_announced_yet_are_waited_for():
    open_year = WorkCalendar.seed()
    year = open_year.announced_through.year + 1
    opens = datetime(year, 9, 29, 17, tzinfo=LOCAL_TIME)
    kind = open_year.add(opens.date(), 3, rules.Unit.WORKING_DAYS, roll=False).last_day
    assert rules.alone_from(opens, calendar=open_year).date() > kind + timedelta(days=1)


@pytest.mark.parametrize(
    ("changed", "least"),
    [
        ({}, 1),
        ({"invited_only_reason": "confidential_population"}, 2),
        ({"procedure": "open_tender", "regime": "statutory"}, 3),
        ({"procedure": "competitive_consultation", "regime": "statutory"}, 3),
        (
            {
                "procedure": "competitive_consultation",
                "regime": "statutory",
                "ground": "government_purchased_service",
            },
            2,
        ),
        # Two are enough in negotiation after a failed tender with approval, which a ground alone is not.
        ({"procedure": "competitive_negotiation", "regime": "statutory", "ground": "tender_failed"}, 3),
        ({"procedure": "framework_closed", "regime": "statutory"}, 2),
        ({"procedure": "single_source", "regime": "statutory"}, 1),
    ],
)
def test_how_many_are_enough(changed, least):
    facts = replace(JINGHONG, **changed)
    assert rules.least_bidders(facts, book=BOOK, calendar=CALENDAR) == least


def test_one_is_not_enough_where_the_time_was_cut_short():
    row = next(row for row in BOOK.rows if row.parameter == "bids_due.min_after_publication")
    other = next(row for row in BOOK.rows if not row.parameter.startswith("bids_due."))
    least = {
        rule: rules.least_bidders(JINGHONG, book=BOOK, calendar=CALENDAR, waivers={rule: "紧急"})
        for rule in (row.id, other.id)
    }
    assert least == {row.id: 2, other.id: 1}


def test_what_is_published():
    assert rules.record_of("open_tender") == rules.Record(names=True, prices=True)
    assert rules.record_of("competitive_consultation") == rules.Record(names=False, prices=False)
    for code, procedure in PROCEDURES.items():
        if "programme" in procedure.regimes:
            assert rules.record_of(code) == rules.Record(names=False, prices=True)


def budget(*lines, position=1):
    rows = [{"label": "项", "kind": kind, "amount": amount} for kind, amount in lines]
    return {"version": 1, "lots": [{"position": position, "lines": rows}]}


def test_a_budget_is_read_as_it_was_written():
    text = json.dumps(budget(("direct", "100.10"), ("direct", "0.90"), ("indirect", "9"))).encode()
    offer = rules.read_budget(text)[1]
    assert (offer.direct, offer.indirect, offer.total) == (
        Decimal("101.00"),
        Decimal("9.00"),
        Decimal("110.00"),
    )
    assert [line["amount"] for line in offer.lines] == ["100.10", "0.90", "9.00"]
    told_apart = budget(("direct", "40"), ("staff", "50"), ("indirect", "6"), ("management", "4"))
    offer = rules.read_budget(json.dumps(told_apart).encode())[1]
    assert (offer.direct, offer.indirect) == (Decimal("90.00"), Decimal("10.00"))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        json.dumps({"lots": []}).encode(),
        *(
            json.dumps(budget(line)).encode()
            for line in (
                ("direct", "-1"),
                ("direct", "NaN"),
                ("direct", "Infinity"),
                ("direct", "1.001"),
                ("direct", "1e13"),
                ("direct", "many"),
                ("other", "1"),
            )
        ),
        json.dumps({"lots": budget(("direct", "1"))["lots"] * 2}).encode(),
    ],
)
def test_what_is_no_budget_is_refused(text):
    with pytest.raises(rules.UnreadableError):
        rules.read_budget(text)


def test_an_extension_gives_five_working_days_once():
    # From Tuesday 16 July, at the published hour.
    facts = replace(JINGHONG, bids_due=OPENS)
    later = rules.closing_after_extension(facts, now=AFTER, extended=0, book=BOOK, calendar=CALENDAR)
    assert later == datetime(2024, 7, 23, 17, tzinfo=LOCAL_TIME)
    again = rules.closing_after_extension(facts, now=AFTER, extended=1, book=BOOK, calendar=CALENDAR)
    assert again is None
    statutory = replace(facts, procedure="open_tender", regime="statutory")
    assert (
        rules.closing_after_extension(statutory, now=AFTER, extended=0, book=BOOK, calendar=CALENDAR) is None
    )


def duties(step="closed", **sealed):
    facts = replace(JINGHONG, bids_due=OPENS, opens_at=OPENS)
    found = plan(facts, step=step, questions=(), book=BOOK, calendar=CALENDAR, sealed=Sealed(OPENS, **sealed))
    return {(one.kind, one.subject): one.due_at for one in found}


def test_the_portal_opens_when_two_have_confirmed_else_after_three_working_days():
    assert duties()["unseal", ""] == rules.alone_from(OPENS, calendar=CALENDAR)
    assert duties(confirmed=True)["unseal", ""] == OPENS
    assert ("unseal", "") not in duties(found_few=True)
    assert ("open_bids", "") not in duties(found_few=True)
    assert ("decide_void", "") in duties(found_few=True)


def test_final_offers_have_an_opening_of_their_own():
    found = duties("evaluating", round=2, confirmed=True)
    assert found["unseal", "2"] == OPENS
    assert found["open_bids", "2"] == end_of(legal_day(OPENS))
