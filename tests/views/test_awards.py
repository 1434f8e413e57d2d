"""From the report to acceptance in the pages' own way: who may, what is said at once, what stays private."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.ground import clock
from procurement.models import Acceptance, Award, AwardDraft, Contract, Objection, PlanTalk, RecordDraft
from procurement.services.awards import records
from tests.support import awards as made
from tests.support import calls, factories, scenes
from tests.views.officer_site import PLAIN_FILES, word_file
from tests.views.reading import tight

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENGLISH = re.compile(r">[^<]*\b(?:the|and|Award|Sum|Rank|until)\b[^<]*<")


_keys = scenes.keys(STORAGES=settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}})
_judged = scenes.once(made.judged)


@pytest.fixture
def call(_judged):
    return _judged.again()


def of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def page(user, name, *args, status=200):
    response = of(user).get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def controls(response):
    """What a browser would send from the form on a page."""
    data = {}
    forms = [response.context["form"], *(response.context.get("rows") or [])]
    if response.context.get("rows") is not None:
        forms.append(response.context["rows"].management_form)
    for form in forms:
        for bound in form:
            value = bound.value()
            widget = bound.field.widget
            if hasattr(widget, "widgets"):
                shown = widget.get_context(bound.html_name, value, {})["widget"]["subwidgets"]
                data |= {one["name"]: one["value"] or "" for one in shown}
            elif value is not None:
                data[bound.html_name] = (
                    widget.format_value(value)[0]
                    if bound.field.__class__.__name__ in ("ChoiceField", "TypedChoiceField")
                    and isinstance(widget.format_value(value), list)
                    else value
                    if not hasattr(value, "isoformat")
                    else value.isoformat()
                )
    return data


# What somebody reads on the paper: no page writes such a day before them.
DAYS = frozenset({"held_on", "signed_on", "starts_on", "paid_on", "filed_on", "accepted_on", "pay-0-due_on"})


def send(user, name, *args, **changed):
    """Open a page, fill the form in, today for the days, and send it."""
    browser, address = of(user), reverse(name, args=args)
    opened = browser.get(address)
    data, today = controls(opened), clock.legal_date(clock.now())
    asked = {day for day in DAYS if f'name="{day}"' in opened.content.decode()}
    assert not any(data.get(day) for day in asked)
    data |= {day: today.isoformat() for day in asked}
    if "signed_on" in asked:
        data["ends_on"] = (today + 182 * DAY).isoformat()
    return browser.post(address, data | changed)


WORDS = {
    "decided_body": "局长办公会",
    "decided_minute": "〔2024〕12号",
    "reason_zh": made.REASON,
}


def decide(call, **changed):
    given = WORDS | {"decided_on": clock.legal_date(clock.now()).isoformat()} | changed
    return send(call.office.drafter, "decision", call.tender.number, **given)


# The decision


def test_the_ranking_stands_beside_the_choice_and_the_first_is_proposed(call):
    response = of(call.office.drafter).get(reverse("decision", args=[call.tender.number]))
    shown = response.content.decode()
    assert "请填写确定的结果" in shown
    first, second = call.bids
    form = response.context["form"]
    assert (form.initial[f"bid-{first}"], form.initial[f"bid-{second}"]) == (True, False)
    for one in call.lodged:
        assert one.organization.name_zh in shown
    assert "180,000" in shown


def test_from_the_decision_to_the_award(call):
    number, office = call.tender.number, call.office
    response = decide(call)
    assert response.url == reverse("decision_review", args=[number])
    assert "这是您填写的" in page(office.drafter, "decision_review", number)
    assert "同意并公示" in page(office.approver, "decision_review", number)
    response = send(office.approver, "decision_review", number, act="approve")
    call.tender.refresh_from_db()
    assert call.tender.step == "publicity"
    public = Client().get(response.url).content.decode()
    assert "拟定结果" in public
    assert call.lodged_as(call.bids[0]).organization.name_zh in public
    shown = page(office.approver, "decision", number)
    assert "公示至" in shown
    assert "公布结果</button>" not in shown
    of(office.approver).post(reverse("award", args=[number]))
    assert not Award.objects.exists()
    call.wait_out()
    assert "公布结果</button>" in page(office.approver, "decision", number)
    assert "公布结果</button>" not in page(office.drafter, "decision", number)
    response = of(office.approver).post(reverse("award", args=[number]))
    assert "结果" in Client().get(response.url).content.decode()
    assert Award.objects.count() == 1


def test_every_fault_is_said_on_its_field_and_nothing_is_lost(call):
    first, second = call.bids
    tomorrow = (clock.legal_date(clock.now()) + DAY).isoformat()
    response = decide(call, **{f"bid-{first}": "", f"bid-{second}": "chosen", "decided_on": tomorrow})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert set(errors) == {f"bid-{first}", "decided_on"}
    assert "它排在选定的申报之前" in str(errors)
    assert made.REASON in response.content.decode()
    assert not AwardDraft.objects.exists()


def test_empty_words_are_asked_for(call):
    response = decide(call, reason_zh="", decided_minute="")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"reason_zh", "decided_minute"}


def test_a_person_in_the_reason_is_pointed_at(call):
    response = decide(call, reason_zh="请电 13812345678")
    assert response.status_code == 422
    assert "13812345678" in str(response.context["form"].errors["reason_zh"])


def test_sending_back_needs_words_and_these_reach_the_drafter(call):
    call.draft()
    number = call.tender.number
    response = send(call.office.approver, "decision_review", number, act="send_back")
    assert response.status_code == 422
    send(call.office.approver, "decision_review", number, act="send_back", comment="会议纪要编号写错")
    assert "会议纪要编号写错" in page(call.office.drafter, "decision", number)


def test_written_anew_it_is_filled_with_what_stood(call):
    call.draft(decided_minute="〔2024〕9号")
    browser, address = of(call.office.drafter), reverse("decision", args=[call.tender.number])
    assert "〔2024〕9号" in browser.get(f"{address}?again").content.decode()


def test_two_who_write_at_once(call):
    first = decide(call)
    assert first.status_code == 302
    browser, address = of(call.office.drafter), reverse("decision", args=[call.tender.number])
    data = controls(browser.get(f"{address}?again"))
    call.draft(version=1, decided_minute="〔2024〕99号")
    response = browser.post(address, data | {"form_id": str(uuid4())})
    assert response.status_code == 422
    assert AwardDraft.objects.get().decided_minute == "〔2024〕99号"


def test_a_statutory_approval_asks_for_the_official_medium():
    call = made.judged_statutory()
    call.draft()
    number, approver = call.tender.number, call.office.approver
    response = send(approver, "decision_review", number, act="approve")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"medium_url", "medium_at"}
    later = clock.now() + DAY
    given = {"act": "approve", "medium_url": "https://medium.example/9", "medium_at_1": "09:00"}
    response = send(
        approver, "decision_review", number, **given, medium_at_0=clock.legal_date(later).isoformat()
    )
    assert set(response.context["form"].errors) == {"medium_at"}
    today = clock.legal_date(clock.now()).isoformat()
    response = send(approver, "decision_review", number, **given, medium_at_0=today)
    assert response.status_code == 302
    public = Client().get(response.url).content.decode()
    for words in ("昆明市示例路1号", "评审专家", "采购人自行组织采购", "1 个工作日", "质疑"):
        assert words in public


# Objections


def test_anyone_objects_and_finds_the_reply_by_the_code(call):
    made.listed(call)
    number = call.tender.number
    public = Client().get(reverse("tender", args=[number])).content.decode()
    assert reverse("object", args=[number]) in public
    browser, address = Client(), reverse("object", args=[number])
    data = controls(browser.get(address)) | {"text": "评分没有考虑夜间外展，请复核。"}
    slip = browser.post(address, data).content.decode()
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b", slip)[0]
    assert code in browser.post(address, data).content.decode()
    objection = Objection.objects.get()
    public = Client().get(reverse("tender", args=[number])).content.decode()
    assert "等待答复" in public
    assert "夜间外展" not in public
    assert objection.number not in public
    desk = page(call.office.drafter, "objection_answer", objection.number)
    assert "夜间外展" in desk
    response = send(
        call.office.drafter,
        "objection_answer",
        objection.number,
        outcome="upheld_in_part",
        reply_zh="已复核更正说明。",
    )
    assert response.url == reverse("decision", args=[number])
    found = Client().post(reverse("objection_lookup"), {"code": code.lower()}).content.decode()
    assert "已复核更正说明。" in found
    public = Client().get(reverse("tender", args=[number])).content.decode()
    assert "部分成立" in public
    assert "已复核更正说明" not in public


def test_a_wrong_code_finds_nothing(call):
    made.listed(call).object()
    response = Client().post(reverse("objection_lookup"), {"code": "AAAA-AAAA-AAAA"})
    assert response.status_code == 422
    assert "没有这个查询码的异议" in response.content.decode()


def test_after_its_time_the_page_says_so(call):
    assert Client().get(reverse("object", args=[call.tender.number])).status_code == 410
    made.listed(call)
    call.wait_out()
    response = Client().get(reverse("object", args=[call.tender.number]))
    assert response.status_code == 410
    assert "异议期限已于" in response.content.decode()


def test_a_challenge_is_for_leaders_of_those_who_took_part():
    call = made.awarded(made.judged_statutory())
    address = reverse("object", args=[call.tender.number])
    assert reverse("account_login") in Client().get(address).url
    assert of(factories.user()).get(address).status_code == 403
    assert of(call.office.drafter).get(address).status_code == 403
    leader = call.lodged[1].leader
    response = send(
        leader, "object", call.tender.number, text="评分依据与公告不一致。", requests="请重新评审。",
        organization=call.lodged[1].organization.number,
        facts="第二项给分无依据。", basis="《政府采购法》第五十二条", contact="示例服务中心 0871-00000000",
    )  # fmt: skip
    assert response.status_code == 200
    assert Objection.objects.get().organization == call.lodged[1].organization
    public = Client().get(reverse("tender", args=[call.tender.number])).content.decode()
    said = public.split('id="objections"')[1].split("</section>")[0]
    assert "等待答复" in said
    assert call.lodged[1].organization.name_zh not in said


def test_again_or_otherwise_after_an_upheld_objection(call):
    made.listed(call)
    one, _code = call.object()
    number = call.tender.number
    assert "另组小组" not in page(call.office.approver, "decision", number)
    call.answer(one, "upheld")
    assert "另组小组重新评审</button>" in tight(page(call.office.approver, "decision", number))
    assert "另组小组重新评审</button>" not in tight(page(call.office.drafter, "decision", number))
    of(call.office.approver).post(reverse("decide_again", args=[number]))
    call.tender.refresh_from_db()
    assert call.tender.step == "evaluating"
    assert "请填写确定的结果" in page(call.office.drafter, "decision", number)


# The bidder's own result


def test_a_bidder_reads_its_own_points_and_two_weaker_criteria(call):
    made.listed(call)
    loser = call.lodged_as(call.bids[1])
    shown = page(loser.leader, "bid_result", loser.bid.number)
    assert "这次没有选中。" in shown
    assert "分，第 2 名" in shown
    assert "较弱的两项：" in shown
    assert "您的名称不公开。" in shown
    assert call.lodged_as(call.bids[0]).organization.name_zh not in shown
    assert reverse("bid_result", args=[loser.bid.number]) in page(loser.leader, "bid", loser.bid.number)
    winner = call.lodged_as(call.bids[0])
    assert "您被列为拟选中。" in page(winner.leader, "bid_result", winner.bid.number)


def test_a_bidders_desk_leads_to_its_result_while_it_can_object(call):
    made.listed(call)
    loser = call.lodged_as(call.bids[1])
    assert reverse("bid_result", args=[loser.bid.number]) in page(loser.leader, "workspace")
    assert "/result/" not in page(factories.user(), "workspace")


def test_nobody_else_reads_a_result(call):
    loser, winner = call.lodged_as(call.bids[1]), call.lodged_as(call.bids[0])
    page(loser.leader, "bid_result", loser.bid.number, status=404)
    made.listed(call)
    for user in (
        winner.leader,
        call.office.drafter,
        call.office.approver,
        factories.user(),
        factories.official("supervisor"),
    ):
        page(user, "bid_result", loser.bid.number, status=404)
    response = Client().get(reverse("bid_result", args=[loser.bid.number]))
    assert response.status_code == 302


def test_a_winner_reads_the_letter_of_award_and_a_withdrawn_one_so():
    call = made.awarded()
    winner = call.lodged_as(call.bids[0])
    assert "本页即中选通知" in page(winner.leader, "bid_result", winner.bid.number)
    send(
        call.office.approver,
        "award_revoke",
        call.awarded[0].number,
        reason_code="did_not_sign",
        reason_zh="逾期未签。",
    )
    assert "结果已撤回" in page(winner.leader, "bid_result", winner.bid.number)


# Contract and after


def contract_words(language):
    return "Confirm and publish" if language else "确认并公布"


def test_signed_paid_and_accepted_on_the_pages():
    call = made.awarded()
    number, approver = call.tender.number, call.office.approver
    award = call.awarded[0]
    today = clock.legal_date(clock.now())
    talk = send(call.office.drafter, "plan_talk", award.number, changes_zh="没有调整。")
    assert talk.url == reverse("decision", args=[number])
    assert PlanTalk.objects.count() == 1
    days = {"pay-1-due_on": (today + 90 * DAY).isoformat(), "pay-2-due_on": (today + 170 * DAY).isoformat()}
    waits = send(call.office.drafter, "contract", award.number, **days).url
    assert not Contract.objects.exists()
    assert waits in page(approver, "workspace")
    assert waits not in page(call.office.drafter, "workspace")
    assert of(call.office.drafter).post(waits, {"act": "confirm"}).status_code == 403
    assert "须由另一名同事确认" in of(call.office.drafter).get(waits).content.decode()
    for language in ("", "/en"):
        assert contract_words(language) in of(approver).get(language + waits).content.decode()
    assert of(approver).post(waits, {"act": "send_back"}).status_code == 422
    assert of(approver).post(waits, {"act": "confirm"}).url == reverse("decision", args=[number])
    contract = Contract.objects.get()
    assert [one["share"] for one in contract.payments] == ["40", "40", "20"]
    public = Client().get(reverse("notice", args=[number, contract.notice.seq])).content.decode()
    for words in (contract.number, "40%", "没有调整。", "180,000"):
        assert words in public
    assert "登记首付款" in page(call.office.drafter, "decision", number)
    send(call.office.drafter, "contract_payment", contract.number)
    contract.refresh_from_db()
    assert contract.first_paid_on == today
    assert "已付首付款" in Client().get(reverse("tender", args=[number])).content.decode()
    clock.move_to(clock.now() + 200 * DAY)
    response = send(
        call.office.drafter, "acceptance", contract.number, result="passed", quantity_zh="完成宣传活动二十四场。",
        quality_zh="转介成功率高于约定。", service_users_took_part="yes", users_zh=made.PARTIES,
    )  # fmt: skip
    assert not Acceptance.objects.exists()
    assert response.url in page(approver, "workspace")
    assert of(approver).post(response.url, {"act": "confirm"}).status_code == 302
    assert Acceptance.objects.count() == 1
    public = Client().get(reverse("tender", args=[number])).content.decode()
    for words in ("验收结果公告", "合格", made.PARTIES, "参加了验收"):
        assert words in public


def test_what_was_sent_back_is_written_anew_from_what_stood():
    call = made.awarded()
    award, drafter = call.awarded[0], call.office.drafter
    today = clock.legal_date(clock.now())
    lines = made.schedule(today, "50", "30", "20")
    kept = call.record_contract(summary_zh="半年内完成宣传和转介。", payments=lines, value=Decimal(170000))
    records.send_back(kept.pk, comment="请核对金额。", by=call.office.approver, now=clock.now())
    filled = controls(of(drafter).get(reverse("contract", args=[award.number])))
    assert (filled["summary_zh"], filled["pay-0-share"]) == ("半年内完成宣传和转介。", "50")
    assert Decimal(str(filled["value"])) == 170000
    contract = call.sign()
    call.record_acceptance(contract, users_zh="都说不方便来，电话里问过三位。", service_users_took_part=False)
    filled = controls(of(drafter).get(reverse("acceptance", args=[contract.number]) + "?again"))
    assert filled["users_zh"] == "都说不方便来，电话里问过三位。"
    assert (filled["service_users_took_part"], filled["early_zh"]) == ("no", made.EARLY)


def test_a_contract_says_all_its_faults():
    call = made.awarded()
    award = call.awarded[0]
    today = clock.legal_date(clock.now())
    days = {"pay-1-due_on": (today + 90 * DAY).isoformat(), "pay-2-due_on": (today + 170 * DAY).isoformat()}
    response = send(
        call.office.approver,
        "contract",
        award.number,
        **days,
        value="190000",
        ends_on=(today - DAY).isoformat(),
    )
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"value", "ends_on"}
    response = send(call.office.approver, "contract", award.number, **days, **{"pay-0-share": "30"})
    assert response.status_code == 422
    assert "必须是 100%" in response.content.decode()
    response = send(call.office.approver, "contract", award.number)
    assert response.status_code == 422
    assert "这一格也要填写" in response.content.decode()
    assert not Contract.objects.exists()


def test_a_text_that_cannot_be_kept_is_said_on_its_field_and_the_rest_stands(settings, tmp_path):
    call = made.awarded()
    award = call.awarded[0]
    today = clock.legal_date(clock.now())
    days = {"pay-1-due_on": (today + 90 * DAY).isoformat(), "pay-2-due_on": (today + 170 * DAY).isoformat()}
    settings.VAR_DIR = tmp_path / "no-folder"
    settings.VAR_DIR.touch()
    given = {**days, "document": word_file("合同文本"), "summary_zh": "半年服务，分三次付款。"}
    response = send(call.office.approver, "contract", award.number, **given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"document"}
    text = response.content.decode()
    assert "平台此刻存不了文件" in text
    assert "半年服务，分三次付款。" in text
    assert not RecordDraft.objects.exists()
    settings.VAR_DIR = tmp_path
    assert send(call.office.approver, "contract", award.number, **given | {"document": word_file("合同文本")})
    assert RecordDraft.objects.get().document is not None


def test_a_group_without_host_is_told_so():
    leader = factories.user()
    group = factories.cso(leader, registered=False)
    call = made.awarded(made.judged_of(group, factories.cso()))
    assert "需要托管组织签约" in page(call.office.approver, "contract", call.awarded[0].number)
    host = made.hosted(group, leader)
    shown = page(call.office.approver, "contract", call.awarded[0].number)
    assert host.name_zh in shown
    assert "托管费比例" in shown


def test_conditional_money_is_confirmed_by_a_page():
    call = made.awarded()
    call.tender.terms = call.tender.terms | {"funding": "conditional"}
    call.tender.save(update_fields=["terms"])
    number = call.tender.number
    page(call.office.drafter, "funding", number, status=403)
    send(call.office.approver, "funding", number, document_no="景财预〔2024〕31号")
    assert "资金已落实：景财预〔2024〕31号" in Client().get(reverse("tender", args=[number])).content.decode()
    page(call.office.approver, "funding", number, status=403)


def test_an_acceptance_without_users_or_with_small_counts():
    call, contract = made.contracted()
    given = {
        "result": "passed",
        "quantity_zh": "新发现3名感染者。",
        "quality_zh": "好。",
        "service_users_took_part": "yes",
        "users_zh": "满意。",
        "early_zh": made.EARLY,
    }
    response = send(call.office.approver, "acceptance", contract.number, **given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"quantity_zh"}


# Who may


AWARDED = {
    "decision": lambda call: [call.tender.number],
    "decision_review": lambda call: [call.tender.number],
    "plan_talk": lambda call: [call.awarded[0].number],
    "award_revoke": lambda call: [call.awarded[0].number],
    "contract": lambda call: [call.awarded[0].number],
}


@pytest.mark.parametrize("who", ["other_agency", "bidder", "stranger", "reviewer", "supervisor"])
def test_to_everybody_else_the_officials_pages_do_not_exist(who):
    call, contract = made.contracted()
    one = made.awarded()
    user = {
        "other_agency": lambda: calls.office("532503").approver,
        "bidder": lambda: call.lodged[0].leader,
        "stranger": factories.user,
        "reviewer": lambda: factories.official("privacy_reviewer"),
        "supervisor": lambda: factories.official("supervisor"),
    }[who]()
    browser = of(user)
    addresses = [reverse(name, args=args(one)) for name, args in AWARDED.items()]
    addresses += [
        reverse(name, args=[one.tender.number]) for name in ("award", "evaluate_again", "decide_again")
    ]
    addresses += [
        reverse(name, args=[contract.number])
        for name in ("contract_payment", "contract_filing", "acceptance")
    ]
    addresses.append(reverse("funding", args=[one.tender.number]))
    for address in addresses:
        assert browser.post(address).status_code == 404, address
    assert (Award.objects.filter(revoked_at__isnull=True).count(), Contract.objects.count()) == (2, 1)
    anonymous = Client()
    for address in addresses:
        assert reverse("account_login") in anonymous.post(address).url


def test_a_drafter_knows_of_an_approvers_acts_and_may_not_do_them():
    call = made.awarded()
    page(call.office.drafter, "award_revoke", call.awarded[0].number, status=403)
    contract = call.sign()
    # What is done is done: these acts are over.
    page(call.office.approver, "contract", contract.award.number, status=403)
    page(call.office.approver, "plan_talk", contract.award.number, status=403)


UNTRUE = "这一页属于别的岗位或别的单位"


def test_what_a_colleague_finished_meanwhile_is_said_and_the_words_come_back():
    call = made.awarded()
    award, drafter = call.awarded[0], call.office.drafter
    browser, address = of(drafter), reverse("contract", args=[award.number])
    filled = controls(browser.get(address)) | {"summary_zh": "半年内完成宣传和转介，写了一下午。"}
    talk = reverse("plan_talk", args=[award.number])
    talked = controls(browser.get(talk)) | {"changes_zh": "方案改了两处，也写了很久。"}
    call.sign()
    for where, sent in ((address + "?again", filled), (talk, talked)):
        answer = browser.post(where, sent)
        text = answer.content.decode()
        assert answer.status_code == 403
        assert UNTRUE not in text
        assert "这一步现在不能办" in text
        assert f'href="{reverse("decision", args=[call.tender.number])}"' in text
        assert (sent.get("summary_zh") or sent["changes_zh"]) in text
        assert "no-store" in answer["Cache-Control"], "nothing of it stays on the device"
        assert UNTRUE not in browser.get(where).content.decode()
    assert Contract.objects.count() == 1


def test_words_of_a_refused_act_come_back_to_its_own_page_only():
    call = made.awarded()
    award, words = call.awarded[0], "中标单位来函说不签了，原因写得很长。"
    address = reverse("award_revoke", args=[award.number])
    sent = {"reason_code": "declined", "reason_zh": words}
    own = of(call.office.drafter).post(address, sent, HTTP_ORIGIN="http://testserver")
    assert own.status_code == 403
    assert words in own.content.decode()
    assert "由本单位的另一个人来办" in own.content.decode()
    strange = of(call.office.drafter).post(address, sent, HTTP_ORIGIN="https://elsewhere.example")
    assert words not in strange.content.decode()
    secret = of(call.office.drafter).post(address, sent | {"password": "x"})
    assert words not in secret.content.decode()
    award.refresh_from_db()
    assert award.revoked_at is None


def test_before_the_report_there_is_no_decision_page():
    from tests.support import panels

    early = panels.opened()
    page(early.office.drafter, "decision", early.tender.number, status=404)


# Both languages, and the way on


@pytest.mark.parametrize("stage", ["judged", "listed", "awarded", "contracted", "completed"])
def test_the_officers_pages_stand_in_both_languages_at_every_stage(stage):
    call = made.judged()
    if stage != "judged":
        call.draft()
        call.approve()
    if stage in ("awarded", "contracted", "completed"):
        call.wait_out()
        call.award()
    if stage in ("contracted", "completed"):
        contract = call.sign()
    if stage == "completed":
        call.accept(contract)
    for name in ("decision", "call_review"):
        translation.activate("zh-hans")  # a page in English leaves its language behind
        address = reverse(name, args=[call.tender.number])
        chinese = of(call.office.drafter).get(address).content.decode()
        assert not ENGLISH.findall(
            re.sub(r"(?s)<(?:script|style|svg).*?</(?:script|style|svg)>", "", chinese)
        )
        english = of(call.office.drafter).get(f"/en{address}")
        assert english.status_code == 200
    translation.activate("zh-hans")
    assert (
        reverse("decision", args=[call.tender.number])
        in of(call.office.drafter).get(reverse("call_review", args=[call.tender.number])).content.decode()
    )


def test_duties_lead_to_their_pages(call):
    desk = page(call.office.drafter, "workspace")
    assert reverse("decision", args=[call.tender.number]) in desk
    made.listed(call)
    one, _code = call.object()
    assert reverse("objection_answer", args=[one.number]) in page(call.office.drafter, "workspace")
