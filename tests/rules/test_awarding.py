"""Who may be chosen, how long a result stands, when it can be objected to."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.rules import awarding
from procurement.rules.awarding import Candidate, check_winners, score_band
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, day
from tests.rules.test_duties import at


def ranked(*totals, **more):
    return [
        Candidate(f"B{place}", place, Decimal(total), verified=True, **more)
        for place, total in enumerate(totals, 1)
    ]


def codes(chosen, ranking, *, most=1, ceiling=None, **more):
    found = check_winners(chosen, ranking, most=most, ceiling=ceiling, **more)
    return {(one.code, one.bid) for one in found}


THREE = ranked(100, 90, 80)


def test_the_first_may_be_chosen():
    assert codes(["B1"], THREE, ceiling=Decimal(100)) == set()


def test_the_order_of_the_ranking_holds():
    assert codes(["B2"], THREE) == {("out_of_order", "B1")}
    assert codes(["B1", "B3"], THREE, most=None) == {("out_of_order", "B2")}
    assert codes(["B1", "B2"], THREE, most=None) == set()


@pytest.mark.parametrize("why", awarding.PASSED_OVER)
def test_a_better_one_is_passed_over_for_a_published_reason(why):
    assert codes(["B2"], THREE, passed_over={"B1": why}) == set()


def test_a_reason_that_is_none_passes_over_nobody():
    assert codes(["B2"], THREE, passed_over={"B1": "we_prefer_the_other"}) == {("unknown_reason", "B1")}
    assert codes(["B2"], THREE, passed_over={"B9": "withdrew", "B1": "withdrew"}) == {("unknown_bid", "B9")}


def test_equal_ranks_are_not_out_of_order():
    equal = [Candidate("B1", 1, Decimal(90), verified=True), Candidate("B2", 1, Decimal(90), verified=True)]
    assert codes(["B2"], equal) == set()


def test_an_award_that_fell_is_passed_by_itself_and_not_chosen_again():
    fallen = [Candidate("B1", 1, Decimal(100), verified=True, fallen=True), *THREE[1:]]
    assert codes(["B2"], fallen) == set()
    assert codes(["B1"], fallen) == {("award_fell", "B1")}


def test_all_faults_are_said_at_once():
    doubtful = [
        Candidate("B1", 1, Decimal(300), verified=False),
        Candidate("B2", 2, Decimal(90), verified=True, named=False),
    ]
    found = codes(["B1", "B2"], doubtful, ceiling=Decimal(200), open_low_offers=["B2"])
    assert found == {
        ("too_many", ""),
        ("above_ceiling", "B1"),
        ("not_verified", "B1"),
        ("not_candidate", "B2"),
        ("low_offer_open", "B2"),
    }


def test_nobody_is_no_decision():
    assert codes([], THREE) == {("none_chosen", "")}
    assert codes(["B7"], THREE) == {("unknown_bid", "B7")}


def test_several_awards_stay_within_the_budget_together():
    assert codes(["B1", "B2"], THREE, most=None, budget=Decimal(180)) == {("above_budget", "")}
    assert codes(["B1", "B2"], THREE, most=None, budget=Decimal(190)) == set()


def test_a_body_decides_on_a_report_and_not_in_the_future():
    def faults(decided):
        return [
            one.code
            for one in awarding.check_decided(
                day(decided), reported_on=day("2024-07-18"), on=day("2024-07-19")
            )
        ]

    assert faults("2024-07-18") == faults("2024-07-19") == []
    assert faults("2024-07-17") == ["decided_before_report"]
    assert faults("2024-07-20") == ["decided_in_future"]


@pytest.mark.parametrize(
    ("score", "band"),
    [(None, ""), ("0", "0-9"), ("69.99", "60-69"), ("70", "70-79"), ("90", "90-100"), ("100", "90-100")],
)
def test_bands_of_ten_points(score, band):
    assert score_band(None if score is None else Decimal(score)) == band


@given(st.decimals(0, 100, places=2))
def test_every_score_lies_in_its_band(score):
    low, high = score_band(score).split("-")
    assert int(low) <= score < int(high) + 1


def test_a_programmes_list_stands_three_working_days_and_that_is_the_time_to_object():
    for until in (awarding.publicity_until, awarding.objection_until):
        counted = until(GRANT, shown_at=at("2024-07-18T10:00"), book=BOOK, calendar=CALENDAR)
        # Thursday; Friday, Monday, Tuesday the 23rd.
        assert counted.last_day == day("2024-07-23")


def test_a_challenge_runs_from_the_end_of_the_notice_period():
    shown = at("2026-04-28T15:00")
    stands = awarding.publicity_until(CONSULTATION, shown_at=shown, book=BOOK, calendar=CALENDAR)
    assert stands.last_day == day("2026-04-29")
    until = awarding.objection_until(CONSULTATION, shown_at=shown, book=BOOK, calendar=CALENDAR)
    # Seven working days from Wednesday 29 April, over the holiday of 1 to 5 May, 9 May worked.
    assert (until.start, until.last_day) == (day("2026-04-29"), day("2026-05-12"))


@pytest.mark.parametrize("facts", [GRANT, CONSULTATION])
def test_a_reply_is_due_within_seven_working_days_in_both_regimes(facts):
    due = awarding.reply_due(facts, received_at=at("2024-07-19T16:00"), book=BOOK, calendar=CALENDAR)
    assert due.last_day == day("2024-07-30")
