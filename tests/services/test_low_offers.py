"""Prices that seem too low: three tests of the rule, time to explain, the bidder's words, what was made of it."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from portal.ground import clock
from portal.ground.clock import LEGAL_ZONE
from portal.ground.ledger.models import Event, Letter
from procurement.errors import NotOpenError, OtherWordsError
from procurement.errors.evaluation import NotReadyError
from procurement.judgement import evaluation, ranking
from procurement.models import LowOffer, OpenedOffer
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import conformity, low_offers, panels
from tests.support import calls, factories, openings
from tests.support import panels as made

pytestmark = pytest.mark.django_db
# After 1 February 2026, when the three tests came into force.
MARCH = datetime(2026, 3, 3, 9, tzinfo=LEGAL_ZONE)
HALF_AN_HOUR = timedelta(minutes=30)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _keys(settings):
    openings.give_keys(settings)


def consulted(*final):
    """A statutory call of 480,000 yuan at most, published under the rule, its final offers open."""
    return made.consulted(*final, now=MARCH)


@pytest.fixture
def call():
    """A programme call: there the panel asks by its own judgement."""
    opened = made.opened()
    opened.seat_all()
    return opened


def ask(call, offer=None, *, by=None, explain_by=None):
    now = clock.now()
    return low_offers.ask(
        (offer or call.offers[0]).pk,
        explain_by=explain_by or now + HALF_AN_HOUR,
        by=by or call.office.drafter,
        now=now,
    )


def explain(call, asked, *, by=None, now=None):
    by = by or call.lodged[0].leader
    return low_offers.explain(asked.pk, text="志愿者不领报酬。", by=by, now=now or clock.now())


def decide(call, asked, *, accepted=True, by=None, now=None):
    return low_offers.decide(
        asked.pk,
        accepted=accepted,
        reason="有志愿者名册为证。",
        by=by or call.office.drafter,
        now=now or clock.now(),
    )


@pytest.mark.parametrize(
    ("final", "tests"),
    [
        # 45% of the ceiling of 480,000 is 216,000.
        (("216000.00", "300000.00", "300000.00"), None),
        (("215999.99", "300000.00", "300000.00"), ["of_ceiling"]),
        # Half of the second lowest, exactly and a fen less.
        (("220000.00", "440000.00", "440000.00"), None),
        (("219999.99", "440000.00", "440000.00"), ["of_second"]),
        # Half of the mean of 880,000 / 3 is met by nothing that the others do not meet here.
        (("100000.00", "400000.00", "440000.00"), ["of_mean", "of_second", "of_ceiling"]),
    ],
)
def test_each_test_is_strict_and_its_offer_must_be_asked_about(final, tests):
    call = consulted(*final)
    cheap = call.offers[0]
    assert evaluation.flagged(call.tender) == ({cheap.pk: tests} if tests else {})
    assert ("low_offer_unasked" in ranking.hindrances(call.tender)) is bool(tests)


def test_conforming_offers_alone_are_compared():
    call = consulted("219000.00", "225000.00", "470000.00")
    cheap, middle, dear = call.offers
    assert evaluation.flagged(call.tender) == {}
    said = {"ground": "requirement_missed", "reason": "没有保密制度。"}
    conformity.set_aside(middle.pk, by=call.office.drafter, now=clock.now(), **said)
    assert evaluation.flagged(call.tender) == {cheap.pk: ["of_second"]}
    with pytest.raises(OpenedOffer.DoesNotExist):
        ask(call, middle)
    assert ask(call, dear).tests == ["judgement"]


def test_a_question_carries_its_tests_and_reaches_the_bidder_only():
    call = consulted("200000.00", "300000.00", "320000.00")
    asked = ask(call)
    assert asked.tests == ["of_ceiling"]
    assert ask(call, explain_by=asked.explain_by) == asked
    with pytest.raises(OtherWordsError) as other:
        ask(call, explain_by=asked.explain_by + HALF_AN_HOUR)
    assert other.value.said == {"explain_by": asked.explain_by}
    (letter,) = Letter.objects.filter(kind="low_offer")
    assert letter.recipient == f"user:{call.lodged[0].leader.pk}"
    assert letter.payload["path"].endswith(f"{asked.offer.bid.number}/price/")
    (event,) = Event.objects.filter(kind="low_offer_asked")
    assert not event.public
    assert "200000" not in json.dumps(event.payload)


def test_half_an_hour_is_the_least(call):
    now = clock.now()
    with pytest.raises(low_offers.TooShortError) as error:
        low_offers.ask(
            call.offers[0].pk, explain_by=now + HALF_AN_HOUR - SECOND, by=call.office.drafter, now=now
        )
    assert error.value.least == now + HALF_AN_HOUR
    assert low_offers.ask(call.offers[0].pk, explain_by=now + HALF_AN_HOUR, by=call.office.drafter, now=now)


def test_who_asks_who_explains_who_decides(call):
    others = [calls.office("532503").approver, factories.user(), factories.official("supervisor")]
    for person in (*others, call.lodged[0].leader):
        with pytest.raises(PermissionDenied):
            ask(call, by=person)
    asked = ask(call)
    for person in (*others, call.office.drafter, call.lodged[1].leader):
        with pytest.raises(PermissionDenied):
            explain(call, asked, by=person)
    explain(call, asked)
    for person in (*others, call.lodged[0].leader):
        with pytest.raises(PermissionDenied):
            decide(call, asked, by=person)
    assert LowOffer.objects.get().decided_at is None


def test_the_word_is_given_once_and_in_time(call):
    asked = ask(call)
    with pytest.raises(NotOpenError):
        explain(call, asked, now=asked.explain_by)
    first = explain(call, asked, now=asked.explain_by - SECOND)
    said = {"by": call.lodged[0].leader, "now": clock.now()}
    again = low_offers.explain(asked.pk, text=first.explanation, **said)
    assert (again.explanation, again.explained_at) == (first.explanation, first.explained_at)
    with pytest.raises(OtherWordsError) as told:
        low_offers.explain(asked.pk, text="别的话", **said)
    assert told.value.shown == first.explanation
    asked.refresh_from_db()
    assert asked.explanation == first.explanation


def test_nothing_is_decided_before_the_word_or_the_end_of_the_time(call):
    asked = ask(call)
    with pytest.raises(low_offers.TooEarlyError):
        decide(call, asked, now=asked.explain_by - SECOND)
    assert ranking.hindrances(call.tender) == ["scores", "low_offer_open"]
    assert decide(call, asked, accepted=False, now=asked.explain_by).accepted is False
    assert decide(call, asked, accepted=False, now=asked.explain_by).accepted is False
    with pytest.raises(OtherWordsError):
        decide(call, asked, accepted=True, now=asked.explain_by)
    asked.refresh_from_db()
    assert asked.accepted is False
    assert ranking.hindrances(call.tender) == ["scores"]


def test_an_offer_not_shown_to_be_reasonable_is_not_ranked_and_the_reason_stands(call):
    call.judge(0.9, 0.6)
    asked = ask(call)
    explain(call, asked)
    decide(call, asked, accepted=False)
    body = reads.body_of(call.report())
    assert [one["bid"] for one in body["ranking"]] == [call.offers[1].bid.number]
    assert body["invalid"] == [
        {"bid": asked.offer.bid.number, "code": "low_offer", "reason": "有志愿者名册为证。"}
    ]
    with pytest.raises(NotOpenError):
        ask(call, call.offers[1])


def test_another_panel_decides_anew_over_the_same_words(call):
    call.judge(0.9, 0.6)
    asked = ask(call)
    explain(call, asked)
    decide(call, asked, accepted=False)
    call.report()
    panels.disband(call.tender, by=call.office.approver, now=clock.now())
    asked.refresh_from_db()
    assert (asked.decided_at, asked.accepted, asked.explanation) == (None, None, "志愿者不领报酬。")
    call.seat_all()
    call.judge(0.9, 0.6)
    with pytest.raises(NotReadyError) as error:
        call.report()
    assert error.value.codes == ["low_offer_open"]
    decide(call, asked, accepted=True)
    assert len(reads.body_of(call.report())["ranking"]) == 2
    assert ask(call, call.offers[0], explain_by=asked.explain_by).pk == asked.pk


def test_too_few_valid_offers_stop_a_statutory_report():
    call = consulted("200000.00", "300000.00", "")
    call.judge()
    asked = ask(call)
    decide(call, asked, accepted=False, now=asked.explain_by)
    assert ranking.hindrances(call.tender) == ["too_few_conforming"]
