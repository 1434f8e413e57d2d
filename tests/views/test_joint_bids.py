"""Bids behind which several organisations stand: a host that types in and signs, partners that do a part."""

import re

import pytest
from django.test import Client

from organizations.models import Tie
from procurement.models import Bid, Receipt
from tests import calls, factories, sealed

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


def test_a_group_names_its_host_itself(call, clock):
    host, group = sealed.bidder(), sealed.bidder(legal_form="unregistered", uscc="")
    tied("host", host.organization, group.organization)
    bid = begun(signed_in(group), f"/notices/{call.number}/bid/", host=host.organization.number)
    assert bid.assisted_by is None
    assert bid.parties.get(part="host").organization == host.organization


def test_a_group_without_a_host_reads_that_one_may_follow(call, clock):
    group = sealed.bidder(legal_form="unregistered", uscc="")
    page = signed_in(group).get(f"/en/notices/{call.number}/bid/").content.decode()
    assert "a registered organisation must agree to sign for you" in page
    assert 'name="host"' not in page


def test_a_partner_reads_and_writes_but_does_not_seal(call, clock):
    lead, partner = sealed.bidder(), sealed.bidder()
    tied("network", partner.organization, lead.organization)
    bid = begun(signed_in(lead), f"/notices/{call.number}/bid/", partners=[partner.organization.number])
    assert bid.parties.get(part="partner").organization == partner.organization
    sealed.filled(bid, lead, now=OPEN)
    other = signed_in(partner)
    page = other.get(f"/en/workspace/bids/{bid.number}/check/").content.decode()
    assert "The organisation that leads this bid, or its host, seals it." in page
    assert "Seal the bid" not in page
    pressed = {"key": "6e9f4f0e-5a31-4a86-9f6a-0d2b1c7f2a11", "terms_version": 1}
    assert other.post(f"/workspace/bids/{bid.number}/seal/", pressed).status_code == 403
    assert not Receipt.objects.exists()


def test_a_stranger_is_no_partner(call, clock):
    lead, stranger = sealed.bidder(), factories.cso(factories.user())
    form = signed_in(lead).get(f"/notices/{call.number}/bid/")
    assert 'name="partners"' not in form.content.decode()
    said = {"form_id": hidden(form, "form_id"), "partners": [stranger.number]}
    signed_in(lead).post(f"/notices/{call.number}/bid/", said)
    assert not Bid.objects.latest("id").parties.filter(part="partner").exists()
