"""The second person, the official medium, and what the office takes away."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from portal.ground import clock
from procurement.judgement import calls as judgement
from procurement.models import Tender
from procurement.services import timekeeping
from procurement.services.calls import documents, tenders
from tests.support import drafts as calls
from tests.support import factories, files
from tests.views.officer_site import Office, form_data, office, part_url

__all__ = ["office"]


def review(tender: Tender) -> str:
    return reverse("call_review", args=[tender.number])


def decide(office: Office, tender: Tender, act: str = "approve", **more: Any) -> Any:
    data = {"act": act, "version": tender.version, "comment": "", **more}
    return office.second.post(review(tender), data)


def test_from_paste_to_published_with_two_people(office: Office):
    """Paste, mend, take all lawful dates, send, approve: the way of one sitting."""
    drafter = office.writing
    text = "景洪市卫生健康局关于流动人口防艾宣传项目的征集公告\n预算经费48000元。项目周期2026年8月1日至2026年12月31日。"
    started = drafter.post(
        reverse("call_new"), {"form_id": "6f0b4a1e-3a50-4f3c-9a5e-0d8f5a0a1b2c", "text": text, "act": "read"}
    )
    tender = Tender.objects.get()
    said: dict[str, dict[str, Any]] = {
        "project": {
            "title_zh": "流动人口防艾宣传项目",
            "procedure": "below_threshold_selection",
            "populations": ["mobile_population"],
            "services": ["prevention_education"],
            "service_from": "2026-08-01",
            "service_to": "2026-12-31",
            "awards_by": "one",
            "summary_zh": "请社会组织做宣传。谁都可以报。人员费可以列支。",
            "requirement_zh": "面向流动人口开展防艾宣传。",
        },
        "terms": {"indirect_payable": ["staff"], "indirect_ceiling": "30", "capacity_amount": "2000"},
    }
    for part, fields in said.items():
        page = drafter.get(part_url(tender, part))
        assert drafter.post(part_url(tender, part), form_data(page, **fields, act="next")).status_code == 302
    page = drafter.get(part_url(tender, "dates"))
    drafter.post(part_url(tender, "dates"), form_data(page, act="lawful"))
    page = drafter.get(part_url(tender, "send"))
    assert page.context["state"].is_ready, [one.text for one in page.context["state"].faults]
    sent = drafter.post(part_url(tender, "send"), form_data(page, act="send"))
    assert started.status_code == sent.status_code == 302
    tender.refresh_from_db()
    unlooked = decide(office, tender)
    assert unlooked.status_code == 422, "what the portal filled in is looked at before it is approved"
    decide(office, tender, looked="on")
    tender.refresh_from_db()
    assert tender.step == "scheduled"
    assert tender.publish_at is not None
    clock.move_to(tender.publish_at + timedelta(minutes=1))
    timekeeping.do_due(clock.now())
    tender.refresh_from_db()
    assert tender.step == "open"
    shown = office.writing.get(review(tender)).content.decode()
    assert "已发布" in shown
    assert reverse("tender", args=[tender.number]) in shown
    assert (
        "流动人口防艾宣传项目"
        in office.of(factories.user()).get(f"/notices/{tender.number}/").content.decode()
    )


def test_the_drafter_does_not_approve(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    answer = office.writing.post(review(tender), {"act": "approve", "version": tender.version})
    assert answer.status_code == 403
    assert 'value="approve"' not in office.writing.get(review(tender)).content.decode()


def test_an_approver_who_wrote_it_does_not_approve_it(office: Office):
    tender = calls.submitted(office.approver, office.agency)
    assert decide(office, tender).status_code == 403


@pytest.mark.parametrize("role", ["approver", "head", "supervisor"])
def test_nobody_of_another_agency_decides(office: Office, role: str):
    tender = calls.submitted(office.drafter, office.agency)
    stranger = office.of(factories.official(role, of=factories.agency("532822")))
    assert stranger.get(review(tender)).status_code == 404
    assert stranger.post(review(tender), {"act": "approve", "version": tender.version}).status_code == 404
    tender.refresh_from_db()
    assert tender.step == "submitted"


def test_a_supervisor_of_the_same_agency_does_not_decide(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    watcher = office.of(factories.official("supervisor", of=office.agency))
    assert watcher.post(review(tender), {"act": "approve", "version": tender.version}).status_code == 404


def test_approval_without_a_set_time_publishes_at_once(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    page = decide(office, tender)
    assert page["Location"] == review(tender)
    tender.refresh_from_db()
    assert tender.step == "open"
    assert tender.approved_by == office.approver


def test_approving_twice_publishes_once(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    decide(office, tender)
    assert decide(office, tender).status_code == 403
    assert tender.notices.count() == 1


def test_sending_back_needs_words_and_the_drafter_reads_them_on_top(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    assert decide(office, tender, "send_back").context["review"].errors["comment"]
    decide(office, tender, "send_back", comment="请写明房租能不能列支。")
    page = office.writing.get(part_url(tender, "project")).content.decode()
    assert "请写明房租能不能列支。" in page
    tender.refresh_from_db()
    assert tender.step == "draft"


def test_the_words_are_gone_once_the_draft_is_sent_again(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    decide(office, tender, "send_back", comment="再想想。")
    tender.refresh_from_db()
    page = office.writing.get(part_url(tender, "send"))
    office.writing.post(part_url(tender, "send"), form_data(page, act="send"))
    tender.refresh_from_db()
    decide(office, tender)
    assert "再想想。" not in office.of(factories.user()).get(f"/notices/{tender.number}/").content.decode()


def test_a_decision_is_about_the_version_that_was_read(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    answer = decide(office, tender, version=tender.version - 1)
    assert answer.status_code == 302
    tender.refresh_from_db()
    assert tender.step == "submitted"


def test_dates_that_no_longer_hold_are_not_approved(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    clock.move_to(calls.NOW + timedelta(days=3))
    answer = decide(office, tender)
    assert answer.status_code == 422
    assert "截止" in " ".join(answer.context["stopping"])
    tender.refresh_from_db()
    assert tender.step == "submitted"
    page = office.second.get(reverse("call_review", args=[tender.number])).content.decode()
    assert "现在还不能发布" in page
    assert "现在还不能送批" not in page


def test_the_drafter_takes_it_back_and_nobody_else(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    url = reverse("call_take_back", args=[tender.number])
    office.writing.post(url)
    tender.refresh_from_db()
    assert tender.step == "draft"
    assert office.writing.post(url).status_code == 403


# The official medium ---------------------------------------------------------------------------------------


def awaiting(office: Office) -> Tender:
    tender = calls.submitted(office.drafter, office.agency, **calls.statutory(office.agency))
    return tenders.approve(tender.number, by=office.approver, now=calls.NOW)


def enter(office: Office, tender: Tender, hour: str = "09:30", day: str = "2026-06-01") -> Any:
    data = {"url": "http://www.yngp.com/notice/1", "published_at_0": day, "published_at_1": hour}
    return office.writing.post(reverse("call_medium", args=[tender.number]), data)


def test_a_statutory_call_waits_for_the_medium_and_counts_from_it(office: Office):
    tender = awaiting(office)
    assert tender.step == "awaiting_medium"
    assert not tender.is_public
    assert reverse("call_pack", args=[tender.number]) in office.writing.get(review(tender)).content.decode()
    assert enter(office, tender).status_code == 302
    tender.refresh_from_db()
    assert tender.step == "open"
    assert tender.notices.get().legal_at == tender.official_medium_published_at


def test_a_statutory_draft_is_sent_without_days_the_law_does_not_set(office: Office):
    draft = calls.draft(office.drafter, office.agency, **calls.statutory(office.agency))
    assert draft.ask_by is None
    page = office.writing.get(part_url(draft, "send"))
    assert page.context["state"].is_ready, [one.text for one in page.context["state"].missing]


def test_a_time_to_come_is_not_taken(office: Office):
    tender = awaiting(office)
    assert enter(office, tender, hour="23:00").context["medium"].errors["published_at"]
    tender.refresh_from_db()
    assert tender.step == "awaiting_medium"


def test_a_medium_that_was_late_makes_the_dates_break(office: Office):
    tender = awaiting(office)
    clock.move_to(calls.NOW + timedelta(days=2))
    answer = enter(office, tender, day="2026-06-03")
    assert answer.status_code == 422
    assert answer.context["stopping"]
    tender.refresh_from_db()
    assert tender.official_medium_url == ""


def test_no_official_time_for_a_programme_call(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    assert enter(office, tender).status_code == 403


# What the office takes away --------------------------------------------------------------------------------


def test_the_pack_holds_notice_check_sheet_files_and_json(office: Office, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    draft = calls.draft(office.drafter, office.agency, source_text="原文", **calls.statutory(office.agency))
    documents.attach(
        draft.number,
        file=replace(files.clean_pdf(), name="磋商文件"),
        by=office.drafter,
        now=calls.NOW,
    )
    answer = office.writing.get(reverse("call_pack", args=[draft.number]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    names = set(archive.namelist())
    number = draft.number
    assert {
        f"{number}.docx",
        f"{number}.pdf",
        f"{number}.txt",
        f"{number}-check.pdf",
        f"{number}.json",
    } < names
    assert "files/01-磋商文件.pdf" in names
    assert draft.title_zh in archive.read(f"{number}.txt").decode()
    machine = json.loads(archive.read(f"{number}.json"))
    assert "source_text" not in machine["call"]
    assert machine["verdicts"]


def test_the_check_sheet_names_every_rule_in_both_languages(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    verdicts = judgement.judge(draft, now=calls.NOW)
    for path in ("", "/en"):
        page = office.writing.get(f"{path}/workspace/calls/{draft.number}/check-sheet/").content.decode()
        assert all(one.rule in page for one in verdicts)
    sheet = office.writing.get(reverse("call_check_sheet_file", args=[draft.number, "pdf"]))
    assert sheet.content.startswith(b"%PDF")
    assert office.writing.get(reverse("call_check_sheet_file", args=[draft.number, "exe"])).status_code == 404


def test_the_preview_says_what_the_public_page_says(office: Office):
    tender = calls.submitted(office.drafter, office.agency)
    preview = office.writing.get(reverse("call_preview", args=[tender.number])).context["call"]
    decide(office, tender)
    public = office.writing.get(f"/notices/{tender.number}/").context["call"]
    assert [one.key for one in preview.sections()] == [one.key for one in public.sections()]


def test_a_published_call_brings_the_text_for_a_group_and_the_next_duties(office: Office):
    tender = calls.published(office.drafter, office.approver, office.agency)
    page = office.writing.get(review(tender))
    assert tender.title_zh in page.context["wechat"]
    assert [one["duty"].kind for one in page.context["duties"]] == ["open_bids"]
    for kind in ("pdf", "docx", "txt"):
        assert reverse("notice_file", args=[tender.number, 1, kind]) in page.content.decode()


@pytest.mark.parametrize("path", ["", "en/"])
@pytest.mark.parametrize("stage", ["submitted", "published"])
def test_the_page_costs_a_fixed_number_of_queries(
    office: Office, stage: str, path: str, django_assert_max_num_queries: Any
):
    if stage == "published":
        tender = calls.published(office.drafter, office.approver, office.agency)
    else:
        tender = calls.submitted(office.drafter, office.agency)
    client, url = office.second, f"/{path}workspace/calls/{tender.number}/review/"
    client.get(url)
    with django_assert_max_num_queries(27):
        assert client.get(url).status_code == 200
