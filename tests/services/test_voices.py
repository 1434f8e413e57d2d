"""Reports to the province and replies in public: who may, when, once, and what nobody ever reads."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client

from portal.ground import clock
from portal.ground.ledger.models import Event, Letter
from procurement.errors import NotOpenError, PersonalDataError
from procurement.judgement import slips
from procurement.models import Reply, Report
from procurement.selectors import voices as selectors
from procurement.services.questions import inquiries
from procurement.services.voices import replies, reports
from tests.support import calls, factories

pytestmark = pytest.mark.django_db
NOW = calls.PUBLISHED  # Tuesday 2 July 2024
SECRET = "局里有人把名单给了一家公司"


@pytest.fixture(autouse=True)
def _morning(settings):
    settings.DEMO = True
    clock.move_to(NOW)


@pytest.fixture
def by():
    """A buyer's office, and the province's supervisor."""
    calls.the_law()
    office = calls.office()
    office.supervisor = factories.official("supervisor", of=factories.agency("530000"), app=False)
    return office


def told(kind="missing", *, text="州里的同伴教育服务采购", code=None, **more):
    code = code or inquiries.new_code()
    if kind == "missing":
        more = {"division_id": "532801", "seen_at": "一个微信群"} | more
    return reports.file(
        kind=kind, text=text, code=code, form_id=more.pop("form_id", uuid4()), now=NOW, **more
    )


class TestTelling:
    def test_the_province_has_five_working_days_and_its_supervisors_a_letter(self, by):
        report = told()
        assert report.reply_due.isoformat() == "2024-07-09", "five working days after Tuesday 2 July"
        letter = Letter.objects.get(kind="report_waits")
        assert letter.recipient == f"user:{by.supervisor.pk}"
        assert "同伴" not in str(letter.payload)

    def test_sending_twice_is_one_report(self, by):
        code, form_id = inquiries.new_code(), uuid4()
        assert told(code=code, form_id=form_id) == told(code=code, form_id=form_id)
        assert Report.objects.count() == 1
        assert Event.objects.filter(kind="report_received").count() == 1

    @pytest.mark.parametrize("kind", ["missing", "confidential"])
    @pytest.mark.parametrize("text", ["公告里印着患者的手机13987654321", "名单里写着刀小美是艾滋病感染者"])
    def test_who_tells_of_a_leak_can_name_it_and_no_page_repeats_it(self, by, client, kind, text):
        report = told(kind=kind, text=text)
        outcome = "answered" if kind == "confidential" else "not_ours"
        reports.decide(report.number, outcome=outcome, reply_zh="已经撤下。", by=by.supervisor, now=NOW)
        page = client.get("/notices/missing/").text
        assert "13987654321" not in page
        assert "刀小美" not in page

    def test_the_slip_leads_to_the_reply_and_a_wrong_code_to_nothing(self, by, client):
        page = client.post(
            "/notices/missing/report/",
            {
                "slip": (slip := slips.fresh()),
                "text": "州里的同伴教育采购",
                "division": "532801",
            },
        )
        code = slips.opened(slip).code
        assert code in page.text
        report = Report.objects.get()
        assert "2024年7月9日" in client.post("/reports/", {"code": code.lower()}).text
        reports.decide(
            report.number, outcome="not_found", reply_zh="没有查到这项采购。", by=by.supervisor, now=NOW
        )
        assert "没有查到这项采购" in client.post("/reports/", {"code": code}).text
        wrong = client.post("/reports/", {"code": inquiries.new_code()})
        assert wrong.status_code == 422
        assert "没有查到" not in wrong.text

    def test_faults_stand_on_their_fields_and_nothing_is_lost(self, by, client):
        page = client.post(
            "/notices/missing/report/", {"text": "某项目，找 13800138000", "division": "999999"}
        )
        assert page.status_code == 422
        assert "某项目" in page.text
        assert not Report.objects.exists()


class TestDeciding:
    def test_posted_names_the_call_and_the_agency_is_then_known(self, by):
        call = calls.published(by)
        report = reports.decide(
            told().number, outcome="posted", tender=call, reply_zh="已补发。", by=by.supervisor, now=NOW
        )
        assert report.agency == by.agency
        page = Client().get("/notices/missing/").text
        assert call.number in page
        assert "州里的同伴教育服务采购" in page
        assert "已补发。" in page
        for path in (f"/agencies/{by.agency.slug}/", "/places/532801/", "/places/532800/", "/places/530000/"):
            assert "1 项采购经反映查实" in Client().get(path).text
        assert "经反映查实" not in Client().get("/places/530100/").text

    def test_asked_writes_to_the_agency_and_may_be_decided_once_more(self, by):
        report = told()
        reports.decide(
            report.number,
            outcome="asked",
            agency=by.agency,
            reply_zh="已要求补发。",
            by=by.supervisor,
            now=NOW,
        )
        assert {one.recipient for one in Letter.objects.filter(kind="asked_to_post")} == {
            f"user:{by.drafter.pk}",
            f"user:{by.approver.pk}",
        }
        call = calls.published(by)
        reports.decide(
            report.number, outcome="posted", tender=call, reply_zh="已补发。", by=by.supervisor, now=NOW
        )
        with pytest.raises(NotOpenError):
            reports.decide(report.number, outcome="not_ours", reply_zh="不属于。", by=by.supervisor, now=NOW)

    @pytest.mark.parametrize("outcome", ["answered", "posted", "nonsense"])
    def test_an_outcome_of_another_kind_is_no_outcome(self, by, outcome):
        with pytest.raises((ValueError, DatabaseError)), transaction.atomic():
            reports.decide(told().number, outcome=outcome, reply_zh="…", by=by.supervisor, now=NOW)

    def test_only_a_supervisor_decides_and_never_about_their_own_agency(self, by):
        report = told()
        for who in (by.drafter, by.approver, calls.office("532503").approver):
            with pytest.raises(PermissionDenied):
                reports.decide(report.number, outcome="not_found", reply_zh="没有。", by=who, now=NOW)
        reports.decide(
            report.number, outcome="asked", agency=by.agency, reply_zh="已要求。", by=by.supervisor, now=NOW
        )
        factories.member(by.agency, "drafter", by.supervisor)
        with pytest.raises(PermissionDenied):
            reports.decide(report.number, outcome="not_ours", reply_zh="不属于。", by=by.supervisor, now=NOW)

    def test_words_that_could_not_be_confirmed_are_not_published(self, by):
        report = told(text="某公司行贿的项目")
        assert "某公司行贿" not in Client().get("/notices/missing/").text
        reports.decide(report.number, outcome="not_found", reply_zh="没有查到。", by=by.supervisor, now=NOW)
        page = Client().get("/notices/missing/").text
        assert "某公司行贿" not in page
        assert "没有查到。" in page

    def test_a_province_that_is_late_says_so_itself(self, by):
        told()
        clock.move_to(NOW + timedelta(days=30))
        assert "是省级没有按时处理" in Client().get("/notices/missing/").text


def _plain(path):
    answer = Client().get(path)
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
    return re.sub(r"<time[^>]*>|name=\"csrfmiddlewaretoken\" value=\"[^\"]+\"", "", text)


class TestInConfidence:
    def test_the_words_are_read_by_supervisors_and_the_holder_of_the_code_alone(self, by):
        code = inquiries.new_code()
        report = told("confidential", text=SECRET, code=code)
        reports.decide(
            report.number, outcome="answered", reply_zh="谢谢，已经转办。", by=by.supervisor, now=NOW
        )
        visitor = Client()
        for path in ("/notices/missing/", "/data/audit.jsonl", "/", f"/agencies/{by.agency.slug}/"):
            answer = visitor.get(path)
            text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
            assert SECRET not in text
            assert report.number not in text
            assert "已经转办" not in text
        assert "谢谢，已经转办。" in visitor.post("/reports/", {"code": code}).text
        assert not Event.objects.filter(subject=report.subject, public=True).exists()
        assert not Letter.objects.filter(payload__icontains=SECRET).exists()

    @pytest.mark.parametrize("kind", ["missing", "confidential"])
    def test_how_many_wrote_is_told_once_a_month_and_from_five_on(self, by, kind):
        for _ in range(5):
            told(kind, text=SECRET)
            assert selectors.told(kind, now=NOW).all is None, "the next month tells of this one"
        next_month = NOW.replace(month=NOW.month + 1, day=1)
        assert selectors.told(kind, now=next_month).all == 5
        Report.objects.filter(pk=Report.objects.first().pk).update(received_at=next_month)
        assert selectors.told(kind, now=next_month).all is None, "four tell of one"

    @pytest.mark.parametrize("kind", ["missing", "confidential"])
    def test_no_public_channel_tells_that_somebody_wrote_before_it_was_looked_at(self, by, kind):
        before = _plain("/notices/missing/")
        report = told(kind, text=SECRET)
        for path in ("/notices/missing/", "/en/notices/missing/", "/data/audit.jsonl", "/"):
            assert report.number not in _plain(path)
        assert _plain("/notices/missing/") == before
        assert not Event.objects.filter(kind="report_received", public=True).exists()

    def test_the_register_asks_as_many_questions_for_many_reports_as_for_one(
        self, by, django_assert_max_num_queries
    ):
        for _ in range(12):
            told()
        with django_assert_max_num_queries(6):
            Client().get("/notices/missing/")


class TestReplying:
    def reply(self, by, **more):
        said = {
            "text_zh": "本单位的两项逾期因汛期停工，已于7月办结。",
            "text_en": "Two were late because of the floods.",
        }
        return replies.write(by.agency, **(said | more), form_id=uuid4(), by=by.drafter, now=NOW)

    def test_a_second_person_publishes_and_everybody_reads_it(self, by):
        reply = self.reply(by)
        address = f"/agencies/{by.agency.slug}/"
        assert "汛期" not in Client().get(address).text
        with pytest.raises(PermissionDenied):
            replies.publish(reply.pk, by=by.drafter, now=NOW)
        replies.publish(reply.pk, by=by.approver, now=NOW)
        assert "汛期" in Client().get(address).text
        assert "floods" in Client().get(f"/en{address}").text
        with pytest.raises(PermissionDenied):
            replies.publish(reply.pk, by=by.approver, now=NOW)

    def test_one_about_a_call_stands_on_its_page(self, by):
        call = calls.published(by)
        reply = self.reply(by, tender=call)
        replies.publish(reply.pk, by=by.approver, now=NOW)
        assert "汛期" in Client().get(f"/notices/{call.number}/").text
        assert "汛期" not in Client().get(f"/agencies/{by.agency.slug}/").text

    def test_withdrawn_in_public_it_stays_as_withdrawn(self, by):
        reply = self.reply(by)
        replies.publish(reply.pk, by=by.approver, now=NOW)
        with pytest.raises(PermissionDenied):
            replies.withdraw(reply.pk, by=by.drafter, now=NOW)
        replies.withdraw(reply.pk, by=by.approver, now=NOW + timedelta(hours=1))
        page = Client().get(f"/agencies/{by.agency.slug}/").text
        assert "撤回于" in page
        with pytest.raises(PermissionDenied):
            replies.withdraw(reply.pk, by=by.approver, now=NOW)

    def test_its_words_are_never_changed_not_even_in_the_table(self, by):
        reply = self.reply(by)
        replies.publish(reply.pk, by=by.approver, now=NOW)
        for change in ("text_zh = 'other words'", "published_at = NULL", "published_at = now()"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE procurement_reply SET {change}")
        with pytest.raises(DatabaseError), transaction.atomic():
            Reply.objects.filter(pk=reply.pk).delete()

    def test_nobody_replies_for_somebody_else(self, by):
        stranger = calls.office("532503")
        for who in (stranger.drafter, by.supervisor, factories.user()):
            with pytest.raises(PermissionDenied):
                replies.write(by.agency, text_zh="我来说两句。", form_id=uuid4(), by=who, now=NOW)
        reply = self.reply(by)
        with pytest.raises(PermissionDenied):
            replies.publish(reply.pk, by=stranger.approver, now=NOW)

    def test_a_person_named_by_a_number_is_stopped(self, by):
        with pytest.raises(PersonalDataError):
            self.reply(by, text_zh="请联系患者 13800138000")

    def test_an_unregistered_group_that_nobody_may_see_has_no_reply(self, by):
        leader = factories.user()
        group = factories.cso(leader, registered=False)
        with pytest.raises(PermissionDenied):
            replies.write(group, text_zh="我们想说两句。", form_id=uuid4(), by=leader, now=NOW)

    def test_a_call_of_somebody_else_is_no_call_to_reply_about(self, by):
        other = calls.published(calls.office("532503"))
        assert selectors.call_to_reply_about(by.agency, other.number) is None
        leader = factories.user()
        assert selectors.call_to_reply_about(factories.cso(leader), other.number) is None
