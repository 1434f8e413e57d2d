"""A button that is pressed after somebody else did the step: the page says how it stands, and nothing untrue."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings as base
from django.urls import reverse
from django.utils import translation

from portal.ground import clock
from procurement import labels
from procurement.models import Tender
from procurement.services.awards import records
from procurement.services.calls import amendments, tenders, voids
from tests.support import awards as made
from tests.support import drafts as calls
from tests.support import factories, scenes
from tests.views.officer_site import PLAIN_FILES, Office, form_data, office, part_url
from tests.views.test_awards import of

__all__ = ["office"]
pytestmark = pytest.mark.django_db
NOT_NOW, STANDS = "这一步现在不能办", "这次采购现在："
UNTRUE = ("属于别的岗位或别的单位", "换一个账户", "已收回", "这一页不在这里")
_keys = scenes.keys(STORAGES=base.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}})


def said(answer, *, stands: str) -> None:
    text = answer.content.decode()
    assert answer.status_code == 403
    assert NOT_NOW in text
    with translation.override("zh-hans"):
        assert f"{STANDS}{labels.step(stands)}。" in text
    assert not [one for one in UNTRUE if one in text.partition("<main")[2]]


def submitted(office: Office) -> Tender:
    return calls.submitted(office.drafter, office.agency)


def approved(office: Office, draft: Tender) -> None:
    other = factories.official("approver", of=office.agency)
    tenders.approve(draft.number, by=other, now=clock.now())


BACK: dict[str, Callable[[Office, Tender], None]] = {
    "批准": approved,
    "退回": lambda office, draft: tenders.send_back(
        draft.number, comment="请改", by=office.approver, now=clock.now()
    ),
}


@pytest.mark.parametrize("done", BACK)
@pytest.mark.parametrize("act", ["approve", "send_back", "call_take_back", "call_discard"])
def test_an_act_on_a_draft_after_the_second_person_decided(office: Office, act: str, done: str) -> None:
    draft = submitted(office)
    version = draft.version
    BACK[done](office, draft)
    draft.refresh_from_db()
    if act.startswith("call_"):
        if (done, act) == ("退回", "call_discard"):
            pytest.skip("what came back may be put away")
        answer = office.writing.post(reverse(act, args=[draft.number]))
    else:
        sent = {"act": act, "version": version, "comment": "请改这里"}
        answer = office.second.post(reverse("call_review", args=[draft.number]), sent)
    said(answer, stands="draft" if done == "退回" else "open")


def test_sending_saving_and_putting_away_after_a_colleague_did(office: Office) -> None:
    draft = calls.draft(office.drafter, office.agency)
    page = form_data(office.writing.get(part_url(draft, "send")), act="send")
    saving = form_data(office.writing.get(part_url(draft, "project")), act="check")
    tenders.submit(draft.number, version=draft.version, by=office.drafter, now=clock.now())
    said(office.writing.post(part_url(draft, "send"), page), stands="submitted")
    said(office.writing.post(part_url(draft, "project"), saving), stands="submitted")
    gone = calls.draft(office.drafter, office.agency)
    tenders.discard_draft(gone.number, by=office.approver, now=clock.now())
    for name in ("call_discard", "call_dates", "call_take_back"):
        answer = office.writing.post(reverse(name, args=[gone.number]), {"version": gone.version})
        said(answer, stands="discarded")
        assert f'href="{reverse("workspace")}"' in answer.text
    assert office.writing.get(reverse("call_review", args=[gone.number])).status_code == 404


def test_entering_the_official_medium_of_what_is_published(office: Office) -> None:
    draft = submitted(office)
    approved(office, draft)
    said(
        office.writing.post(reverse("call_medium", args=[draft.number]), {"url": "https://a.cn/1"}),
        stands="open",
    )


def test_an_amendment_after_it_was_decided(office: Office) -> None:
    draft = submitted(office)
    approved(office, draft)
    address, back = (reverse(name, args=[draft.number]) for name in ("amendment_review", "amendment_discard"))

    def ended() -> None:
        amendments.draft_termination(
            draft.number, reason_code="need_ended", reason_zh="不再需要。", form_id=uuid4(), by=office.drafter,
            now=clock.now(),
        )  # fmt: skip

    ended()
    amendments.discard(draft.number, by=office.drafter, now=clock.now())
    said(office.writing.post(back), stands="open")
    for act in ("approve", "send_back"):
        said(office.second.post(address, {"act": act, "comment": "请改"}), stands="open")
    ended()
    amendments.approve(draft.number, by=office.approver, now=clock.now())
    said(office.writing.post(back), stands="terminated")
    for act in ("approve", "send_back"):
        said(office.second.post(address, {"act": act, "comment": "请改"}), stands="terminated")
    for name in ("call_terminate", "call_amend"):
        said(
            office.writing.post(reverse(name, args=[draft.number]), {"reason_zh": "不再需要"}),
            stands="terminated",
        )


def test_the_second_person_who_comes_second_is_told_so_at_the_lock(office: Office) -> None:
    draft = submitted(office)
    approved(office, draft)
    for late in (
        lambda: amendments.approve(draft.number, by=office.approver, now=clock.now()),
        lambda: voids.approve(draft.number, by=office.approver, now=clock.now()),
    ):
        with pytest.raises(Exception) as caught:
            late()
        assert type(caught.value).__name__ == "PermissionDenied"


def test_the_way_from_decision_to_contract_each_step_pressed_after_it_was_done() -> None:
    call = made.judged()
    number, drafter, approver = call.tender.number, call.office.drafter, call.office.approver
    review, decide = (reverse(name, args=[number]) for name in ("decision_review", "decision"))
    call.draft(call.bids[0])
    call.approve()
    for act in ("approve", "send_back"):
        said(of(approver).post(review, {"act": act, "version": 1, "comment": "请改"}), stands="publicity")
    said(of(drafter).post(decide, {"reason_zh": "排名第一。"}), stands="publicity")
    call.wait_out()
    call.award()
    for name in ("award", "evaluate_again", "decide_again"):
        said(of(approver).post(reverse(name, args=[number])), stands="awarded")
    award = call.awarded[0]
    draft = call.record_contract(award)
    records.send_back(draft.pk, comment="请改", by=approver, now=clock.now())
    told = of(approver).post(reverse("record_review", args=[draft.pk]), {"act": "approve"}, follow=True).text
    assert "这一项已经不在等待复核" in told
    call.sign(award)
    for name in ("contract", "plan_talk", "award_revoke"):
        answer = of(approver).post(reverse(name, args=[award.number]), {"summary_zh": "摘要。"})
        said(answer, stands="contracted")


def test_the_two_words_and_a_void_call_pressed_after_they_were_given() -> None:
    call = made._opened(("180000.00", "200000.00"))
    number, drafter = call.tender.number, call.office.drafter
    told = of(drafter).post(reverse("opening_confirm", args=[number]), follow=True).text
    assert "现在没有需要确认的开启" in told
    for name in ("opening_take_back", "opening_review"):
        said(of(drafter).post(reverse(name, args=[number]), {"act": "approve"}), stands="evaluating")
