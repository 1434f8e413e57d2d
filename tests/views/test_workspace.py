"""The first page after signing in, for each kind of person, and the four questions about the procedure."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from organizations.services import profiles
from portal.ground import clock
from procurement.judgement import calls as judgement
from procurement.models import Tender
from procurement.services import timekeeping
from procurement.services.calls import amendments, tenders
from procurement.services.questions import inquiries
from procurement.views.desk import workspace as views
from tests.support import drafts as calls
from tests.support import factories
from tests.views.officer_site import Office, office

__all__ = ["office"]


def acts(client: Client, query: str = "") -> list[tuple[str, str]]:
    page = client.get(reverse("workspace") + query)
    return [(one["words"], one["call"]) for one in page.context["acts"]]


def test_the_workspace_needs_an_account(office: Office, client: Client):
    answer = client.get(reverse("workspace"))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_a_draft_waits_for_who_writes_and_a_sent_one_for_the_second_person(office: Office):
    calls.draft(office.drafter, office.agency, title_zh="草稿一")
    calls.submitted(office.drafter, office.agency, title_zh="送批二")
    assert acts(office.writing) == [("接着写草稿", "草稿一")]
    assert ("批准或者退回", "送批二") in acts(office.second)


def heading(client: Client, path: str = "") -> str:
    text = client.get(f"/{path}workspace/").content.decode()
    return " ".join(text[text.index("<h1>") + 4 : text.index("</h1>")].split())


def test_what_is_owed_comes_before_any_draft_and_a_draft_has_no_date(office: Office):
    planned = calls.draft(office.drafter, office.agency, title_zh="早就该公布的草稿")
    calls.draft(office.drafter, office.agency, title_zh="", title_en="")
    Tender.objects.filter(pk=planned.pk).update(publish_at=calls.NOW - timedelta(days=21))
    published = calls.published(office.drafter, office.approver, office.agency, title_zh="开放的项目")
    inquiries.ask(
        published.number, text="房租能列支多少？", form_id=uuid4(), code=inquiries.new_code(), now=calls.NOW
    )
    clock.move_to(calls.NOW + timedelta(days=8))
    timekeeping.do_due(clock.now())
    page = office.writing.get(reverse("workspace"))
    found = page.context["acts"]
    assert found[0]["words"].startswith("答复问题")
    assert found[0]["moment"] < clock.now(), "overdue, and on top"
    assert [one["words"] for one in found[-2:]] == ["接着写草稿"] * 2
    assert [one["call"] for one in found[-2:]] == ["早就该公布的草稿", "还没有名称的公告"]
    assert [one["moment"] for one in found[-2:]] == [None, None]
    assert "答复问题" in heading(office.writing)


def test_where_only_drafts_are_left_nothing_is_due(office: Office):
    calls.draft(office.drafter, office.agency, title_zh="", title_en="")
    assert heading(office.writing).endswith("您好。现在没有到期要办的事；有 1 份草稿可以接着写。")
    assert heading(office.writing, "en/").endswith("nothing is due; you can go on with a draft.")
    calls.draft(office.drafter, office.agency, title_zh="第二份")
    assert heading(office.writing, "en/").endswith("nothing is due; you can go on with 2 drafts.")


def test_a_colleagues_draft_is_in_the_list_of_calls_and_no_act_of_mine(office: Office):
    calls.draft(office.drafter, office.agency, title_zh="同事的草稿")
    assert acts(office.second) == []
    page = office.second.get(reverse("workspace"))
    assert [row["title"] for row in page.context["rows"]] == ["同事的草稿"]
    assert "要办的事" in heading(office.second)


def test_a_correction_that_waits_leads_before_an_answer_that_is_due(office: Office):
    published = calls.published(office.drafter, office.approver, office.agency, title_zh="开放的项目")
    inquiries.ask(
        published.number, text="房租能列支多少？", form_id=uuid4(), code=inquiries.new_code(), now=calls.NOW
    )
    clock.move_to(calls.NOW + timedelta(days=1))
    timekeeping.do_due(clock.now())
    amendments.draft_correction(
        published.number, offered={"place_detail_zh": "江北街道曼斗社区"}, reason_code="requirement_clarified",
        reason_zh="写清服务地点", form_id=uuid4(), by=office.drafter, now=clock.now(),
    )  # fmt: skip
    first, second, *_others = acts(office.second)
    assert first[0].startswith("更正")
    assert second[0].startswith("答复问题")
    assert "更正" in heading(office.second)


def test_who_wrote_a_call_is_not_asked_to_approve_it(office: Office):
    calls.submitted(office.approver, office.agency)
    assert acts(office.second) == []
    head = office.of(factories.official("head", of=office.agency))
    assert [words for words, _ in acts(head)] == ["批准或者退回"]


def test_an_approved_statutory_call_waits_for_its_official_address(office: Office):
    tender = calls.submitted(office.drafter, office.agency, **calls.statutory(office.agency))
    tenders.approve(tender.number, by=office.approver, now=calls.NOW)
    assert [words for words, _ in acts(office.writing)] == ["填写指定媒体的网址和时间"]


def test_a_question_stands_as_an_act_with_its_day(office: Office):
    tender = calls.published(office.drafter, office.approver, office.agency)
    code = inquiries.new_code()
    asked = inquiries.ask(
        tender.number,
        text="房租能列支多少？",
        form_id=uuid4(),
        code=code,
        now=calls.NOW,
    )
    clock.move_to(calls.NOW + timedelta(days=1))
    timekeeping.do_due(clock.now())
    page = office.writing.get(reverse("workspace"))
    first = page.context["first"]
    assert asked.inquiry.tag in first["words"]
    assert first["action"]["url"] == reverse("answer", args=[tender.number, asked.inquiry.tag])


def test_the_nearest_act_is_the_heading(office: Office):
    calls.published(office.drafter, office.approver, office.agency, title_zh="开放的项目")
    text = office.writing.get(reverse("workspace")).content.decode()
    heading = text[text.index("<h1>") : text.index("</h1>")]
    assert "开放的项目" in heading
    assert "14" in heading


def test_no_call_of_another_agency_is_listed(office: Office):
    other = factories.agency("532822")
    calls.draft(factories.official("drafter", of=other), other, title_zh="别人的草稿")
    assert "别人的草稿" not in office.writing.get(reverse("workspace")).content.decode()


def test_somebody_of_two_agencies_sees_both_or_chooses(office: Office):
    other = factories.agency("532822")
    factories.member(other, "drafter", office.drafter)
    calls.draft(office.drafter, office.agency, title_zh="第一家的")
    calls.draft(office.drafter, other, title_zh="第二家的")
    assert len(acts(office.writing)) == 2
    assert acts(office.writing, f"?agency={other.pk}") == [("接着写草稿", "第二家的")]
    assert len(acts(office.writing, "?agency=999999")) == 2


def test_the_list_is_cut_by_key_and_never_skips(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(views, "CALLS_A_PAGE", 2)
    for title in ("一", "二", "三"):
        calls.draft(office.drafter, office.agency, title_zh=title)
    client = office.writing
    first = client.get(reverse("workspace"))
    second = client.get(reverse("workspace") + first.context["next_url"])
    assert [row["title"] for row in first.context["rows"]] == ["三", "二"]
    assert [row["title"] for row in second.context["rows"]] == ["一"]
    assert not second.context["next_url"]


@pytest.mark.parametrize("path", ["", "en/"])
def test_the_page_costs_the_same_for_one_call_and_for_ten(
    office: Office, path: str, django_assert_max_num_queries: Any
):
    for place in range(10):
        calls.draft(office.drafter, office.agency, title_zh=f"草稿{place}")
    client = office.writing
    client.get(f"/{path}workspace/")
    with django_assert_max_num_queries(27):
        assert client.get(f"/{path}workspace/").status_code == 200


# People of organisations -----------------------------------------------------------------------------------


def test_a_leader_sees_calls_that_admit_a_group_like_theirs(office: Office):
    calls.published(office.drafter, office.approver, office.agency, title_zh="托管也行")
    closed_to_groups: dict[str, Any] = {"hosted_allowed": False, "legal_forms": ["foundation"]}
    tender = calls.draft(office.drafter, office.agency, title_zh="只要基金会", **closed_to_groups)
    (rule,) = (
        one.rule for one in judgement.judge(tender, now=calls.NOW) if one.field.endswith("hosted_allowed")
    )
    tenders.give_reason(tender.number, rule=rule, reason="须有免税资格。", by=office.drafter, now=calls.NOW)
    tender.refresh_from_db()
    tenders.submit(tender.number, version=tender.version, by=office.drafter, now=calls.NOW)
    tenders.approve(tender.number, by=office.approver, now=calls.NOW)
    leader = factories.user()
    factories.cso(leader, registered=False)
    page = office.of(leader).get(reverse("workspace"))
    assert [row["title"] for row in page.context["rows"]] == ["托管也行"]
    assert reverse("alerts") in page.content.decode()


def test_somebody_without_any_membership_finds_the_open_calls(office: Office):
    calls.published(office.drafter, office.approver, office.agency, title_zh="谁都看得到")
    page = office.of(factories.user()).get(reverse("workspace"))
    assert page.status_code == 200
    assert [row["title"] for row in page.context["rows"]] == ["谁都看得到"]
    assert "贴上公告" not in page.content.decode()


# Which procedure -------------------------------------------------------------------------------------------


def ask(client: Client, path: str = "", **facts: Any) -> Any:
    said = {"bought": "services", "estimated_value": "220000", "level": "county", **facts}
    return client.get(f"{path}/workspace/chooser/", {"buyer_class": "administrative_organ", **said})


def permitted(answer: Any) -> set[str]:
    return {one["option"].procedure for one in answer.context["permitted"]}


def test_the_chooser_names_the_lawful_procedures_with_reasons(office: Office):
    small = permitted(ask(office.writing))
    large = permitted(ask(office.writing, estimated_value="900000"))
    assert "below_threshold_selection" in small
    assert "below_threshold_selection" not in large
    assert {"open_tender", "competitive_consultation"} <= large
    assert "request_for_quotation" not in large


def test_the_chooser_is_whole_in_english(office: Office):
    text = ask(office.writing, path="/en").content.decode()
    assert "Below-threshold selection" in text
    assert "Why the others" not in text


def test_the_chooser_says_what_it_cannot_read(office: Office):
    answer = ask(office.writing, estimated_value="许多")
    assert answer.status_code == 422
    assert "许多" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "page"), [("supervisor", "oversight"), ("privacy_reviewer", "privacy_queue")]
)
def test_a_post_of_the_province_finds_its_desk(office: Office, role: str, page: str):
    client = office.of(factories.official(role))
    answer = client.get(reverse("workspace"))
    assert [one["action"]["url"] for one in answer.context["acts"]] == [reverse(page)]
    assert client.get(reverse(page)).status_code == 200


def test_an_organisation_that_asks_to_be_verified_waits_for_the_officials_of_its_place(office: Office):
    assert acts(office.writing) == []
    group = factories.cso(registered=False, verified=False)
    profiles.ask_verification(group, by=factories.user(), now=calls.NOW)
    page = office.writing.get(reverse("workspace"))
    assert [one["action"]["url"] for one in page.context["acts"]] == [reverse("verification")]


def test_an_overdue_duty_says_so(office: Office):
    tender = calls.published(office.drafter, office.approver, office.agency)
    asked = inquiries.ask(
        tender.number, text="房租能列支多少？", form_id=uuid4(), code=inquiries.new_code(), now=calls.NOW
    )
    inquiries.show_batch(tender.number, now=asked.inquiry.show_at)
    clock.move_to(calls.NOW + timedelta(days=9))
    page = office.writing.get(reverse("workspace")).content.decode()
    late = re.findall(r"逾期 (\d+) 天", page)
    assert len(late) == 2  # in the heading and on the row
    assert "天前已截止" not in page


def test_a_question_nobody_may_see_yet_is_no_act_of_the_buyer(office: Office):
    """Neither one that waits for its batch nor one with the privacy reviewer; its page would not be there."""
    tender = calls.published(office.drafter, office.approver, office.agency)
    for number, to_reviewer in enumerate((False, True)):
        inquiries.ask(
            tender.number,
            text=f"房租能列支多少？第{number}问",
            to_reviewer=to_reviewer,
            form_id=uuid4(),
            code=inquiries.new_code(),
            now=calls.NOW,
        )
    asked = list(tender.inquiries.order_by("id"))

    def told() -> list[str]:
        return [
            tag
            for tag in (one.tag for one in asked)
            if any(tag in words for words, _ in acts(office.writing))
        ]

    assert told() == []
    inquiries.show_batch(tender.number, now=asked[0].show_at)
    assert told() == [asked[0].tag]
    clock.move_to(calls.NOW + timedelta(days=9))
    assert f"#q-{asked[1].tag}" not in Client().get("/").content.decode()
