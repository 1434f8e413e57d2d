"""Questions: batches, clocks, the hold on closing, and an asker whom nobody on the buyer's side can reach."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portal.ground import clock
from portal.ground.ledger.models import Event
from procurement.errors import NotOpenError, PersonalDataError
from procurement.judgement import slips
from procurement.judgement.slips import FirstTry
from procurement.models import Asker, Inquiry
from procurement.selectors.calls import held_inquiries
from procurement.services import duties, timekeeping
from procurement.services.calls import closings
from procurement.services.questions import inquiries
from tests.support import calls, confidences, factories

pytestmark = pytest.mark.django_db


def answer(call, question, by, *, now, **said):
    return inquiries.answer(
        call.number,
        question.tag,
        form_id=said.pop("form_id", uuid4()),
        by=by,
        now=now,
        **({"kind": "answer", "text_zh": "可以。"} | said),
    )


def test_a_question_waits_for_its_batch_and_its_clock_runs_from_arrival():
    call = calls.published(calls.office())
    question = calls.asked(call, now=calls.at("07-03 15:20"), shown=False)
    assert question.state == "waiting"
    assert question.show_at == calls.at("07-03 16:00")
    assert question.answer_due.isoformat() == "2024-07-08"  # 3 working days: 4, 5 and 8 July
    timekeeping.do_due(calls.at("07-03 15:59"))
    assert Inquiry.objects.get().state == "waiting"
    timekeeping.do_due(calls.at("07-03 16:00"))
    assert Inquiry.objects.get().state == "shown"


def test_the_code_is_kept_only_as_a_hash_and_found_however_it_is_typed():
    call = calls.published(calls.office())
    code = inquiries.new_code()
    inquiries.ask(
        call.number, text="可以联合申报吗？两家小组", form_id=uuid4(), code=code, now=calls.at("07-03 15:20")
    )
    asker = Asker.objects.get()
    assert code not in asker.code_hash
    assert asker.code_hash == inquiries.hash_of(code.lower().replace("-", " "))
    assert {field.name for field in Asker._meta.get_fields()} == {
        "id",
        "inquiry",
        "code_hash",
        "form_id",
        "said",
    }


def test_sending_twice_asks_once():
    call = calls.published(calls.office())
    same = {
        "form_id": uuid4(),
        "code": inquiries.new_code(),
        "text": "可以联合申报吗？两家小组",
        "now": calls.at("07-03 15:20"),
    }
    first, second = inquiries.ask(call.number, **same), inquiries.ask(call.number, **same)
    assert first.inquiry.pk == second.inquiry.pk
    assert Inquiry.objects.count() == 1


def test_personal_data_is_refused_with_a_way_on(settings):
    settings.DEMO = True
    clock.move_to(calls.at("07-05 08:50"))
    call = calls.published(calls.office())
    text = "我叫张三，电话13987654321，我是感染者，能参加吗？"
    asked = {"text": text, "form_id": uuid4(), "code": inquiries.new_code(), "now": calls.at("07-03 15:20")}
    with pytest.raises(PersonalDataError):
        inquiries.ask(call.number, **asked)
    assert not Inquiry.objects.exists()
    held = inquiries.ask(call.number, to_reviewer=True, **asked).inquiry
    assert held.state == "held"
    reviewer = factories.official("privacy_reviewer")
    with pytest.raises(PermissionDenied):
        inquiries.release(
            call.number, held.tag, by=factories.official("approver"), now=calls.at("07-04 09:00")
        )
    confidences.read(held, reviewer, now=clock.now())
    released = inquiries.release(call.number, held.tag, by=reviewer, now=calls.at("07-05 09:00"))
    assert released.state == "waiting"
    assert released.answer_due.isoformat() == "2024-07-08"  # three working days from the first try
    assert released.show_at == calls.at("07-05 16:00")


def test_a_doubt_goes_to_the_reviewer_by_itself_and_its_clock_runs_from_the_first_try(settings):
    settings.DEMO = True
    call = calls.published(calls.office())
    for text in ("岩香前年查出艾滋，能参加小组吗？", "我们村就一家感\u200b染了，怎么报名？"):
        held = inquiries.ask(
            call.number, text=text, form_id=uuid4(), code=inquiries.new_code(), now=calls.at("07-03 15:20")
        ).inquiry
        assert held.state == "held"
        assert held.arrived_at == calls.at("07-03 15:20")
    plain = inquiries.ask(
        call.number, text="感染者的交通费由谁出？", form_id=uuid4(), code=inquiries.new_code(),
        now=calls.at("07-03 15:20"),
    ).inquiry  # fmt: skip
    assert plain.state == "waiting"
    reviewer = factories.official("privacy_reviewer")
    clock.move_to(calls.at("07-12 08:50"))
    confidences.read(held, reviewer, now=clock.now())
    late = inquiries.release(call.number, held.tag, by=reviewer, now=calls.at("07-12 09:00"))
    # Three working days from the first try are over: the buyer, who knew nothing, has one.
    assert late.answer_due.isoformat() == "2024-07-15"


def test_words_that_were_refused_arrived_with_their_first_try_for_an_hour():
    call = calls.published(calls.office())
    text = "报名打13987654321吗？"
    first = FirstTry(slips.digest_of(call.number, text), calls.at("07-03 15:20"))

    def arrived(words, tried, at):
        return inquiries.ask(
            call.number, text=words, to_reviewer=True, form_id=uuid4(), code=inquiries.new_code(),
            first_try=tried, now=calls.at(at),
        ).inquiry.arrived_at  # fmt: skip

    assert arrived(text, first, "07-03 15:40") == calls.at("07-03 15:20")
    assert arrived(text + "？", first, "07-03 15:41") == calls.at("07-03 15:41"), "other words"
    assert arrived(text, first, "07-03 16:30") == calls.at("07-03 16:30"), "longer than an hour"
    assert arrived(text, None, "07-03 16:31") == calls.at("07-03 16:31")


def test_refusing_the_last_question_lets_a_call_on_hold_go_on():
    call = calls.published(calls.office())
    held = inquiries.ask(
        call.number, text="我叫张三，电话13987654321", to_reviewer=True, form_id=uuid4(),
        code=inquiries.new_code(), now=calls.at("07-03 15:20"),
    ).inquiry  # fmt: skip
    now = calls.at("07-13 09:00")
    closings.suspend(call.number, now=now)
    call.refresh_from_db()
    assert call.step == "suspended"
    inquiries.refuse(call.number, held.tag, by=factories.official("privacy_reviewer"), now=now)
    call.refresh_from_db()
    assert call.step == "open"


def kept_back(call, *, now):
    return inquiries.ask(
        call.number, text="我叫张三，电话13987654321", to_reviewer=True, form_id=uuid4(),
        code=inquiries.new_code(), now=now,
    ).inquiry  # fmt: skip


class TestKeptBack:
    """A question that only the province's reviewers know of: they owe the next act, not the buyer."""

    @pytest.fixture(autouse=True)
    def _demonstration(self, settings):
        settings.DEMO = True

    # A Thursday: Friday is the reviewer's day and the last one for answers, Monday the deputies'.
    LATE = "07-11 15:20"

    def test_it_holds_no_call_before_the_reviewers_and_their_deputies_had_their_days(self):
        call = calls.published(calls.office())
        held = kept_back(call, now=calls.at(self.LATE))
        Inquiry.objects.filter(pk=held.pk).update(timely=True)
        duties.replan(call, now=calls.at(self.LATE))
        for moment, step in (("07-13 09:00", "open"), ("07-15 23:00", "open"), ("07-16 00:10", "suspended")):
            timekeeping.do_due(calls.at(moment))
            call.refresh_from_db()
            assert (moment, call.step) == (moment, step)
        event = Event.objects.get(kind="closing_suspended")
        assert json.loads(event.payload)["owed_by"] == ["privacy_reviewer"]
        assert held.tag not in str(event.payload)  # nobody may know of it

    def test_the_buyer_owes_nothing_and_the_page_says_who_does(self):
        call = calls.published(calls.office())
        held = kept_back(call, now=calls.at("07-03 15:20"))
        owed = {(one.kind, one.holder) for one in call.duties.open().filter(subject=held.tag)}
        assert owed == {("review_question", "privacy_reviewer"), ("stand_in_for_reviewer", "supervisor")}
        timekeeping.do_due(calls.at("07-13 00:10"))
        call.refresh_from_db()
        assert call.step == "suspended"
        clock.move_to(calls.at("07-13 09:00"))
        page = Client().get(f"/notices/{call.number}/").text
        assert "这不是采购单位拖延" in page
        assert "个提问过期没有答复" not in page

    def test_a_supervisor_stands_in_when_the_reviewers_day_is_over_and_not_before(self):
        call = calls.published(calls.office())
        held = kept_back(call, now=calls.at("07-03 15:20"))
        supervisor = factories.official("supervisor")
        with pytest.raises(PermissionDenied):
            inquiries.release(call.number, held.tag, by=supervisor, now=calls.at("07-04 23:59"))
        assert not held_inquiries(supervisor, now=calls.at("07-04 23:59")).exists()
        assert held_inquiries(supervisor, now=calls.at("07-05 00:01")).get() == held
        with pytest.raises(PermissionDenied):
            inquiries.refuse(
                call.number, held.tag, by=factories.official("drafter"), now=calls.at("07-05 00:01")
            )
        inquiries.refuse(call.number, held.tag, by=supervisor, now=calls.at("07-05 00:01"))
        assert not call.duties.open().filter(subject=held.tag).exists()
        with pytest.raises(Inquiry.DoesNotExist):
            inquiries.refuse(call.number, held.tag, by=supervisor, now=calls.at("07-05 00:02"))

    def test_the_buyers_own_silence_is_said_of_the_buyer(self):
        call = calls.published(calls.office())
        calls.asked(call, now=calls.at("07-03 15:20"))
        timekeeping.do_due(calls.at("07-13 00:10"))
        call.refresh_from_db()
        assert call.step == "suspended"
        assert json.loads(Event.objects.get(kind="closing_suspended").payload)["owed_by"] == ["buyer"]
        clock.move_to(calls.at("07-13 09:00"))
        page = Client().get(f"/notices/{call.number}/").text
        assert "采购单位有 1 个提问过期没有答复" in page
        assert "隐私审核" not in page


