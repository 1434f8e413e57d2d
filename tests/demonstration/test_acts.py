"""Told by the services with all their checks: every stage, with something to do for everybody."""

import json
import re
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import override

from organizations.models import Organization, User
from portal.site.demo import earlier_calls, people, story
from portal.site.demo.management.commands import demo_accounts
from procurement.judgement import calls as judgement
from procurement.judgement import law, openings
from procurement.models import (
    Award,
    Bid,
    BidResult,
    Duty,
    Evaluator,
    Inquiry,
    KeyWrap,
    Receipt,
    Tender,
)
from procurement.rules.opening import Gate
from procurement.rules.verdicts import Answer
from procurement.selectors.calls import calls_of
from procurement.selectors.evaluation import hash_of
from procurement.views.desk import bidder_acts

pytestmark = pytest.mark.django_db


def test_every_stage_stands_at_some_call(told: None):
    steps = set(Tender.objects.values_list("step", flat=True))
    assert steps == {
        "draft", "submitted", "awaiting_medium", "open", "suspended", "terminated",
        "closed", "evaluating", "publicity", "contracted", "completed", "void",
    }  # fmt: skip


def test_the_round_before_went_all_the_way_and_names_no_group_without_a_register(told: None):
    call = Tender.objects.get(title_zh=earlier_calls.JINGHONG_BEFORE["title_zh"])
    assert list(call.notices.values_list("kind", flat=True)) == [
        "grant_call", "list_publicity", "award", "contract", "acceptance",
    ]  # fmt: skip
    assert (call.bids.count(), call.bids.filter(assisted_by__isnull=False).count()) == (3, 1)
    winner = Award.objects.get(lot__tender=call)
    assert (winner.rank, winner.supplier.name_zh) == (1, "澜沧江社区服务中心（示例）")
    assert winner.bid.lead.name_zh == "曼斗同伴互助小组（示例）"
    assert BidResult.objects.filter(bid__tender=call).count() == 3
    for notice in call.notices.all():
        assert "曼斗同伴互助小组" not in notice.body


def test_every_bid_has_its_receipt_and_the_sealed_ones_stand_unread(told: None):
    assert Receipt.objects.count() == Bid.objects.exclude(status="draft").count()
    sealed = Tender.objects.get(title_zh=earlier_calls.YUNNAN_SEALED["title_zh"])
    assert set(sealed.bids.values_list("status", flat=True)) == {"lodged"}
    assert not KeyWrap.objects.filter(bid__tender=sealed, recipient__in=("draft", "evaluation")).exists()
    assert openings.gate_of(sealed, law.case_of(sealed), round=1, now=story.FIRST_MORNING) is Gate.WAITS


def test_the_void_call_has_its_successor_and_the_consultation_its_final_date(told: None):
    void = Tender.objects.get(step="void")
    again = void.followed_by.get(relation="re_tender")
    assert again.step == "open"
    consulted = Tender.objects.get(title_zh=earlier_calls.KUNMING_CONSULTED["title_zh"])
    assert consulted.consultation.final_due > story.FIRST_MORNING


def test_no_call_says_another_sum_than_its_budget(told: None):
    said = 0
    for call in Tender.objects.exclude(estimated_value=None):
        summaries = call.texts.get("summary_zh") or "", call.texts.get("summary_en") or ""
        for text, sums, unit in zip(
            summaries, (r"([\d.]+) 万元", r"([\d,]+) yuan"), (10_000, 1), strict=True
        ):
            if found := re.search(sums, text):
                said += 1
                assert Decimal(found[1].replace(",", "")) * unit == call.estimated_value, (call.number, text)
    assert said > 10


def test_leaders_find_their_next_act(told: None):
    found = {}
    for one in people.GROUPS:
        user = User.objects.get(username=one.login)
        with override("en"):
            found[one.login] = [act["words"] for act in bidder_acts.acts_of(user, now=story.FIRST_MORNING)]
    assert found["mandou"] == ["Finish your bid and seal it"]
    for login in ("lancang", "yulin", "honghe"):
        assert "Make your final offer" in found[login], login


def test_whoever_acts_is_plainly_an_example(told: None):
    assert not Organization.objects.exclude(is_example=True).exists()
    assert not Organization.objects.exclude(name_zh__contains="示例").exists()
    assert not User.objects.exclude(display_name__contains="示例").exists()


def test_the_call_as_it_was_breaks_rules_and_the_published_ones_break_none(told: None):
    as_it_was = Tender.objects.get(title_zh=story.calls.JINGHONG_AS_IT_WAS["title_zh"])
    found = {one.answer for one in judgement.judge(as_it_was, now=story.FIRST_MORNING)}
    assert {Answer.BREAKS, Answer.NEEDS_REASON} <= found
    lawful = Tender.objects.get(title_zh=story.calls.JINGHONG["title_zh"])
    assert lawful.notices.count() == 2  # the call and its correction
    assert lawful.inquiries.count() == 3  # one of them with the privacy reviewer
    for call in Tender.objects.filter(published_at__isnull=False):
        verdicts = judgement.judge(call, now=call.published_at)
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


def test_the_accounts_are_told_in_the_agreed_shape(told: None):
    given = accounts()
    for one in given:
        assert set(one) == {"login", "password", "totp_secret", "role", "organization", "next_url"}
    by_link = [one for one in given if one["role"] == "evaluator"]
    assert by_link
    for one in by_link:
        member = Evaluator.objects.get(link_hash=hash_of(one["next_url"].removeprefix("/panel/").strip("/")))
        assert member.handed_in_at is None
        assert one["password"] == ""
    with_account = [one for one in given if one not in by_link]
    for one in with_account:
        user = User.objects.get(username=one["login"])
        assert user.check_password(one["password"])
        assert Organization.objects.filter(name_zh=one["organization"]).exists()
        assert one["next_url"].startswith("/workspace/")
    assert User.objects.count() == len(with_account)
