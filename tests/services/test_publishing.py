"""A call from draft to publication: the second person, the clock, the official medium, the notice."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from portal.ground.ledger.models import Event
from procurement.errors import IncompleteError, PersonalDataError, StaleVersionError
from procurement.judgement import calls as judgement
from procurement.models import SearchEntry
from procurement.publication import body
from procurement.rules.procedures import StepError
from procurement.rules.verdicts import RuleError
from procurement.services import timekeeping
from procurement.services.calls import tenders
from tests.support import calls, factories
from tests.support import examples as texts

pytestmark = pytest.mark.django_db


def test_two_officials_publish_a_lawful_call():
    by = calls.office()
    call = calls.published(by)
    assert call.step == "open"
    assert call.published_at == calls.PUBLISHED
    notice = call.notices.get()
    assert (notice.kind, notice.seq) == ("grant_call", 1)
    assert notice.digest == body.root_of(body.parse(notice.body))
    assert SearchEntry.objects.get(tender=call).status == "open"
    kinds = list(Event.objects.filter(subject=call.subject).order_by("id").values_list("kind", flat=True))
    assert kinds == ["draft_created", "submitted", "approved", "published"]
    assert set(call.duties.open().values_list("kind", flat=True)) == {"close", "open_bids"}


def test_the_pasted_text_is_in_no_notice():
    call = calls.published(calls.office(), source_text="只给自己看的原文")
    assert "只给自己看的原文" not in call.notices.get().body


def test_nobody_approves_their_own_draft():
    by = calls.office()
    factories.member(by.agency, "approver", by.drafter)
    call = calls.submitted(by)
    with pytest.raises(PermissionDenied):
        tenders.approve(call.number, by=by.drafter, now=calls.PUBLISHED)


@pytest.mark.parametrize("role", ["drafter", "supervisor", "privacy_reviewer"])
def test_only_an_approver_of_the_buyer_approves(role):
    by = calls.office()
    call = calls.submitted(by)
    other = factories.official(role, of=by.agency)
    with pytest.raises(PermissionDenied):
        tenders.approve(call.number, by=other, now=calls.PUBLISHED)


def test_an_official_of_another_agency_can_do_nothing():
    call = calls.submitted(calls.office())
    stranger = calls.office("532503")
    for act in (
        lambda: tenders.approve(call.number, by=stranger.approver, now=calls.PUBLISHED),
        lambda: tenders.send_back(call.number, comment="x", by=stranger.approver, now=calls.PUBLISHED),
        lambda: tenders.take_back(call.number, by=stranger.drafter, now=calls.PUBLISHED),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_approving_twice_publishes_once():
    by = calls.office()
    call = calls.published(by)
    with pytest.raises(PermissionDenied):
        tenders.approve(call.number, by=by.approver, now=calls.PUBLISHED)
    assert call.notices.count() == 1


def test_a_call_with_too_few_days_is_not_sent_and_says_all_faults():
    by = calls.office()
    call = calls.draft(by, indirect_payable=[], indirect_ceiling=None, capacity_amount=None)
    early = calls.at("07-11 23:59")
    call = tenders.save_part(
        call.number,
        values={"bids_due": early, "opens_at": early},
        version=call.version,
        by=by.drafter,
        now=calls.PUBLISHED,
    )
    with pytest.raises(RuleError) as caught:
        tenders.submit(call.number, version=call.version, by=by.drafter, now=calls.PUBLISHED)
    fields = {one.field for one in caught.value.verdicts}
    assert {"bids_due", "capacity_amount", "indirect_costs"} <= fields
    closing = next(one for one in caught.value.verdicts if one.field == "bids_due" and one.earliest)
    assert closing.earliest.isoformat() == "2024-07-16"


def test_a_lapse_between_sending_and_approving_is_judged_again():
    by = calls.office()
    call = calls.submitted(by)
    with pytest.raises(RuleError):
        tenders.approve(call.number, by=by.approver, now=call.bids_due - timedelta(days=2))


def test_personal_data_stops_the_sending():
    by = calls.office()
    call = calls.draft(by, requirement_zh="请联系感染者张三，13987654321。自愿、知情、保密。")
    with pytest.raises(PersonalDataError) as caught:
        tenders.submit(call.number, version=call.version, by=by.drafter, now=calls.PUBLISHED)
    assert set(caught.value.findings) == {"requirement_zh"}


def test_a_stale_page_overwrites_nothing():
    by = calls.office()
    call = calls.draft(by)
    saved = tenders.save_part(
        call.number, values={"title_zh": "先到"}, version=call.version, by=by.drafter, now=calls.PUBLISHED
    )
    with pytest.raises(StaleVersionError) as caught:
        tenders.save_part(
            call.number,
            values={"title_zh": "后到"},
            version=call.version,
            by=by.approver,
            now=calls.PUBLISHED,
        )
    assert caught.value.current.title_zh == "先到"
    assert caught.value.offered == {"title_zh": "后到"}
    saved.refresh_from_db()
    assert saved.title_zh == "先到"


def test_a_set_time_is_kept_by_the_clock_and_doing_it_twice_is_harmless():
    by = calls.office()
    later = calls.at("07-05 09:00")
    call = calls.submitted(by, publish_at=later)
    call = tenders.approve(call.number, by=by.approver, now=calls.PUBLISHED)
    assert call.step == "scheduled"
    timekeeping.do_due(later - timedelta(minutes=1))
    call.refresh_from_db()
    assert call.step == "scheduled"
    timekeeping.do_due(later)
    timekeeping.do_due(later + timedelta(minutes=1))
    call.refresh_from_db()
    assert call.step == "open"
    assert call.notices.count() == 1


def test_a_statutory_call_waits_for_the_official_medium_and_counts_from_it():
    by = calls.office("530100")
    call = calls.submitted(by, texts.KUNMING)
    call = tenders.approve(call.number, by=by.approver, now=calls.PUBLISHED)
    assert call.step == "awaiting_medium"
    assert not call.is_public
    official = calls.at("07-02 15:00")
    call = tenders.record_official_medium(
        call.number,
        url="https://medium.example/7",
        published_at=official,
        by=by.drafter,
        now=calls.at("07-02 16:00"),
    )
    notice = call.notices.get()
    assert notice.legal_at == official
    assert notice.published_at == calls.at("07-02 16:00")
    assert notice.medium_url == "https://medium.example/7"


def test_a_statutory_call_whose_official_notice_came_late_is_stopped():
    by = calls.office("530100")
    call = calls.submitted(by, texts.KUNMING)
    tenders.approve(call.number, by=by.approver, now=calls.PUBLISHED)
    late = call.bids_due - timedelta(days=4)
    with pytest.raises(RuleError) as caught, transaction.atomic():
        tenders.record_official_medium(
            call.number, url="https://medium.example/7", published_at=late, by=by.drafter, now=late
        )
    assert "documents_from" in {one.field for one in caught.value.verdicts}


def test_the_clock_closes_a_call_at_its_time():
    call = calls.published(calls.office())
    timekeeping.do_due(call.bids_due - timedelta(seconds=1))
    call.refresh_from_db()
    assert call.step == "open"
    timekeeping.do_due(call.bids_due)
    call.refresh_from_db()
    assert call.step == "closed"
    assert SearchEntry.objects.get(tender=call).status == "closed"


def test_a_draft_put_away_stays_on_record_and_cannot_go_on():
    by = calls.office()
    call = calls.draft(by)
    call = tenders.discard_draft(call.number, by=by.drafter, now=calls.PUBLISHED)
    assert call.step == "discarded"
    with pytest.raises((PermissionDenied, StepError)):
        tenders.submit(call.number, version=call.version, by=by.drafter, now=calls.PUBLISHED)


@pytest.mark.parametrize("change", ["body = '{}'", "digest = repeat('0', 64)"])
def test_a_notice_never_changes(change):
    notice = calls.published(calls.office()).notices.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(f"UPDATE procurement_notice SET {change} WHERE id = %s", [notice.pk])


def test_a_copy_starts_without_days_and_numbers():
    by = calls.office()
    call = calls.published(by, project_no="X-1")
    copy = tenders.copy_tender(call.number, form_id=uuid4(), by=by.approver, now=calls.PUBLISHED)
    assert (copy.title_zh, copy.step) == (call.title_zh, "draft")
    assert (copy.project_no, copy.bids_due, copy.published_at) == ("", None, None)
    assert [row.text_zh for row in copy.first_lot.criteria.all()] == [
        row.text_zh for row in call.first_lot.criteria.all()
    ]


def test_a_call_nobody_could_read_is_not_sent():
    by = calls.office()
    call = calls.draft(by, title_zh="", contact_phone="")
    with pytest.raises(IncompleteError) as caught:
        tenders.submit(call.number, version=call.version, by=by.drafter, now=calls.PUBLISHED)
    assert caught.value.missing == ["title_zh", "contact_phone"]


def test_a_set_time_missed_by_days_publishes_nothing_unlawful_and_goes_back():
    by = calls.office()
    later = calls.at("07-05 09:00")
    call = calls.submitted(by, publish_at=later)
    tenders.approve(call.number, by=by.approver, now=calls.PUBLISHED)
    timekeeping.do_due(later + timedelta(days=4))
    call.refresh_from_db()
    assert (call.step, call.published_at) == ("draft", None)
    assert not call.notices.exists()
    assert Event.objects.filter(subject=call.subject, kind="publication_missed").count() == 1
    assert {one.field for one in judgement.judge(call, now=later + timedelta(days=4)) if one.stops}
