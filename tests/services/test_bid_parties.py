"""A partner or host stands behind a bid by its own word, reads nothing before, and can be let go until the seal."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from organizations.models import Tie
from portal.ledger.models import Letter
from procurement.permissions import bids as permissions
from procurement.rules.bidding import BidRefusedError
from procurement.selectors import bids as selectors
from procurement.services import bid_parties, bids, lodging
from tests import calls, factories, sealed

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
        bids.draft_of(bid, by=partner.leader, now=NOW)
    with pytest.raises(PermissionDenied):
        bids.save_answers(bid.number, answers={}, version=bid.version, by=partner.leader, now=NOW)
    bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    assert bids.draft_of(bid, by=partner.leader, now=NOW).answers
    assert not selectors.asked_to_stand(partner.leader, now=NOW).exists()
    assert not permissions.may_lodge(partner.leader, bid, now=NOW)


def test_a_bid_is_not_sealed_with_one_that_did_not_agree(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    with sealed.at(NOW):
        with pytest.raises(BidRefusedError, match="partner: party_not_agreed"):
            lodging.seal(bid.number, key=uuid4(), by=lead.leader)
        bid_parties.let_go(bid.number, asked.pk, by=lead.leader, now=NOW)
        assert sealed.decided(sealed.pressed(bid, lead)).verdict == "accepted"


def test_the_manifest_names_who_stands_behind_it_when_it_is_sealed(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    bid_parties.let_go(bid.number, asked.pk, by=partner.leader, now=NOW)
    told = bids.own_copy(bid, by=lead.leader, now=NOW)["manifest"]["parties"]
    assert told == [{"organization": lead.organization.number, "part": "lead"}]


def test_one_that_steps_back_or_is_taken_off_reads_nothing_any_more(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    bid_parties.let_go(bid.number, asked.pk, by=partner.leader, now=NOW)
    bid_parties.let_go(bid.number, asked.pk, by=partner.leader, now=NOW)
    assert selectors.own_bid(partner.leader, bid.number, now=NOW) is None
    with pytest.raises(PermissionDenied):
        bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)


def test_nobody_answers_for_another_and_nothing_changes_after_the_seal_or_the_closing(
    office, call, lead, partner
):
    bid, asked = invited(call, lead, partner)
    for by in (lead.leader, sealed.bidder().leader, office.drafter, factories.user()):
        with pytest.raises(PermissionDenied):
            bid_parties.agree(bid.number, asked.pk, by=by, now=NOW)
    for by in (sealed.bidder().leader, office.drafter):
        with pytest.raises(PermissionDenied):
            bid_parties.let_go(bid.number, asked.pk, by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=call.bids_due)
    with sealed.at(NOW):
        bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
        sealed.decided(sealed.pressed(bid, lead))
        for by in (lead.leader, partner.leader):
            with pytest.raises(PermissionDenied):
                bid_parties.let_go(bid.number, asked.pk, by=by, now=NOW)


def test_being_asked_keeps_nobody_from_bidding_and_agreeing_twice_is_refused(call, lead, partner):
    bid, asked = invited(call, lead, partner)
    own = sealed.begun(call, partner, now=NOW)
    with pytest.raises(BidRefusedError, match="party_not_free"):
        bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)
    bids.discard_draft(own.number, by=partner.leader, now=NOW)
    bid_parties.agree(bid.number, asked.pk, by=partner.leader, now=NOW)


def test_a_host_agrees_too_and_still_reads_nothing(call, lead):
    host = tied(sealed.bidder(), lead, "host")
    bid = sealed.begun(call, lead, now=NOW, host=host.organization)
    asked = bid.parties.get(part="host")
    assert asked.agreed_at is None
    bid_parties.agree(bid.number, asked.pk, by=host.leader, now=NOW)
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
    bid_parties.agree(bid.number, bid.parties.get(part="partner").pk, by=partner.leader, now=NOW)
    assert Letter.objects.filter(kind="bid_answered").count() == 1
