"""What a bid says and how much of it: questions, budget, files, parties, and the moment of closing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.rules import bidding as rules
from procurement.rules.bidding import BidRefusedError, Fault, Line, LotTerms, Terms

FULL = dict.fromkeys(rules.QUESTIONS, "有。")
PROGRAMME = Terms("programme", (LotTerms(1, Decimal(220000)),), Decimal(15))
STATUTORY = Terms("statutory", (LotTerms(1, Decimal(600000)),))


def lots(*amounts, position=1):
    rows = [Line("x", kind, Decimal(amount)) for kind, amount in amounts]
    return {position: rows}


def codes(faults):
    return [(fault.where, fault.code) for fault in faults]


def test_six_questions():
    assert rules.QUESTIONS == ("approach", "people", "team", "confidentiality", "quality", "risks")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("我们每月外展两次。", 8),
        ("two words", 2),
        ("艾滋病 HIV 检测", 6),
        ("", 0),
        ("don't", 2),
    ],
)
def test_chinese_is_counted_by_characters_and_other_scripts_by_words(text, length):
    assert rules.length_of(text) == length


def test_an_answer_of_the_longest_length_is_taken_and_one_more_is_not():
    longest = "字" * rules.LONGEST_ANSWER
    assert rules.read_answers({"team": longest}) == {"team": longest}
    with pytest.raises(BidRefusedError) as refused:
        rules.read_answers({"team": "字" * (rules.MOST_SIGNS + 1), "weather": "x"})
    assert codes(refused.value.faults) == [("team", "answer_long"), ("weather", "unknown_question")]


def test_an_answer_of_signs_that_count_as_nothing_is_limited_too():
    with pytest.raises(BidRefusedError):
        rules.read_answers({"team": "。" * (rules.MOST_SIGNS + 1)})


def test_answers_are_trimmed_kept_in_order_and_empty_ones_left_out():
    said = rules.read_answers({"risks": " 有\r\n风险 \x00", "approach": "做", "team": "  "})
    assert list(said.items()) == [("approach", "做"), ("risks", "有\n风险")]


def read(*rows, position=1):
    return rules.read_lots([{"position": position, "lines": list(rows)}], positions=[1, 2])


def test_an_amount_is_kept_to_the_cent():
    (line,) = read({"label": " 场地  租金 ", "kind": "direct", "amount": Decimal("12000.5")})[1]
    assert (line.label, str(line.amount)) == ("场地 租金", "12000.50")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"label": "", "kind": "direct", "amount": Decimal("1")}, "label_missing"),
        ({"label": "x" * 81, "kind": "direct", "amount": Decimal("1")}, "label_long"),
        ({"label": "x", "kind": "other", "amount": Decimal("1")}, "kind_unknown"),
        ({"label": "x", "kind": "direct", "amount": ""}, "amount_unreadable"),
        ({"label": "x", "kind": "direct", "amount": "100"}, "amount_unreadable"),
        ({"label": "x", "kind": "direct", "amount": Decimal("1.005")}, "amount_unreadable"),
        ({"label": "x", "kind": "direct", "amount": Decimal("NaN")}, "amount_unreadable"),
        ({"label": "x", "kind": "direct", "amount": True}, "amount_unreadable"),
        ({"label": "x", "kind": "direct", "amount": Decimal("0")}, "amount_out_of_range"),
        ({"label": "x", "kind": "direct", "amount": Decimal("-5")}, "amount_out_of_range"),
        ({"label": "x", "kind": "direct", "amount": Decimal("1000000000")}, "amount_out_of_range"),
    ],
)
def test_lines_that_are_none(row, code):
    with pytest.raises(BidRefusedError) as refused:
        read({"label": "x", "kind": "direct", "amount": Decimal("1")}, row)
    assert codes(refused.value.faults) == [("lot-1/line-2", code)]


def test_empty_rows_of_a_form_are_no_lines():
    assert read({"label": "", "kind": "direct", "amount": ""}) == {}


def test_lots_the_call_has_not_and_lots_said_twice():
    with pytest.raises(BidRefusedError) as refused:
        rules.read_lots([{"position": 1, "lines": []}, {"position": 3, "lines": []}], positions=[1])
    assert codes(refused.value.faults) == [("lot-3", "unknown_lot")]
    row = {"label": "x", "kind": "direct", "amount": Decimal("1")}
    with pytest.raises(BidRefusedError):
        rules.read_lots([{"position": 1, "lines": [row]}, {"position": 1, "lines": [row]}], positions=[1])


def test_sixty_lines_and_no_more():
    row = {"label": "x", "kind": "direct", "amount": Decimal("1")}
    assert len(read(*[row] * rules.MOST_LINES)[1]) == 60
    with pytest.raises(BidRefusedError):
        read(*[row] * (rules.MOST_LINES + 1))


@given(st.lists(st.tuples(st.sampled_from(rules.LINE_KINDS), st.decimals(1, 10**6, places=2)), max_size=60))
def test_direct_and_indirect_add_up_to_the_total(rows):
    found = rules.sums(Line("x", kind, amount) for kind, amount in rows)
    assert found.total == sum((amount for _, amount in rows), Decimal(0))
    assert found.direct + found.indirect == found.total
    assert found.staff <= found.direct
    assert found.management <= found.indirect


@pytest.mark.parametrize(
    ("amounts", "faults"),
    [
        ([("direct", "187000"), ("indirect", "33000")], []),
        ([("direct", "187000.01"), ("indirect", "33000")], [("lot-1", "above_ceiling")]),
        ([("direct", "85"), ("indirect", "15.01")], [("lot-1", "indirect_above_ceiling")]),
        ([("direct", "85"), ("indirect", "15")], []),
    ],
)
def test_a_budget_keeps_to_the_ceilings(amounts, faults):
    assert codes(rules.check_budget(lots(*amounts), PROGRAMME)) == faults


APART = Terms(
    "programme", (LotTerms(1),), Decimal(15), management_ceiling=Decimal(8), staff_ceiling=Decimal(60)
)


@pytest.mark.parametrize(
    ("amounts", "faults"),
    [
        ([("direct", "32"), ("staff", "60"), ("management", "8")], []),
        ([("staff", "61"), ("direct", "39")], ["staff_above_ceiling"]),
        ([("management", "8.01"), ("direct", "91.99")], ["management_above_ceiling"]),
        # Rent and equipment are under the ceiling of all indirect costs, never under that of management.
        ([("indirect", "15"), ("direct", "85")], []),
        ([("indirect", "8"), ("management", "8"), ("direct", "84")], ["indirect_above_ceiling"]),
        # Wages for the work are direct costs, whatever share they are.
        ([("direct", "100")], []),
    ],
)
def test_management_and_pay_have_ceilings_of_their_own(amounts, faults):
    assert [code for _lot, code in codes(rules.check_budget(lots(*amounts), APART))] == faults


def test_pay_is_under_no_ceiling_but_its_own():
    terms = Terms("programme", (LotTerms(1),), management_ceiling=Decimal(8))
    assert rules.check_budget(lots(("staff", "95"), ("management", "5")), terms) == []
    assert terms.line_kinds == ("direct", "indirect", "management")
    assert PROGRAMME.line_kinds == ("direct", "indirect")


def test_where_no_indirect_costs_are_paid_there_are_none():
    terms = Terms("programme", (LotTerms(1),), Decimal(0))
    assert codes(rules.check_budget(lots(("indirect", "1")), terms)) == [("lot-1", "indirect_not_paid")]
    assert rules.check_budget(lots(("direct", "1")), terms) == []


def test_without_a_ceiling_nothing_is_too_high():
    assert rules.check_budget(lots(("indirect", "999999")), Terms("programme", (LotTerms(1),))) == []


def test_what_is_missing_before_sealing():
    budget = lots(("direct", "1"))
    assert rules.check_bid(FULL, budget, files=0, terms=PROGRAMME) == []
    assert codes(rules.check_bid({**FULL, "team": ""}, {}, files=9, terms=PROGRAMME)) == [
        ("team", "answer_missing"),
        ("budget", "budget_missing"),
    ]
    assert rules.check_bid({}, budget, files=1, terms=STATUTORY) == []
    assert codes(rules.check_bid(FULL, budget, files=0, terms=STATUTORY)) == [("files", "file_missing")]


def test_files_by_number_and_size():
    assert rules.check_files([1] * 19, adding=1) == []
    assert codes(rules.check_files([1] * 20, adding=1)) == [("files", "many_files")]
    assert rules.check_files([rules.MOST_BYTES - 5], adding=5) == []
    assert codes(rules.check_files([rules.MOST_BYTES - 5], adding=6)) == [("files", "files_large")]


PARTIES = {
    "regime": "programme",
    "lead_registered": False,
    "host_registered": None,
    "hosted_allowed": True,
    "partners": 0,
    "consortium_allowed": True,
}


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({}, []),
        ({"regime": "statutory"}, [Fault("lead", "lead_not_registered", "GPL 22")]),
        ({"regime": "statutory", "lead_registered": True}, []),
        ({"host_registered": True}, []),
        ({"host_registered": False}, [Fault("host", "host_not_registered")]),
        ({"host_registered": True, "hosted_allowed": False}, [Fault("host", "hosted_not_allowed")]),
        ({"host_registered": True, "hosted_allowed": None}, []),
        ({"partners": 1, "consortium_allowed": False}, [Fault("partners", "consortium_not_allowed")]),
        ({"consortium_allowed": False}, []),
    ],
)
def test_who_may_stand_behind_a_bid(said, faults):
    assert rules.check_parties(**{**PARTIES, **said}, article="GPL 22") == faults


def test_in_time_is_strictly_before():
    due = datetime(2024, 7, 16, 9, tzinfo=UTC)
    micro = timedelta(microseconds=1)
    assert rules.in_time(due - micro, due)
    assert not rules.in_time(due, due)
    assert not rules.in_time(due + timedelta(milliseconds=1), due)
    assert rules.in_time(due + timedelta(days=9), None)


def test_sums_that_nobody_would_expect_are_to_be_looked_at_and_keep_no_bid_from_being_sealed():
    assert rules.odd_sums(lots(("direct", "200000")), PROGRAMME) == []
    assert rules.odd_sums(lots(("direct", "22000")), PROGRAMME) == []
    low = lots(("direct", "21999.40"), ("indirect", "0.60"))
    assert codes(rules.odd_sums(lots(("direct", "21999")), PROGRAMME)) == [("lot-1", "sum_odd")]
    assert codes(rules.odd_sums(low, PROGRAMME)) == [("lot-1/line-2", "amount_odd")]
    assert rules.check_bid(FULL, lots(("direct", "9.6")), files=0, terms=PROGRAMME) == []
    assert rules.odd_sums({}, PROGRAMME) == []
    assert codes(rules.odd_sums(lots(("direct", "100")), Terms("programme", (LotTerms(1),)))) == []


@pytest.mark.parametrize("amount", ["1", "9.6", "22", "99.99"])
def test_a_line_under_a_hundred_yuan_is_to_be_looked_at(amount):
    (odd,) = rules.odd_sums(lots(("direct", amount)), Terms("programme", (LotTerms(1),)))
    assert (odd.where, odd.code, odd.limit) == ("lot-1/line-1", "amount_odd", amount)


AWARDS = Terms("programme", (LotTerms(1, Decimal(9000), Decimal(9000), Decimal(3000)),))


@pytest.mark.parametrize(
    ("total", "faults", "odd"),
    [
        ("9000", [], []),
        ("9000.01", [("lot-1", "above_largest")], []),
        ("3000", [], []),
        ("2999.99", [], [("lot-1", "below_smallest")]),
        ("600", [], [("lot-1", "below_smallest")]),
    ],
)
def test_a_bid_keeps_between_the_largest_and_the_smallest_award(total, faults, odd):
    """Above it cannot be sealed, below it is told and can."""
    assert codes(rules.check_budget(lots(("direct", total)), AWARDS)) == faults
    assert codes(rules.odd_sums(lots(("direct", total)), AWARDS)) == odd


def test_a_ceiling_below_the_largest_award_is_the_one_that_is_named():
    terms = Terms("programme", (LotTerms(1, Decimal(8000), Decimal(9000)),))
    assert codes(rules.check_budget(lots(("direct", "8001")), terms)) == [("lot-1", "above_ceiling")]


@pytest.mark.parametrize(("most", "codes"), [(None, []), (Decimal(2), []), (Decimal(1), ["lots_many"])])
def test_a_bid_is_for_no_more_lots_than_one_bidder_may(most, codes):
    two = Terms("programme", (LotTerms(1), LotTerms(2)), most_lots=most)
    lines = [Line("补贴", "direct", Decimal(9000))]
    assert [one.code for one in rules.check_budget({1: lines, 2: lines}, two)] == codes
