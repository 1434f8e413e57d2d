"""The clock is believed or doubted: one decision, and everything that cannot be taken back waits for it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from portal.ground import clock, ledger
from portal.ground.ledger import sources, tasks, trust
from portal.ground.ledger.models import Event, Letter, Seal, TimeReading
from portal.ground.ledger.trust import Clocks, Doubt, judge
from procurement.services import timekeeping
from tests.support import database
from tests.support.clocks import Source, machine_ahead

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def source(settings):
    made = Source()
    settings.TIME_SOURCES = [made.address]
    yield made
    made.stop()


def clocks(**changes):
    return Clocks(**({"portal": NOON, "database": NOON, "own": NOON} | changes))


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({}, Doubt.NONE),
        ({"own": NOON + 59 * SECOND}, Doubt.NONE),
        ({"own": NOON + 61 * SECOND}, Doubt.MACHINES),
        ({"own": NOON - HOUR}, Doubt.MACHINES),
        ({"portal": NOON + HOUR}, Doubt.SHIFTED),
        ({"sealed_at": NOON - 5 * MINUTE}, Doubt.NONE),
        ({"sealed_at": NOON - 16 * MINUTE}, Doubt.SILENCE),
        ({"sealed_at": NOON - 40 * DAY}, Doubt.SILENCE),
        ({"sealed_at": NOON + 59 * SECOND}, Doubt.NONE),
        ({"sealed_at": NOON + 2 * MINUTE}, Doubt.BACK),
        # A source that agrees vouches for an outage; one that does not outweighs a young seal.
        ({"sealed_at": NOON - 40 * DAY, "ahead": [SECOND]}, Doubt.NONE),
        ({"sealed_at": NOON + 40 * DAY, "ahead": [-SECOND]}, Doubt.NONE),
        ({"sealed_at": NOON - MINUTE, "ahead": [2 * MINUTE]}, Doubt.SOURCE),
        ({"sealed_at": NOON - MINUTE, "ahead": [-DAY]}, Doubt.SOURCE),
        # Of several most decide; a tie is a doubt.
        ({"ahead": [SECOND, SECOND, DAY]}, Doubt.NONE),
        ({"ahead": [SECOND, DAY]}, Doubt.SOURCE),
        ({"ahead": [DAY, DAY, SECOND]}, Doubt.SOURCE),
    ],
)
def test_the_one_decision(changes, doubt):
    assert judge(clocks(**changes), demo=False) is doubt


def test_a_demonstrations_shift_is_believed_its_machines_clocks_must_agree_all_the_same():
    assert judge(clocks(portal=NOON + 40 * DAY, sealed_at=NOON), demo=True) is Doubt.NONE
    assert judge(clocks(portal=NOON - 40 * DAY, sealed_at=NOON), demo=True) is Doubt.NONE
    assert judge(clocks(portal=NOON + DAY, own=NOON + HOUR), demo=True) is Doubt.MACHINES
    assert judge(clocks(portal=NOON + DAY, ahead=[DAY]), demo=True) is Doubt.SOURCE


def test_all_clocks_are_read_and_the_earlier_machine_decides(django_assert_num_queries):
    with django_assert_num_queries(1):
        found = trust.standing()
    assert found.doubt is Doubt.NONE
    assert abs(found.now - datetime.now(UTC)) < 5 * SECOND
    assert trust.require() >= found.now


@pytest.mark.parametrize("step", [40 * DAY, -40 * DAY, HOUR])
def test_a_leap_against_the_newest_seal_is_seen_and_nothing_is_sealed_meanwhile(step):
    first = ledger.seals.seal(clock.now())
    with machine_ahead(step):
        assert abs(clock.now() - first.at - step) < 5 * SECOND, "the clock did not leap"
        with pytest.raises(trust.ClockDoubtedError):
            trust.require()
        tasks.seal_due()
        assert trust.standing().doubt is (Doubt.SILENCE if step > timedelta() else Doubt.BACK)
    assert Seal.objects.count() == 1
    assert trust.standing().doubt is Doubt.NONE, "set right again"


def test_work_nobody_watches_stands_still_while_the_clock_is_doubted():
    """Reminders of the next forty days do not leave at once, and no address is forgotten."""
    sealed = ledger.seals.seal(clock.now())
    with machine_ahead(40 * DAY):
        assert trust.standing().steady == sealed.at
    with machine_ahead(-40 * DAY):
        assert trust.standing().steady < sealed.at - 39 * DAY
    assert trust.standing().steady > sealed.at


class TestSource:
    def test_it_tells_an_outage_from_a_leap(self, source):
        ledger.seals.seal(clock.now() - 3 * DAY)
        assert trust.standing().doubt is Doubt.SILENCE
        assert sources.read_all([source.address]) == 1
        assert trust.standing().doubt is Doubt.NONE
        tasks.seal_due()
        assert Seal.objects.count() == 2

    def test_it_sees_ten_minutes_which_no_seal_would(self, source):
        ledger.seals.seal(clock.now())
        with machine_ahead(10 * MINUTE):
            assert trust.standing().doubt is Doubt.NONE
            sources.read_all([source.address])
            assert trust.standing().doubt is Doubt.SOURCE
        sources.read_all([source.address])
        assert trust.standing().doubt is Doubt.NONE

    def test_what_it_said_before_the_leap_vouches_for_nothing(self, source):
        ledger.seals.seal(clock.now())
        sources.read_all([source.address])
        for step in (40 * DAY, -40 * DAY, HOUR):
            with machine_ahead(step):
                assert trust.standing().doubt

    @pytest.mark.parametrize("mood", ["unsynchronised", "forged", "short"])
    def test_an_answer_that_cannot_be_believed_is_none(self, source, mood):
        source.mood = mood
        assert sources.read_all([source.address]) == 0
        reading = TimeReading.objects.get()
        assert reading.ahead is None
        assert reading.error

    @pytest.mark.parametrize("address", ["http://127.0.0.1", "ntp://", "nonsense", "ntp://127.0.0.1:1"])
    def test_one_that_is_away_or_misspelt_stops_nothing(self, address):
        assert sources.read_all([address]) == 0
        assert trust.standing().doubt is Doubt.NONE

    def test_one_no_longer_asked_is_forgotten(self, source):
        source.ahead = DAY
        sources.read_all([source.address])
        assert trust.standing().doubt is Doubt.SOURCE
        sources.read_all([])
        assert trust.standing().doubt is Doubt.NONE

    def test_only_the_task_of_the_letters_process_asks(self, source):
        tasks.read_time()
        assert abs(TimeReading.objects.get().ahead) < SECOND


class TestConfirmation:
    def test_a_word_ends_an_outage_and_stands_in_the_public_record(self):
        ledger.seals.seal(clock.now() - 3 * DAY)
        trust.confirm(shown=clock.now(), actor="9f3c")
        event = Event.objects.get(kind="clock_confirmed")
        assert event.public
        assert event.seal_id is None
        assert trust.standing().doubt is Doubt.SILENCE
        timekeeping.do_due(clock.now())
        event.refresh_from_db()
        assert event.seal_id == 2
        assert trust.standing().doubt is Doubt.NONE

    def test_the_web_may_say_it_and_only_the_worker_seals_it(self):
        ledger.seals.seal(clock.now() - 3 * DAY)
        with database.as_role("web"):
            trust.confirm(shown=clock.now(), actor="9f3c")
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                trust.settle()
        with database.as_role("worker"):
            tasks.seal_due()
        assert trust.standing().doubt is Doubt.NONE

    def test_a_word_that_was_not_heard_at_once_is_good_for_no_other_time(self):
        """The worker was away; when it is back the clock has leapt."""
        ledger.seals.seal(clock.now() - 3 * DAY)
        trust.confirm(shown=clock.now(), actor="9f3c")
        with machine_ahead(40 * DAY):
            assert trust.settle().doubt is Doubt.SILENCE
        assert Seal.objects.count() == 1

    def test_nothing_to_confirm(self):
        ledger.seals.seal(clock.now())
        with pytest.raises(trust.NotConfirmableError):
            trust.confirm(shown=clock.now(), actor="9f3c")

    def test_a_page_that_showed_another_moment_confirms_nothing(self):
        """Read during the outage, pressed after the clock leapt."""
        ledger.seals.seal(clock.now() - 3 * DAY)
        shown = clock.now()
        with machine_ahead(40 * DAY), pytest.raises(trust.NotConfirmableError):
            trust.confirm(shown=shown, actor="9f3c")
        assert not Event.objects.filter(kind="clock_confirmed").exists()

    def test_no_word_outweighs_a_source_or_machines_that_differ(self, source):
        ledger.seals.seal(clock.now() - 3 * DAY)
        source.ahead = DAY
        sources.read_all([source.address])
        with pytest.raises(trust.NotConfirmableError):
            trust.confirm(shown=clock.now(), actor="9f3c")


def test_letters_that_a_wrong_clock_would_call_due_wait(settings):
    settings.LETTERS_RESOLVER = "tests.services.test_letters.resolve"
    ledger.seals.seal(clock.now())
    for days in (0, 20):
        ledger.letters.queue(
            ["user:1"], subject=f"news:{days}", kind="followed", due_at=clock.now() + days * DAY - MINUTE,
            payload={"path": "/", "number": "n", "event": "corrected"},
        )  # fmt: skip
    with machine_ahead(40 * DAY):
        tasks.send_letters()
    assert set(Letter.objects.values_list("subject", "state")) == {("news:0", "sent"), ("news:20", "queued")}
