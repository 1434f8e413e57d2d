"""What an agency is told in private: before something turns overdue in public, and once a month."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from portal.ground import clock
from portal.ground.ledger.mail import send_due
from portal.ground.ledger.models import Letter
from procurement.services.oversight import monthly
from procurement.services.questions import inquiries
from tests.support import calls, factories
from tests.support.followers import start_of_day

pytestmark = pytest.mark.django_db


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.LEGAL_ZONE)


@pytest.fixture
def by(settings):
    start_of_day(settings)
    calls.the_law()
    office = calls.office()
    for who, name in ((office.drafter, "drafter"), (office.approver, "approver")):
        who.email = f"{name}@example.org"
        who.save(update_fields=["email"])
    return office


class TestWarning:
    def test_two_working_days_before_the_whole_agency_is_warned(self, by):
        head = factories.official("head", of=by.agency, app=False)
        call = calls.published(by)
        question = calls.asked(call, now=calls.at("07-03 15:20"))
        duty = call.duties.open().get(kind="answer_question", subject=question.tag)
        warnings = Letter.objects.filter(kind="warning", subject=f"duty:{duty.pk}")
        assert {one.recipient for one in warnings} == {
            f"user:{who.pk}" for who in (by.drafter, by.approver, head)
        }
        assert duty.due_at == moment("2024-07-09T00:00"), "three working days after Wednesday 3 July"
        assert {one.due_at for one in warnings} == {moment("2024-07-04T09:00")}, "two before Monday 8 July"
        clock.move_to(moment("2024-07-04T09:00"))
        send_due(clock.now())
        warned = [one for one in mail.outbox if "即将逾期" in one.subject]
        assert call.number in warned[0].body
        assert "公开页面会显示逾期" in warned[0].body

    def test_what_the_public_never_sees_as_overdue_is_not_warned_of(self, by):
        call = calls.published(by)
        opening = call.duties.open().get(kind="open_bids")
        assert not Letter.objects.filter(kind="warning", subject=f"duty:{opening.pk}").exists()

    def test_a_duty_that_is_done_is_warned_of_no_more(self, by):
        call = calls.published(by)
        question = calls.asked(call, now=calls.at("07-03 15:20"))
        inquiries.answer(
            call.number, question.tag, kind="answer", text_zh="可以。", form_id=uuid4(), by=by.drafter,
            now=calls.at("07-03 16:30"),
        )  # fmt: skip
        assert not Letter.objects.filter(kind="warning", state="queued").exists()


class TestMonthly:
    def letters(self):
        return Letter.objects.filter(kind="monthly")

    def test_from_nine_on_the_first_working_day_and_once(self, by):
        assert monthly.write_due(moment("2024-09-01T12:00")) == 0, "a Sunday"
        assert monthly.write_due(moment("2024-09-02T08:59")) == 0
        assert monthly.write_due(moment("2024-09-02T09:00")) == 1
        assert monthly.write_due(moment("2024-09-02T09:10")) == 0
        assert self.letters().get().recipient == f"user:{by.drafter.pk}", "drafter and head, not the approver"
        assert monthly.write_due(moment("2024-10-08T09:00")) == 1, "the first working day after the holidays"

    def test_an_outage_is_made_good_later_in_the_month(self, by):
        assert monthly.write_due(moment("2024-07-19T15:00")) == 1

    def test_it_says_what_is_due_and_the_own_figures_beside_the_prefectures(self, by):
        call = calls.published(by)
        calls.published(calls.office("532822"))
        calls.asked(call, now=calls.at("07-03 15:20"))
        now = moment("2024-07-04T10:00")
        clock.move_to(now)
        monthly.write_due(now)
        send_due(now)
        (letter,) = [one for one in mail.outbox if one.to == [by.drafter.email] and "本月" in one.subject]
        assert by.agency.name_zh in letter.body
        assert call.number in letter.body
        assert "答复" in letter.body
        assert "发布公告 1 个（所在州市合计 2 个）" in letter.body

    def test_an_agency_that_published_nothing_reads_that(self, by):
        now = moment("2024-07-01T09:00")
        clock.move_to(now)
        by.drafter.language = "en"
        by.drafter.save()
        monthly.write_due(now)
        send_due(now)
        (letter,) = [one for one in mail.outbox if "this month" in one.subject]
        assert "your agency has published no call here" in letter.body
        assert "Nothing is due this month." in letter.body

    def test_a_year_of_outages_leaves_one_letter_a_month(self, by):
        at = moment("2024-01-01T12:00")
        for _ in range(60):
            monthly.write_due(at)
            at += timedelta(days=6)
        assert self.letters().count() == 12
