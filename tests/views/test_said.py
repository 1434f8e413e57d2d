"""What a public page says of a call is what is known: its state, since when, and whether it still invites."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal import clock, formatting
from procurement.models import SearchEntry
from procurement.notice_sheets import wechat_text
from tests import awards, calls, openings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True


def test_a_finished_call_is_dated_by_its_notice_and_never_by_today(settings, tmp_path):
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path
    call, contract = awards.contracted()
    call.accept(contract)
    done = clock.now()
    clock.move_to(done + timedelta(days=3))
    page = Client().get(reverse("tender", args=[call.tender.number])).text
    course = page[page.index('class="timeline"') :]
    said = course[course.index('class="now"') :].split("</li>")[0]
    assert formatting.day(done, "zh") in said
    assert formatting.day(clock.now(), "zh") not in said


@pytest.mark.parametrize(
    ("step", "said", "unsaid"),
    [
        ("open", "截止：", "已不能申报"),
        ("suspended", "截止时间暂停", "截止："),
        ("closed", "已不能申报", "截止："),
        ("void", "已不能申报", "可以报"),
    ],
)
def test_a_message_for_a_group_invites_only_while_applications_are_taken(step, said, unsaid):
    call = calls.published(calls.office())
    call.step = step
    text = wechat_text(
        call, "检测动员", ["没有登记注册？可以报。"], "https://portal.example/1", now=calls.PUBLISHED
    )
    assert said in text
    assert unsaid not in text


def test_a_message_does_not_invite_once_the_closing_has_passed():
    call = calls.published(calls.office())
    text = wechat_text(call, "检测动员", ["可以报。"], "https://portal.example/1", now=call.bids_due)
    assert "已不能申报" in text
    assert "可以报。" not in text


def test_a_group_on_no_register_finds_what_it_may_apply_to_through_a_host():
    call = calls.published(calls.office())
    entry = SearchEntry.objects.get(tender=call)
    assert "hosted" in entry.who_may_bid
    home = Client().get("/").text
    assert "who=unregistered" in home
    assert call.number in Client().get("/notices/?who=unregistered&status=open").text
