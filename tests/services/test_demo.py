"""The demonstration: written once, by the services with all their checks, with something to do for everybody."""

import json
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from organizations.models import Organization, User
from portal.demo import people, story
from portal.demo.management.commands import demo_accounts, load_demo
from procurement.models import Duty, Inquiry, Tender
from procurement.rules.verdicts import Answer
from procurement.selectors.calls import calls_of
from procurement.services import tenders
from tests import calls, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> None:
    calls.the_law()
    story.tell()


def test_every_stage_stands_at_some_call(told: None):
    steps = set(Tender.objects.values_list("step", flat=True))
    assert steps == {"draft", "submitted", "awaiting_medium", "open", "suspended", "terminated"}


def test_whoever_acts_is_plainly_an_example(told: None):
    assert not Organization.objects.exclude(is_example=True).exists()
    assert not Organization.objects.exclude(name_zh__contains="示例").exists()
    assert not User.objects.exclude(display_name__contains="示例").exists()


def test_the_call_as_it_was_breaks_rules_and_the_published_ones_break_none(told: None):
    as_it_was = Tender.objects.get(title_zh=story.calls.JINGHONG_AS_IT_WAS["title_zh"])
    found = {one.answer for one in tenders.judge(as_it_was, now=story.FIRST_MORNING)}
    assert {Answer.BREAKS, Answer.NEEDS_REASON} <= found
    lawful = Tender.objects.get(title_zh=story.calls.JINGHONG["title_zh"])
    assert lawful.notices.count() == 2  # the call and its correction
    assert lawful.inquiries.count() == 3  # one of them with the privacy reviewer
    for call in Tender.objects.filter(published_at__isnull=False):
        verdicts = tenders.judge(call, now=call.published_at)
        assert not [one for one in verdicts if one.stops and not one.reason], call.title_zh


def test_every_official_finds_something_to_do(told: None):
    now = story.FIRST_MORNING
    for office in people.OFFICES:
        drafter = User.objects.get(username=f"{office.login}-drafter")
        approver = User.objects.get(username=f"{office.login}-approver")
        mine = calls_of(drafter, now=now)
        owed = Duty.objects.open().filter(tender__in=mine).exclude(holder="portal")
        assert owed.exists() or mine.filter(step="draft").exists(), office.login
        waiting = calls_of(approver, now=now).filter(step="submitted").exclude(drafted_by=approver)
        corrections = calls_of(approver, now=now).filter(amendments__state="submitted")
        assert waiting.exists() or corrections.exists(), office.login


def test_the_reviewer_and_the_supervisor_find_something_to_do(told: None):
    assert Inquiry.objects.filter(state="held").exists()
    late = Duty.objects.due(story.FIRST_MORNING).filter(kind="answer_question")
    assert set(late.values_list("tender__step", flat=True)) == {"open", "suspended"}


def accounts() -> list[dict[str, Any]]:
    output = StringIO()
    call_command(demo_accounts.Command(), "--json", stdout=output)
    found: list[dict[str, Any]] = json.loads(output.getvalue())
    return found


def test_the_accounts_are_told_in_the_agreed_shape(settings: LazySettings, told: None):
    settings.DEMO = True
    for one in accounts():
        assert set(one) == {"login", "password", "totp_secret", "role", "organization", "next_url"}
        user = User.objects.get(username=one["login"])
        assert user.check_password(one["password"])
        assert Organization.objects.filter(name_zh=one["organization"]).exists()
        assert one["next_url"].startswith("/workspace/")
    assert User.objects.count() == len(accounts())


def test_the_demonstration_is_refused_outside_one_and_written_once_within(settings: LazySettings):
    settings.DEMO = False
    for command in (load_demo.Command(), demo_accounts.Command()):
        with pytest.raises(CommandError):
            call_command(command)
    somebody = factories.user("somebody")
    settings.DEMO = True
    call_command(load_demo.Command(), stdout=StringIO())
    assert list(User.objects.all()) == [somebody]
