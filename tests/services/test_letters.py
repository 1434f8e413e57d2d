"""Letters: queued once, called back when the deadline moves, sent at least once under one Message-ID."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction

from portal.ground import clock, ledger
from portal.ground.ledger.mail import Mailbox, compose, send_due
from portal.ground.ledger.models import Letter

pytestmark = pytest.mark.django_db
TENDER = "tender:YN2026-000123"
STOP_URL = "https://example.org/alerts/stop/x/"


def resolve(recipient, kind):
    """user:1 reads Chinese, user:2 English, user:3 is gone."""
    number = recipient.partition(":")[2]
    if number == "3":
        return None
    return Mailbox(f"p{number}@example.org", "en" if number == "2" else "zh-hans", STOP_URL)


RETURNED_TO: list[str] = []


def note_returned(recipient):
    RETURNED_TO.append(recipient)


class FaultyServer(EmailBackend):
    """A mail server that answers as told: one entry of `plan` per letter, None when it takes it; while `away`
    nobody can speak to it."""

    plan: list[Exception | None] = []
    away = False

    def open(self):
        if self.away:
            raise ConnectionRefusedError("away")

    def send_messages(self, messages):
        fault = self.plan.pop(0) if self.plan else None
        if fault is not None:
            raise fault
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def mailing(settings):
    settings.LETTERS_RESOLVER = "tests.services.test_letters.resolve"
    settings.EMAIL_BACKEND = "tests.services.test_letters.FaultyServer"
    FaultyServer.plan, FaultyServer.away = [], False
    mail.outbox = []


def queue(*numbers, **changes):
    values = {
        "subject": TENDER, "kind": "followed", "due_at": clock.now(),
        "payload": {"path": "/notices/YN2026-000123/", "number": "YN2026-000123", "event": "corrected"},
    } | changes  # fmt: skip
    return ledger.letters.queue([f"user:{number}" for number in numbers], **values)


def rested():
    """As if every pause and lease had ended."""
    Letter.objects.update(claimed_until=clock.now() - timedelta(seconds=1))


def states():
    return list(Letter.objects.order_by("recipient", "deadline_version").values_list("state", flat=True))


class TestQueue:
    def test_one_letter_per_recipient_and_matter_for_ever(self):
        assert queue(1, 2) == 2
        assert queue(1, 2, 4) == 1
        send_due(clock.now())
        assert queue(1, 2, 4) == 0
        assert Letter.objects.count() == 3

    @pytest.mark.parametrize(
        "change",
        [{"subject": "tender:other"}, {"kind": "reminder"}, {"deadline_version": 1}, {"lead_days": 3}],
    )
    def test_each_part_of_the_key_tells_letters_apart(self, change):
        queue(1)
        assert queue(1, **change) == 1

    def test_the_database_itself_refuses_a_second_one(self):
        queue(1)
        row = Letter.objects.get()
        row.pk, row.message_id = None, "<another@testserver>"
        with pytest.raises(IntegrityError, match="letter_once"), transaction.atomic():
            row.save()

    def test_thousands_take_a_few_statements(self, django_assert_num_queries):
        many = (f"subscriber:{number}" for number in range(12_000))
        now = clock.now()
        with django_assert_num_queries(5):  # three batches between a savepoint and its release
            added = ledger.letters.queue(many, subject="news:1", kind="followed", due_at=now)
        assert added == 12_000
        assert Letter.objects.values("message_id").distinct().count() == 12_000

    def test_the_same_recipient_twice_in_one_call_is_one_letter(self):
        assert queue(1, 1, 1) == 1

    @pytest.mark.parametrize("recipient", ["a@b.cn", "user:", "user:1; drop", "agency:1", "", "user:1 "])
    def test_only_names_the_resolver_knows(self, recipient):
        with pytest.raises(ValueError, match="a letter goes to"):
            ledger.letters.queue([recipient], subject=TENDER, kind="followed", due_at=clock.now())
        assert Letter.objects.count() == 0

    def test_a_matter_in_chinese_stays_chinese_in_the_payload(self):
        queue(1, payload={"path": "/x/", "word": "公告"})
        assert Letter.objects.get().payload["word"] == "公告"


class TestMovedDeadline:
    def test_the_old_reminders_are_called_back_and_new_ones_queued(self):
        soon, later = clock.now() + timedelta(days=1), clock.now() + timedelta(days=9)
        for lead in (7, 3):
            queue(1, kind="closing_soon", lead_days=lead, due_at=soon)
        for lead in (7, 3):
            ledger.letters.reissue(
                ["user:1"],
                subject=TENDER,
                kind="closing_soon",
                deadline_version=1,
                lead_days=lead,
                due_at=later,
            )
        assert states() == ["cancelled", "cancelled", "queued", "queued"]
        assert send_due(soon + timedelta(hours=1)) == 0
        assert not mail.outbox

    def test_only_earlier_versions_of_that_matter_are_called_back(self):
        queue(1, deadline_version=1)
        queue(1, deadline_version=2)
        queue(2, deadline_version=1, subject="tender:other")
        queue(4, deadline_version=1, kind="reminder")
        assert ledger.letters.cancel(TENDER, "followed", before_version=2) == 1
        assert states() == ["cancelled", "queued", "queued", "queued"]
        assert ledger.letters.cancel(TENDER, before_version=2) == 1
        assert ledger.letters.cancel(TENDER) == 1

    def test_what_was_sent_is_not_called_back(self):
        queue(1)
        send_due(clock.now())
        assert ledger.letters.cancel(TENDER) == 0
        assert states() == ["sent"]

    def test_a_letter_a_dead_worker_left_behind_is_called_back_one_in_hand_is_not(self):
        queue(1, 2)
        Letter.objects.update(state="sending", tries=1, claimed_until=clock.now() + timedelta(seconds=30))
        Letter.objects.filter(recipient="user:1").update(claimed_until=clock.now() - timedelta(seconds=30))
        assert ledger.letters.cancel(TENDER) == 1
        assert states() == ["cancelled", "sending"]

    def test_a_called_back_letter_may_be_queued_again(self):
        """Closing was put on hold and goes on with the same deadline."""
        queue(1)
        ledger.letters.cancel(TENDER)
        assert queue(1, payload={"path": "/new/", "number": "n", "event": "corrected"}) == 1
        assert states() == ["queued"]
        send_due(clock.now())
        assert "/new/" in mail.outbox[0].body


class TestSending:
    def test_a_letter_in_each_language(self):
        queue(1, 2)
        assert send_due(clock.now()) == 2
        chinese, english = sorted(mail.outbox, key=lambda message: message.to)
        assert chinese.subject == "阳光购买：您关注的一个项目有变化"
        assert "http://testserver/notices/YN2026-000123/" in chinese.body
        assert english.subject == "Yangguang: a change in something you follow"
        assert "http://testserver/en/notices/YN2026-000123/" in english.body
        row = Letter.objects.get(recipient="user:2")
        assert (row.state, row.address, row.language) == ("sent", "p2@example.org", "en")
        assert row.sent_at is not None

    def test_headers_of_a_letter_that_one_click_stops(self):
        queue(1)
        send_due(clock.now())
        headers = mail.outbox[0].message()
        assert headers["Message-ID"] == Letter.objects.get().message_id
        assert headers["Message-ID"].endswith("@testserver>")
        assert headers["List-Unsubscribe"] == f"<{STOP_URL}>"
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["Auto-Submitted"] == "auto-generated"

    def test_nothing_goes_out_before_its_time_or_twice(self):
        queue(1, due_at=clock.now() + timedelta(days=1))
        assert send_due(clock.now()) == 0
        tomorrow = clock.now() + timedelta(days=1, minutes=1)
        assert send_due(tomorrow) == 1
        assert send_due(tomorrow) == 0
        assert len(mail.outbox) == 1

    def test_who_wants_none_gets_none(self):
        queue(3)
        assert send_due(clock.now()) == 0
        assert states() == ["suppressed"]
        assert send_due(clock.now()) == 0

    def test_a_server_that_is_away_loses_nothing_and_counts_against_no_letter(self):
        queue(1, 2)
        FaultyServer.away = True
        assert send_due(clock.now()) == 0
        assert states() == ["queued", "queued"]
        assert set(Letter.objects.values_list("tries", flat=True)) == {0}
        assert Letter.objects.filter(error__contains="ConnectionRefusedError").count() == 1
        FaultyServer.away = False
        assert send_due(clock.now()) == 1, "the other letter, while the first one rests"
        rested()
        assert send_due(clock.now()) == 1
        assert len(mail.outbox) == 2

    def test_the_message_id_is_the_same_at_every_try(self):
        queue(1)
        before = Letter.objects.get().message_id
        FaultyServer.plan = [smtplib.SMTPServerDisconnected("cut")] * 2
        for _ in range(3):
            rested()
            send_due(clock.now())
        assert [message.message()["Message-ID"] for message in mail.outbox] == [before]

    def test_an_address_that_does_not_exist_is_given_up_until_somebody_says_so(self):
        queue(1, 2)
        refusal = smtplib.SMTPRecipientsRefused(
            {"p1@example.org": (550, b"5.1.1 p1@example.org no such user")}
        )
        FaultyServer.plan = [refusal]
        assert send_due(clock.now()) == 1
        assert states() == ["failed", "sent"]
        assert Letter.objects.get(state="failed").error == "address refused: 550 5.1.1"
        rested()
        assert send_due(clock.now()) == 0
        lately = clock.now() - timedelta(days=3)
        assert ledger.letters.retry_failed(lately) == 0, "a dead address is not written to again"
        assert ledger.letters.retry_failed(lately, addresses=True) == 1
        assert send_due(clock.now()) == 1

    def test_only_what_was_refused_lately_is_tried_again(self):
        queue(1, 2, 4)
        FaultyServer.plan = [smtplib.SMTPDataError(554, b"5.7.1 content denied")] * 3
        send_due(clock.now())
        assert states() == ["failed"] * 3
        Letter.objects.filter(recipient="user:1").update(due_at=clock.now() - timedelta(days=4))
        Letter.objects.filter(recipient="user:2").update(error="returned: 5.1.1")
        assert ledger.letters.retry_failed(clock.now() - timedelta(days=3)) == 1
        assert states() == ["failed", "failed", "queued"]

    def test_a_server_that_does_not_take_us_fails_no_letter_and_ends_the_run(self, caplog):
        """Every letter has the same sender: this is about us (RFC 5321), and so is a sign-in that is asked for."""
        queue(1, 2, 4, 5, 6)
        FaultyServer.plan = [smtplib.SMTPSenderRefused(550, b"5.7.1 not you", "us@example.org")] * 50
        assert send_due(clock.now()) == 0
        assert set(states()) == {"queued"}
        assert set(Letter.objects.values_list("tries", flat=True)) == {0}
        assert Letter.objects.exclude(error="").count() == 3, "the run ended"
        assert "takes nothing from us" in caplog.text
        FaultyServer.plan = [smtplib.SMTPRecipientsRefused({"p": (530, b"5.7.0 sign in first")})] * 50
        rested()
        assert send_due(clock.now()) == 0
        assert set(states()) == {"queued"}
        FaultyServer.plan = []
        rested()
        assert send_due(clock.now()) == 5

    def test_a_letter_too_large_at_mail_is_that_letters_fault(self):
        queue(1, 2)
        FaultyServer.plan = [smtplib.SMTPSenderRefused(552, b"5.3.4 too big", "us@example.org")]
        assert send_due(clock.now()) == 1
        assert states() == ["failed", "sent"]

    def test_words_that_are_refused_do_not_say_that_the_address_is_dead(self, settings):
        settings.LETTERS_RETURNED = "tests.services.test_letters.note_returned"
        RETURNED_TO.clear()
        queue(1, 2)
        FaultyServer.plan = [
            smtplib.SMTPDataError(550, b"Mail content denied"),
            smtplib.SMTPRecipientsRefused({"p": (550, b"no such user")}),
        ]
        send_due(clock.now())
        assert states() == ["failed", "failed"]
        assert RETURNED_TO == ["user:2"]

    def test_what_is_put_off_for_days_comes_back(self):
        queue(1)
        Letter.objects.update(tries=33)
        FaultyServer.plan = [smtplib.SMTPDataError(451, b"4.7.1 greylisted")] * 2
        send_due(clock.now())
        assert states() == ["failed"]
        assert "put off" in Letter.objects.get().error

    def test_the_rests_of_one_letter_grow_to_hours(self):
        queue(1)
        Letter.objects.update(tries=30)
        FaultyServer.plan = [smtplib.SMTPDataError(451, b"4.7.1 later")]
        send_due(clock.now())
        assert Letter.objects.get().claimed_until > clock.now() + timedelta(hours=3)

    def test_what_failed_comes_behind_what_fell_due_since(self):
        queue(1)
        FaultyServer.plan = [smtplib.SMTPDataError(451, b"later")]
        send_due(clock.now())
        queue(2, 4, due_at=clock.now() - timedelta(hours=1))
        rested()
        send_due(clock.now())
        assert [message.to for message in mail.outbox] == [
            ["p2@example.org"],
            ["p4@example.org"],
            ["p1@example.org"],
        ]

    def test_a_report_of_what_came_back_goes_to_an_address_of_its_own(self, settings):
        settings.DEFAULT_FROM_EMAIL, settings.BOUNCE_ADDRESS = (
            "阳光购买 <letters@portal.example>",
            "back@portal.example",
        )
        queue(1)
        send_due(clock.now())
        (sent,) = mail.outbox
        assert sent.from_email == "back@portal.example"
        assert "letters@portal.example" in sent.message()["From"]

    def test_no_transaction_waits_for_the_mail_server(self, monkeypatch):
        """Seen from inside the dialogue: nothing of ours holds a row or a snapshot meanwhile."""
        depth = len(connection.savepoint_ids)
        seen = []
        send = FaultyServer.send_messages
        monkeypatch.setattr(
            FaultyServer, "send_messages",
            lambda self, messages: (seen.append(len(connection.savepoint_ids)), send(self, messages))[1],
        )  # fmt: skip
        queue(1)
        assert send_due(clock.now()) == 1
        assert seen == [depth]

    def test_a_mailbox_that_is_full_for_now_is_tried_again(self):
        queue(1)
        FaultyServer.plan = [smtplib.SMTPRecipientsRefused({"p1@example.org": (452, b"full")})]
        send_due(clock.now())
        assert states() == ["queued"]
        rested()
        assert send_due(clock.now()) == 1

    def test_a_letter_without_a_template_waits_and_holds_up_nobody(self):
        queue(1, kind="not_written_yet", due_at=clock.now() - timedelta(days=1))
        queue(2)
        assert send_due(clock.now()) == 1
        row = Letter.objects.get(kind="not_written_yet")
        assert row.state == "queued"
        assert "TemplateDoesNotExist" in row.error

    def test_a_letter_of_a_worker_that_died_is_taken_over(self):
        queue(1)
        Letter.objects.update(state="sending", tries=1, claimed_until=clock.now() + timedelta(seconds=30))
        assert send_due(clock.now()) == 0
        rested()
        assert send_due(clock.now()) == 1

    @pytest.mark.parametrize("kind", ["followed", "closing_soon", "reminder", "confirm", "following"])
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_no_subject_says_what_it_is_about(self, kind, language):
        moment = clock.now().isoformat()
        for event in ("new_call", "corrected", "terminated", "answered"):
            letter = Letter(
                recipient="user:1", subject=TENDER, kind=kind, message_id="<x@y>",
                payload={"path": "/p/", "number": "YN2026-000123", "event": event, "title": "艾滋病",
                         "due_at": moment, "closes_at": moment, "days": 3},
            )  # fmt: skip
            message = compose(letter, Mailbox("a@example.org", language, STOP_URL, "https://m/"))
            assert "\n" not in message.subject
            assert 5 < len(message.subject) < 60
            for word in ("艾滋", "HIV", "YN2026", "采购", "AIDS"):
                assert word not in message.subject
            assert "/p/" in message.body
            assert "{" not in message.body


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_letter(monkeypatch):
    """The second worker comes while the first one speaks to a slow server."""
    speaking, answer = threading.Event(), threading.Event()
    send = FaultyServer.send_messages

    def slow(self, messages):
        speaking.set()
        assert answer.wait(10)
        return send(self, messages)

    monkeypatch.setattr(FaultyServer, "send_messages", slow)
    queue(1)
    now = clock.now()

    def first_worker():
        try:
            send_due(now)
        finally:
            connection.close()

    worker = threading.Thread(target=first_worker)
    worker.start()
    try:
        assert speaking.wait(10)
        assert send_due(now) == 0
    finally:
        answer.set()
        worker.join(10)
    assert len(mail.outbox) == 1
    assert states() == ["sent"]
