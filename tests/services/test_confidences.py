"""Words in confidence: who has them opened, what the confidant refuses, and what no other role of the database sees."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from organizations.services import sign_ins
from portal.ground import clock, keys
from portal.ground.ledger.models import Event
from procurement import confidant, confiding
from procurement.judgement import confidences as judgement
from procurement.judgement import slips
from procurement.models import Confidence, Inquiry, Reading, ReadingAnswer, Report
from procurement.sealing import SealError
from procurement.services import confidences
from procurement.services.questions import inquiries
from procurement.services.voices import reports
from procurement.views.words import watch_lines
from tests.support import calls, factories
from tests.support.confidences import HELD, NOW, SECRET, SESSION, asked, held, read, rows_in_clear, told
from tests.support.database import as_role

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _morning(settings):
    settings.DEMO = True
    clock.move_to(NOW)


@pytest.fixture
def call():
    return calls.published(calls.office())


@pytest.fixture
def reviewer():
    return factories.official("privacy_reviewer")


@pytest.fixture
def supervisor():
    return factories.official("supervisor", of=factories.agency("530000"))


def state(reading):
    return ReadingAnswer.objects.get(reading=reading).fault


class TestWhatIsKept:
    def test_no_table_holds_the_words_and_the_search_is_not_blind(self, call, supervisor):
        inquiries.ask(
            call.number, text="房租能不能列支？请说明", form_id=uuid4(), code=inquiries.new_code(), now=NOW
        )
        assert rows_in_clear("房租能不能列支") == {"procurement_inquiry"}
        held(call)
        report = told()
        told("公告里印着患者的手机13987654321", kind="missing", seen_at="村口", division_id="532801")
        reports.decide(report.number, outcome="answered", reply_zh="谢谢，已经转办。", by=supervisor, now=NOW)
        assert rows_in_clear("张三", SECRET, "13987654321", "村口", "转办") == set()
        assert Confidence.objects.count() == 3

    def test_what_is_said_to_be_missing_and_names_nobody_stands_in_clear(self, call):
        report = told("州里的同伴教育服务采购", kind="missing", division_id="532801")
        assert report.text
        assert not Confidence.objects.exists()

    def test_short_and_long_words_are_of_one_length(self):
        lengths = {len(told("一句短话，省里知道就行" + "长" * more).confidence.words) for more in (0, 200)}
        assert len(lengths) == 1

    def test_a_text_opens_only_as_itself_and_for_its_own_reader(self, settings):
        first, second = told(), told("另一句保密的话")
        held_keys = keys.private_keys("CONFIDENCE_KEY", settings.CONFIDENCE_KEY).values()
        words = first.confidence.words
        good = {"to": "confidant", "subject": first.subject, "part": "words"}
        assert confiding.unseal(words, held_keys, **good)["text"] == SECRET
        for change in ({"subject": second.subject}, {"part": "reply"}, {"to": "recovery"}, {"to": "code"}):
            with pytest.raises(SealError):
                confiding.unseal(words, held_keys, **(good | change))
        with pytest.raises(SealError):
            confiding.unseal(words, [X25519PrivateKey.generate()], **good)
        for broken in (words + " ", words.replace('"version":1', '"version":2'), "{}", "", "[]"):
            with pytest.raises(SealError):
                confiding.unseal(broken, held_keys, **good)


class TestTheCode:
    def test_whoever_holds_it_reads_the_words_and_the_reply_and_another_nothing(self, supervisor):
        code = inquiries.new_code()
        report = told(code=code)
        reports.decide(report.number, outcome="answered", reply_zh="谢谢。", by=supervisor, now=NOW)
        confidence = Confidence.objects.get()
        own = judgement.with_code(confidence, code.lower().replace("-", " "))
        assert (own.text, own.reply["reply_zh"]) == (SECRET, "谢谢。")
        assert judgement.with_code(confidence, inquiries.new_code()) is None

    def test_its_hash_is_keyed_and_not_the_key(self, settings):
        code = inquiries.new_code()
        assert slips.hash_of(code) != slips.of_code(code).key.private_bytes_raw().hex()
        before = slips.hash_of(code), slips.of_code(code).key.private_bytes_raw()
        settings.PSEUDONYM_KEY = "another"
        assert slips.hash_of(code) != before[0]
        assert slips.of_code(code).key.private_bytes_raw() != before[1]

    def test_trying_one_is_dear_where_it_counts(self):
        assert "\nCOST = 2**14\n" in Path(slips.__file__).read_text()


class TestReading:
    def test_the_reviewer_reads_one_text_and_the_record_names_the_act_and_no_word(self, call, reviewer):
        question = held(call)
        found = read(question, reviewer, now=NOW)
        assert found.state == "open"
        assert found.told.text == HELD
        assert "13987654321" in " ".join(found.told.passages)
        event = Event.objects.get(kind="words_opened")
        assert (event.actor, event.public) == (reviewer.pseudonym, False)
        assert event.subject == f"inquiry:{call.number}/{question.tag}"
        assert json.loads(event.payload) == {"act": "read"}
        assert rows_in_clear("张三") == set()

    @pytest.mark.parametrize("role", ["supervisor", "drafter", "approver", "head"])
    def test_nobody_else_asks_for_a_question(self, call, role):
        question = held(call)
        with pytest.raises(PermissionDenied):
            asked(question.confidence, factories.official(role), now=NOW)
        with pytest.raises(PermissionDenied):
            asked(question.confidence, factories.user(), now=NOW)

    def test_a_supervisor_asks_for_a_question_once_the_reviewers_day_is_over(self, call, supervisor):
        question = held(call, now=calls.at("07-03 15:20"))
        with pytest.raises(PermissionDenied):
            asked(question.confidence, supervisor, now=calls.at("07-04 23:59"))
        assert asked(question.confidence, supervisor, now=calls.at("07-05 00:01"))

    def test_a_report_is_read_by_a_supervisor_who_does_not_work_for_the_agency_it_is_about(
        self, call, supervisor, reviewer
    ):
        report = told()
        for who in (reviewer, call.drafted_by, factories.official("approver")):
            with pytest.raises(PermissionDenied):
                asked(report.confidence, who, now=NOW)
        assert read(report, supervisor, now=NOW).told.text == SECRET
        Report.objects.update(agency=call.buyer)
        factories.member(call.buyer, "drafter", supervisor)
        with pytest.raises(PermissionDenied):
            asked(report.confidence, supervisor, now=NOW)

    def test_the_confidant_asks_itself_who_may(self, call, reviewer):
        question = held(call)
        reading, _private = asked(question.confidence, reviewer, now=NOW)
        reviewer.memberships.update(to_date=NOW.date() - DAY)
        assert confidant.open_now() == 0
        assert state(reading) == "refused"
        assert not Event.objects.filter(kind="words_opened").exists()

    def test_an_account_that_is_closed_reads_nothing(self, call, reviewer):
        reading, _private = asked(held(call).confidence, reviewer, now=NOW)
        type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=False)
        confidant.open_now()
        assert state(reading) == "refused"

    @pytest.mark.parametrize("column", ["subject", "by_id", "public", "session", "asked_at", "act"])
    def test_a_request_that_the_web_did_not_make_is_refused(self, call, reviewer, supervisor, column):
        question, report = held(call), told()
        good, _private = asked(question.confidence, reviewer, now=NOW)
        other = {
            "subject": report.subject, "by_id": supervisor.pk, "public": "A" * 43 + "=", "session": "x",
            "asked_at": NOW - MINUTE, "act": "release",
        }  # fmt: skip
        with as_role("web"):
            forged = Reading(
                subject=good.subject, act="read", by=reviewer, asked_at=NOW, session=good.session,
                public=good.public, mark=good.mark,
            )  # fmt: skip
            setattr(forged, column, other[column])
            forged.save(force_insert=True)
        confidant.open_now()
        assert state(forged) == "refused"
        assert Event.objects.filter(kind="words_opened").count() == 1, "the good one"
        assert Inquiry.objects.get(pk=question.pk).text == ""

    def test_a_request_is_answered_once_and_not_after_its_minutes(self, call, reviewer):
        question = held(call)
        reading, _private = asked(question.confidence, reviewer, now=NOW)
        assert confidant.open_now() == 1
        assert confidant.open_now() == 0
        late, _private = asked(question.confidence, reviewer, now=NOW)
        clock.move_to(NOW + judgement.ASKED_FOR + MINUTE)
        confidant.open_now()
        assert (state(reading), state(late)) == ("", "refused")
        assert Event.objects.filter(kind="words_opened").count() == 1

    def test_another_session_another_person_and_another_browser_see_nothing(self, call, reviewer):
        question = held(call)
        _reading, private = asked(question.confidence, reviewer, now=NOW)
        confidant.open_now()
        own = {"session": SESSION, "private": private, "now": NOW}
        assert judgement.shown_to(question.confidence, reviewer, **own).state == "open"
        colleague = factories.official("privacy_reviewer")
        assert judgement.shown_to(question.confidence, colleague, **own).state == "sealed"
        for change in (
            {"session": judgement.session_of("another")},
            {"private": None},
            {"private": X25519PrivateKey.generate().private_bytes_raw()},
        ):
            assert judgement.shown_to(question.confidence, reviewer, **(own | change)).state == "sealed"

    def test_after_five_minutes_it_is_gone_from_the_page_and_then_from_the_row(self, call, reviewer):
        question = held(call)
        _reading, private = asked(question.confidence, reviewer, now=NOW)
        confidant.open_now()
        later = NOW + judgement.STANDS + MINUTE
        seen = judgement.shown_to(question.confidence, reviewer, session=SESSION, private=private, now=later)
        assert seen.state == "sealed"
        assert ReadingAnswer.objects.get().text
        clock.move_to(later)
        confidant.open_now()
        assert ReadingAnswer.objects.get().text == ""

    def test_the_page_waits_and_says_when_nobody_answers(self, call, reviewer):
        question = held(call)
        _reading, private = asked(question.confidence, reviewer, now=NOW)
        own = {"session": SESSION, "private": private}
        shown = [
            judgement.shown_to(question.confidence, reviewer, **own, now=NOW + timedelta(seconds=after)).state
            for after in (1, 30, 601)
        ]
        assert shown == ["waiting", "away", "sealed"]

    def test_one_person_cannot_have_them_all_within_a_day(self, call, reviewer, monkeypatch):
        monkeypatch.setattr(confidences, "A_DAY", 2)
        question = held(call)
        readings = []
        for _ in range(3):
            readings.append(asked(question.confidence, reviewer, now=NOW)[0])
            confidant.open_now()
        assert [state(one) for one in readings] == ["", "", "refused"]
        clock.move_to(NOW + DAY + MINUTE)
        again, _private = asked(question.confidence, reviewer, now=NOW + DAY + MINUTE)
        confidant.open_now()
        assert state(again) == ""

    def test_another_key_opens_nothing_says_so_and_the_old_one_still_reads(self, call, reviewer, settings):
        question = held(call)
        first, other = settings.CONFIDENCE_KEY, keys.make()
        settings.CONFIDENCE_KEY = other["CONFIDENCE_KEY"]
        assert read(question, reviewer, now=NOW).state == "unreadable"
        assert not Event.objects.filter(kind="words_opened").exists()
        settings.CONFIDENCE_KEY = f"{other['CONFIDENCE_KEY']},{first}"
        assert read(question, reviewer, now=NOW).state == "open"
        settings.CONFIDENCE_PUBLIC_KEY = other["CONFIDENCE_PUBLIC_KEY"]
        settings.CONFIDENCE_KEY = other["CONFIDENCE_KEY"]
        assert read(held(call), reviewer, now=NOW).state == "open", "what is written now is for the new key"


class TestLettingGo:
    def test_the_confidant_writes_the_words_where_the_batch_finds_them(self, call, reviewer):
        code = inquiries.new_code()
        question = held(call, code=code)
        read(question, reviewer, now=NOW)
        inquiries.release(call.number, question.tag, by=reviewer, now=NOW)
        question.refresh_from_db()
        assert (question.state, question.text) == ("waiting", "")
        assert inquiries.show_batch(call.number, now=question.show_at) == [], "nothing to show yet"
        assert judgement.with_code(question.confidence, code).text == HELD
        assert confidant.open_now() == 1
        question.refresh_from_db()
        assert question.text == HELD
        assert not Confidence.objects.exists()
        assert inquiries.show_batch(call.number, now=question.show_at) == [question.tag]
        assert confidant.open_now() == 0

    def test_nobody_lets_go_what_they_have_not_read(self, call, reviewer):
        question = held(call)
        with pytest.raises(confidences.UnreadError):
            inquiries.release(call.number, question.tag, by=reviewer, now=NOW)
        read(question, factories.official("privacy_reviewer"), now=NOW)
        with pytest.raises(confidences.UnreadError):
            inquiries.release(call.number, question.tag, by=reviewer, now=NOW)
        read(question, reviewer, now=NOW)
        with pytest.raises(confidences.UnreadError):
            inquiries.release(call.number, question.tag, by=reviewer, now=NOW + DAY + MINUTE)
        assert Inquiry.objects.get().state == "held"

    def test_the_confidant_lets_nothing_go_that_was_not_read(self, call, reviewer):
        """As a web that was taken over would ask, to read more than the day's share."""
        question = held(call)
        Inquiry.objects.update(state="waiting")
        forged = Reading(
            subject=f"inquiry:{call.number}/{question.tag}", act="release", by=reviewer, asked_at=NOW
        )
        forged.mark = judgement.mark_of(forged)
        forged.save(force_insert=True)
        confidant.open_now()
        assert state(forged) == "refused"
        assert Inquiry.objects.get().text == ""

    def test_what_was_let_go_goes_on_though_the_role_ended_since(self, call, reviewer):
        question = held(call)
        read(question, reviewer, now=NOW)
        inquiries.release(call.number, question.tag, by=reviewer, now=NOW)
        reviewer.memberships.update(to_date=NOW.date())
        clock.move_to(NOW + 2 * DAY)
        confidant.open_now()
        assert Inquiry.objects.get().text == HELD

    def test_one_request_that_fails_keeps_no_other_waiting(self, call, reviewer):
        question = held(call)
        broken = Reading(
            subject=f"inquiry:{call.number}/{question.tag}",
            act="read",
            by=reviewer,
            asked_at=NOW,
            public="no key",
        )
        broken.mark = judgement.mark_of(broken)
        broken.save(force_insert=True)
        assert read(question, reviewer, now=NOW).state == "open"

    def test_what_was_refused_stays_sealed_for_everybody_but_its_code(self, call, reviewer):
        code = inquiries.new_code()
        question = held(call, code=code)
        inquiries.refuse(call.number, question.tag, by=reviewer, now=NOW)
        with pytest.raises(PermissionDenied):
            asked(question.confidence, reviewer, now=NOW)
        assert judgement.with_code(question.confidence, code).text == HELD

    def test_a_wrong_key_loses_nothing_and_the_right_one_goes_on(self, call, reviewer, settings):
        question, right = held(call), settings.CONFIDENCE_KEY
        read(question, reviewer, now=NOW)
        inquiries.release(call.number, question.tag, by=reviewer, now=NOW)
        settings.CONFIDENCE_KEY = keys.make()["CONFIDENCE_KEY"]
        confidant.open_now()
        assert Inquiry.objects.get().text == ""
        settings.CONFIDENCE_KEY = right
        confidant.open_now()
        assert Inquiry.objects.get().text == HELD


