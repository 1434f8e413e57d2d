"""A partner or host stands behind a bid by its own word, reads nothing before, and can be let go until the seal."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from organizations.models import Tie
from portal.ground.ledger.models import Letter
from procurement.errors.bids import StaleBidError
from procurement.judgement.bids import drafts
from procurement.permissions import bids as permissions
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import bids as selectors
from procurement.services.bids import bids, lodging, parties
from procurement.views.desk import bidder_acts
from tests.support import calls, factories, sealed

pytestmark = pytest.mark.django_db
NOW = calls.at("07-05 10:00")


@pytest.fixture
def office():
    return calls.office()


@pytest.fixture
def call(office):
    return calls.published(office)


@pytest.fixture
def lead():
    return sealed.bidder(registered=False)


@pytest.fixture
def partner(lead):
    return tied(sealed.bidder(), lead, "network")


def tied(upper, member, kind):
    Tie.objects.create(
        kind=kind, upper=upper.organization, member=member.organization,
        upper_confirmed_at=NOW, member_confirmed_at=NOW,
    )  # fmt: skip
    return upper


def invited(call, lead, partner, **more):
    bid = sealed.begun(call, lead, now=NOW, partners=[partner.organization], **more)
    sealed.filled(bid, lead, now=NOW)
    return bid, bid.parties.get(part="partner")


def test_before_it_agrees_a_partner_reads_and_writes_nothing_and_then_it_does(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    assert not permissions.may_read_draft(partner.leader, bid, now=NOW)
    assert not selectors.bids_of(partner.leader, now=NOW).exists()
    assert list(selectors.asked_to_stand(partner.leader, now=NOW)) == [asked]
    with pytest.raises(PermissionDenied):
        drafts.draft_of(bid, by=partner.leader, now=NOW)
    with pytest.raises(PermissionDenied):
        bids.save_answers(bid.number, answers={}, version=bid.version, by=partner.leader, now=NOW)
    parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    assert drafts.draft_of(bid, by=partner.leader, now=NOW).answers
    assert not selectors.asked_to_stand(partner.leader, now=NOW).exists()
    assert not permissions.may_lodge(partner.leader, bid, now=NOW)


def test_a_bid_is_not_sealed_with_one_that_did_not_agree(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    with sealed.at(NOW):
        with pytest.raises(BidRefusedError, match="partner: party_not_agreed"):
            lodging.seal(bid.number, key=uuid4(), by=lead.leader)
        parties.let_go(bid.number, asked.pk, by=lead.leader, now=NOW)
        assert sealed.decided(sealed.pressed(bid, lead)).verdict == "accepted"


def test_the_manifest_names_who_stands_behind_it_when_it_is_sealed(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    parties.let_go(bid.number, asked.pk, by=partner.leader, now=NOW)
    told = drafts.own_copy(bid, by=lead.leader, now=NOW)["manifest"]["parties"]
    assert told == [{"organization": lead.organization.number, "part": "lead"}]


def test_one_that_steps_back_or_is_taken_off_reads_nothing_any_more(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    parties.let_go(bid.number, asked.pk, by=partner.leader, now=NOW)
    parties.let_go(bid.number, asked.pk, by=partner.leader, now=NOW)
    assert selectors.own_bid(partner.leader, bid.number, now=NOW) is None
    with pytest.raises(PermissionDenied):
        parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)


def test_nobody_answers_for_another_and_nothing_changes_after_the_seal_or_the_closing(
    office, call, lead, partner
):
    bid, asked = invited(call, lead, partner)
    for by in (lead.leader, sealed.bidder().leader, office.drafter, factories.user()):
        with pytest.raises(PermissionDenied):
            parties.agree(bid.number, asked.pk, by=by, now=NOW)
    for by in (sealed.bidder().leader, office.drafter):
        with pytest.raises(PermissionDenied):
            parties.let_go(bid.number, asked.pk, by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        parties.agree(bid.number, asked.pk, by=partner.leader, now=call.bids_due)
    with sealed.at(NOW):
        parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
        sealed.decided(sealed.pressed(bid, lead))
        for by in (lead.leader, partner.leader):
            with pytest.raises(PermissionDenied):
                parties.let_go(bid.number, asked.pk, by=by, now=NOW)


def test_being_asked_keeps_nobody_from_bidding_and_agreeing_twice_is_refused(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    own = sealed.begun(call, partner, now=NOW)
    with pytest.raises(BidRefusedError, match="party_not_free"):
        parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    bids.discard_draft(own.number, by=partner.leader, now=NOW)
    parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)


def test_a_host_agrees_too_and_still_reads_nothing(call, lead):
    host = tied(sealed.bidder(), lead, "host")
    bid = sealed.begun(call, lead, now=NOW, host=host.organization)
    asked = bid.parties.get(part="host")
    assert asked.agreed_at is None
    parties.agree(bid.number, asked.pk, by=host.leader, now=NOW)
    assert not permissions.may_read_draft(host.leader, bid, now=NOW)
    assert permissions.may_see_bid(host.leader, bid, now=NOW)


def test_who_leads_both_has_said_so_by_beginning(call, lead, partner):
    factories.member(partner.organization, "leader", lead.leader)
    bid = sealed.begun(call, lead, now=NOW, partners=[partner.organization])
    assert not bid.parties.filter(agreed_at=None).exists()


def test_one_that_is_asked_gets_a_letter_and_the_lead_one_with_the_answer(call):
    people = [factories.user(email=f"{name}@example.org") for name in ("a", "b")]
    lead, partner = (sealed.Bidder(factories.cso(one), one) for one in people)
    tied(partner, lead, "network")
    bid = sealed.begun(call, lead, now=NOW, partners=[partner.organization])
    assert list(Letter.objects.filter(kind="bid_asked").values_list("payload__path", flat=True)) == [
        f"/workspace/bids/{bid.number}/party/"
    ]
    parties.agree(bid.number, bid.parties.get(part="partner").pk, by=partner.leader, now=NOW)
    assert Letter.objects.filter(kind="bid_answered").count() == 1


# What a host types in, and what a group lets its host read


@pytest.fixture
def host(lead):
    return tied(sealed.bidder(), lead, "host")


@pytest.fixture
def typed(call, lead, host):
    """A bid without a fault that the host typed in for its group."""
    bid = bids.begin(
        call.number,
        lead=lead.organization,
        assisted_by=host.organization,
        host=host.organization,
        form_id=uuid4(),
        by=host.leader,
        now=NOW,
    )
    return sealed.filled(bid, host, now=NOW)


def agree(bid, who, *, now=NOW, version=None):
    bid.refresh_from_db()
    said = bid.version if version is None else version
    parties.agree_to_draft(bid.number, version=said, by=who.leader, now=now)


def test_what_a_host_types_in_is_not_sealed_before_the_group_itself_says_yes(typed, lead, host):
    assert "lead_not_agreed" in [one.code for one in drafts.draft_of(typed, by=host.leader, now=NOW).faults]
    with sealed.at(NOW):
        with pytest.raises(BidRefusedError, match="lead_not_agreed"):
            lodging.seal(typed.number, key=uuid4(), by=host.leader)
        assert not typed.intakes.exists()
        agree(typed, lead)
        agree(typed, lead)
        assert not drafts.draft_of(typed, by=host.leader, now=NOW).faults
        assert sealed.decided(sealed.pressed(typed, host)).verdict == "accepted"


def test_the_group_says_yes_by_sealing_it_itself(typed, lead):
    assert not drafts.draft_of(typed, by=lead.leader, now=NOW).faults
    with sealed.at(NOW):
        assert sealed.decided(sealed.pressed(typed, lead)).verdict == "accepted"


def test_nobody_says_yes_for_the_group_nor_to_what_it_did_not_read(office, call, typed, lead, host, partner):
    for who in (host, partner, sealed.bidder()):
        with pytest.raises(PermissionDenied):
            agree(typed, who)
    for by in (office.drafter, factories.user()):
        with pytest.raises(PermissionDenied):
            parties.agree_to_draft(typed.number, version=typed.version, by=by, now=NOW)
    with pytest.raises(StaleBidError):
        agree(typed, lead, version=typed.version - 1)
    with pytest.raises(PermissionDenied):
        agree(typed, lead, now=call.bids_due)
    own = sealed.begun(call, sealed.bidder(), now=NOW)
    with pytest.raises(PermissionDenied):
        parties.agree_to_draft(own.number, version=own.version, by=own.begun_by, now=NOW)
    typed.refresh_from_db()
    assert typed.lead_agreed_version is None


def test_what_the_host_changes_afterwards_the_group_is_asked_anew_and_what_it_changes_itself_it_is_not(
    typed, lead, host
):
    agree(typed, lead)
    bids.save_answers(
        typed.number, answers={"team": "四个人"}, version=typed.version, by=lead.leader, now=NOW
    )
    typed.refresh_from_db()
    assert typed.lead_agreed_version == typed.version
    bids.save_answers(
        typed.number, answers={"team": "两个人"}, version=typed.version, by=host.leader, now=NOW
    )
    with sealed.at(NOW):
        with pytest.raises(BidRefusedError, match="lead_not_agreed"):
            lodging.seal(typed.number, key=uuid4(), by=host.leader)
        agree(typed, lead)
        sealed.decided(sealed.pressed(typed, host))
        typed.refresh_from_db()
        for by in (host.leader, sealed.bidder().leader):
            assert not permissions.may_replace(by, typed, now=NOW)
            with pytest.raises(PermissionDenied):
                bids.begin_replacement(typed.number, by=by, now=NOW)
        assert permissions.waits_for_group_to_replace(host.leader, typed, now=NOW)
        assert not permissions.waits_for_group_to_replace(lead.leader, typed, now=NOW)
        typed.refresh_from_db()
        assert (typed.status, typed.draft_revision) == ("lodged", None), "nobody begins it unasked"
        bids.begin_replacement(typed.number, by=lead.leader, now=NOW)
        bids.begin_replacement(typed.number, by=lead.leader, now=NOW)
        again = sealed.filled(typed, host, now=NOW)
        with pytest.raises(BidRefusedError, match="lead_not_agreed"):
            lodging.seal(again.number, key=uuid4(), by=host.leader)
        agree(again, lead)
        assert sealed.decided(sealed.pressed(again, host)).verdict == "accepted"


def test_the_group_finds_the_task_and_the_letter_and_the_host_the_answer(call):
    people = [factories.user(email=f"{name}@example.org") for name in ("a", "b")]
    group = sealed.Bidder(factories.cso(people[0], legal_form="unregistered", uscc=""), people[0])
    host = tied(sealed.Bidder(factories.cso(people[1]), people[1]), group, "host")
    with translation.override("en"):
        bid = bids.begin(
            call.number, lead=group.organization, assisted_by=host.organization, form_id=uuid4(),
            by=host.leader, now=NOW,
        )  # fmt: skip
        (asked,) = Letter.objects.filter(kind="bid_typed_in")
        assert asked.payload["path"] == f"/workspace/bids/{bid.number}/party/"
        words = "Your host typed this bid in: read it, then agree or not"
        assert words in [one["words"] for one in bidder_acts.acts_of(group.leader, now=NOW)]
        assert words not in [one["words"] for one in bidder_acts.acts_of(host.leader, now=NOW)]
        agree(bid, group)
        assert Letter.objects.filter(kind="bid_answered").exists()
        assert words not in [one["words"] for one in bidder_acts.acts_of(group.leader, now=NOW)]
        bids.save_answers(bid.number, answers={"team": "一人"}, version=0, by=host.leader, now=NOW)
        assert Letter.objects.filter(kind="bid_typed_in").count() == 2


def test_a_host_confirms_nothing_in_the_place_of_the_group(typed, lead, host):
    with sealed.at(NOW):
        sealed.decided(sealed.pressed(typed, lead))
        typed.refresh_from_db()
        assert permissions.may_confirm(lead.leader, typed, now=NOW)
        assert not permissions.may_confirm(host.leader, typed, now=NOW)
        with pytest.raises(PermissionDenied):
            lodging.confirm(typed.number, key=uuid4(), by=host.leader)


@pytest.fixture
def signed(call, lead, host):
    """A bid the group wrote itself, with a host that signs; and the host's row."""
    bid = sealed.written(call, lead, now=NOW, host=host.organization)
    bid.refresh_from_db()
    return bid, bid.parties.get(part="host")


