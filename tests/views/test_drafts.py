"""Writing a call in the browser: paste, mend, take lawful dates, and everything that must not be possible."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument

from portal import clock
from procurement.forms import screens
from procurement.forms.start import StartForm
from procurement.models import Tender
from procurement.rules.verdicts import Answer
from procurement.services import documents, tenders
from tests import drafts as calls
from tests import factories
from tests.views.officer_site import Office, form_data, office, part_url

__all__ = ["office"]

PASTED = """景洪市卫生健康局关于组织开展2026年防治艾滋病政府购买社会组织服务项目申报工作的公告
在江北街道办曼斗社区开展艾滋病、梅毒、丙肝宣传检测项目。现将有关事项公告如下:
一、项目基本情况
(一)项目经费来源:重大传染病防控中央补助资金，预算经费22万元。
(二)项目周期:2026年7月-12月,周期半年。
二、项目申报要求
实施方案电子版请于2026年6月8日前报景洪市卫生健康局防艾股。
"""


def paste(client: Client, office: Office, text: str = PASTED, **more: Any) -> Any:
    data = {"form_id": str(uuid4()), "text": text, "act": "read", **more}
    return client.post(reverse("call_new"), data)


# Counting --------------------------------------------------------------------------------------------------


def test_five_screens_and_at_most_25_needed_fields():
    asked_of_several_agencies = {"buyer"} & set(StartForm.base_fields)
    assert asked_of_several_agencies
    assert 1 + len(screens.PARTS) == 5
    assert len(screens.NEEDED) + len(asked_of_several_agencies) <= 25


def test_every_field_of_a_screen_is_drawn_once_and_every_needed_one_without_unfolding():
    for part in screens.PARTS:
        drawn = [name for section in part.sections for name in section.names]
        assert sorted(drawn) == sorted(part.base_fields)
        folded = {name for section in part.sections if section.folded for name in section.names}
        assert not folded & part.needed


def test_an_empty_call_is_sent_with_nothing_but_the_needed_fields(office: Office):
    """The 25 fields are enough: everything else is a default."""
    client = office.writing
    client.post(reverse("call_new"), {"form_id": str(uuid4()), "act": "empty"})
    draft = Tender.objects.get()
    said: dict[str, dict[str, Any]] = {
        "project": {
            "title_zh": "城中村防艾宣传",
            "procedure": "below_threshold_selection",
            "estimated_value": "48000",
            "division_id": "532801",
            "populations": ["mobile_population"],
            "services": ["prevention_education"],
            "service_from": "2026-08-01",
            "service_to": "2026-12-31",
            "summary_zh": "请社会组织做宣传。谁都可以报。人员费可以列支。",
            "requirement_zh": "面向流动人口开展防艾宣传。",
        },
        "terms": {"indirect_payable": ["staff"], "indirect_ceiling": "30", "capacity_amount": "2000"},
        "dates": {},
    }
    for part, fields in said.items():
        assert set(fields) <= set(screens.NEEDED)
        page = client.get(part_url(draft, part))
        sent = client.post(part_url(draft, part), form_data(page, **fields, act="next"))
        assert sent.status_code == 302, page.context["state"].headline()
    page = client.get(part_url(draft, "send"))
    assert page.context["state"].is_ready, [one.text for one in page.context["state"].faults]
    client.post(part_url(draft, "send"), form_data(page, act="send"))
    draft.refresh_from_db()
    assert draft.step == "submitted"


# Pasting ---------------------------------------------------------------------------------------------------


def test_a_pasted_call_becomes_a_draft_with_its_faults_and_its_own_words(office: Office):
    answer = paste(office.writing, office)
    draft = Tender.objects.get()
    assert answer["Location"] == part_url(draft, "project")
    assert draft.texts["source_text"].startswith("景洪市卫生健康局")
    page = office.writing.get(answer["Location"])
    assert draft.estimated_value == 220000
    assert "预算经费22万元" in page.content.decode()
    assert any(one.answer == Answer.BREAKS for one in page.context["state"].faults)
    assert page.context["found_items"]


def test_the_pasted_text_is_never_in_a_notice(office: Office):
    made = calls.published(office.drafter, office.approver, office.agency, source_text="只给自己看的原文")
    assert "只给自己看的原文" not in made.notices.get().body


def test_the_same_form_twice_is_one_draft(office: Office):
    form_id = str(uuid4())
    first = paste(office.writing, office, form_id=form_id)
    again = paste(office.writing, office, form_id=form_id)
    assert first["Location"] == again["Location"]
    assert Tender.objects.count() == 1


def word_file(*paragraphs: str) -> SimpleUploadedFile:
    document = WordDocument()
    for one in paragraphs:
        document.add_paragraph(one)
    content = io.BytesIO()
    document.save(content)
    return SimpleUploadedFile("公告.docx", content.getvalue())


def test_a_word_file_is_read_like_pasted_text(office: Office):
    paste(office.writing, office, text="", file=word_file(*PASTED.splitlines()))
    assert Tender.objects.get().estimated_value == 220000


def test_a_bad_word_file_says_what_to_do_and_keeps_the_text(office: Office):
    broken = SimpleUploadedFile("公告.docx", b"PK\x03\x04 not a word file")
    answer = paste(office.writing, office, text="我写好的几段话", file=broken)
    assert answer.status_code == 422
    assert "我写好的几段话" in answer.content.decode()
    assert answer.context["form"].errors["file"]
    assert not Tender.objects.exists()


def test_nothing_pasted_and_no_file_is_said_on_the_field(office: Office):
    assert paste(office.writing, office, text=" ").context["form"].errors["text"]


def test_copying_takes_everything_but_dates_and_numbers(office: Office):
    source = calls.published(office.drafter, office.approver, office.agency)
    office.writing.post(
        reverse("call_new"), {"act": "copy", "form_id": str(uuid4()), "number": source.number}
    )
    copy = Tender.objects.exclude(pk=source.pk).get()
    assert copy.title_zh == source.title_zh
    assert copy.bids_due is None
    assert copy.first_lot.criteria.count() == source.first_lot.criteria.count()


def test_a_call_of_another_agency_cannot_be_copied(office: Office):
    other = factories.agency("532822")
    foreign = calls.draft(factories.official("drafter", of=other), other)
    answer = office.writing.post(
        reverse("call_new"), {"act": "copy", "form_id": str(uuid4()), "number": foreign.number}
    )
    assert answer.status_code == 404


# Saving ----------------------------------------------------------------------------------------------------


def test_check_saves_and_loses_no_typing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    page = client.get(part_url(draft, "project"))
    sent = client.post(part_url(draft, "project"), form_data(page, title_zh="新的名称", act="check"))
    assert sent["Location"] == part_url(draft, "project")
    draft.refresh_from_db()
    assert draft.title_zh == "新的名称"


def standing(draft: Tender) -> dict[str, Any]:
    """The columns of a draft, without those that every saving moves."""
    names = [one.attname for one in Tender._meta.concrete_fields if one.name not in ("version", "saved_at")]
    return dict(Tender.objects.values_list(*names, named=True).get(pk=draft.pk)._asdict())


def day_of(moment: datetime | None) -> date:
    assert moment is not None
    return clock.legal_date(moment)


def test_a_screen_sent_as_it_stands_changes_nothing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    before = standing(draft)
    for part in ("project", "terms", "dates"):
        page = office.writing.get(part_url(draft, part))
        assert office.writing.post(part_url(draft, part), form_data(page, act="check")).status_code == 302
    assert standing(draft) == before


def test_bad_input_keeps_what_was_typed_and_saves_nothing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "project"))
    data = form_data(page, estimated_value="二十二万", title_zh="改过的名称", act="next")
    answer = office.writing.post(part_url(draft, "project"), data)
    assert answer.status_code == 422
    assert "二十二万" in answer.content.decode()
    assert "改过的名称" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title_zh != "改过的名称"


def test_a_repair_button_puts_the_lawful_day_in(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    page = client.get(part_url(draft, "dates"))
    client.post(part_url(draft, "dates"), form_data(page, bids_due_0="2026-06-05", act="check"))
    page = client.get(part_url(draft, "dates"))
    wrong = next(one for one in page.context["state"].verdicts if one.field == "bids_due" and one.stops)
    assert f'value="bids_due:{wrong.earliest}"' in page.content.decode()
    client.post(part_url(draft, "dates"), form_data(page, use=f"bids_due:{wrong.earliest}"))
    draft.refresh_from_db()
    assert day_of(draft.bids_due) == wrong.earliest
    assert day_of(draft.opens_at) == day_of(draft.bids_due)


def test_one_button_takes_all_lawful_dates_and_leaves_time_to_approve(office: Office):
    draft = calls.draft(office.drafter, office.agency, dates=False)
    page = office.writing.get(part_url(draft, "dates"))
    office.writing.post(part_url(draft, "dates"), form_data(page, act="lawful"))
    draft.refresh_from_db()
    assert day_of(draft.publish_at) == date(2026, 6, 3)
    assert day_of(draft.bids_due) == date(2026, 6, 17)
    assert office.writing.get(part_url(draft, "send")).context["state"].is_ready


def test_lawful_dates_need_the_version_that_was_read(office: Office):
    draft = calls.draft(office.drafter, office.agency, dates=False)
    office.writing.post(reverse("call_dates", args=[draft.number]), {"version": draft.version + 7})
    draft.refresh_from_db()
    assert draft.bids_due is None
    office.writing.post(reverse("call_dates", args=[draft.number]), {"version": draft.version})
    draft.refresh_from_db()
    assert draft.bids_due is not None


def test_personal_data_is_refused_on_its_field_with_the_passage(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "project"))
    said = "有事找张三，手机13908761234。"
    answer = office.writing.post(part_url(draft, "project"), form_data(page, summary_zh=said, act="next"))
    assert answer.status_code == 422
    assert "13908761234" in str(answer.context["part"].errors["summary_zh"])
    assert said in answer.content.decode()


def test_personal_data_in_a_criterion_is_refused_in_its_row(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    data = form_data(page, act="next", **{"criteria-0-text_zh": "由张三（13908761234）打分"})
    assert office.writing.post(part_url(draft, "dates"), data).status_code == 422


def test_rows_grow_and_an_emptied_row_is_gone(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    changed = {
        "criteria-3-text_zh": "",
        "criteria-3-weight": "",
        "criteria-4-text_zh": "预算",
        "criteria-4-weight": "15",
    }
    office.writing.post(part_url(draft, "dates"), form_data(page, act="check", **changed))
    rows = list(draft.first_lot.criteria.values_list("text_zh", flat=True))
    assert len(rows) == 4
    assert rows[-1] == "预算"


def test_a_reason_is_asked_beside_its_field_and_kept(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    page = client.get(part_url(draft, "terms"))
    client.post(part_url(draft, "terms"), form_data(page, area_limit="只限本县的组织", act="check"))
    page = client.get(part_url(draft, "terms"))
    rule = next(one.rule for one in page.context["part"].verdicts if one.field == "area_limit")
    assert f'name="reason:{rule}"' in page.content.decode()
    client.post(
        part_url(draft, "terms"),
        form_data(page, act="check", **{f"reason:{rule}": "山区路远，外地组织到不了。"}),
    )
    draft.refresh_from_db()
    assert draft.reasons[rule] == "山区路远，外地组织到不了。"


# Two people ------------------------------------------------------------------------------------------------


def test_two_who_change_different_fields_both_keep_their_words(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    mine = office.writing.get(part_url(draft, "project"))
    theirs = office.second.get(part_url(draft, "project"))
    office.second.post(
        part_url(draft, "project"), form_data(theirs, summary_zh="同事改的三句话。", act="check")
    )
    answer = office.writing.post(
        part_url(draft, "project"), form_data(mine, title_zh="我改的名称", act="check")
    )
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.title_zh, draft.texts["summary_zh"]) == ("我改的名称", "同事改的三句话。")


def test_two_who_change_one_field_see_both_texts_and_choose(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    mine = office.writing.get(part_url(draft, "project"))
    theirs = office.second.get(part_url(draft, "project"))
    office.second.post(part_url(draft, "project"), form_data(theirs, title_zh="同事的名称", act="check"))
    clash = office.writing.post(
        part_url(draft, "project"),
        form_data(mine, title_zh="我的名称", summary_zh="我的三句话。", act="check"),
    )
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "同事的名称" in text
    assert "我的名称" in text
    assert [one.name for one in clash.context["clashes"]] == ["title_zh"]
    sent = dict(clash.context["carried"]) | {
        "version": clash.context["tender"].version,
        "seen": clash.context["seen"],
        "keep-title_zh": "theirs",
        "act": "check",
    }
    multiple = {"populations": ["mobile_population"], "services": ["prevention_education"]}
    assert office.writing.post(part_url(draft, "project"), sent | multiple).status_code == 302
    draft.refresh_from_db()
    assert (draft.title_zh, draft.texts["summary_zh"]) == ("同事的名称", "我的三句话。")


# Files -----------------------------------------------------------------------------------------------------


def test_a_file_is_attached_downloaded_and_removed(office: Office, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    data = form_data(page, act="check", file=word_file("申报书样式"), title="申报书")
    assert office.writing.post(part_url(draft, "dates"), data).status_code == 302
    (document,) = documents.current_documents(draft)
    assert (document.title, document.extension) == ("申报书", "docx")
    url = reverse("call_document", args=[draft.number, document.pk])
    assert office.second.get(url).content.startswith(b"PK")
    page = office.writing.get(part_url(draft, "dates"))
    office.writing.post(part_url(draft, "dates"), form_data(page, act=f"drop:{document.pk}"))
    assert documents.current_documents(draft) == []


def test_a_file_that_is_not_what_its_name_says_is_refused(office: Office, settings: Any, tmp_path: Any):
    settings.VAR_DIR = tmp_path
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "dates"))
    fake = SimpleUploadedFile("样式.pdf", b"MZ\x90\x00 a programme")
    answer = office.writing.post(part_url(draft, "dates"), form_data(page, act="next", file=fake))
    assert answer.status_code == 422
    assert answer.context["files"].errors["file"]
    assert not draft.documents.exists()


# Who may not -----------------------------------------------------------------------------------------------


def test_nobody_without_an_account_sees_a_draft(office: Office, client: Client):
    draft = calls.draft(office.drafter, office.agency)
    for url in (
        reverse("call_new"),
        part_url(draft, "project"),
        reverse("call_preview", args=[draft.number]),
    ):
        answer = client.get(url)
        assert answer.status_code == 302
        assert "/accounts/" in answer["Location"]


@pytest.mark.parametrize("role", ["drafter", "approver", "head"])
def test_to_an_official_of_another_agency_a_draft_does_not_exist(office: Office, role: str):
    draft = calls.draft(office.drafter, office.agency)
    stranger = office.of(factories.official(role, of=factories.agency("532822")))
    for part in screens.BY_SLUG:
        assert stranger.get(part_url(draft, part)).status_code == 404
        assert stranger.post(part_url(draft, part), {"act": "check", "version": 0}).status_code == 404
    for name in ("call_preview", "call_check_sheet", "call_review", "call_pack", "call_discard"):
        assert stranger.get(reverse(name, args=[draft.number])).status_code == 404
    for name in ("call_dates", "call_take_back", "call_medium", "call_review"):
        assert stranger.post(reverse(name, args=[draft.number]), {"version": 0}).status_code == 404


@pytest.mark.parametrize("role", ["supervisor", "privacy_reviewer"])
def test_a_supervisor_reads_no_draft_and_begins_none(office: Office, role: str):
    draft = calls.draft(office.drafter, office.agency)
    client = office.of(factories.official(role, of=office.agency))
    assert client.get(part_url(draft, "project")).status_code == 404
    assert client.get(reverse("call_new")).status_code == 403


def test_a_leader_of_an_organisation_begins_no_call(office: Office):
    leader = factories.user()
    factories.cso(leader)
    client = office.of(leader)
    assert client.get(reverse("call_new")).status_code == 403
    assert paste(client, office).status_code == 403


def test_somebody_whose_membership_ended_sees_nothing(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    office.drafter.memberships.update(to_date=date(2026, 5, 31))
    assert office.writing.get(part_url(draft, "project")).status_code == 404


def test_a_sent_draft_is_not_edited(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    page = office.writing.get(part_url(draft, "project"))
    tenders.submit(draft.number, version=draft.version, by=office.drafter, now=calls.NOW)
    sent = office.writing.post(part_url(draft, "project"), form_data(page, title_zh="偷偷改", act="check"))
    assert sent.status_code == 403
    assert office.writing.get(part_url(draft, "project"))["Location"] == reverse(
        "call_review", args=[draft.number]
    )
    assert office.writing.post(reverse("call_dates", args=[draft.number]), {"version": 99}).status_code == 403
    assert office.writing.post(reverse("call_discard", args=[draft.number])).status_code == 403
    draft.refresh_from_db()
    assert draft.title_zh != "偷偷改"


def test_a_draft_with_faults_is_not_sent(office: Office):
    draft = calls.draft(office.drafter, office.agency, dates=False)
    page = office.writing.get(part_url(draft, "send"))
    answer = office.writing.post(part_url(draft, "send"), form_data(page, act="send"))
    assert answer.status_code == 200
    assert not answer.context["state"].is_ready
    draft.refresh_from_db()
    assert draft.step == "draft"


def test_a_draft_without_its_plain_words_is_not_sent(office: Office):
    """No rule asks for the summary; the screens do."""
    draft = calls.draft(office.drafter, office.agency, summary_zh="")
    page = office.writing.get(part_url(draft, "send"))
    assert [one.url for one in page.context["state"].missing] == [
        f"{part_url(draft, 'project')}#f-summary_zh"
    ]
    office.writing.post(part_url(draft, "send"), form_data(page, act="send"))
    draft.refresh_from_db()
    assert draft.step == "draft"


def test_a_discarded_draft_is_gone(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    url = reverse("call_discard", args=[draft.number])
    assert office.writing.get(url).status_code == 200
    assert office.writing.post(url)["Location"] == reverse("workspace")
    assert office.writing.get(part_url(draft, "project")).status_code == 404


def test_dates_go_stale_by_themselves(office: Office):
    """A draft that was lawful is judged by today, not by the day it was written."""
    draft = calls.draft(office.drafter, office.agency)
    assert office.writing.get(part_url(draft, "send")).context["state"].is_ready
    clock.move_to(calls.NOW + timedelta(days=7))
    assert not office.writing.get(part_url(draft, "send")).context["state"].is_ready


@pytest.mark.parametrize("path", ["", "en/"])
@pytest.mark.parametrize("part", ["project", "terms", "dates", "send"])
def test_each_screen_costs_a_fixed_number_of_queries(
    office: Office, part: str, path: str, django_assert_max_num_queries: Any
):
    draft = calls.draft(office.drafter, office.agency)
    client = office.writing
    url = f"/{path}workspace/calls/{draft.number}/{part}/"
    client.get(url)
    with django_assert_max_num_queries(24):
        assert client.get(url).status_code == 200
