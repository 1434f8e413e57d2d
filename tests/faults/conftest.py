"""Real parts for the fault tests: a broker, workers as they run in earnest, a mail server that misbehaves."""

import asyncio
import os
import socket
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from celery import Celery
from django.db import connection

from portal.ground import clock
from portal.ground.ledger import bell
from portal.running import children, embedded
from portal.running.processes import PROCESSES
from portal.site.alerts.models import Subscriber

ROOT = Path(__file__).resolve().parents[2]
BY_NAME = {process.name: process for process in PROCESSES}


def until(condition, seconds=60.0):
    """Wait for what another process does; the assertion tells when it never did."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Sink:
    """A mail server: what it took, and how it behaves: `take`, `cut` (hangs up in the middle), `hold`, or `slow`
    (five seconds a letter). ``refusals``: what it answers at MAIL, or at RCPT or DATA to which address."""

    def __init__(self):
        self.mode = "take"
        self.taken = []
        self.refusals = {}
        self.holding = threading.Event()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if refusal := self.refusals.get("MAIL"):
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if refusal := self.refusals.get(("RCPT", address)):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if refusal := self.refusals.get(("DATA", envelope.rcpt_tos[0])):
            return refusal
        if self.mode == "slow":
            await asyncio.sleep(5)
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
    """Starts real workers, each logging into the test's folder, and ends those that still live. Without a name one
    that does everything; with one, as portal/running/processes.py has it."""
    running = []

    def start(name=""):
        environment = os.environ | {
            "DATABASE_URL": database_url(), "REDIS_URL": broker.url,
            "DATABASE_ROLE": BY_NAME[name].role if name else embedded.APP,
            "LEDGER_LEASE_SECONDS": "2", "LEDGER_LETTER_LEASE_SECONDS": "2", "LEDGER_BACKOFF_SECONDS": "1",
            "FAULT_FOLDER": str(tmp_path), "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "VAR_DIR": str(tmp_path),
        }  # fmt: skip
        if name:
            environment["LEDGER_LETTER_LEASE_SECONDS"] = "120"
            command = [sys.executable if word == "python" else word for word in BY_NAME[name].command]
        else:
            command = [sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "--pool", "solo",
                       "-Q", "celery,letters"]  # fmt: skip
        words = [*command, "--without-gossip", "--without-mingle", "-l", "INFO"]
        log = tmp_path / f"{name or 'worker'}.log"
        worker = children.start(words, log=log, env=environment, cwd=ROOT)
        running.append(worker)
        return worker

    yield start
    for worker in running:
        children.stop(worker, patience=5)


def ring_as_the_schedule_does(broker, task):
    broker.app.send_task(task, retry=False, ignore_result=True)


def readers(*numbers):
    """Confirmed followers, each with an address of its own."""
    for number in numbers:
        Subscriber.objects.create(
            pk=number, email=f"p{number}@example.org", language="zh-hans", token=f"{number:043d}",
            created_at=clock.now(), confirmed_at=clock.now(),
        )  # fmt: skip
