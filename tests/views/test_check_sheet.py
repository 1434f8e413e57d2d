"""The check sheet, where a second person says why a passage is harmless."""

from typing import Any

import pytest
from django.urls import reverse

from procurement.models import ClearedPassage, Tender
from procurement.services.calls import tenders
from tests.support import drafts as calls
from tests.views.officer_site import Office, office, part_url

__all__ = ["office"]

WRONG = "十年前实行强制检测，如今早已改过"
REASON = "这句话说的是别处的错误做法。"


def sheet(tender: Tender) -> str:
    return reverse("call_check_sheet", args=[tender.number])


def doubted(office: Office) -> Tender:
    draft = calls.draft(office.drafter, office.agency)
    text = f"{draft.texts['requirement_zh']}{WRONG}。"
    return tenders.save_part(
        draft.number,
        values={"requirement_zh": text},
        version=draft.version,
        by=office.drafter,
        now=calls.NOW,
    )


def key_on(page: Any) -> str:
    [one] = page.context["passages"]
    return str(one["form"]["key"].value())


def test_the_second_person_says_why_and_everybody_reads_it(office: Office):
    tender = doubted(office)
    page = office.second.get(sheet(tender))
    assert f"“{WRONG}”" in page.content.decode()
    done = office.second.post(sheet(tender), {"key": key_on(page), "reason": REASON}, follow=True)
    assert done.context["passages"] == []
    assert REASON in done.content.decode()
    tender.refresh_from_db()
    tenders.submit(tender.number, version=tender.version, by=office.drafter, now=calls.NOW)
    tenders.approve(tender.number, by=office.approver, now=calls.NOW)
    public = office.writing.get(f"/notices/{tender.number}/").content.decode()
    assert REASON in public
    assert WRONG in public
    assert "第二人" in public
    text = office.writing.get(reverse("notice_file", args=[tender.number, 1, "txt"]))
    assert REASON in text.content.decode()


def test_the_drafter_reads_the_fault_and_has_no_form(office: Office):
    tender = doubted(office)
    page = office.writing.get(sheet(tender))
    assert page.context["passages"] == []
    assert f"“{WRONG}”" in page.content.decode()
    assert office.writing.post(sheet(tender), {"key": "0" * 64, "reason": REASON}).status_code == 403


@pytest.mark.parametrize(
    ("key", "reason", "said"),
    [
        (None, "", "id_"),
        (None, "请打13987654321问我。", "13987654321"),
        ("0" * 64, REASON, "项目里已经没有这句话"),
    ],
)
def test_a_fault_stands_on_the_form_and_nothing_is_kept(
    office: Office, key: str | None, reason: str, said: str
):
    tender = doubted(office)
    key = key or key_on(office.second.get(sheet(tender)))
    answer = office.second.post(sheet(tender), {"key": key, "reason": reason})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ClearedPassage.objects.exists()


def test_two_passages_of_one_rule_ask_for_one_reason(office: Office):
    draft = calls.draft(office.drafter, office.agency)
    texts = {
        name: f"{draft.texts[name]}投标人须在{place}市登记注册。"
        for name, place in (("summary_zh", "昆明"), ("requirement_zh", "玉溪"))
    }
    tenders.save_part(draft.number, values=texts, version=draft.version, by=office.drafter, now=calls.NOW)
    page = office.writing.get(part_url(draft, "project")).content.decode()
    assert page.count("昆明市登记注册”") == page.count("玉溪市登记注册”") > 0
    assert page.count('name="reason:YN.P.area_limit"') == 1


def test_what_the_portal_does_not_check_is_said_on_the_sheet_and_beside_the_rule(office: Office):
    draft = calls.draft(office.drafter, office.agency, **calls.statutory(office.agency))
    page = office.writing.get(sheet(draft))
    rows = [one["row"].id for one in page.context["unchecked"]]
    assert "GPL.49.supplement" in rows
    said = page.content.decode().partition("平台不核对的规则")[2]
    assert all(row in said for row in rows)
    statutory = office.writing.get("/rules/statutory/").content.decode()
    assert "平台不核对：由本单位自己做到并留存证明" in statutory
