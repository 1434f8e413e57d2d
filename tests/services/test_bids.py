"""A bid while it is written: whose it is, who stands behind it, what is kept, and that it is kept encrypted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from organizations.models import Tie
from procurement import sealing
from procurement.errors import NotOpenError, OtherWordsError
from procurement.errors.bids import AlreadyBiddingError, OwnCopyError, StaleBidError
from procurement.judgement.bids import drafts
from procurement.models import Bid, BidItem, KeyWrap, Tender
from procurement.permissions import bids as permissions_bids
from procurement.rules.bidding import QUESTIONS, BidRefusedError
from procurement.selectors import bids as selectors_bids
from procurement.services.bids import bids, lodging
from procurement.uploads import CleanFile
from tests.support import calls, factories, sealed

pytestmark = pytest.mark.django_db
NOW = calls.PUBLISHED + timedelta(days=1)


@pytest.fixture
def office():
    return calls.office()


@pytest.fixture
def call(office):
    return calls.published(office)


@pytest.fixture
def who():
    return sealed.bidder()


def tie(upper, member, kind="host", *, ended=False):
    return Tie.objects.create(
        kind=kind, upper=upper, member=member, upper_confirmed_at=NOW, member_confirmed_at=NOW,
        ended_at=NOW if ended else None,
    )  # fmt: skip


def refused(code):
    return pytest.raises(BidRefusedError, match=code)


# --- Who ---------------------------------------------------------------------------------------------------


def test_an_unregistered_unverified_group_begins_a_bid_of_its_own_in_the_programme(call):
    group = sealed.bidder(registered=False, verified=False)
    bid = sealed.begun(call, group, now=NOW)
    assert (bid.status, bid.lead) == ("draft", group.organization)
    assert list(bid.parties.values_list("part", flat=True)) == ["lead"]


def test_a_statutory_call_asks_for_a_registered_lead_and_names_the_article(office):
    call = calls.published_statutory(office)
    with pytest.raises(BidRefusedError) as told:
        sealed.begun(call, sealed.bidder(registered=False), now=NOW)
    (fault,) = told.value.faults
    assert fault.code == "lead_not_registered"
    assert "第二十二条" in fault.limit
    sealed.begun(call, sealed.bidder(), now=NOW)


def test_a_host_and_a_partner_stand_behind_it_by_confirmed_ties_only(call, who):
    host, partner = factories.cso(), factories.cso()
    with refused("host: tie_missing"):
        sealed.begun(call, who, now=NOW, host=host)
    tie(host, who.organization, ended=True)
    Tie.objects.create(kind="host", upper=host, member=who.organization, upper_confirmed_at=NOW)
    with refused("host: tie_missing"):
        sealed.begun(call, who, now=NOW, host=host)
    Tie.objects.filter(ended_at=None).update(member_confirmed_at=NOW)
    with refused("partners: tie_missing"):
        sealed.begun(call, who, now=NOW, host=host, partners=[partner])
    tie(partner, who.organization, "network")
    bid = sealed.begun(call, who, now=NOW, host=host, partners=[partner])
    assert set(bid.parties.values_list("part", flat=True)) == {"lead", "partner", "host"}


def test_an_organisation_is_not_its_own_partner(call, who):
    with refused("tie_missing"):
        sealed.begun(call, who, now=NOW, partners=[who.organization])


def test_calls_that_take_no_hosts_and_no_joint_bids_say_so(office, who):
    call = calls.published(office, consortium_allowed=False)
    partner = factories.cso()
    tie(partner, who.organization, "network")
    with refused("consortium_not_allowed"):
        sealed.begun(call, who, now=NOW, partners=[partner])


def test_a_host_types_a_bid_in_for_its_group_and_nobody_else_does(call):
    group, host = sealed.bidder(registered=False), sealed.bidder()
    more = {"lead": group.organization, "assisted_by": host.organization, "by": host.leader, "now": NOW}
    with pytest.raises(PermissionDenied):
        bids.begin(call.number, form_id=uuid4(), **more)
    tie(host.organization, group.organization)
    bid = bids.begin(call.number, form_id=uuid4(), **more)
    assert bid.assisted_by == host.organization
    bids.save_answers(bid.number, answers={"team": "三人"}, version=0, by=host.leader, now=NOW)
    assert permissions_bids.may_read_draft(group.leader, bid, now=NOW)
    assert not permissions_bids.may_read_draft(sealed.bidder().leader, bid, now=NOW)


def test_nobody_begins_a_bid_for_others_and_officials_begin_none(office, call, who):
    official = factories.user()
    factories.member(who.organization, "leader", official)
    factories.member(factories.agency("530000"), "supervisor", official)
    for by in (sealed.bidder().leader, office.drafter, official, factories.user()):
        with pytest.raises(PermissionDenied):
            bids.begin(call.number, lead=who.organization, form_id=uuid4(), by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        bids.begin(call.number, lead=office.agency, form_id=uuid4(), by=office.drafter, now=NOW)
    assert not Bid.objects.exists()


def test_a_second_form_gives_the_first_bid_and_a_second_bid_is_refused(call, who):
    form_id = uuid4()
    more = {"lead": who.organization, "by": who.leader, "now": NOW}
    first = bids.begin(call.number, form_id=form_id, **more)
    assert bids.begin(call.number, form_id=form_id, **more) == first
    partner = factories.cso()
    tie(partner, who.organization, "network")
    with pytest.raises(OtherWordsError):
        bids.begin(call.number, form_id=form_id, partners=[partner], **more)
    with pytest.raises(AlreadyBiddingError) as told:
        bids.begin(call.number, form_id=uuid4(), **more)
    assert told.value.bid == first
    assert KeyWrap.objects.count() == 1


def test_a_closed_call_takes_no_new_bid(call, who):
    with pytest.raises(NotOpenError):
        sealed.begun(call, who, now=call.bids_due)


# --- Writing -----------------------------------------------------------------------------------------------


def test_each_part_is_saved_by_itself_and_read_back_by_its_bidder(call, who):
    bid = sealed.begun(call, who, now=NOW)
    bids.save_answers(
        bid.number, answers={"team": "三人", "risks": "雨季"}, version=0, by=who.leader, now=NOW
    )
    bids.save_answers(bid.number, answers={"risks": "", "people": "工友"}, version=1, by=who.leader, now=NOW)
    bids.save_budget(
        bid.number, lots=[{"position": 1, "lines": sealed.LINES}], version=2, by=who.leader, now=NOW
    )
    name = bids.add_file(bid.number, title="", upload=sealed.PHOTO, by=who.leader, now=NOW)
    bid.refresh_from_db()
    draft = drafts.draft_of(bid, by=who.leader, now=NOW)
    assert draft.answers == {"team": "三人", "people": "工友"}
    assert [line.label for line in draft.lots[1]] == [row["label"] for row in sealed.LINES]
    assert [file.title for file in draft.files] == ["活动照片"]
    assert drafts.file_of(bid, name, by=who.leader, now=NOW)[1] == sealed.PHOTO.data
    missing = {question for question in QUESTIONS if question not in ("team", "people")}
    assert {fault.where for fault in draft.faults} == missing


def test_what_is_kept_is_ciphertext(call, who):
    bid = sealed.written(call, who, now=NOW)
    rows = {row.name: bytes(row.ciphertext) for row in BidItem.objects.filter(bid=bid)}
    assert set(rows) == {"manifest", "answers", "budget", "file-1"}
    for clear in ("同伴教育".encode(), "活动照片".encode(), b"120000", sealed.PHOTO.data[:40]):
        assert not any(clear in data for data in rows.values())


def test_who_saved_later_on_an_old_page_overwrites_nothing(call, who):
    bid = sealed.begun(call, who, now=NOW)
    bids.save_answers(bid.number, answers={"team": "甲"}, version=0, by=who.leader, now=NOW)
    with pytest.raises(StaleBidError):
        bids.save_answers(bid.number, answers={"team": "乙"}, version=0, by=who.leader, now=NOW)
    with pytest.raises(StaleBidError):
        bids.save_budget(bid.number, lots=[], version=0, by=who.leader, now=NOW)
    bid.refresh_from_db()
    assert drafts.draft_of(bid, by=who.leader, now=NOW).answers == {"team": "甲"}


def test_the_same_file_twice_is_one_and_one_too_many_is_refused(call, who):
    bid = sealed.begun(call, who, now=NOW)

    def add(number):
        file = CleanFile(f"照片{number}", b"%d" % number * 9, "image/png", "png")
        return bids.add_file(bid.number, title="", upload=file, by=who.leader, now=NOW)

    assert add(1) == add(1) == "file-1"
    for number in range(2, 21):
        add(number)
    with refused("many_files"):
        add(21)
    bids.remove_file(bid.number, name="file-3", by=who.leader, now=NOW)
    bids.remove_file(bid.number, name="file-3", by=who.leader, now=NOW)
    assert add(21) == "file-21"


def test_a_removed_file_is_gone_and_no_part_but_a_file_can_be_removed(call, who):
    bid = sealed.written(call, who, now=NOW)
    for name in ("file-1", "manifest", "answers"):
        bids.remove_file(bid.number, name=name, by=who.leader, now=NOW)
    names = set(BidItem.objects.filter(bid=bid).values_list("name", flat=True))
    assert names == {"manifest", "answers", "budget"}
    with pytest.raises(KeyError):
        drafts.file_of(bid, "answers", by=who.leader, now=NOW)


def test_nobody_else_reads_or_writes_it(office, call, who):
    bid = sealed.written(call, who, now=NOW)
    strangers = [office.drafter, office.approver, sealed.bidder().leader, factories.user()]
    for by in strangers:
        for act in (
            lambda by=by: drafts.draft_of(bid, by=by, now=NOW),
            lambda by=by: drafts.own_copy(bid, by=by, now=NOW),
            lambda by=by: drafts.file_of(bid, "file-1", by=by, now=NOW),
            lambda by=by: bids.save_answers(bid.number, answers={}, version=bid.version, by=by, now=NOW),
            lambda by=by: bids.save_budget(bid.number, lots=[], version=bid.version, by=by, now=NOW),
            lambda by=by: bids.add_file(bid.number, title="", upload=sealed.PHOTO, by=by, now=NOW),
            lambda by=by: bids.remove_file(bid.number, name="file-1", by=by, now=NOW),
            lambda by=by: bids.begin_replacement(bid.number, by=by, now=NOW),
            lambda by=by: bids.discard_draft(bid.number, by=by, now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act()
        assert selectors_bids.own_bid(by, bid.number, now=NOW) is None
        assert not selectors_bids.bids_of(by, now=NOW).exists()


def test_after_the_closing_nothing_is_written_any_more(call, who):
    bid = sealed.written(call, who, now=NOW)
    for act in (
        lambda now: bids.save_answers(bid.number, answers={}, version=bid.version, by=who.leader, now=now),
        lambda now: bids.add_file(bid.number, title="", upload=sealed.PHOTO, by=who.leader, now=now),
    ):
        with pytest.raises(PermissionDenied):
            act(call.bids_due)
    # Reading goes on: it is the bidder's own.
    assert drafts.draft_of(bid, by=who.leader, now=call.bids_due).answers == sealed.ANSWERS


def test_a_partner_writes_but_neither_lodges_nor_discards(call, who):
    partner = sealed.bidder()
    tie(partner.organization, who.organization, "network")
    bid = sealed.written(call, who, now=NOW, partners=[partner.organization])
    bids.save_answers(bid.number, answers={"team": "改"}, version=bid.version, by=partner.leader, now=NOW)
    with sealed.at(NOW), pytest.raises(PermissionDenied):
        lodging.seal(bid.number, key=uuid4(), by=partner.leader)
    with pytest.raises(PermissionDenied):
        bids.discard_draft(bid.number, by=partner.leader, now=NOW)


def test_a_discarded_draft_leaves_nothing_and_makes_room(call, who):
    bid = sealed.written(call, who, now=NOW)
    bids.discard_draft(bid.number, by=who.leader, now=NOW)
    bids.discard_draft(bid.number, by=who.leader, now=NOW)
    bid.refresh_from_db()
    assert bid.status == "discarded"
    assert not BidItem.objects.exists()
    assert not KeyWrap.objects.exists()
    sealed.begun(call, who, now=NOW)


def test_a_budget_above_the_ceiling_is_kept_and_cannot_be_sealed(call, who):
    lines = [{"label": "人员", "kind": "direct", "amount": "999999"}]
    bid = sealed.written(call, who, now=NOW, lines=lines)
    with sealed.at(NOW), refused("above_ceiling"):
        sealed.pressed(bid, who)


# --- The bidder's own copy ---------------------------------------------------------------------------------


def test_the_own_copy_proves_the_commitment_and_begins_a_replacement(call, who):
    with sealed.at(NOW):
        bid = sealed.written(call, who, now=NOW)
        copy = drafts.own_copy(bid, by=who.leader, now=NOW)
        sealed.decided(sealed.pressed(bid, who))
        bid.refresh_from_db()
        assert copy["commitment"] == bid.current.commitment
        assert sealing.commitment_of(copy["manifest"]) == bid.current.commitment
        with pytest.raises(PermissionDenied):
            drafts.own_copy(bid, by=who.leader, now=NOW)
        bids.begin_replacement(bid.number, copy=copy, by=who.leader, now=NOW)
        bid.refresh_from_db()
        draft = drafts.draft_of(bid, by=who.leader, now=NOW)
        assert (draft.revision, draft.answers, len(draft.lots[1])) == (2, sealed.ANSWERS, 2)
        assert draft.files == []


@pytest.mark.parametrize(
    "change", [{"bid": "B-2222222222"}, {"version": 2}, {"answers": None}, {"answers": {"answers": []}}]
)
def test_a_copy_of_something_else_begins_nothing(call, who, change):
    with sealed.at(NOW):
        bid = sealed.written(call, who, now=NOW)
        copy = {**drafts.own_copy(bid, by=who.leader, now=NOW), **change}
        sealed.decided(sealed.pressed(bid, who))
        with pytest.raises(OwnCopyError):
            bids.begin_replacement(bid.number, copy=copy, by=who.leader, now=NOW)
        bid.refresh_from_db()
        assert bid.draft_revision is None


def test_a_replacement_without_a_copy_begins_empty_because_nobody_can_read_the_sealed_one(call, who):
    with sealed.at(NOW):
        bid = sealed.lodged(call, who, now=NOW)
        bids.begin_replacement(bid.number, by=who.leader, now=NOW)
        bids.begin_replacement(bid.number, by=who.leader, now=NOW)
        bid.refresh_from_db()
        assert bid.draft_revision == 2
        assert drafts.draft_of(bid, by=who.leader, now=NOW).answers == {}
        bids.discard_draft(bid.number, by=who.leader, now=NOW)
        bid.refresh_from_db()
        assert (bid.status, bid.draft_revision) == ("lodged", None)


# --- What others see of it ---------------------------------------------------------------------------------

PAGES = (
    "/",
    "/notices/",
    "/notices/{number}/",
    "/notices/{number}/1/",
    "/notices/{number}/1.json",
    "/en/notices/{number}/",
    "/feeds/notices.atom",
    "/api/v1/notices",
    "/api/v1/notices/{number}",
    "/data/audit.jsonl",
)


def answers_to(client, call):
    told = {}
    for page in PAGES:
        answer = client.get(page.format(number=call.number))
        body = answer.getvalue() if answer.streaming else answer.content
        told[page] = (
            answer.status_code,
            body,
            answer.headers.get("ETag"),
            answer.headers.get("Last-Modified"),
        )
    return told


def test_lodging_replacing_and_withdrawing_change_no_byte_anybody_else_fetches(office, call, who):
    visitors = [Client(), Client(), Client()]
    visitors[1].force_login(office.drafter)
    visitors[2].force_login(sealed.bidder().leader)
    other = sealed.bidder()
    with sealed.at(NOW, ticking=False):
        before = [answers_to(client, call) for client in visitors]
        assert {status for told in before for status, *_ in told.values()} == {200}
        assert before == [answers_to(client, call) for client in visitors], "the pages differ by themselves"
        bid = sealed.lodged(call, who, now=NOW)
        sealed.written(call, other, now=NOW)
        bids.begin_replacement(bid.number, by=who.leader, now=NOW)
        sealed.decided(sealed.pressed(sealed.filled(bid, who, now=NOW), who))
        assert [answers_to(client, call) for client in visitors] == before
        sealed.decided(lodging.withdraw(bid.number, key=uuid4(), by=who.leader))
        assert [answers_to(client, call) for client in visitors] == before


def test_the_list_of_ones_own_bids_costs_the_same_however_long_it_is(
    office, call, who, django_assert_num_queries
):
    sealed.begun(call, who, now=NOW)
    Tender.objects.filter(pk=call.pk).update(step="terminated")
    for _ in range(3):
        sealed.begun(calls.published(office), who, now=NOW)
    with django_assert_num_queries(2):
        shown = [(bid.number, bid.tender.buyer.division.name_zh, bid.lead.name) for bid in
                 selectors_bids.bids_of(who.leader, now=NOW)]  # fmt: skip
    assert len(shown) == 4
