"""What is overdue stands on the public page with whoever owes it, as soon as it is and no longer than it is."""

from datetime import timedelta

import pytest
from django.test import Client

from portal import clock
from procurement.services import duties as planned
from tests import awards as made
from tests import calls, openings

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _ground(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path


def page(tender, language=""):
    return Client().get(f"{language}/notices/{tender.number}/").text


def late_lines(tender):
    return page(tender).partition('<ul class="late">')[2].partition("</ul>")[0]


def _listed():
    call = made.listed()
    call.object()
    return call.tender


def _asked():
    tender = calls.published(calls.office())
    clock.move_to(calls.at("07-03 15:00"))
    calls.asked(tender, now=clock.now())
    return tender


STORIES = {
    "decide_award": lambda: made.judged().tender,
    "sign_contract": lambda: made.awarded().tender,
    "answer_objection": _listed,
    "answer_question": _asked,
}


def test_an_opening_that_did_not_happen_is_told_to_everybody():
    call = openings.closed()
    assert late_lines(call.tender) == "", "a minute after its time nothing is called overdue"
    clock.move_to(call.at + DAY)
    said = late_lines(call.tender)
    assert "开启：本应在" in said
    assert call.tender.buyer.name_zh in said
    assert "没有下一个日期" not in page(call.tender)
    assert "No date to come" not in page(call.tender, "/en")
    assert "has not been done" in page(call.tender, "/en")
    call.confirm(call.office.drafter, call.office.approver, after=DAY)
    call.open()
    assert "开启：本应在" not in late_lines(call.tender)


@pytest.mark.parametrize("kind", ["decide_award", "sign_contract", "answer_objection", "answer_question"])
def test_every_public_act_that_is_overdue_says_since_when_and_who_owes_it(kind):
    tender = STORIES[kind]()
    planned.replan(tender, now=clock.now())
    duty = tender.duties.open().get(kind=kind)
    clock.move_to(duty.due_at - timedelta(hours=1))
    assert late_lines(tender) == ""
    clock.move_to(duty.due_at + DAY)
    said = late_lines(tender)
    assert said.count("<li>") >= 1
    assert tender.buyer.name_zh in said
    assert "24:00 之前完成，现在还没有完成" in said


def test_a_question_that_nobody_has_shown_is_not_told_by_its_duty():
    tender = calls.published(calls.office())
    clock.move_to(calls.at("07-03 15:00"))
    calls.asked(tender, text="我叫岩温，查出艾滋病，住在曼听村，能来吗？", now=clock.now(), shown=False)
    duty = tender.duties.open().filter(kind="review_question").first()
    assert duty
    clock.move_to(duty.due_at + 9 * DAY)
    assert late_lines(tender) == ""
