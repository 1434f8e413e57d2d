"""A mail server that is slow, or refuses at any stage: the clock goes on, and so do the other letters."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from portal.ground import clock, ledger
from portal.ground.ledger.mail import send_due
from portal.ground.ledger.models import Letter, Seal
from portal.running.processes import PROCESSES
from tests.faults.conftest import readers, ring_as_the_schedule_does, until
from tests.support import factories
from tests.support.whole import with_walks

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def queue(*numbers):
    ledger.letters.queue(
        [f"subscriber:{number}" for number in numbers], subject="news:1", kind="followed", due_at=clock.now()
    )


def test_a_slow_mail_server_holds_up_neither_the_clock_nor_the_seals(broker, sink, start_worker):
    """Five seconds a letter, in the processes as they run in earnest."""
    readers(*range(1, 9))
    queue(*range(1, 9))
    sink.mode = "slow"
    sink.start()
    for process in PROCESSES:
        if "worker" in process.command and process.name != "opener":
            start_worker(process.name)
    for _ in range(3):
        ring_as_the_schedule_does(broker, "portal.ledger.tasks.send_letters")
    until(lambda: Letter.objects.filter(state="sending").exists())
    until(lambda: Letter.objects.filter(state="sending").count() == 2, 20)
    began = time.monotonic()
    ring_as_the_schedule_does(broker, "procurement.keep_clock")
    ring_as_the_schedule_does(broker, "portal.ledger.tasks.seal_due")
    until(Seal.objects.exists, 20)
    assert time.monotonic() - began < 4, "the seal waited for the mail server"
    assert Letter.objects.filter(state__in=("queued", "sending")).count() >= 5


def test_a_refusal_at_any_stage_fails_that_letter_and_the_run_goes_on(sink):
    readers(*range(1, 9))
    queue(*range(1, 9))
    sink.refusals = {
        ("RCPT", "p1@example.org"): "550 5.1.1 no such user",
        ("DATA", "p2@example.org"): "554 5.7.1 Mail content denied",
        ("RCPT", "p3@example.org"): "450 4.2.0 greylisted",
        ("DATA", "p4@example.org"): "451 4.3.0 later",
        ("DATA", "p5@example.org"): "421 4.7.0 goodbye",
    }
    sink.start()
    assert send_due(clock.now()) == 3
    said = {row.recipient[-1]: (row.state, row.error) for row in Letter.objects.exclude(error="")}
    assert said == {
        "1": ("failed", "address refused: 550 5.1.1"),
        "2": ("failed", "letter refused: 554 5.7.1"),
        "3": ("queued", "PutOffError: 450 4.2.0"),
        "4": ("queued", "PutOffError: 451 4.3.0"),
        "5": ("queued", "PutOffError: 421 4.7.0"),
    }


def test_a_sender_that_is_not_taken_fails_no_letter(sink):
    readers(*range(1, 6))
    queue(*range(1, 6))
    sink.refusals = {"MAIL": "550 5.7.1 your domain is not known here"}
    sink.start()
    assert send_due(clock.now()) == 0
    assert set(Letter.objects.values_list("state", "tries")) == {("queued", 0)}
    sink.refusals = {}
    Letter.objects.update(claimed_until=None)
    assert send_due(clock.now()) == 5


def test_dozens_of_refused_addresses_silence_nobody(sink, settings):
    """Tried again at each run, they come behind whoever was not tried yet."""
    settings.LEDGER_BACKOFF_SECONDS = 0
    readers(*range(1, 31))
    queue(*range(1, 31))
    sink.refusals = {("DATA", f"p{number}@example.org"): "451 4.7.1 later" for number in range(1, 25)}
    sink.start()
    assert send_due(clock.now(), limit=30) == 6
    Letter.objects.filter(state="queued").update(claimed_until=clock.now())
    readers(31)
    ledger.letters.queue(["subscriber:31"], subject="news:2", kind="followed", due_at=clock.now())
    assert send_due(clock.now(), limit=25) == 1


@with_walks
def test_an_account_letter_leaves_by_the_letters_process_and_no_page_waits(broker, sink, start_worker):
    """The web knows no mail server at all."""
    known = factories.user(email="known@example.org")
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    sink.mode = "slow"
    sink.start()
    start_worker("letters")
    began = time.monotonic()
    assert Client().post(reverse("account_reset_password"), {"email": known.email}).status_code == 302
    assert time.monotonic() - began < 3
    until(lambda: sink.taken)
    assert sink.taken[0][0] == known.email
    assert not Letter.objects.exists(), "a way into an account is kept in no table"
