"""What an organisation's people find first on their own page: the next act with a bid, by date."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from procurement.services.bids import lodging, receipts
from procurement.services.calls import amendments
from procurement.views.desk import bidder_acts
from tests.support import calls, sealed

pytestmark = pytest.mark.django_db
OPEN = calls.at("07-05 10:00")


@pytest.fixture
def clock():
    with sealed.at(OPEN) as move:
        yield move


@pytest.fixture
def office():
    return calls.office()


@pytest.fixture
def call(office):
    return calls.published(office)


@pytest.fixture
def who():
    return sealed.bidder()


def page_of(who):
    client = Client()
    client.force_login(who.leader)
    return client.get("/en/workspace/").content.decode()


def corrected(office, call, **offered):
    amendments.draft_correction(
        call.number,
        offered=offered,
        reason_code="requirement_clarified",
        reason_zh="补充说明。",
        form_id=uuid4(),
        by=office.drafter,
        now=calls.at("07-05 11:00"),
    )
    amendments.approve(call.number, by=office.approver, now=calls.at("07-05 11:30"))


def test_a_draft_asks_to_be_finished_and_a_sealed_bid_asks_nothing(call, who, clock):
    bid = sealed.begun(call, who, now=OPEN)
    page = page_of(who)
    assert "the nearest thing to do: Finish your bid and seal it" in page
    assert f'href="/en/workspace/bids/{bid.number}/"' in page
    sealed.filled(bid, who, now=OPEN)
    sealed.decided(sealed.pressed(bid, who))
    page = page_of(who)
    assert "the nearest thing to do" not in page
    assert bid.number in page


def test_a_material_correction_asks_for_a_word_and_a_telephone_number_does_not(office, call, who, clock):
    sealed.lodged(call, who, now=OPEN)
    corrected(office, call, contact_phone="0691-0000001")
    assert "Confirm your bid or replace it" not in page_of(who)
    corrected(office, call, estimated_value="230000")
    assert "Confirm your bid or replace it: the call was corrected" in page_of(who)


def test_after_closing_nothing_waits_for_the_bidder(call, who, clock):
    sealed.begun(call, who, now=OPEN)
    clock(call.bids_due)
    assert "Finish your bid" not in page_of(who)


def test_a_stranger_is_asked_nothing(call, who, clock):
    sealed.begun(call, who, now=OPEN)
    assert "Finish your bid" not in page_of(sealed.bidder())


def test_acts_cost_no_more_when_there_are_more(who, clock):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            found = bidder_acts.acts_of(who.leader, now=OPEN)
        return len(found), len(asked)

    sealed.begun(calls.published(calls.office()), who, now=OPEN)
    number, queries = cost()
    for _ in range(3):
        sealed.begun(calls.published(calls.office()), who, now=OPEN)
    assert number == 1
    assert cost() == (4, queries)


def test_a_receipt_says_what_happens_next_until_its_bid_is_withdrawn(call, who, clock):
    bid = sealed.lodged(call, who, now=OPEN)
    receipt = receipts.receipt_of(bid.intakes.get())
    client = Client()
    client.force_login(who.leader)
    page = client.get(f"/en/receipts/{receipt.number}/").content.decode()
    assert "What happens next" in page
    assert "Opening of all bids" in page
    sealed.decided(lodging.withdraw(bid.number, key=uuid4(), by=who.leader))
    page = client.get(f"/en/receipts/{receipt.number}/").content.decode()
    assert "What happens next" not in page
    assert "This bid was withdrawn later." in page
