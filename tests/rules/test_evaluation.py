"""Panels, points, ranking and low offers, on facts alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.rules import deductions, low_offers
from procurement.rules import evaluation as rules
from procurement.rules.case import Case
from procurement.rules.evaluation import Formula, Plan, Scored, Weighed
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT, SELECTION

D = Decimal
QUALITY, TEAM, PRICE = Weighed(1, D(60), "服务方案"), Weighed(2, D(30), "团队"), Weighed(3, D(10), "价格")
PLAN = Plan(Formula.LOW_PRICE_FIRST, (QUALITY, TEAM), PRICE)


def case(facts, **changes):
    return Case(replace(facts, **changes), BOOK, CALENDAR)


LATE = case(
    CONSULTATION,
    published_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    official_medium_published_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    ceiling_price=D(100000),
)


def codes(seats, of, **more):
    return [one.code for one in rules.panel_faults(seats, case(of), **more)]


@pytest.mark.parametrize(
    ("seats", "complete", "partly"),
    [
        ([], ["panel_size"], []),
        (["buyer", "outsider"], ["panel_size"], []),
        (["buyer", "outsider", "community"], [], []),
        (["outsider", "outsider", "expert"], [], []),
        (["buyer", "buyer", "outsider"], ["buyer_members"], ["buyer_members"]),
        (["buyer", "outsider", "community", "expert"], ["panel_size"], ["panel_size"]),
    ],
)
@pytest.mark.parametrize("of", [GRANT, SELECTION])
def test_a_programme_panel_is_three_with_at_most_one_of_the_buyer(seats, complete, partly, of):
    assert codes(seats, of) == complete
    assert codes(seats, of, complete=False) == partly


@pytest.mark.parametrize(
    ("seats", "faults"),
    [
        (["buyer", "expert", "expert"], []),
        (["expert"] * 3, []),
        (["buyer", "outsider", "expert"], ["expert_share"]),
        (["buyer", "expert"], ["committee_min", "committee_odd", "expert_share"]),
        (["buyer", "expert", "expert", "expert"], ["committee_odd"]),
    ],
)
def test_a_statutory_committee_is_odd_and_two_thirds_experts(seats, faults):
    assert codes(seats, CONSULTATION) == faults


def test_an_open_tender_takes_five_and_from_ten_million_seven():
    five = ["buyer", *["expert"] * 4]
    tender = replace(CONSULTATION, procedure="open_tender")
    assert codes(five, tender) == []
    assert codes(five, replace(tender, largest_award=D(10_000_000))) == ["committee_min"]


def test_the_price_is_the_criterion_that_says_so_and_has_the_stated_weight():
    found = rules.plan_of(case(CONSULTATION, price_weight=D(10)), [QUALITY, TEAM, PRICE])
    assert found == PLAN


@pytest.mark.parametrize("criteria", [[QUALITY, TEAM], [QUALITY, replace(PRICE, of=D(20))], [PRICE, PRICE]])
def test_a_price_that_is_no_clear_criterion_is_refused(criteria):
    with pytest.raises(rules.PriceUnclearError):
        rules.plan_of(case(CONSULTATION, price_weight=D(10)), criteria)


@pytest.mark.parametrize("weight", [None, D(0)])
def test_a_uniform_price_is_not_scored(weight):
    plan = rules.plan_of(case(CONSULTATION, price_weight=weight), [QUALITY, PRICE])
    assert plan == Plan(Formula.CRITERIA_ONLY, (QUALITY, PRICE))


def test_negotiation_goes_by_the_lowest_price_alone():
    plan = rules.plan_of(case(CONSULTATION, procedure="competitive_negotiation"), [QUALITY])
    assert plan.formula is Formula.LOWEST_PRICE
    ranked = rules.rank([Scored("B-B", D(5), {}), Scored("B-A", D(7), {}), Scored("B-C", D(5), {})], plan)
    assert [(one.bid, one.rank) for one in ranked] == [("B-B", 1), ("B-C", 1), ("B-A", 3)]


@pytest.mark.parametrize(
    ("price", "points"),
    [("90000", "10.00"), ("100000", "9.00"), ("120000", "7.50"), ("133333", "6.75"), ("0", "10.00")],
)
def test_the_benchmark_over_the_price(price, points):
    assert rules.price_score(D(price), benchmark=D(90000), of=D(10)) == D(points)


def test_a_half_goes_up_and_no_member_is_dropped():
    assert rules.mean([D("8.00"), D("8.01")]) == D("8.01")
    assert rules.mean([D(0), D(10), D(10)]) == D("6.67")


def scored(bid, price, *points):
    return Scored(bid, D(price), {1: [D(points[0])], 2: [D(points[1])]})


def test_equal_scores_go_to_the_lower_price():
    # 9.00 and 10.00 points for the price, so the dearer one has a point more for its plan.
    ranked = rules.rank([scored("B-A", 100000, 51, 20), scored("B-B", 90000, 50, 20)], PLAN)
    assert [one.score for one in ranked] == [D("80.00")] * 2
    assert [(one.bid, one.rank) for one in ranked] == [("B-B", 1), ("B-A", 2)]


def test_equal_prices_go_to_the_better_plan_and_full_equals_share_a_rank():
    ranked = rules.rank(
        [scored("B-A", 90000, 50, 20), scored("B-B", 90000, 51, 19), scored("B-C", 90000, 50, 20)], PLAN
    )
    assert [(one.bid, one.rank) for one in ranked] == [("B-B", 1), ("B-A", 2), ("B-C", 2)]


def test_a_consultation_names_three_and_who_shares_the_third_place():
    ranked = rules.rank(
        [
            scored(f"B-{name}", 90000, points, 20)
            for name, points in zip("ABCDE", (9, 8, 7, 7, 6), strict=True)
        ],
        PLAN,
    )
    assert [one.bid for one in rules.candidates(ranked, case(CONSULTATION))] == ["B-A", "B-B", "B-C", "B-D"]
    assert rules.candidates(ranked, case(GRANT)) == ranked


def test_the_weakest_two_by_their_share():
    criteria = [QUALITY, TEAM, PRICE]
    assert rules.weakest({1: D(30), 2: D(20), 3: D("5.00")}, criteria) == [1, 3]
    assert rules.weakest({1: D(60), 2: D(30), 3: D(9)}, criteria) == [3]


@pytest.mark.parametrize(
    ("scorers", "alone"), [([7], True), ([7, 7], True), ([7, None], False), ([8], False), ([], False)]
)
def test_scoring_alone(scorers, alone):
    assert rules.scored_alone(7, scorers) is alone


@pytest.mark.parametrize("points", ["-0.01", "60.01", "1.001", "NaN", "Infinity"])
def test_points_outside_the_criterion(points):
    assert not rules.in_range(D(points), D(60))
    assert rules.in_range(D(60), D(60))
    assert rules.in_range(D(0), D(60))


# Low offers


def test_each_of_the_three_tests_by_itself():
    met = low_offers.tests_met({"a": D(46000), "b": D(95000), "c": D(96000)}, LATE, ceiling=D(100000))
    assert met == {"a": ["of_second"]}
    met = low_offers.tests_met({"a": D(44000), "b": D(60000)}, LATE, ceiling=D(100000))
    assert met == {"a": ["of_ceiling"]}
    prices = {"a": D(46000), "b": D(47000), "c": D(99000), "d": D(99000), "e": D(99000), "f": D(400000)}
    assert low_offers.tests_met(prices, LATE, ceiling=None) == {"a": ["of_mean"], "b": ["of_mean"]}


def test_exactly_at_the_ratio_is_not_questioned():
    assert low_offers.tests_met({"a": D(45000), "b": D(90000)}, LATE, ceiling=D(100000)) == {}
    below = low_offers.tests_met({"a": D("44999.99"), "b": D(90000)}, LATE, ceiling=D(100000))
    assert below == {"a": ["of_second", "of_ceiling"]}


def test_before_february_2026_and_in_a_programme_no_figure_questions_a_price():
    prices = {"a": D(1), "b": D(90000)}
    moment = datetime(2026, 1, 31, 15, tzinfo=UTC)
    last_day = case(CONSULTATION, published_at=moment, official_medium_published_at=moment)
    assert low_offers.tests_met(prices, last_day, ceiling=D(100000)) == {}
    next_day = case(
        CONSULTATION, published_at=moment, official_medium_published_at=moment + timedelta(hours=1)
    )
    assert low_offers.tests_met(prices, next_day, ceiling=D(100000)).keys() == {"a"}
    assert low_offers.tests_met(prices, case(GRANT), ceiling=D(100000)) == {}


def test_thirty_minutes_and_the_word_of_the_bidder():
    assert low_offers.least_time(LATE) == timedelta(minutes=30)
    end = datetime(2026, 3, 2, 3, tzinfo=UTC)
    before = end - timedelta(microseconds=1)
    assert not low_offers.may_be_decided(explained=False, explain_by=end, now=before)
    assert low_offers.may_be_decided(explained=True, explain_by=end, now=before)
    assert low_offers.may_be_decided(explained=False, explain_by=end, now=end)


def test_the_ceiling_is_the_stated_one_else_the_lot_else_the_sum():
    stated = case(CONSULTATION, ceiling_price=D(5), largest_award=D(9))
    assert low_offers.ceiling_of(stated, D(7)) == D(5)
    open_one = case(CONSULTATION, ceiling_price=None, largest_award=D(9))
    assert low_offers.ceiling_of(open_one, D(7)) == D(7)
    assert low_offers.ceiling_of(open_one) == D(9)


# Properties

CENTS = st.integers(0, 10**8).map(lambda cents: D(cents) / 100)


def points(of):
    return st.integers(0, int(of * 100)).map(lambda cents: D(cents) / 100)


@st.composite
def fields(draw, most=7):
    members = draw(st.integers(1, 5))
    many = draw(st.integers(1, most))
    return [
        Scored(
            f"B-{number}",
            draw(CENTS),
            {
                one.key: draw(st.lists(points(one.of), min_size=members, max_size=members))
                for one in PLAN.panel
            },
        )
        for number in range(many)
    ]


@given(fields(), st.randoms())
def test_the_ranking_is_total_stable_and_the_same_in_any_order(offers, random):
    ranked = rules.rank(offers, PLAN)
    assert sorted(one.bid for one in ranked) == [one.bid for one in offers]
    assert ranked[0].rank == 1
    for place, (one, next_) in enumerate(pairwise(ranked), 1):
        assert next_.rank in (one.rank, place + 1)
        assert one.score >= next_.score
        if one.score == next_.score:
            assert one.price <= next_.price
    mixed = list(offers)
    random.shuffle(mixed)
    assert rules.rank(mixed, PLAN) == ranked


@given(CENTS, CENTS, CENTS, points(D(100)))
def test_a_lower_price_never_earns_less(one, other, benchmark, of):
    low, high = sorted((one, other))
    benchmark = min(benchmark, low)
    assert rules.price_score(low, benchmark=benchmark, of=of) >= rules.price_score(
        high, benchmark=benchmark, of=of
    )


@given(fields())
def test_points_stay_within_the_weights_and_add_up(offers):
    for one in rules.rank(offers, PLAN):
        for criterion in PLAN.all:
            assert 0 <= one.points[criterion.key] <= criterion.of
            assert one.points[criterion.key] == rules.rounded(one.points[criterion.key])
        assert one.score == sum(one.points.values()) <= rules.MOST_POINTS


@given(st.dictionaries(st.text("ab", min_size=1, max_size=3), CENTS, min_size=1), CENTS)
def test_a_dearer_offer_is_never_questioned_where_a_cheaper_one_is_not(prices, ceiling):
    met = low_offers.tests_met(prices, LATE, ceiling=ceiling)
    for bid, price in prices.items():
        for other, tests in met.items():
            if price < prices[other]:
                assert set(tests) - {"of_second"} <= set(met.get(bid, []))


def test_a_panel_whose_result_names_every_member_seats_nobody_who_is_never_named():
    seats = ["expert", "expert", "community"]
    assert "community_unnamed" in [
        one.code for one in rules.panel_faults(seats, case(CONSULTATION), complete=False)
    ]
    assert rules.panel_faults(["outsider", "community"], case(GRANT), complete=False) == []


# Prices that are judged lower


PRICES = st.decimals(min_value=1000, max_value=900000, places=2)


@given(st.lists(st.tuples(PRICES, st.sampled_from([D(0), D(10), D(15), D(20)])), min_size=1, max_size=8))
def test_nobody_loses_points_by_a_deduction_of_its_own(offers):
    plan = Plan(Formula.LOW_PRICE_FIRST, (), PRICE)
    for place, (price, share) in enumerate(offers):
        others = [Scored(f"B-{n}", one, {}, part) for n, (one, part) in enumerate(offers) if n != place]
        with_it, without = (
            {one.bid: one for one in rules.rank([*others, Scored("B-X", price, {}, part)], plan)}["B-X"]
            for part in (share, D(0))
        )
        assert with_it.price_score >= without.price_score
        assert with_it.price == price, "what is signed"
        assert with_it.evaluated <= price


@given(st.lists(st.tuples(PRICES, st.sampled_from([D(0), D(10), D(20)])), min_size=2, max_size=8))
def test_the_lowest_price_that_is_judged_earns_all_points(offers):
    ranked = rules.rank(
        [Scored(f"B-{n}", price, {}, share) for n, (price, share) in enumerate(offers)],
        Plan(Formula.LOW_PRICE_FIRST, (), PRICE),
    )
    lowest = min(one.evaluated for one in ranked)
    assert {one.price_score for one in ranked if one.evaluated == lowest} == {D("10.00")}
    assert all(one.price_score == rules.rounded(lowest / one.evaluated * 10) for one in ranked)


@pytest.mark.parametrize(
    ("price", "share", "judged"),
    [("440000", 10, "396000.00"), ("100.05", 10, "90.05"), ("100.05", 20, "80.04"), ("0.01", 20, "0.01")],
)
def test_a_price_is_judged_lower_to_the_fen(price, share, judged):
    assert deductions.evaluated(D(price), D(share)) == D(judged)


def test_equal_points_go_by_the_price_as_offered_and_the_lowest_price_by_the_one_that_is_judged():
    two = [Scored("B-A", D(100000), {}, D(10)), Scored("B-B", D(90000), {})]
    ranked = rules.rank(two, Plan(Formula.LOW_PRICE_FIRST, (), PRICE))
    assert [(one.bid, one.rank, one.price_score) for one in ranked] == [
        ("B-B", 1, D("10.00")),
        ("B-A", 2, D("10.00")),
    ]
    ranked = rules.rank([Scored("B-A", D(99999), {}, D(10)), two[1]], Plan(Formula.LOWEST_PRICE, ()))
    assert [one.bid for one in ranked] == ["B-A", "B-B"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"small": D(10)}),
        ({"sme_deduction": D(20)}, {"small": D(20)}),
        ({"sme_reservation": "reserved"}, {}),
        ({"price_weight": D(0)}, {}),
        ({"procedure": "competitive_negotiation", "price_weight": None}, {"small": D(10)}),
        ({"object": "goods"}, {"small": D(10), "domestic": D(20)}),
    ],
)
def test_what_is_deducted_is_the_calls_and_the_books(changes, expected):
    assert deductions.shares(case(CONSULTATION, **changes)) == expected


def test_before_july_2022_six_percent_and_before_2026_nothing_for_domestic_products():
    def on(day, **changes):
        at = datetime.combine(day, datetime.min.time(), UTC)
        return deductions.shares(
            case(CONSULTATION, official_medium_published_at=at, published_at=at, **changes)
        )

    assert [on(date(2022, 6, 30)), on(date(2022, 7, 1))] == [{"small": D(6)}, {"small": D(10)}]
    assert [on(date(2025, 12, 30), object="goods"), on(date(2026, 1, 5), object="goods")] == [
        {"small": D(10)},
        {"small": D(10), "domestic": D(20)},
    ]


@pytest.mark.parametrize("of", [GRANT, SELECTION])
def test_a_programme_judges_no_price_lower(of):
    assert deductions.shares(case(of, price_weight=D(10), sme_deduction=D(10))) == {}


def test_products_of_this_country_are_preferred_to_others_only():
    all_of_them = {"B-A": ["domestic", "small"], "B-B": ["domestic"]}
    assert deductions.in_competition(all_of_them) == {"B-A": {"small"}, "B-B": set()}
    assert deductions.in_competition(all_of_them | {"B-C": []})["B-A"] == {"domestic", "small"}
    assert deductions.share_of(["domestic", "small"], {"small": D(10), "domestic": D(20)}) == 30
