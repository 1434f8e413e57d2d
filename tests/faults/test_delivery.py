"""Stops the real broker, the real worker and the mail server: nothing is lost, nothing is told twice."""

import signal
import time

import pytest
from django.db import transaction

from portal.ground import clock, ledger
from portal.ground.ledger import bell
from portal.ground.ledger.mail import send_due
from portal.ground.ledger.models import Delivery, Event, Letter
from tests.faults.conftest import readers, ring_as_the_schedule_does, until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

SUBJECT = "tender:YN2026-000123"


def kill(worker):
    """As when the machine loses its power: no handler runs."""
    worker.send_signal(signal.SIGKILL)
    worker.wait(5)


def record(kind):
    with transaction.atomic():
        return ledger.record(kind, subject=SUBJECT, at=clock.now())


def test_without_the_broker_the_act_stands_and_is_told_when_it_is_back(broker, listeners, start_worker):
    start_worker()
    first = record("published")
    until(lambda: Delivery.objects.get(event=first).done_at)  # the bell alone: no schedule runs here

    broker.stop()
    began = time.monotonic()
    missed = [record("published") for _ in range(20)]
    assert time.monotonic() - began < 3, "nobody waits for a broker that is away"
    assert Event.objects.count() == 21
    assert Delivery.objects.filter(done_at=None, tries=0).count() == 20

    broker.start()
    bell._silent_until = 0.0
    ring_as_the_schedule_does(broker, "portal.ledger.tasks.deliver_due")
    until(lambda: not Delivery.objects.filter(done_at=None).exists())
    assert Letter.objects.count() == 21
    assert set(Delivery.objects.values_list("tries", flat=True)) == {1}
    after = record("published")
    until(lambda: Delivery.objects.get(event=after).done_at)
    assert {event.pk for event in missed} < set(Delivery.objects.values_list("event_id", flat=True))


def test_a_worker_killed_while_telling_leaves_nothing_half_and_nothing_twice(
    broker, listeners, start_worker, tmp_path
):
    (tmp_path / "hang").touch()
    victim = start_worker()
    event = record("corrected")
    until((tmp_path / "entered").exists)
    kill(victim)
    row = Delivery.objects.get(event=event)
    assert (row.done_at, row.tries) == (None, 1)
    assert Letter.objects.count() == 0, "what it wrote went with it"

    (tmp_path / "hang").unlink()
    start_worker()

    def told():
        ring_as_the_schedule_does(broker, "portal.ledger.tasks.deliver_due")
        return Delivery.objects.filter(event=event, done_at__isnull=False).exists()

    until(told)
    assert Delivery.objects.get(event=event).tries == 2
    assert Letter.objects.count() == 1


def test_a_worker_killed_while_posting_posts_again_under_the_same_message_id(
    broker, listeners, start_worker, sink
):
    sink.mode = "hold"
    sink.start()
    ledger.letters.queue(["subscriber:1"], subject="news:1", kind="followed", due_at=clock.now())
    victim = start_worker()
    ring_as_the_schedule_does(broker, "portal.ledger.tasks.send_letters")
    assert sink.holding.wait(60)
    kill(victim)
    assert Letter.objects.get().state == "sending"

    sink.mode = "take"
    start_worker()

    def posted():
        ring_as_the_schedule_does(broker, "portal.ledger.tasks.send_letters")
        return Letter.objects.get().state == "sent"

    until(posted)
    assert sink.taken == [("a@example.org", Letter.objects.get().message_id)] * 2
    assert Letter.objects.get().tries == 2


def test_a_mail_server_that_is_away_then_cuts_then_is_back_gets_every_letter(listeners, sink, settings):
    settings.LEDGER_BACKOFF_SECONDS = 0
    readers(2, 3)
    ledger.letters.queue(
        [f"subscriber:{number}" for number in (1, 2, 3)],
        subject="news:1",
        kind="followed",
        due_at=clock.now(),
    )
    assert send_due(clock.now()) == 0
    assert "ConnectionRefusedError" in Letter.objects.exclude(error="").get().error
    sink.mode = "cut"
    sink.start()
    assert send_due(clock.now()) == 0
    assert send_due(clock.now()) == 0
    assert not sink.taken
    assert set(Letter.objects.values_list("state", flat=True)) == {"queued"}
    sink.mode = "take"
    assert send_due(clock.now()) == 3
    assert sorted(sink.taken) == sorted(
        (letter.address, letter.message_id) for letter in Letter.objects.filter(state="sent")
    )
    assert len(sink.taken) == 3
