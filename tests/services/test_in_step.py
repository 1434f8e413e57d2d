"""A statutory notice that stands on the official medium with a wrong date: published in step by a second person, the
fault recorded, counted and corrected; anything but a date stops as ever."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.ground import clock
from portal.ground.clock import legal_date
from portal.ground.ledger.models import Event
from procurement.errors import NotOpenError
from procurement.models import Duty, InStep
from procurement.publication import body
from procurement.rules.verdicts import RuleError
from procurement.selectors import compliance, second_person
from procurement.services.calls import amendments, in_step, tenders
from tests.services.test_amendments import correct
from tests.support import calls, examples, factories

pytestmark = pytest.mark.django_db

NOW = calls.PUBLISHED
# Five days later than the dates of the call were counted from.
THERE = NOW + timedelta(days=5)
LATER = THERE + timedelta(hours=1)
URL = "https://medium.example/1"


def awaiting(by):
    made = calls.submitted(by, examples.KUNMING)
    return tenders.approve(made.number, by=by.approver, now=NOW)


def ask(call, user, *, url=URL, since=THERE):
    return in_step.ask(call.number, url=url, stands_since=since, by=user, now=LATER)


def passed(by):
    call = awaiting(by)
    ask(call, by.drafter)
    call = in_step.publish(call.number, by=by.approver, now=LATER)
    call.refresh_from_db()
    return call


def test_a_notice_with_a_wrong_date_is_published_in_step_by_a_second_person_and_says_so():
    by = calls.office()
    call = awaiting(by)
    with pytest.raises(RuleError) as stopped:
        tenders.record_official_medium(call.number, url=URL, published_at=THERE, by=by.drafter, now=LATER)
    faults = {(one.rule, one.field) for one in stopped.value.verdicts}
    assert {field for _rule, field in faults} == {"documents_from"}
    ask(call, by.drafter)
    assert [one.kind for one in second_person.waiting_for(by.approver, now=LATER)] == ["in_step"]
    assert second_person.waiting_for(by.drafter, now=LATER) == []
    call = in_step.publish(call.number, by=by.approver, now=LATER)
    notice = call.notices.get()
    assert {(one["rule"], one["field"]) for one in body.parse(notice.body)["passed"]} == faults
    assert (call.step, notice.medium_url, notice.legal_at) == ("open", URL, THERE)
    assert Event.objects.get(kind="date_fault_recorded", subject=call.subject).public
    page = Client().get(reverse("tender", args=[call.number])).content.decode()
    assert "这个公告有日期不符合规则" in page
    assert "采购单位最迟更正" in page
    plain = Client().get(reverse("notice_file", args=[call.number, 1, "txt"])).content.decode()
    assert "不符合规则的日期" in plain


def test_the_fault_is_counted_in_public_and_its_correction_is_owed(settings):
    settings.DEMO = True
    by = calls.office()
    call = passed(by)
    scope = compliance.Scope(2024, agency=by.agency)
    figures = compliance.call_figures(scope)
    assert (figures.faulty.part, figures.faulty.whole) == (1, 1)
    assert compliance.calls_behind("date_fault", scope, now=LATER).get().tender == call
    duty = call.duties.open().get(kind="correct_date_fault")
    assert (duty.holder, legal_date(duty.due_at - timedelta(seconds=1))) == (
        "drafter",
        legal_date(calls.at("07-09 10:00")),
    )
    clock.move_to(LATER)
    agency = Client().get(reverse("agency", args=[by.agency.slug])).content.decode()
    assert "1个公告有日期不符合规则仍公布" in agency


def test_a_correction_that_mends_the_date_ends_what_is_owed_and_the_record_stays():
    by = calls.office()
    call = passed(by)
    correct(call, by, {"contact_phone": "0871-11111111"}, now=LATER)
    amendments.approve(call.number, by=by.approver, now=LATER, medium_url=URL + "/a")
    assert call.duties.open().filter(kind="correct_date_fault").exists()
    week = timedelta(days=7)
    with pytest.raises(RuleError):  # what it mends may not break another rule
        correct(call, by, {"documents_from": legal_date(THERE)}, now=LATER)
    later = {"documents_to": call.documents_to + week, "bids_due": call.bids_due + week}
    correct(call, by, later | {"documents_from": legal_date(THERE)}, now=LATER)
    amendments.approve(call.number, by=by.approver, now=LATER, medium_url=URL + "/b")
    call.refresh_from_db()
    assert call.in_step.mended_at == LATER
    assert Duty.objects.get(tender=call, kind="correct_date_fault").done_at == LATER
    page = Client().get(reverse("tender", args=[call.number])).content.decode()
    assert "曾不符合规则，已更正" in page
    assert compliance.call_figures(compliance.Scope(2024, agency=by.agency)).faulty.part == 1


def test_anything_but_a_date_stops_it_and_no_other_host_will_do():
    by = calls.office()
    call = awaiting(by)
    with pytest.raises(RuleError) as stopped:
        ask(call, by.drafter, url="https://elsewhere.org/1")
    assert "official_medium_url" in {one.field for one in stopped.value.verdicts}
    call.terms["eligibility"]["area_limit"] = "仅限昆明市注册的组织"
    call.save(update_fields=["terms"])
    with pytest.raises(RuleError) as stopped:
        ask(call, by.drafter)
    assert "eligibility.area_limit" in {one.field for one in stopped.value.verdicts}
    assert not InStep.objects.exists()


def test_a_notice_without_a_fault_takes_the_usual_way():
    by = calls.office()
    call = awaiting(by)
    with pytest.raises(NotOpenError):
        ask(call, by.drafter, since=NOW)


def test_nobody_but_a_second_person_of_the_buyer_publishes_it_and_only_once():
    by, other = calls.office(), calls.office("532503")
    call = awaiting(by)
    with pytest.raises(PermissionDenied):
        in_step.publish(call.number, by=by.approver, now=LATER)  # nobody asked
    for user in (other.drafter, other.approver, factories.official("supervisor")):
        with pytest.raises(PermissionDenied):
            ask(call, user)
    ask(call, by.approver)
    for user in (by.approver, by.drafter, other.approver, factories.official("supervisor")):
        with pytest.raises(PermissionDenied):
            in_step.publish(call.number, by=user, now=LATER)
    ask(call, by.drafter)
    in_step.publish(call.number, by=by.approver, now=LATER)
    with pytest.raises(PermissionDenied):
        in_step.publish(call.number, by=by.approver, now=LATER)
    with pytest.raises(PermissionDenied):
        ask(call, by.drafter)
    assert call.notices.count() == 1


def test_what_goes_back_to_its_drafter_is_asked_for_anew():
    by = calls.office()
    call = awaiting(by)
    ask(call, by.drafter)
    tenders.send_back(call.number, comment="请改日期。", by=by.approver, now=LATER)
    assert not InStep.objects.exists()


def test_the_database_knows_the_second_person():
    by = calls.office()
    call = awaiting(by)
    with pytest.raises(IntegrityError), transaction.atomic():
        InStep.objects.create(
            tender=call, url=URL, stands_since=THERE, asked_by=by.drafter, asked_at=LATER,
            passed_by=by.drafter, passed_at=LATER,
        )  # fmt: skip
