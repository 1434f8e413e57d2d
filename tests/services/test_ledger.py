"""Recording, delivering and keeping files."""

import json
import threading
import time
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from portal.ground import clock, ledger
from portal.ground.ledger import bell
from portal.ground.ledger.delivery import pause
from portal.ground.ledger.models import Delivery, Event
from portal.ground.ledger.recording import PayloadRefusedError, body
from portal.ground.ledger.verify import digest_of

SUBJECT = "tender:YN2026-000123"
HEARD: list[str] = []
LISTENERS = {
    "published": ("tests.services.test_ledger.hear", "tests.services.test_ledger.fail"),
    "corrected": ("tests.services.test_ledger.hear",),
    "answered": ("tests.services.test_ledger.write_then_fail",),
}


def hear(event):
    HEARD.append(event.kind)


def fail(event):
    raise OSError("no way through")


def write_then_fail(event):
    ledger.letters.queue(["user:1"], subject=event.subject, kind="followed", due_at=event.at)
    raise OSError("after writing")


def linger(event):
    """Holds the row until the test lets go."""
    HEARD.append(event.kind)
    ENTERED.set()
    assert LET_GO.wait(10)


ENTERED, LET_GO = threading.Event(), threading.Event()


@pytest.fixture(autouse=True)
def listeners(settings):
    settings.EVENT_LISTENERS = "tests.services.test_ledger.LISTENERS"
    HEARD.clear()
    # Nobody listens to the bell here; tests/faults rings a real one.
    bell._silent_until = time.monotonic() + 3600
    yield
    bell._silent_until = 0.0


def overdue(row):
    """As if its lease or pause had ended."""
    Delivery.objects.filter(pk=row.pk).update(claimed_until=clock.now() - timedelta(seconds=1))