class TestWatch:
    """What the desk says of those who look after these words."""

    def lines(self, now):
        calls.the_law()
        return " ".join(watch_lines(now))

    def test_one_person_alone_in_a_role_is_said_and_two_are_not(self, reviewer, supervisor):
        assert self.lines(NOW).count("不到两个人") == 2
        second = factories.official("privacy_reviewer")
        assert self.lines(NOW).count("不到两个人") == 1
        factories.official("supervisor")
        assert "不到两个人" not in self.lines(NOW)
        type(second).objects.filter(pk=second.pk).update(is_active=False)
        assert self.lines(NOW).count("不到两个人") == 1

    def test_a_role_whose_holders_were_not_signed_in_for_three_working_days(self, reviewer, supervisor):
        type(reviewer).objects.update(date_joined=NOW)
        thursday_after = NOW + 5 * DAY  # Thursday to Tuesday: Friday, Monday, Tuesday
        assert "没有登录" not in self.lines(thursday_after)
        assert self.lines(thursday_after + DAY).count("没有登录") == 2
        sign_ins.note(reviewer, "x" * 32, agent="", now=thursday_after, begun=True)
        assert self.lines(thursday_after + DAY).count("没有登录") == 1

    def test_what_waits_too_long_and_what_was_let_go_and_is_stuck(self, call, reviewer):
        question = held(call)
        told()
        assert "等得太久" not in self.lines(NOW)
        later = NOW + 30 * DAY
        assert "2 段话等得太久" in self.lines(later)
        read(question, reviewer, now=NOW)
        inquiries.release(call.number, question.tag, by=reviewer, now=NOW)
        assert "已经放行" not in self.lines(NOW + 14 * MINUTE)
        assert "1 个提问已经放行" in self.lines(NOW + 16 * MINUTE)
        confidant.open_now()
        assert "已经放行" not in self.lines(NOW + 16 * MINUTE)


