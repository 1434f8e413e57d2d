"""Every page says one honest word for where a bid stands, at each moment of its life."""

from uuid import uuid4

import pytest
from django.test import Client

from procurement.services import amendments, closings
from tests import calls, openings, sealed

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


def pages_of(who, bid, prefix="/en"):
    """The bid's own page, the list and the workspace."""
    client = Client()
    client.force_login(who.leader)
    paths = (f"/workspace/bids/{bid.number}/", "/workspace/bids/", "/workspace/")
    return [client.get(prefix + path).content.decode() for path in paths]


def corrected(office, call):
    amendments.draft_correction(
        call.number,
        offered={"requirement_zh": call.texts["requirement_zh"] + "另加一个社区。"},
        reason_code="requirement_clarified",
        reason_zh="补充范围。",
        form_id=uuid4(),
        by=office.drafter,
        now=calls.at("07-05 11:00"),
    )
    amendments.approve(call.number, by=office.approver, now=calls.at("07-05 11:30"))
    call.refresh_from_db()


def test_a_bid_nobody_confirmed_never_turns_green_when_the_closing_passes(office, call, who, clock):
    bid = sealed.lodged(call, who, now=OPEN)
    corrected(office, call)
    for page in pages_of(who, bid):
        assert "Confirm by" in page
        assert "Received and sealed" not in page
    clock(call.bids_due + openings.MINUTE)
    for page in pages_of(who, bid):
        assert "Will not be opened: not confirmed" in page
        assert "Received and sealed" not in page
    closings.close(call.number, now=call.bids_due + openings.MINUTE)
    for page in pages_of(who, bid):
        assert "Will not be opened: not confirmed" in page
    for page in pages_of(who, bid, prefix=""):
        assert "未确认，不会开启" in page
