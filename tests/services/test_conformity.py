"""Offers set aside because they do not conform: neither scored nor ranked, until taken back or judged anew."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from portal.ground import clock
from portal.ground.ledger.models import Event
from procurement.errors import NotOpenError, OtherWordsError, PersonalDataError
from procurement.judgement import ranking
from procurement.models import NonConformity, OpenedOffer
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import conformity, panels
from tests.support import calls, factories, openings
from tests.support import panels as made

pytestmark = pytest.mark.django_db
SAID = {"ground": "requirement_missed", "reason": "没有写保密办法。"}


@pytest.fixture(autouse=True)
def _keys(settings):
    openings.give_keys(settings)


@pytest.fixture
def call():
    opened = made.opened()
    opened.seat_all()
    return opened


def set_aside(call, offer=None, *, by=None, **more):
    offer = offer or call.offers[0]
    return conformity.set_aside(offer.pk, by=by or call.office.drafter, now=clock.now(), **(SAID | more))


def restore(call, offer=None, *, by=None):
    conformity.restore((offer or call.offers[0]).pk, by=by or call.office.drafter, now=clock.now())


def test_what_is_set_aside_is_neither_scored_nor_ranked(call):
    cheap, dear = call.offers
    found = set_aside(call)
    assert set_aside(call) == found
    with pytest.raises(OtherWordsError) as told:
        set_aside(call, reason="另一个说法")
    assert told.value.said == {"reason": found.reason}
    call.declare_all()
    with pytest.raises(OpenedOffer.DoesNotExist):
        call.score(call.members[0], only=cheap)
    for member in call.members:
        call.score(member, 0.5, only=dear)
        call.hand_in(member)
    body = reads.body_of(call.report())
    assert [one["bid"] for one in body["ranking"]] == [dear.bid.number]
    assert body["invalid"] == [
        {
            "bid": cheap.bid.number,
            "code": "not_conforming",
            "ground": "requirement_missed",
            "reason": "没有写保密办法。",
        }
    ]
    (event,) = Event.objects.filter(kind="offer_set_aside")
    assert not event.public
    assert "保密" not in event.payload


def test_points_given_before_do_not_count(call):
    call.declare_all()
    for member in call.members:
        call.score(member)
    set_aside(call)
    for member in call.members:
        call.hand_in(member)
        assert set(member.scores.values_list("offer", flat=True)) == {call.offers[1].pk}


def test_a_mistake_is_taken_back_until_the_first_hands_in(call):
    set_aside(call)
    for _twice in range(2):
        restore(call)
    assert Event.objects.filter(kind="offer_restored").count() == 1
    set_aside(call)
    assert NonConformity.objects.count() == 2
    call.declare_all()
    call.score(call.members[0], only=call.offers[1])
    call.hand_in(call.members[0])
    with pytest.raises(NotOpenError):
        restore(call)


def test_only_the_buyers_people_and_only_before_the_report(call):
    for person in (
        calls.office("532503").approver,
        call.lodged[0].leader,
        factories.user(),
        factories.official("supervisor"),
    ):
        with pytest.raises(PermissionDenied):
            set_aside(call, by=person)
        with pytest.raises(PermissionDenied):
            restore(call, by=person)
    call.judge()
    call.report()
    with pytest.raises(NotOpenError):
        set_aside(call)
    assert not NonConformity.objects.exists()


def test_a_reason_that_could_identify_a_person_is_refused(call):
    with pytest.raises(PersonalDataError):
        set_aside(call, reason="负责人王小明，电话 13987654321。")
    with pytest.raises(IntegrityError):
        set_aside(call, ground="dislike")


def test_all_set_aside_leaves_nothing_to_report(call):
    for offer in call.offers:
        set_aside(call, offer)
    assert ranking.hindrances(call.tender) == ["too_few_conforming", "scores"]
    call.declare_all()
    with pytest.raises(NotOpenError):
        call.hand_in(call.members[0])


def test_first_offers_are_set_aside_before_final_ones_are_asked_for_and_not_after():
    call = made.opened(made.FIRST_OFFERS, statutory=True)
    call.seat_all()
    call.declare_all()
    first, second, _third = reads.offers_at_hand(call.tender)
    set_aside(call, first)
    call.call_for_final()
    for act in (set_aside, restore):
        with pytest.raises(NotOpenError):
            act(call, second)


def test_another_panel_finds_anew(call):
    set_aside(call)
    call.declare_all()
    for member in call.members:
        call.score(member, only=call.offers[1])
        call.hand_in(member)
    call.report()
    panels.disband(call.tender, by=call.office.approver, now=clock.now())
    assert list(reads.nonconformities_of(call.tender)) == []
    call.seat_all()
    call.judge()
    assert len(reads.body_of(call.report())["ranking"]) == 2


def test_the_body_holds_what_each_gave_and_its_digest_proves_it(call):
    call.declare_all()
    for member, share in zip(call.members, (0.5, 0.75, 1), strict=True):
        call.score(member, share)
        call.hand_in(member)
    body = reads.body_of(call.report())
    criterion = call.tender.lots.get().criteria.first()
    given = {
        member.code: str(member.scores.get(offer=call.offers[0], criterion=criterion).points)
        for member in call.members
    }
    (row,) = [one for one in body["ranking"] if one["bid"] == call.offers[0].bid.number]
    assert body["panel"] == sorted(given)
    assert row["given"][str(criterion.pk)] == [given[code] for code in body["panel"]]