class TestRights:
    """What each role of the database may not, tried against the database."""

    @pytest.mark.parametrize("role", ["worker", "letters", "opener"])
    @pytest.mark.parametrize("table", ["confidence", "reading", "readinganswer"])
    def test_the_other_processes_do_not_even_see_the_ciphertext(self, role, table):
        _refused(role, f"SELECT * FROM procurement_{table}")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE procurement_confidence SET words = ''",
            "DELETE FROM procurement_confidence",
            "UPDATE procurement_reading SET mark = ''",
            "DELETE FROM procurement_reading",
            "INSERT INTO procurement_readinganswer (reading_id, text, fault, at) VALUES (1, '', '', now())",
            "UPDATE procurement_readinganswer SET fault = ''",
        ],
    )
    def test_the_web_changes_no_word_no_request_and_no_answer(self, statement):
        _refused("web", statement)

    @pytest.mark.parametrize(
        "statement",
        [
            "SELECT text FROM procurement_inquiry",
            "SELECT text FROM procurement_report",
            "SELECT code_hash FROM procurement_asker",
            "SELECT title_zh FROM procurement_tender",
            "SELECT * FROM procurement_biditem",
            "SELECT * FROM procurement_keywrap",
            "SELECT email FROM organizations_user",
            "SELECT password FROM organizations_user",
            "SELECT * FROM django_session",
            "SELECT * FROM mfa_authenticator",
            "SELECT payload FROM ledger_event",
            "SELECT * FROM ledger_letter",
            "UPDATE procurement_inquiry SET state = 'shown'",
            "UPDATE procurement_confidence SET words = ''",
            "INSERT INTO procurement_reading (number) VALUES (gen_random_uuid())",
        ],
    )
    def test_the_confidant_reads_and_does_nothing_it_has_no_use_for(self, statement):
        _refused("confidant", statement)


def _refused(role, statement):
    with as_role(role):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
        connection.cursor().execute("SELECT 1")


def test_the_vector_of_the_documentation_still_opens():
    """Whoever writes a reader of their own tries it on this (docs/security.md)."""
    vector = json.loads((Path(__file__).parent / "confidence-v1.json").read_text())
    private = X25519PrivateKey.from_private_bytes(base64.b64decode(vector["private"]))
    about = {"to": "confidant", "subject": vector["subject"], "part": "words"}
    assert confiding.unseal(vector["text"], [private], **about) == vector["said"]
