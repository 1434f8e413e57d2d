"""A draw is decided by the seal and the lots alone, and whose a lot is cannot be said otherwise afterwards."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from procurement.rules import draws as rules
from procurement.rules.case import Case
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT

SEALS = st.binary(min_size=32, max_size=32).map(bytes.hex)
LOTS = st.dictionaries(
    st.text("0123456789abcdef", min_size=rules.LOT_LENGTH, max_size=rules.LOT_LENGTH),
    st.sampled_from(rules.POOLED),
    max_size=40,
)


@given(SEALS, LOTS, st.randoms())
def test_every_lot_has_one_place_whatever_order_they_are_told_in(seal, lots, chance):
    mixed = list(lots) * 2
    chance.shuffle(mixed)
    found = rules.order(seal, mixed)
    assert found == rules.order(seal, lots)
    assert sorted(found) == sorted(lots)


@given(SEALS, LOTS)
def test_the_order_of_a_seat_is_that_of_all_lots(seal, lots):
    whole = rules.order(seal, lots)
    for seat, some in rules.by_seat(seal, lots).items():
        assert some == [one for one in whole if lots[one] == seat]
    # Who never stood in the list changes nothing among those who did.
    assert [one for one in rules.order(seal, [*lots, "f" * rules.LOT_LENGTH]) if one in lots] == [
        one for one in whole if one in lots
    ]


def test_it_can_be_done_again_with_any_tool():
    lots = ["aa", "bb", "cc"]
    by_hand = sorted((hashlib.sha256(f"0f:{one}".encode()).hexdigest(), one) for one in lots)
    assert rules.order("0f", lots) == [one for _digest, one in by_hand]


def test_each_seal_gives_each_lot_the_same_chance():
    lots = [f"{number:024x}" for number in range(5)]
    first = [
        rules.order(hashlib.sha256(bytes([n, m])).hexdigest(), lots)[0] for n in range(50) for m in range(20)
    ]
    assert all(150 < first.count(one) < 250 for one in lots)


def test_a_lot_says_nothing_without_its_salt_and_is_nobody_elses_with_it():
    assert rules.lot_of("aa", "P-1") != rules.lot_of("bb", "P-1")
    assert rules.lot_of("aa", "P-1") != rules.lot_of("aa", "P-2")
    assert rules.lot_of("aa", "P-1") == hashlib.sha256(b"aa:P-1").hexdigest()[: rules.LOT_LENGTH]


def test_what_a_panel_lacks_keeps_one_place_for_the_buyer():
    grant, consultation = (Case(one, BOOK, CALENDAR) for one in (GRANT, CONSULTATION))
    assert rules.suggested([], grant) == {"outsider": 1, "community": 1}
    assert rules.suggested(["buyer", "community"], grant) == {"outsider": 1}
    assert rules.suggested(["buyer", "outsider", "community"], grant) == {}
    assert rules.suggested([], consultation) == {"expert": 2}
