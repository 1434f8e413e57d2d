"""A draw is decided by the seal and the tickets alone, and whose a ticket is cannot be said otherwise afterwards."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from procurement.rules import draws as rules
from procurement.rules.case import Case
from tests.rules.calls import BOOK, CALENDAR, CONSULTATION, GRANT

SEALS = st.binary(min_size=32, max_size=32).map(bytes.hex)
TICKETS = st.dictionaries(
    st.text("0123456789abcdef", min_size=rules.TICKET_LENGTH, max_size=rules.TICKET_LENGTH),
    st.sampled_from(rules.POOLED),
    max_size=40,
)


@given(SEALS, TICKETS, st.randoms())
def test_every_ticket_has_one_place_whatever_order_they_are_told_in(seal, tickets, chance):
    mixed = list(tickets) * 2
    chance.shuffle(mixed)
    found = rules.order(seal, mixed)
    assert found == rules.order(seal, tickets)
    assert sorted(found) == sorted(tickets)


@given(SEALS, TICKETS)
def test_the_order_of_a_seat_is_that_of_all_tickets(seal, tickets):
    whole = rules.order(seal, tickets)
    for seat, some in rules.by_seat(seal, tickets).items():
        assert some == [one for one in whole if tickets[one] == seat]
    # Who never stood in the list changes nothing among those who did.
    assert [one for one in rules.order(seal, [*tickets, "f" * rules.TICKET_LENGTH]) if one in tickets] == [
        one for one in whole if one in tickets
    ]


def test_it_can_be_done_again_with_any_tool():
    tickets = ["aa", "bb", "cc"]
    by_hand = sorted((hashlib.sha256(f"0f:{one}".encode()).hexdigest(), one) for one in tickets)
    assert rules.order("0f", tickets) == [one for _digest, one in by_hand]


def test_each_seal_gives_each_ticket_the_same_chance():
    tickets = [f"{number:024x}" for number in range(5)]
    first = [
        rules.order(hashlib.sha256(bytes([n, m])).hexdigest(), tickets)[0]
        for n in range(50)
        for m in range(20)
    ]
    assert all(150 < first.count(one) < 250 for one in tickets)


def test_a_ticket_says_nothing_without_its_salt_and_is_nobody_elses_with_it():
    assert rules.ticket_of("aa", "P-1") != rules.ticket_of("bb", "P-1")
    assert rules.ticket_of("aa", "P-1") != rules.ticket_of("aa", "P-2")
    assert rules.ticket_of("aa", "P-1") == hashlib.sha256(b"aa:P-1").hexdigest()[: rules.TICKET_LENGTH]


def test_what_a_panel_lacks_keeps_one_place_for_the_buyer():
    grant, consultation = (Case(one, BOOK, CALENDAR) for one in (GRANT, CONSULTATION))
    assert rules.suggested([], grant) == {"outsider": 1, "community": 1}
    assert rules.suggested(["buyer", "community"], grant) == {"outsider": 1}
    assert rules.suggested(["buyer", "outsider", "community"], grant) == {}
    assert rules.suggested([], consultation) == {"expert": 2}
