"""Whose words a call holds: the office's from its text, or the portal's, until somebody looked at them."""

from uuid import uuid4

import pytest
from django.urls import reverse

from procurement.errors import UnseenError
from procurement.judgement.calls import LOOKED, PUT
from procurement.models import Tender
from procurement.services.calls import tenders
from tests.support import drafts as calls
from tests.views.officer_site import Office, form_data, office, part_url, paste

__all__ = ["office"]

CALL = """景洪市卫生健康局关于公开比选2026年流动人口防艾宣传服务机构的公告
一、服务内容：面向流动人口开展防艾宣传，每月一次。
二、评审标准：方案60分，报价40分。
三、各申请单位应于评审前按我局意见修改方案。
"""


def test_what_the_text_does_not_say_is_ours_until_its_screen_was_saved(office: Office):
    paste(office.writing, office, CALL)
    draft = Tender.objects.get()
    assert set(draft.ours.values()) == {PUT}
    assert "criteria" not in draft.ours, "what the text says is never replaced by ours, nor called so"
    assert {"payment_schedule", "client_data", "hosted_allowed", "quality_zh"} <= draft.ours.keys()
    assert not {"contact_office", "contact_phone", "object"} & draft.ours.keys()
    page = office.writing.get(part_url(draft, "terms"))
    assert "平台填的，请看" in page.content.decode()
    assert f"有{len(draft.ours)}项是平台填的" in page.content.decode()
    more = {"indirect_payable": ["staff"], "indirect_ceiling": "30", "capacity_amount": "2000"}
    office.writing.post(
        part_url(draft, "terms"), form_data(page, **more, client_data="codes_only", act="next")
    )
    draft.refresh_from_db()
    assert "client_data" not in draft.ours, "what somebody changed is theirs"
    assert draft.ours["payment_schedule"] == LOOKED
    assert "有人看过" in office.writing.get(part_url(draft, "terms")).content.decode()


def test_a_stated_term_keeps_its_words_and_what_was_not_used_is_told(office: Office):
    paste(office.writing, office, CALL)
    draft = Tender.objects.get()
    assert [(row.text_zh, row.weight) for row in draft.first_lot.criteria.all()] == [
        ("方案", 60),
        ("报价", 40),
    ]
    page = office.writing.get(part_url(draft, "project"))
    assert any("修改方案" in words for words in page.context["unused"])
    assert "没有用上的" in page.content.decode()
    assert page.context["unread"], "what a first call needs and the text does not say"


def test_nothing_is_sent_that_nobody_looked_at(office: Office):
    made = tenders.create_draft(
        buyer=office.agency, values=calls.lawful(office.agency), ours=["payment_schedule"], form_id=uuid4(),
        by=office.drafter, now=calls.NOW,
    )  # fmt: skip
    with pytest.raises(UnseenError, match="payment_schedule"):
        tenders.submit(made.number, version=made.version, by=office.drafter, now=calls.NOW)
    made.refresh_from_db()
    assert made.step == "draft"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("某市疾控中心艾滋病服务市场调研公告", "市场调研"),
        ("某局2026年采购意向", "采购意向"),
        ("某项目成交结果公告", "结果公告"),
        ("某项目更正公告", "更正公告"),
    ],
)
def test_a_text_that_is_no_call_begins_no_draft_and_says_what_to_do(office: Office, title: str, said: str):
    text = f"{title}\n各有关单位：\n现就艾滋病防治服务有关事项公告如下。"
    form = {"form_id": str(uuid4()), "text": text, "act": "read"}
    answer = office.writing.post(reverse("call_new"), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"这看起来是{said}" in page
    assert title in page, "the words stay in the box"
    assert not Tender.objects.exists()
    again = office.writing.post(reverse("call_new"), form | {"act": "anyway"})
    assert again.status_code == 302
    assert Tender.objects.count() == 1
