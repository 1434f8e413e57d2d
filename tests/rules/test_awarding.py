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


def line(ranking, **more):
    return [(one.bid, one.running, one.line) for one in awarding.money_line(ranking, **more)]


def test_the_line_is_drawn_where_the_money_ends():
    assert line(THREE, most=None, budget=Decimal(190)) == [
        ("B1", Decimal(100), "reached"),
        ("B2", Decimal(190), "reached"),
        ("B3", Decimal(270), "beyond_money"),
    ]


def test_nobody_behind_the_line_is_taken_in_because_they_ask_for_less():
    found = line(ranked(100, 90, 10), most=None, budget=Decimal(120))
    assert [one[2] for one in found] == ["reached", "beyond_money", "beyond_money"]


def test_the_line_is_drawn_where_the_number_ends():
    found = line(THREE, most=2, budget=Decimal(1000))
    assert [one[2] for one in found] == ["reached", "reached", "beyond_number"]


def test_one_award_is_held_to_its_ceiling_and_not_to_the_sum():
    assert [one[2] for one in line(THREE, most=1, budget=Decimal(50))] == [
        "reached", "beyond_number", "beyond_number",
    ]  # fmt: skip


def test_who_cannot_be_chosen_takes_no_money_on_the_way_to_the_line():
    some = [
        Candidate("B1", 1, Decimal(100), verified=True, fallen=True),
        Candidate("B2", 2, Decimal(90), verified=False),
        Candidate("B3", 3, Decimal(80), verified=True, named=False),
    ]
    assert line(some, most=None, budget=Decimal(95)) == [
        ("B1", Decimal(0), "fallen"),
        ("B2", Decimal(90), "reached"),
        ("B3", Decimal(90), "not_named"),
    ]
    assert set(awarding.LINES) == {"reached", "beyond_number", "beyond_money", "not_named", "fallen"}


def cuts(
    bid, value, reason="按评审意见减少宣传品。", *, smallest=None, regime="programme", chosen=("B1", "B2")
):
    given = {bid: awarding.Cut(Decimal(value), reason)}
    found = awarding.check_cuts(given, chosen, THREE, smallest=smallest, regime=regime)
    return {(one.code, one.bid) for one in found}


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"bid": "B1", "value": "99.99"}, set()),
        ({"bid": "B1", "value": "100"}, {("above_asked", "B1")}),
        ({"bid": "B1", "value": "101"}, {("above_asked", "B1")}),
        ({"bid": "B1", "value": "0"}, {("cut_to_nothing", "B1")}),
        ({"bid": "B1", "value": "-1"}, {("cut_to_nothing", "B1")}),
        ({"bid": "B1", "value": "60", "smallest": Decimal(60)}, set()),
        ({"bid": "B1", "value": "59.99", "smallest": Decimal(60)}, {("below_smallest", "B1")}),
        ({"bid": "B1", "value": "90", "reason": " "}, {("cut_unexplained", "B1")}),
        ({"bid": "B3", "value": "70"}, {("cut_not_chosen", "B3")}),
        ({"bid": "B9", "value": "70"}, {("unknown_bid", "B9")}),
        ({"bid": "B1", "value": "90", "regime": "statutory"}, {("cut_of_statutory", "B1")}),
    ],
)
def test_a_sum_may_be_reduced_for_a_reason_and_never_raised(said, faults):
    assert cuts(**said) == faults


def test_more_than_the_budget_says_by_how_much():
    (fault,) = check_winners(["B1", "B2"], THREE, most=None, ceiling=None, budget=Decimal(180))
    assert (fault.code, fault.limit, fault.more) == ("above_budget", "180", "10")


# How many lots one bidder may win


def limited(winners, passed_over=(), most=1, **more):
    over = dict.fromkeys(passed_over, awarding.FULL)
    return [(one.code, one.bid) for one in awarding.check_lots_of_one(winners, over, most=most, **more)]


def test_who_is_first_in_more_lots_than_allowed_has_those_with_the_lower_numbers():
    assert limited(["B-A", "B-B/2"], ["B-A/2"]) == []
    assert limited(["B-A", "B-A/2"]) == [("lots_too_many", "B-A/2")]
    assert limited(["B-B", "B-A/2"], ["B-A"]) == [("not_full", "B-A")]
    assert limited(["B-A", "B-A/2", "B-B/3"], ["B-A/3"], most=2) == []
    assert limited(["B-A/2"], most=1, before={"B-A": 1}) == [("lots_too_many", "B-A/2")]
    assert limited(["B-B/2"], ["B-A/2"], before={"B-A": 1}) == []


def test_without_a_limit_nobody_is_passed_over_as_full():
    assert limited(["B-A", "B-A/2", "B-A/3"], most=None) == []
    assert limited(["B-A", "B-B/2"], ["B-A/2"], most=None) == [("not_full", "B-A/2")]
