"""Bids behind which several organisations stand: a host that types in and signs, partners that do a part."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from organizations.models import Tie
from procurement.judgement.bids import drafts
from procurement.models import Bid, OpenedOffer, Receipt
from procurement.services.bids import bids, receipts
from tests.support import calls, factories, openings, sealed

pytestmark = pytest.mark.django_db
OPEN = calls.at("07-05 10:00")


@pytest.fixture
def call():
    return calls.published(calls.office())


@pytest.fixture
def clock():
    with sealed.at(OPEN) as move:
        yield move


def tied(kind, upper, member):
    return Tie.objects.create(
        kind=kind, upper=upper, member=member, upper_confirmed_at=OPEN, member_confirmed_at=OPEN
    )


def signed_in(who):
    client = Client()
    client.force_login(who.leader)
    return client


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode()).group(1)


def begun(client, address, **said):
    form = client.get(address)
    answer = client.post(address, {"form_id": hidden(form, "form_id")} | said)
    assert answer.status_code == 302, answer.content.decode()
    return Bid.objects.latest("id")


def test_a_host_types_in_the_bid_of_its_group_and_both_read_it(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    client, address = signed_in(host), f"/notices/{call.number}/bid/"
    assert group.organization.number in client.get(address).content.decode()
    bid = begun(client, f"{address}?for={group.organization.number}", host=host.organization.number)
    assert (bid.lead, bid.assisted_by) == (group.organization, host.organization)
    assert bid.parties.get(part="host").organization == host.organization
    assert signed_in(group).get(f"/workspace/bids/{bid.number}/").status_code == 200


def test_a_host_is_not_led_to_a_bid_of_its_group_that_does_not_name_it(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    own = sealed.begun(call, group, now=OPEN)
    client, address = signed_in(host), f"/en/notices/{call.number}/bid/?for={group.organization.number}"
    said = {"form_id": hidden(client.get(address), "form_id"), "host": host.organization.number}
    answer = client.post(address, said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert own.number not in page
    assert "Please ask the group." in page


def test_a_group_names_its_host_itself(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    bid = begun(signed_in(group), f"/notices/{call.number}/bid/", host=host.organization.number)
    assert bid.assisted_by is None
    assert bid.parties.get(part="host").organization == host.organization


def test_a_host_that_only_signs_sees_the_bid_and_reads_writes_and_withdraws_nothing(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    bid = begun(signed_in(group), f"/notices/{call.number}/bid/", host=host.organization.number)
    sealed.filled(bid, group, now=OPEN)
    sealed.agreed(bid, now=OPEN)
    client, base = signed_in(host), f"/en/workspace/bids/{bid.number}/"
    page = client.get(base).content.decode()
    assert "only the lead and partners that agreed read" in page
    asked_for = sum(Decimal(line["amount"]) for line in sealed.LINES)
    assert f"{asked_for:,.0f}" in page
    assert sealed.LINES[0]["label"] not in page
    for part in ("answers/", "budget/", "files/", "check/"):
        assert client.get(base + part).status_code == 302, part
    for part in ("own-copy.json", "files/file-1/"):
        assert client.get(base + part).status_code == 404, part
    pressed = {"key": "6e9f4f0e-5a31-4a86-9f6a-0d2b1c7f2a12", "terms_version": 1, "version": bid.version}
    assert client.post(f"{base}seal/", pressed).status_code == 403
    sealed.decided(sealed.pressed(bid, group))
    receipt = receipts.receipt_of(bid.intakes.get())
    assert f"{asked_for:,.0f}" not in client.get(base).content.decode(), "sealed: nobody reads the sum"
    bid.refresh_from_db()
    with pytest.raises(PermissionDenied):
        drafts.sum_for_host(bid, by=host.leader, now=OPEN)
    assert client.get(f"/en/receipts/{receipt.number}/").status_code == 404
    assert receipt.number not in client.get(base).content.decode()
    for act in ("withdraw/", "confirm/", "discard/"):
        assert client.post(base + act, pressed).status_code in (302, 403), act
    assert client.post(f"{base}withdraw/", pressed).status_code == 403
    client.post(f"{base}replace/")
    bid.refresh_from_db()
    assert (bid.status, bid.draft_revision, bid.intakes.count()) == ("lodged", None, 1)
    assert bid.number in client.get("/en/workspace/").content.decode()
    assert bid.number in client.get("/en/workspace/bids/").content.decode()


def test_the_sum_of_a_draft_is_read_by_the_host_that_agreed_and_by_nobody_before(call, clock):
    host, group, stranger = (
        sealed.bidder(),
        sealed.bidder(legal_form="unregistered", uscc=""),
        sealed.bidder(),
    )
    tied("host", host.organization, group.organization)
    bid = sealed.begun(call, group, now=OPEN, host=host.organization)
    sealed.filled(bid, group, now=OPEN)
    asked_for = f"{sum(Decimal(line['amount']) for line in sealed.LINES):,.0f}"
    with pytest.raises(PermissionDenied):
        drafts.sum_for_host(bid, by=host.leader, now=OPEN)
    client, base = signed_in(host), f"/en/workspace/bids/{bid.number}/"
    for page in ("", "party/"):
        text = client.get(base + page).content.decode()
        assert asked_for not in text
        assert group.organization.name_zh in text or group.organization.name_en in text
        assert "agree" in text
    sealed.agreed(bid, now=OPEN)
    assert asked_for in client.get(base).content.decode()
    bid.refresh_from_db()
    assert drafts.sum_for_host(bid, by=host.leader, now=OPEN) > 0
    for other in (stranger.leader, call.buyer.memberships.get(role="drafter").user, factories.user()):
        with pytest.raises(PermissionDenied):
            drafts.sum_for_host(bid, by=other, now=OPEN)


def test_who_types_in_for_a_group_seals_it_and_only_the_group_withdraws_it(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    bid = begun(signed_in(host), f"/notices/{call.number}/bid/?for={group.organization.number}")
    sealed.filled(bid, host, now=OPEN)
    base, client = f"/en/workspace/bids/{bid.number}/", signed_in(host)
    waits = client.get(f"{base}check/").content.decode()
    assert "The group itself reads it and agrees, then it can be sealed." in waits
    assert "Seal the bid" not in waits
    assert "Nobody can agree in its place." in client.get(f"{base}party/").content.decode()
    bid.refresh_from_db()
    says = {"act": f"stands:{bid.version}"}
    assert client.post(f"{base}party/", says).status_code == 403
    own = signed_in(group)
    assert "Until you agree it cannot be sealed." in own.get(base).content.decode()
    assert "Your host typed this bid in" in own.get("/en/workspace/").content.decode()
    assert "We read it and agree" in own.get(f"{base}party/").content.decode()
    own.post(f"{base}party/", {"act": f"stands:{bid.version - 1}"})
    assert "It was changed since you read it." in own.get(f"{base}party/").content.decode()
    assert "Seal the bid" not in client.get(f"{base}check/").content.decode()
    own.post(f"{base}party/", says)
    assert "Seal the bid" in client.get(f"{base}check/").content.decode()
    sealed.decided(sealed.pressed(bid, host))
    pressed = {"key": "6e9f4f0e-5a31-4a86-9f6a-0d2b1c7f2a13", "terms_version": 1}
    assert signed_in(host).post(f"/workspace/bids/{bid.number}/withdraw/", pressed).status_code == 403
    told = "Only the group itself can begin to replace its sealed bid."
    for who, said in ((host, True), (group, False)):
        text = signed_in(who).get(base).content.decode()
        assert (told in text, f"/bids/{bid.number}/replace/" in text) == (said, not said)
    assert client.post(f"{base}replace/").status_code == 403
    bid.refresh_from_db()
    assert (bid.status, bid.draft_revision) == ("lodged", None)
    assert signed_in(group).post(f"/workspace/bids/{bid.number}/withdraw/", pressed).status_code == 302
    bid.refresh_from_db()
    assert bid.status == "withdrawn"


def test_what_a_group_lets_its_host_read_stands_on_the_page_of_its_host_and_on_its_own(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    bid = sealed.written(call, group, now=OPEN, host=host.organization)
    base, own, client = f"/en/workspace/bids/{bid.number}/", signed_in(group), signed_in(host)
    party = bid.parties.get(part="host")
    assert "taking it back does not undo that" in own.get(f"{base}party/").content.decode()
    assert client.post(f"{base}party/", {"act": f"show:{party.pk}"}).status_code == 403
    own.post(f"{base}party/", {"act": f"show:{party.pk}"})
    page = client.get(base).content.decode()
    assert sealed.LINES[0]["label"] in page
    assert sealed.ANSWERS["team"] in page
    assert client.get(f"{base}answers/").status_code == 302
    assert client.get(f"{base}own-copy.json").status_code == 404
    assert f"You let {host.organization.name_en}" in own.get(f"{base}answers/").content.decode()
    own.post(f"{base}party/", {"act": f"hide:{party.pk}"})
    assert sealed.LINES[0]["label"] not in client.get(base).content.decode()


def test_the_pages_of_writing_say_who_reads_before_and_while_it_is_written(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    client = signed_in(group)
    assert "A host that only signs sees" in client.get(f"/en/notices/{call.number}/bid/").content.decode()
    bid = begun(client, f"/notices/{call.number}/bid/", host=host.organization.number)
    for part in ("answers", "budget", "files", "check"):
        page = client.get(f"/en/workspace/bids/{bid.number}/{part}/").content.decode()
        assert f"the leaders of {group.organization.name_en}." in page
        assert "own server can read it too" in page
        page = client.get(f"/workspace/bids/{bid.number}/{part}/").content.decode()
        assert "只有您自己看得到" not in page
        assert "平台的服务器也读得到" in page


def test_a_group_without_a_host_reads_that_one_may_follow(call, clock):
    group = sealed.bidder(legal_form="unregistered", uscc="")
    page = signed_in(group).get(f"/en/notices/{call.number}/bid/").content.decode()
    assert "a registered organisation must agree to sign for you" in page
    assert 'name="host"' not in page


def test_a_partner_reads_and_writes_but_does_not_seal(call, clock):
    lead, partner = sealed.bidder(), sealed.bidder()
    tied("network", partner.organization, lead.organization)
    bid = begun(signed_in(lead), f"/notices/{call.number}/bid/", partners=[partner.organization.number])
    asked = bid.parties.get(part="partner")
    assert asked.organization == partner.organization
    sealed.filled(bid, lead, now=OPEN)
    other, base = signed_in(partner), f"/en/workspace/bids/{bid.number}/"
    assert other.get(f"{base}answers/").status_code == 302
    assert "Say whether you stand behind a bid" in other.get("/en/workspace/").content.decode()
    assert "We agree" in other.get(f"{base}party/").content.decode()
    assert other.post(f"{base}party/", {"act": f"agree:{asked.pk}"}).status_code == 302
    page = other.get(f"/en/workspace/bids/{bid.number}/check/").content.decode()
    assert (
        "A leader of the organisation that leads this bid, or of the one that types it in for it, seals it."
        in page
    )
    assert "Seal the bid" not in page
    pressed = {"key": "6e9f4f0e-5a31-4a86-9f6a-0d2b1c7f2a11", "terms_version": 1, "version": bid.version}
    assert other.post(f"/workspace/bids/{bid.number}/seal/", pressed).status_code == 403
    assert not Receipt.objects.exists()


ASKED, SEALED, OVER = "asked, no answer yet", "what was sealed stands", "no answer is needed any more"


def words_of_parties(who, bid):
    page = signed_in(who).get(f"/en/workspace/bids/{bid.number}/party/").content.decode()
    return {word for word in (ASKED, SEALED, OVER) if word in page}


def test_who_is_asked_reads_the_same_word_about_its_answer_as_the_lead(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    lead, partner = sealed.bidder(), sealed.bidder()
    tied("host", host.organization, group.organization)
    tied("network", partner.organization, lead.organization)
    signed = sealed.begun(call, group, now=OPEN, host=host.organization)
    joint = sealed.begun(call, lead, now=OPEN, partners=[partner.organization])
    for bid, readers in ((signed, (host, group)), (joint, (lead, partner))):
        for who in readers:
            assert words_of_parties(who, bid) == {ASKED}
    clock(call.bids_due)
    for bid, readers in ((signed, (host, group)), (joint, (lead, partner))):
        for who in readers:
            assert words_of_parties(who, bid) == {OVER}, "the closing passed and nothing was sealed"


def test_a_bid_put_away_is_not_called_sealed_to_the_host_that_was_asked(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    bid = sealed.begun(call, group, now=OPEN, host=host.organization)
    bids.discard_draft(bid.number, by=group.leader, now=OPEN)
    assert words_of_parties(host, bid) == {OVER}


def test_the_word_of_the_group_waits_for_nothing_once_it_sealed_itself(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    bid = sealed.written(call, group, now=OPEN, host=host.organization, assisted_by=host.organization)
    for who in (host, group):
        assert words_of_parties(who, bid) == {ASKED}
    sealed.decided(sealed.pressed(bid, group))
    for who in (host, group):
        assert words_of_parties(who, bid) == {SEALED}
        assert (
            "Nobody can agree in its place."
            not in signed_in(who).get(f"/en/workspace/bids/{bid.number}/party/").content.decode()
        )


def test_a_stranger_is_no_partner(call, clock):
    lead, stranger = sealed.bidder(), factories.cso(factories.user())
    form = signed_in(lead).get(f"/notices/{call.number}/bid/")
    assert 'name="partners"' not in form.content.decode()
    said = {"form_id": hidden(form, "form_id"), "partners": [stranger.number]}
    signed_in(lead).post(f"/notices/{call.number}/bid/", said)
    assert not Bid.objects.latest("id").parties.filter(part="partner").exists()


@pytest.fixture
def keys_of_all(settings):
    openings.give_keys(settings)


def test_a_host_that_bids_itself_is_told_to_the_group_the_panel_and_after_the_opening_to_everybody(
    keys_of_all, call, clock
):
    office = calls.Office(
        call.buyer, *[call.buyer.memberships.get(role=role).user for role in ("drafter", "approver")]
    )
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    hosted = sealed.lodged(call, group, now=OPEN, host=host.organization)
    own_page = f"/workspace/bids/{hosted.number}/"
    assert "您的托管组织自己也申报了" not in signed_in(group).get(own_page).content.decode()
    begun = sealed.written(call, host, now=OPEN)
    assert "您的托管组织自己也申报了" not in signed_in(group).get(own_page).content.decode()
    assert sealed.decided(sealed.pressed(begun, host)).verdict == "accepted"
    assert "您的托管组织自己也申报了" in signed_in(group).get(own_page).content.decode()
    # The host learns nothing new of itself, and a stranger's bid is not touched.
    other = sealed.lodged(call, sealed.bidder(), now=OPEN)
    public = f"/notices/{call.number}/"
    assert "自己也申报了" not in Client().get(public).content.decode()
    closed = openings.close(call, office, [])
    closed.confirm_both()
    assert closed.open()
    assert "其中 1 份申报的托管组织自己也申报了" in Client().get(public).content.decode()
    official = Client()
    official.force_login(office.drafter)
    shown = {
        one.bid_id: official.get(f"/workspace/calls/{call.number}/offers/{one.pk}/").content.decode()
        for one in OpenedOffer.objects.all()
    }
    told = "这份申报的托管组织自己也申报了"
    assert told in shown[hosted.pk]
    assert told not in shown[begun.pk]
    assert told not in shown[other.pk]
