"""Stops the real broker, the real worker and the mail server: nothing is lost, nothing is told twice."""

import asyncio
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from celery import Celery
from django.db import connection, transaction

from portal import children, clock, embedded, ledger
from portal.alerts.models import Subscriber
from portal.ledger import bell
from portal.ledger.mail import send_due
from portal.ledger.models import Delivery, Event, Letter

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
SUBJECT = "tender:YN2026-000123"


def until(condition, seconds=60.0):
    """Wait for what another process does; the assertion tells when it never did."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Sink:
    """A mail server: what it took, and how it behaves: `take`, `cut` (hangs up in the middle) or `hold`."""

    def __init__(self):
        self.mode = "take"
        self.taken = []
        self.holding = threading.Event()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        if self.mode == "cut":
            server.transport.close()
            return "421 cut"
        message_id = next(
            line.split(b":", 1)[1].strip().decode()
            for line in envelope.content.splitlines()
            if line.lower().startswith(b"message-id:")
        )
        self.taken.append((envelope.rcpt_tos[0], message_id))
        if self.mode == "hold":
            self.holding.set()
            # It has the letter, but never says so: the worker dies waiting.
            server.transport.pause_reading()
            await asyncio.sleep(30)
        return "250 taken"

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller is not None:
            self.controller.stop(no_assert=True)
            self.controller = None


@pytest.fixture
def sink(settings):
    server = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.stop()


@pytest.fixture
def broker(monkeypatch):
    """A Valkey of this test's own, and the bell pointed at it."""
    runtime = embedded.runtime_folder()
    valkey = embedded.Valkey(runtime, runtime)
    valkey.start()
    app = Celery("portal", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = f"redis+socket://{valkey.socket}"
    monkeypatch.setattr("portal.celery.app", app)
    monkeypatch.setattr(bell, "_silent_until", 0.0)
    valkey.app = app
    yield valkey
    app.close()
    valkey.stop()


@pytest.fixture
def listeners(settings):
    settings.EVENT_LISTENERS = "tests.faults.listeners.LISTENERS"
    # Other tests count on numbers of their own; the listeners write to this one.
    Subscriber.objects.create(
        pk=1, email="a@example.org", language="zh-hans", token="t" * 43, created_at=clock.now(),
        confirmed_at=clock.now(),
    )  # fmt: skip


def database_url():
    """The test database, for a process of its own."""
    given = connection.get_connection_params()
    login, host = quote(given["user"], safe=""), str(given.get("host", ""))
    if given.get("password"):
        login += ":" + quote(given["password"], safe="")
    if not host or host.startswith("/"):
        return f"postgres://{login}@/{given['dbname']}?host={host}"
    return f"postgres://{login}@{host}:{given.get('port', 5432)}/{given['dbname']}"


@pytest.fixture
def start_worker(broker, sink, tmp_path):
    """Starts real workers, each logging into the test's folder, and ends those that still live."""
    running = []

    def start():
        environment = os.environ | {
            "DATABASE_URL": database_url(), "DATABASE_ROLE": "portal_worker", "REDIS_URL": broker.url,
            "LEDGER_LEASE_SECONDS": "2", "LEDGER_BACKOFF_SECONDS": "1", "FAULT_FOLDER": str(tmp_path),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "VAR_DIR": str(tmp_path),
        }  # fmt: skip
        command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "--pool", "solo",
                   "--without-gossip", "--without-mingle", "-l", "INFO"]  # fmt: skip
        worker = children.start(command, log=tmp_path / "worker.log", env=environment, cwd=ROOT)
        running.append(worker)
        return worker

    yield start
    for worker in running:
        children.stop(worker, patience=5)


def kill(worker):
    """As when the machine loses its power: no handler runs."""
    worker.send_signal(signal.SIGKILL)
    worker.wait(5)


def ring_as_the_schedule_does(broker, task):
    broker.app.send_task(f"portal.ledger.tasks.{task}", retry=False, ignore_result=True)


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
    ring_as_the_schedule_does(broker, "deliver_due")
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
        ring_as_the_schedule_does(broker, "deliver_due")
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
    ring_as_the_schedule_does(broker, "send_letters")
    assert sink.holding.wait(60)
    kill(victim)
    assert Letter.objects.get().state == "sending"

    sink.mode = "take"
    start_worker()

    def posted():
        ring_as_the_schedule_does(broker, "send_letters")
        return Letter.objects.get().state == "sent"

    until(posted)
    assert sink.taken == [("a@example.org", Letter.objects.get().message_id)] * 2
    assert Letter.objects.get().tries == 2


def test_a_mail_server_that_is_away_then_cuts_then_is_back_gets_every_letter(listeners, sink, settings):
    settings.LEDGER_BACKOFF_SECONDS = 0
    for number in (2, 3):
        Subscriber.objects.create(
            pk=number, email=f"p{number}@example.org", token=str(number) * 43, created_at=clock.now(),
            confirmed_at=clock.now(),
        )  # fmt: skip
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