@pytest.mark.parametrize("who", ["stranger", "supervisor", "leader"])
def test_only_the_buyer_answers(who):
    by = calls.office()
    call = calls.published(by)
    question = calls.asked(call, now=calls.at("07-03 15:20"))
    other = {
        "stranger": lambda: calls.office("532503").approver,
        "supervisor": lambda: factories.official("supervisor", of=by.agency),
        "leader": factories.user,
    }[who]()
    with pytest.raises(PermissionDenied):
        answer(call, question, other, now=calls.at("07-04 10:00"))


def test_a_question_that_is_not_shown_cannot_be_answered():
    by = calls.office()
    call = calls.published(by)
    question = calls.asked(call, now=calls.at("07-03 15:20"), shown=False)
    with pytest.raises(Inquiry.DoesNotExist):
        answer(call, question, by.drafter, now=calls.at("07-03 15:30"))


def test_answering_twice_with_one_form_answers_once():
    by = calls.office()
    call = calls.published(by)
    question = calls.asked(call, now=calls.at("07-03 15:20"))
    form_id = uuid4()
    for _ in range(2):
        answer(call, question, by.drafter, now=calls.at("07-04 10:00"), form_id=form_id)
    assert question.answers.count() == 1


def test_out_of_scope_and_answered_elsewhere_are_answers():
    by = calls.office()
    call = calls.published(by)
    first = calls.asked(call, now=calls.at("07-03 15:20"))
    second = calls.asked(call, "还能用别的钱吗？请说明", now=calls.at("07-03 15:21"))
    answer(call, first, by.drafter, now=calls.at("07-04 10:00"), kind="out_of_scope", text_zh="")
    reply = answer(
        call,
        second,
        by.drafter,
        now=calls.at("07-04 10:01"),
        kind="answered_in",
        same_as=first.tag,
        text_zh="",
    )
    assert reply.same_as == first
    assert not call.duties.open().filter(kind="answer_question").exists()


