"""How a purchase was, said in three taps: once, by whoever answers for a bid, and under no name."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.ground import clock
from procurement.models import Bid, BidPackage, Pulse
from procurement.permissions.bids import may_give_pulse
from procurement.selectors.compliance import Scope
from procurement.selectors.process import process_figures
from procurement.services.voices import pulses
from tests.support import awards as made
from tests.support import calls, factories, openings

pytestmark = pytest.mark.django_db
SAID = {"clear": "yes", "covered": "no", "again": "partly"}


@pytest.fixture(autouse=True)
def _ground(settings, tmp_path):
    openings.give_keys(settings)


@pytest.fixture
def listed():
    return made.listed()


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def give(call, one, **said):
    pulses.give(one.bid.number, by=one.leader, now=call.now(), **(SAID | said))


def test_three_taps_are_one_answer_and_no_more(listed):
    one = listed.lodged[0]
    client, url = as_(one.leader), f"/workspace/bids/{one.bid.number}/pulse/"
    assert url in client.get(f"/workspace/bids/{one.bid.number}/").content.decode()
    assert 'name="clear" value="yes"' in client.get(url).content.decode()
    page = client.post(url, {"clear": "yes"}).content.decode()
    assert 'name="covered" value="no"' in page
    assert '<input type="hidden" name="clear" value="yes">' in page
    page = client.post(url, {"clear": "yes", "covered": "no"}).content.decode()
    assert 'name="again"' in page
    assert not Pulse.objects.exists()
    assert client.post(url, SAID).status_code == 302
    (kept,) = Pulse.objects.values(*SAID, "year")
    assert kept == SAID | {"year": clock.legal_date(listed.now()).year}
    assert client.post(url, SAID).status_code == 302
    assert Pulse.objects.count() == 1
    assert url not in client.get(f"/workspace/bids/{one.bid.number}/").content.decode()


def test_an_answer_that_is_none_of_the_three_is_asked_again(listed):
    one = listed.lodged[0]
    url = f"/workspace/bids/{one.bid.number}/pulse/"
    page = as_(one.leader).post(url, {"clear": "maybe", "covered": "no", "again": "yes"}).content.decode()
    assert 'name="clear" value="partly"' in page
    assert not Pulse.objects.exists()


def test_nobody_else_answers_and_nobody_before_the_result():
    call = made.judged()
    one, other = call.lodged
    with pytest.raises(PermissionDenied):
        give(call, one)
    made.listed(call)
    for by in (other.leader, call.office.drafter, call.office.approver, factories.user()):
        with pytest.raises(PermissionDenied):
            pulses.give(one.bid.number, by=by, now=call.now(), **SAID)
    give(call, one)
    with pytest.raises(PermissionDenied):
        give(call, one)
    assert Pulse.objects.count() == 1


def test_what_was_said_leads_to_nobody_and_stands(listed):
    give(listed, listed.lodged[0])
    assert {field.name for field in Pulse._meta.fields} == {"id", "year", *SAID}
    assert Pulse.objects.get().pk.version == 4
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procurement_pulse SET again = 'yes'")


def test_fewer_than_five_are_not_counted_in_public(listed):
    scope = Scope(clock.legal_date(listed.now()).year)
    for number in range(5):
        assert process_figures(scope, calls=1).clear.whole == 0
        Pulse.objects.create(year=scope.year, **(SAID | {"again": "yes" if number else "no"}))
    found = process_figures(scope, calls=1)
    assert [(one.part, one.whole) for one in (found.clear, found.covered, found.again)] == [
        (5, 5),
        (0, 5),
        (4, 5),
    ]


def test_a_bid_sealed_on_a_phone_is_counted_so(listed):
    scope = Scope(clock.legal_date(listed.now()).year)
    assert (process_figures(scope, calls=1).on_phone.part, BidPackage.objects.count()) == (0, 2)
    tender = openings.opened_to_bids(calls.office())
    phone = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/86.0 Mobile Safari/537.36"
    one = openings.drafted(tender)
    notice = tender.notices.latest("seq")
    as_(one.leader).post(
        f"/workspace/bids/{one.bid.number}/seal/",
        {"key": calls.uuid4(), "terms_version": notice.terms_version, "version": one.bid.version},
        headers={"user-agent": phone},
    )
    assert Bid.objects.get(pk=one.bid.pk).current.on_phone


def test_the_decision_knows_the_steps(listed):
    one = listed.lodged[0]
    bid = Bid.objects.select_related("tender").get(pk=one.bid.pk)
    for step, may in (("publicity", True), ("evaluating", False), ("void", True), ("open", False)):
        bid.tender.step = step
        assert may_give_pulse(one.leader, bid, now=listed.now()) is may
