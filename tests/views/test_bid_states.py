"""Every page says one honest word for where a bid stands, at each moment of its life."""

from uuid import uuid4

import pytest
from django.test import Client

from organizations.models import Tie
from procurement.services.bids import bids, receipts
from procurement.services.calls import amendments, closings
from tests.support import calls, openings, sealed

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


def test_a_host_that_only_signs_has_nothing_to_confirm_and_reads_so(office, call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    Tie.objects.create(
        kind="host", upper=host.organization, member=group.organization,
        upper_confirmed_at=OPEN, member_confirmed_at=OPEN,
    )  # fmt: skip
    bid = sealed.lodged(call, group, now=OPEN, host=host.organization)
    own, listed, desk = pages_of(host, bid)
    assert "You can replace or withdraw it" not in own
    corrected(office, call)
    own, listed, desk = pages_of(host, bid)
    for page in (own, listed, desk):
        assert "The group must confirm by" in page
        assert ">Confirm by" not in page
    assert "You have nothing to confirm" in own
    assert "Confirm your bid or replace it" not in desk
    assert "请确认" not in "".join(pages_of(host, bid, prefix=""))
    for page in pages_of(group, bid):
        assert "Confirm by" in page
        assert "The group must confirm by" not in page


def test_of_two_receipts_of_one_bid_each_says_which_version_it_is_and_which_one_stands(call, who, clock):
    bid = sealed.lodged(call, who, now=OPEN)
    first = receipts.receipt_of(bid.intakes.get())
    bids.begin_replacement(bid.number, by=who.leader, now=OPEN)
    sealed.filled(bid, who, now=OPEN)
    intake = sealed.pressed(bid, who)
    sealed.decided(intake)
    second = receipts.receipt_of(intake)
    client = Client()
    client.force_login(who.leader)
    old, new, both = (
        client.get(f"/en{path}").content.decode()
        for path in (
            f"/receipts/{first.number}/", f"/receipts/{second.number}/", f"/workspace/bids/{bid.number}/",
        )
    )  # fmt: skip
    assert (
        f"Version 2 was sealed later and stands, by receipt {second.number}; this one is not opened." in old
    )
    assert "this is the one that stands" not in old
    assert "Version 2: this is the one that stands." in new
    assert both.count("· <strong>stands</strong>") == 1
    assert "version 1" in both
    assert "version 2" in both
    assert "第 2 版：以这一版为准。" in client.get(f"/receipts/{second.number}/").content.decode()