def test_silence_puts_closing_on_hold_and_the_last_answer_sets_the_new_closing():
    by = calls.office()
    call = calls.published(by)
    published_closing = call.bids_due
    question = calls.asked(call, now=calls.at("07-03 15:20"))
    after_answers_by = calls.at(f"{call.answers_by:%m-%d} 23:59") + timedelta(minutes=2)
    timekeeping.do_due(after_answers_by)
    call.refresh_from_db()
    assert call.step == "suspended"
    timekeeping.do_due(published_closing + timedelta(hours=1))
    call.refresh_from_db()
    assert call.step == "suspended"
    answered_at = calls.at("07-24 10:00")
    reply = answer(call, question, by.drafter, now=answered_at)
    assert not reply.on_time
    call.refresh_from_db()
    assert call.step == "open"
    assert call.bids_due > published_closing
    assert call.bids_due.date().isoformat() == "2024-07-26"  # two working days after the last answer
    assert call.opens_at >= call.bids_due
    assert call.notices.last().kind == "correction"
    kinds = Event.objects.filter(subject=call.subject).values_list("kind", flat=True)
    assert {"closing_suspended", "closing_resumed"} <= set(kinds)


def test_an_early_answer_never_brings_closing_forward():
    by = calls.office()
    call = calls.published(by)
    closing = call.bids_due
    question = calls.asked(call, now=calls.at("07-03 15:20"))
    answer(call, question, by.drafter, now=calls.at("07-04 10:00"))
    call.refresh_from_db()
    assert (call.step, call.bids_due) == ("open", closing)


def test_in_the_statutory_regime_nothing_moves_by_itself():
    by = calls.office("530100")
    call = calls.published_statutory(by)
    calls.asked(call, now=calls.at("07-03 15:20"))
    timekeeping.do_due(calls.at("07-11 09:00"))
    call.refresh_from_db()
    assert call.step in ("open", "closed")
    assert call.duties.filter(kind="answer_question", done_at=None).exists()


def test_a_closed_call_takes_no_question():
    call = calls.published(calls.office())
    timekeeping.do_due(call.bids_due)
    with pytest.raises(NotOpenError):
        calls.asked(call, now=call.bids_due + timedelta(hours=1))


def test_the_event_of_a_question_says_nothing_of_its_text():
    call = calls.published(calls.office())
    calls.asked(call, "只有这一句独特的话在里面", now=calls.at("07-03 15:20"))
    for event in Event.objects.filter(subject=call.subject):
        assert "独特" not in event.payload
        assert "独特" not in event.subject