def show(signed, by, *, shown=True, now=NOW):
    parties.show_to_host(signed[0].number, signed[1].pk, shown=shown, by=by, now=now)


def test_a_group_lets_its_host_read_answers_and_budget_and_takes_it_back(signed, lead, host):
    bid, _party = signed
    with pytest.raises(PermissionDenied):
        drafts.shown_to_host(bid, by=host.leader, now=NOW)
    show(signed, lead.leader)
    show(signed, lead.leader)
    draft = drafts.shown_to_host(bid, by=host.leader, now=NOW)
    assert draft.answers
    assert draft.lots
    assert not permissions.may_edit_bid(host.leader, bid, now=NOW)
    assert not permissions.may_read_draft(host.leader, bid, now=NOW), "no file, no own copy"
    for by in (sealed.bidder().leader, factories.user()):
        with pytest.raises(PermissionDenied):
            drafts.shown_to_host(bid, by=by, now=NOW)
    show(signed, lead.leader, shown=False)
    with pytest.raises(PermissionDenied):
        drafts.shown_to_host(bid, by=host.leader, now=NOW)


def test_only_the_group_lets_its_host_in_and_only_until_the_seal(office, call, signed, lead, host, partner):
    bid, _party = signed
    for by in (host.leader, partner.leader, office.drafter, sealed.bidder().leader):
        with pytest.raises(PermissionDenied):
            show(signed, by)
    with pytest.raises(PermissionDenied):
        show(signed, lead.leader, now=call.bids_due)
    with pytest.raises(PermissionDenied):
        parties.show_to_host(bid.number, bid.parties.get(part="lead").pk, shown=True, by=lead.leader, now=NOW)
    show(signed, lead.leader)
    with sealed.at(NOW):
        sealed.decided(sealed.pressed(bid, lead))
        bid.refresh_from_db()
        for shown in (True, False):
            with pytest.raises(PermissionDenied):
                show(signed, lead.leader, shown=shown)
        with pytest.raises(PermissionDenied):
            drafts.shown_to_host(bid, by=host.leader, now=NOW)
        bids.begin_replacement(bid.number, by=lead.leader, now=NOW)
        bid.refresh_from_db()
        with pytest.raises(PermissionDenied):
            drafts.shown_to_host(bid, by=host.leader, now=NOW)
