"""The machine's clock leaps: nothing is published, closed, judged or opened; set right again, all goes on."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.ground import clock, ledger
from portal.ground.ledger import sources
from portal.ground.ledger.models import Event, Letter, Seal
from portal.ground.ledger.trust import ClockDoubtedError
from procurement.models import IntakeVerdict, Notice, Opening, OpeningConfirmation
from procurement.selectors.calls import portal_waits
from procurement.services import timekeeping
from procurement.services.bids import lodging, receipts
from tests.support import calls, factories
from tests.support import openings as made
from tests.support.clocks import Source, machine_ahead

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _keys(settings):
    made.give_keys(settings)


@pytest.fixture
def source(settings):
    """It says the right time, whatever the machine says."""
    one = Source()
    settings.TIME_SOURCES = [one.address]
    yield one
    one.stop()


def ask(source):
    sources.read_all([source.address])


@pytest.fixture
def tender():
    return made.opened_to_bids(calls.office())


def do_due(tender):
    """The clock's task, for as long as it would take to do everything."""
    for _ in range(3):
        timekeeping.do_due(clock.now())
    tender.refresh_from_db()
    return tender.step


def test_forty_days_ahead_closes_and_opens_nothing_and_set_right_all_goes_on(tender, source):
    one = made.lodge(tender)
    before = Event.objects.count()
    with machine_ahead(40 * DAY):
        ask(source)
        assert clock.now() > tender.bids_due
        assert do_due(tender) == "open"
        with pytest.raises(ClockDoubtedError):
            made.Closed(tender, None, [one]).open()
    assert Event.objects.count() == before
    assert not Opening.objects.exists()
    ask(source)
    assert do_due(tender) == "open", "the closing has not come"
    clock.move_to(tender.bids_due)
    assert do_due(tender) == "closed"


def test_back_leaps_judge_nothing_either(tender, source):
    with machine_ahead(-40 * DAY):
        ask(source)
        assert timekeeping.do_due(clock.now()) == 0
        one = made.drafted(tender)
        intake = lodging.seal(one.bid.number, key=uuid4(), by=one.leader)
        with pytest.raises(ClockDoubtedError):
            lodging.decide(intake.pk, now=clock.now())


def test_outside_a_demonstration_a_moved_portal_clock_does_nothing(tender, settings):
    clock.move_to(tender.bids_due + DAY)
    settings.DEMO = False
    assert do_due(tender) == "open"
    settings.DEMO = True
    assert do_due(tender) == "closed"


def test_a_bid_pressed_meanwhile_is_kept_and_is_in_time_afterwards(tender, source):
    """Its moment was written by a wrong clock, long after the closing: the portal's fault makes nobody late."""
    seal = ledger.seals.seal(clock.now())
    one = made.drafted(tender)
    with machine_ahead(40 * DAY):
        ask(source)
        intake = lodging.seal(one.bid.number, key=uuid4(), by=one.leader)
        assert intake.received_at > tender.bids_due
        assert timekeeping.do_due(clock.now()) == 0
        assert not IntakeVerdict.objects.exists()
    ask(source)
    do_due(tender)
    verdict = IntakeVerdict.objects.get()
    assert (verdict.verdict, verdict.held_at) == ("accepted", seal.at)
    one.bid.refresh_from_db()
    assert one.bid.status == "lodged"
    assert one.bid.wraps.filter(recipient="opening").exists()
    said = json.loads(receipts.receipt_of(intake).text)
    assert said["received_at"] < said["due_at"]


def test_a_bid_that_came_too_late_by_the_right_clock_stays_late(tender, source):
    """Pressed in an outage that proves to be one: the clock was right, so its moment holds."""
    one = made.drafted(tender)
    ledger.seals.seal(clock.now())
    clock.move_to(tender.bids_due + MINUTE)
    source.ahead = DAY  # it is the source that is wrong, and is mended
    ask(source)
    intake = lodging.seal(one.bid.number, key=uuid4(), by=one.leader)
    assert intake.doubted_after == 1
    source.ahead = timedelta()
    ask(source)
    ledger.seals.seal(clock.now())
    verdict = lodging.decide(intake.pk, now=clock.now())
    assert (verdict.verdict, verdict.held_at) == ("late", None)
    assert not one.bid.wraps.filter(recipient="opening").exists()
    one.bid.refresh_from_db()
    assert one.bid.draft_revision is not None


def test_a_press_in_earnest_is_not_marked(tender):
    one = made.lodge(tender)
    assert one.bid.intakes.get().doubted_after is None


def test_a_seal_that_a_wrong_clock_wrote_makes_nobody_late(tender, source):
    """The clock was ahead and unseen, sealed, and was set right: the press after that bears the right moment."""
    with machine_ahead(40 * DAY):
        ledger.seals.seal(clock.now())
    one = made.drafted(tender)
    source.ahead = DAY
    ask(source)
    intake = lodging.seal(one.bid.number, key=uuid4(), by=one.leader)
    source.ahead = timedelta()
    ask(source)
    ledger.seals.seal(clock.now())
    verdict = lodging.decide(intake.pk, now=clock.now())
    assert (verdict.verdict, verdict.held_at) == ("accepted", None)


def test_what_people_publish_or_confirm_waits_too(source):
    call = made.closed()
    office = calls.office("532503")
    notices, step = Notice.objects.count(), call.tender.step
    source.ahead = DAY
    ask(source)
    with pytest.raises(ClockDoubtedError):
        call.confirm(call.office.drafter)
    assert not OpeningConfirmation.objects.exists()
    with pytest.raises(ClockDoubtedError):
        calls.published(office)
    assert Notice.objects.count() == notices
    call.tender.refresh_from_db()
    assert call.tender.step == step
    source.ahead = timedelta()
    ask(source)
    call.confirm_both()
    assert call.open()


def test_supervisors_are_written_to_once(tender, source):
    supervisor = factories.official("supervisor")
    sealed = ledger.seals.seal(clock.now())
    source.ahead = DAY
    ask(source)
    for _ in range(3):
        timekeeping.do_due(clock.now())
    letter = Letter.objects.get(kind="clock_doubted")
    assert letter.recipient == f"user:{supervisor.pk}"
    assert letter.due_at == sealed.at
    assert Seal.objects.count() == 1


def test_what_waits_is_counted(tender):
    assert portal_waits(clock.now()) == []
    assert portal_waits(tender.bids_due) == [("close", 1)]