@pytest.mark.django_db
class TestRecord:
    def test_the_event_and_its_promises_are_written_together(self):
        now = clock.now()
        event = ledger.record(
            "published", subject=SUBJECT, thread="tender:root", actor="9f3c", at=now, notice=1
        )
        stored = Event.objects.get(pk=event.pk)
        assert (stored.kind, stored.subject, stored.thread, stored.actor) == (
            "published",
            SUBJECT,
            "tender:root",
            "9f3c",
        )
        assert stored.public is True
        assert stored.at == now
        assert stored.seal is None
        rows = Delivery.objects.filter(event=event)
        assert {row.listener for row in rows} == set(LISTENERS["published"])
        assert {row.due_at for row in rows} == {now}

    def test_it_takes_two_statements_and_no_lock_others_wait_for(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            ledger.record("corrected", subject=SUBJECT, at=datetime(2026, 3, 2, tzinfo=clock.LEGAL_ZONE))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid()"
                " AND locktype IN ('relation', 'advisory')"
            )
            modes = {mode for (mode,) in cursor.fetchall()}
        assert modes <= {"AccessShareLock", "RowShareLock", "RowExclusiveLock"}

    def test_payload_is_canonical(self):
        event = ledger.record(
            "published", subject=SUBJECT, at=clock.now(), b=1, a=Decimal("220000.00"), day=date(2026, 3, 2),
            at_time=datetime(2026, 3, 2, 9, tzinfo=clock.LEGAL_ZONE), tags=("q1", "q2"),
            more={"y": None, "x": True},
        )  # fmt: skip
        assert Event.objects.get(pk=event.pk).payload == (
            '{"a":"220000.00","at_time":"2026-03-02T01:00:00.000000+00:00","b":1,"day":"2026-03-02",'
            '"more":{"x":true,"y":null},"tags":["q1","q2"]}'
        )

    @pytest.mark.parametrize(
        "value",
        ["王某", "a sentence", "a@b.cn", 1.5, object(), b"bytes", ["王某"], {"x": "two words"}, "x" * 301],
    )
    def test_no_person_and_no_free_text(self, value):
        with pytest.raises(PayloadRefusedError):
            ledger.record("published", subject=SUBJECT, at=clock.now(), field=value)

    def test_the_digest_covers_every_part(self):
        event = ledger.record(
            "published", subject=SUBJECT, thread="t:1", actor="9f3c", at=clock.now(), notice=1
        )
        digests = {event.digest}
        payload = json.loads(event.payload)
        for name, value in {"kind": "other", "subject": "a:b", "thread": "t:2", "actor": "0000"}.items():
            changed = Event.objects.get(pk=event.pk)
            setattr(changed, name, value)
            digests.add(digest_of(body(changed, payload)))
        digests.add(digest_of(body(event, {"notice": 2})))
        event.at += timedelta(microseconds=1)
        digests.add(digest_of(body(event, payload)))
        assert len(digests) == 7

    def test_the_same_act_twice_has_two_digests(self):
        now = clock.now()
        first = ledger.record("published", subject=SUBJECT, at=now, public=False)
        second = ledger.record("published", subject=SUBJECT, at=now, public=False)
        assert first.digest != second.digest

    def test_the_actor_does_not_stand_in_the_public_line(self):
        event = ledger.record("published", subject=SUBJECT, actor="9f3c1111aaaa2222", at=clock.now())
        assert "9f3c1111aaaa2222" not in json.dumps(body(event, {}))

    def test_a_naive_moment_and_an_odd_subject_are_refused(self):
        with pytest.raises(ValueError, match="without a time zone"):
            ledger.record("published", subject=SUBJECT, at=datetime(2026, 3, 2))
        for kind, subject in [("published", "王某"), ("published", ""), ("Published!", SUBJECT)]:
            with pytest.raises(IntegrityError), transaction.atomic():
                ledger.record(kind, subject=subject, at=clock.now())

    def test_a_kind_nobody_listens_to_owes_nothing(self):
        event = ledger.record("draft_created", subject=SUBJECT, at=clock.now())
        assert not Delivery.objects.filter(event=event).exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        ledger.record("published", subject=SUBJECT, at=clock.now())
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_happened():
    def act_that_fails():
        with transaction.atomic():
            ledger.record("corrected", subject=SUBJECT, at=clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act_that_fails()
    assert Event.objects.count() == Delivery.objects.count() == 0


@pytest.mark.django_db
class TestDeliver:
    def test_each_listener_is_told_once_however_often_the_bell_rings(self):
        event = ledger.record("corrected", subject=SUBJECT, at=clock.now())
        assert ledger.deliver(event.pk, clock.now()) == 1
        assert ledger.deliver(event.pk, clock.now()) == 0
        assert ledger.deliver_due(clock.now()) == 0
        assert HEARD == ["corrected"]
        row = Delivery.objects.get()
        assert row.done_at is not None
        assert (row.tries, row.claimed_until) == (1, None)

    def test_one_failing_listener_does_not_hold_up_the_other(self):
        ledger.record("published", subject=SUBJECT, at=clock.now())
        assert ledger.deliver_due(clock.now()) == 1
        assert HEARD == ["published"]
        row = Delivery.objects.get(done_at=None)
        assert row.error == "OSError: no way through"
        assert row.claimed_until > clock.now()

    def test_a_failed_row_rests_longer_each_time_and_is_kept_for_ever(self, settings):
        assert [pause(n).seconds for n in (1, 2, 3, 4)] == [15, 30, 60, 120]
        assert pause(500).seconds == 900
        ledger.record("published", subject=SUBJECT, at=clock.now())
        for tries in (1, 2, 3):
            ledger.deliver_due(clock.now())
            assert ledger.deliver_due(clock.now()) == 0
            row = Delivery.objects.get(done_at=None)
            assert row.tries == tries
            overdue(row)

    def test_what_a_failing_listener_wrote_is_undone(self):
        ledger.record("answered", subject=SUBJECT, at=clock.now())
        ledger.deliver_due(clock.now())
        from portal.ground.ledger.models import Letter

        assert Letter.objects.count() == 0

    def test_a_row_in_somebodys_hands_is_left_alone_until_the_lease_ends(self):
        ledger.record("corrected", subject=SUBJECT, at=clock.now())
        row = Delivery.objects.get()
        Delivery.objects.filter(pk=row.pk).update(claimed_until=clock.now() + timedelta(seconds=30), tries=1)
        assert ledger.deliver_due(clock.now()) == 0
        overdue(row)
        assert ledger.deliver_due(clock.now()) == 1
        assert Delivery.objects.get().tries == 2

    def test_nothing_is_delivered_before_it_is_due(self):
        ledger.record("corrected", subject=SUBJECT, at=clock.now() + timedelta(days=1))
        assert ledger.deliver_due(clock.now()) == 0
        assert ledger.deliver_due(clock.now() + timedelta(days=2)) == 1

    def test_a_listener_that_does_not_exist_is_an_error_on_the_row(self):
        event = ledger.record("draft_created", subject=SUBJECT, at=clock.now())
        Delivery.objects.create(event=event, listener="nowhere.at_all", due_at=event.at)
        assert ledger.deliver_due(clock.now()) == 0
        assert "nowhere" in Delivery.objects.get().error

    def test_a_promise_is_made_once_per_listener(self):
        event = ledger.record("corrected", subject=SUBJECT, at=clock.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(event=event, listener=LISTENERS["corrected"][0], due_at=event.at)


@pytest.mark.django_db(transaction=True)
def test_a_listener_slower_than_its_lease_is_not_doubled(settings, monkeypatch):
    """The lease ends while the first worker is at it; the row lock still keeps the second one off."""
    monkeypatch.setitem(LISTENERS, "corrected", ("tests.services.test_ledger.linger",))
    settings.LEDGER_LEASE_SECONDS = 0
    ENTERED.clear()
    LET_GO.clear()
    with transaction.atomic():
        event = ledger.record("corrected", subject=SUBJECT, at=clock.now())
    now = clock.now()

    def first_worker():
        try:
            ledger.deliver(event.pk, now)
        finally:
            connection.close()

    worker = threading.Thread(target=first_worker)
    worker.start()
    try:
        assert ENTERED.wait(10)
        assert ledger.deliver_due(now) == 0
    finally:
        LET_GO.set()
        worker.join(10)
    assert HEARD == ["corrected"]
    row = Delivery.objects.get()
    assert row.done_at is not None
    assert row.tries == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_rows():
    with transaction.atomic():
        for _ in range(40):
            ledger.record("corrected", subject=SUBJECT, at=clock.now())
    now = clock.now()
    shares = []

    def work():
        try:
            shares.append(ledger.deliver_due(now))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert len(HEARD) == 40 == sum(shares)
    assert not Delivery.objects.filter(done_at=None).exists()
