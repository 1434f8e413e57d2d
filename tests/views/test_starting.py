"""Beginning a call in the browser: paste, Word file, copy, and the five screens counted."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import strip_tags

from procurement import fields, stated
from procurement.fields.row import Need, Rows
from procurement.forms.calls import defaults, screens
from procurement.forms.calls.start import StartForm
from procurement.models import Tender
from procurement.rules.verdicts import Answer
from procurement.uploads.words.errors import FROM_PICTURE
from tests.support import drafts as calls
from tests.support import factories
from tests.views.officer_site import PASTED, Office, form_data, office, part_url, paste, word_file

__all__ = ["office"]

# Counting --------------------------------------------------------------------------------------------------


def test_five_screens_and_at_most_25_needed_fields():
    asked_of_several_agencies = {"buyer"} & set(StartForm.base_fields)
    assert asked_of_several_agencies
    assert 1 + len(screens.PARTS) == 5
    assert len(screens.NEEDED) + len(asked_of_several_agencies) <= 25


def test_every_field_of_a_screen_is_drawn_once_and_every_needed_one_without_unfolding():
    for part in screens.PARTS:
        rows = fields.on_screen(part.slug)
        sections = {section.key: section for section in part.sections}
        assert {row.box.section for row in rows} <= set(sections)
        assert [row.name for row in rows if not isinstance(row.value, Rows)] == list(part.base_fields)
        assert not [row for row in rows if sections[row.box.section].folded and row.box.need is not Need.MAY]


def test_an_empty_call_is_sent_with_nothing_but_the_needed_fields(office: Office):
    """The 26 fields are enough: everything else is a default."""
    client = office.writing
    client.post(reverse("call_new"), {"form_id": str(uuid4()), "act": "empty"})
    draft = Tender.objects.get()
    said: dict[str, dict[str, Any]] = {
        "project": {
            "title_zh": "城中村防艾宣传",
            "procedure": "below_threshold_selection",
            "estimated_value": "48000",
            "awards_by": "one",
            "division_id": "532801",
            "populations": ["mobile_population"],
            "services": ["prevention_education"],
            "contract_months": "5",
            "summary_zh": "请社会组织做宣传。谁都可以报。人员费可以列支。",
            "requirement_zh": "面向流动人口开展防艾宣传。",
        },
        "terms": {"indirect_payable": ["staff"], "capacity_amount": "2000"},
        "dates": {},
    }
    for part, entries in said.items():
        assert set(entries) <= set(screens.NEEDED)
        page = client.get(part_url(draft, part))
        sent = client.post(part_url(draft, part), form_data(page, **entries, act="next"))
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


def test_another_text_under_the_same_form_is_not_called_read(office: Office):
    form_id = str(uuid4())
    paste(office.writing, office, form_id=form_id)
    other = paste(office.writing, office, form_id=form_id, text="另一个项目的公告，预算金额：9万元。")
    page = other.content.decode()
    assert other.status_code == 422
    assert "之前已经提交过" in page
    assert "另一个项目的公告，预算金额：9万元。" in page
    fresh = re.search(r'name="form_id" value="([^"]+)"', page)[1]
    assert fresh != form_id
    paste(office.writing, office, form_id=fresh, text="另一个项目的公告，预算金额：9万元。")
    assert Tender.objects.count() == 2


def test_a_second_call_copied_from_the_same_page_is_one_of_its_own(office: Office):
    one, two = (
        calls.published(office.drafter, office.approver, office.agency, title_zh=title)
        for title in ("检测动员一", "检测动员二")
    )
    said = {"act": "copy", "form_id": str(uuid4())}
    for source in (one, one, two):
        office.writing.post(reverse("call_new"), said | {"number": source.number})
    copies = Tender.objects.exclude(pk__in=[one.pk, two.pk])
    assert sorted(copies.values_list("title_zh", flat=True)) == ["检测动员一", "检测动员二"]


def test_a_word_file_is_read_like_pasted_text(office: Office):
    paste(office.writing, office, text="", file=word_file(*PASTED.splitlines()))
    assert Tender.objects.get().estimated_value == 220000


def test_a_file_longer_than_the_box_takes_is_refused_and_not_cut(office: Office):
    long = SimpleUploadedFile("公告.txt", (PASTED + "\n八、其他事项。" * 9000 + "末句").encode())
    answer = paste(office.writing, office, text="", file=long)
    assert answer.status_code == 422
    assert "一次读不完" in answer.context["form"].errors["file"][0]
    assert not Tender.objects.exists()


def test_words_from_a_picture_are_told_as_such_and_all_are_doubtful(office: Office):
    answer = paste(office.writing, office, text=f"{FROM_PICTURE}\n{PASTED}")
    page = office.writing.get(answer["Location"])
    assert "没有一项能算准" in page.content.decode()
    said = [one["passage"] for one in page.context["found_items"]]
    assert said
    assert all("请核对" in one for one in said)


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


def test_a_text_of_another_agency_is_pointed_out_and_its_place_left_out(office: Office):
    other = factories.agency("532822")
    writer = office.of(factories.official("drafter", of=other))
    answer = writer.post(
        reverse("call_new"), {"form_id": str(uuid4()), "text": PASTED, "act": "read"}, follow=True
    )
    assert "原文写的单位是景洪市卫生健康局" in strip_tags(answer.content.decode())
    assert Tender.objects.get().division_id == "532822"


def test_what_was_found_is_named_as_on_the_screens(office: Office):
    page = office.writing.get(paste(office.writing, office)["Location"])
    labels = {one["label"] for one in page.context["found_items"]}
    assert "_" not in "".join(labels)
    assert any("请核对" in one["passage"] for one in page.context["found_items"])


def test_a_sum_that_was_said_and_not_taken_is_not_called_unsaid(office: Office):
    paste(office.writing, office, "景洪市卫生健康局关于防艾项目申报的公告\n预算金额：1500元\n完")
    draft = Tender.objects.get()
    page = office.writing.get(reverse("call_part", args=[draft.number, "project"])).content.decode()
    assert draft.estimated_value is None
    block = page.split('id="f-estimated_value"')[1].split('id="f-')[0]
    assert "1500元" in block
    assert "”还没有填写。" in block
    assert "没有写明“" not in page


LIST_OF = {"payment_schedule": ("terms", "payments"), "criteria": ("dates", "criteria")}


@pytest.mark.parametrize(
    ("words", "name", "unread"),
    [
        ("付款：付50，中期付30", "payment_schedule", "付50，中期付30"),
        ("付款方式\t比例\n签订后\t50%\n中期\t\n验收后\t20%", "payment_schedule", "没有读出来的：“中期”"),
        ("评分标准\n方案|60\n价格||\n团队|20", "criteria", "没有读出来的：“价格”"),
        ("评分标准：价格10分，其余见附件", "criteria", "价格10分"),
    ],
)
def test_a_list_that_was_not_read_whole_is_not_filled_by_the_portal(office: Office, words, name, unread):
    paste(office.writing, office, f"景洪市卫生健康局关于防艾项目申报的公告\n{words}\n完")
    draft = Tender.objects.get()
    portals = defaults.first_values(office.agency)[name]
    kept = stated.read(draft).get(name, [])
    assert not any(stated.alike(row, other) for row in kept for other in portals)
    part, rows = LIST_OF[name]
    page = office.writing.get(part_url(draft, part))
    assert len([row for row in getattr(page.context["part"], rows) if row.initial]) == len(kept)
    block = page.content.decode().split(f'id="f-{name}"')[1].split("</table>")[0]
    assert "没有全部读出来，请自己填写" in block
    assert unread in block
    project = office.writing.get(part_url(draft, "project"))
    assert any("没有全部读出来" in one["passage"] for one in project.context["found_items"])


@pytest.mark.parametrize("name", ["payment_schedule", "criteria"])
def test_a_text_that_says_nothing_of_a_list_gets_the_portals_own(office: Office, name):
    paste(office.writing, office, "景洪市卫生健康局关于防艾项目申报的公告\n预算金额：9万元\n完")
    portals = defaults.first_values(office.agency)[name]
    assert stated.alike(stated.read(Tender.objects.get())[name], portals)


def test_a_term_that_was_not_read_whole_stands_beside_its_empty_field(office: Office):
    paste(office.writing, office, "景洪市卫生健康局关于防艾项目申报的公告\n服务期：每年12个月，共2年。\n完")
    draft = Tender.objects.get()
    page = office.writing.get(part_url(draft, "project")).content.decode()
    assert "contract_months" not in stated.read(draft)
    assert "每年12个月，共2年" in page.split('id="f-contract_months"')[1].split('id="f-')[0]


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("联系人：李老师，电话0691-2120000", "0691-2120000"),
        ("联系人：李老师，电话见附件", ""),
        ("", "0691-9999999"),
    ],
)
def test_the_offices_own_telephone_stands_only_where_the_text_names_nobody(office: Office, words, phone):
    office.agency.agency.telephone = "0691-9999999"
    office.agency.agency.save(update_fields=["telephone"])
    paste(office.writing, office, text=f"某局公告\n{words}\n")
    draft = Tender.objects.get()
    assert draft.texts.get("contact_phone", "") == phone
    if words and not phone:
        page = office.writing.get(part_url(draft, "dates")).content.decode()
        assert "联系人：李老师，电话见附件" in page


@pytest.mark.parametrize(("said", "groups"), [("竞争性磋商", False), ("比选", True)])
def test_the_portal_fills_in_no_form_that_its_own_rules_refuse(office: Office, said: str, groups: bool):
    paste(office.writing, office, f"景洪市卫生健康局2026年防艾服务{said}公告\n预算金额：20万元")
    draft = Tender.objects.latest("pk")
    assert ("unregistered" in stated.read(draft)["legal_forms"]) is groups
