"""The one list of the future, and the letters that come of it."""

from uuid import uuid4

import pytest

from portal.ground.clock import legal_date
from portal.ground.ledger.models import Letter
from procurement.judgement.law import law_of
from procurement.services.calls import amendments
from procurement.services.questions import inquiries
from tests.support import calls

pytestmark = pytest.mark.django_db


def waiting_letters(**where):
    return Letter.objects.filter(kind="reminder", state="queued", **where)


def test_a_duty_is_reminded_of_seven_three_and_one_working_days_before():
    by = calls.office()
    call = calls.published(by, now=calls.PUBLISHED)
    duty = call.duties.open().get(kind="open_bids")
    letters = waiting_letters(subject=f"duty:{duty.pk}")
    assert set(letters.values_list("lead_days", flat=True)) == {7, 3, 1}
    assert set(letters.values_list("recipient", flat=True)) == {f"user:{by.approver.pk}"}
    days = [legal_date(letter.due_at) for letter in letters]
    assert all(law_of(call)[1].is_workday(day) for day in days)


def test_an_answered_question_is_reminded_of_no_more():
    by = calls.office()
    call = calls.published(by)
    question = calls.asked(call, now=calls.at("07-03 15:20"))
    duty = call.duties.open().get(kind="answer_question", subject=question.tag)
    assert waiting_letters(subject=f"duty:{duty.pk}").exists()
    inquiries.answer(
        call.number,
        question.tag,
        kind="answer",
        text_zh="可以。",
        form_id=uuid4(),
        by=by.drafter,
        now=calls.at("07-04 10:00"),
    )
    duty.refresh_from_db()
    assert duty.done_at is not None
    assert not waiting_letters(subject=f"duty:{duty.pk}").exists()


def test_a_moved_deadline_drops_the_old_duty_and_calls_its_letters_back():
    by = calls.office()
    call = calls.published(by)
    old = call.duties.open().get(kind="close")
    opening = call.duties.open().get(kind="open_bids")
    later = calls.at("07-24 17:00")
    amendments.draft_correction(
        call.number,
        offered={"bids_due": later},
        reason_code="timetable_changed",
        reason_zh="多留几天。",
        form_id=uuid4(),
        by=by.drafter,
        now=calls.at("07-03 10:00"),
    )
    amendments.approve(call.number, by=by.approver, now=calls.at("07-03 11:00"))
    old.refresh_from_db()
    assert old.dropped_at is not None
    fresh = call.duties.open().get(kind="close")
    assert (fresh.due_at, fresh.version) == (later, old.version + 1)
    assert not waiting_letters(subject=f"duty:{opening.pk}").exists()
    assert waiting_letters(subject=f"duty:{call.duties.open().get(kind='open_bids').pk}").exists()
