"""The evaluation for the buyer's people in the browser's own way: panel, offers, prices, report."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.ground import clock
from portal.ground.ledger.models import Event
from procurement.models import EvaluationReport, Evaluator, LowOffer, NonConformity
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import low_offers
from tests.support import calls, factories, openings, scenes
from tests.support import panels as made
from tests.views.reading import Page

pytestmark = pytest.mark.django_db


_keys = scenes.keys()
_opened = scenes.once(made.opened)


@pytest.fixture
def call(_opened):
    return _opened.again()


@pytest.fixture
def seated(call):
    call.seat_all()
    return call


def of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def address(call, name="evaluation", *more):
    with translation.override("zh-hans"):
        return reverse(name, args=[call.tender.number, *more])


def page(user, url):
    response = of(user).get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def seat_form(**more):
    who = {"name": "李某某", "office": "州疾控中心", "contact": "li@example.org"}
    return {"form_id": uuid4(), "seat": "outsider", "chosen": "pool"} | who | more


def test_the_page_says_what_comes_next_and_what_the_rule_asks_for(call):
    text = page(call.office.drafter, address(call))
    assert "请组成评审小组" in text
    assert "评审小组3人" in text
    assert "本平台规则" in text
    assert address(call, "evaluation_seat") in text
    call.seat_all()
    assert "3 名评审人员中已有 0 名提交评分" in page(call.office.drafter, address(call))
    call.judge(0.9, 0.6)
    text = page(call.office.approver, address(call))
    assert "请生成评审报告" in text
    assert address(call, "evaluation_seat") not in text


def test_the_official_who_seats_never_reads_the_link_and_the_second_person_reads_it_once(call):
    browser, form = of(call.office.drafter), seat_form()
    for _twice in range(2):
        response = browser.post(address(call, "evaluation_seat"), form, follow=True)
        assert "链接由复核人打印" in response.content.decode()
        assert "/panel/" not in response.content.decode().replace("/panel/offers", "")
    member = Evaluator.objects.get()
    print_it = address(call, "evaluation_seat_link", member.code)
    assert print_it not in page(call.office.drafter, address(call))
    assert browser.get(print_it).status_code == 403
    assert browser.post(print_it).status_code == 403
    assert "李某某" not in page(call.office.drafter, address(call))
    assert print_it in page(call.office.approver, address(call))
    assert "li@example.org" in page(call.office.approver, print_it)
    response = of(call.office.approver).post(print_it)
    text = response.content.decode()
    (link,) = set(re.findall(r"http://testserver(/panel/[\w-]+/)", text))
    assert "链接只显示这一次" in text
    assert "no-store" in response["Cache-Control"]
    assert reads.member_by_hash(reads.hash_of(link.split("/")[2])) == member


def test_the_supervisor_reads_names_by_one_press_and_a_community_member_has_none(seated):
    supervisor, url = factories.official("supervisor"), address(seated, "panel_people")
    assert url in page(supervisor, address(seated, "opening"))
    outsider, community = (
        next(one for one in seated.members if one.seat == seat) for seat in ("outsider", "community")
    )
    text = page(supervisor, url)
    assert outsider.code in text
    for word in (outsider.name, outsider.office, outsider.contact, community.vouched_by.name_zh):
        assert word not in text
    assert not Event.objects.filter(kind="panel_people_read").exists()
    response = of(supervisor).post(url)
    assert "no-store" in response["Cache-Control"]
    shown = response.content.decode()
    for word in (outsider.name, outsider.office, outsider.contact, community.vouched_by.name_zh, "安排人"):
        assert word in shown
    assert Event.objects.filter(kind="panel_people_read").count() == 1
    for user in (seated.office.drafter, seated.office.approver, factories.official("privacy_reviewer")):
        assert of(user).get(url).status_code == of(user).post(url).status_code == 404
        assert url not in page(seated.office.drafter, address(seated, "opening"))
    for prefix in ("", "/en"):
        assert Page(page(supervisor, prefix + url)).inline == []


def test_a_programme_report_names_outsiders_to_the_second_person_only(seated):
    seated.judge(0.9, 0.6)
    seated.report()
    name = next(one.name for one in seated.members if one.seat == "outsider")
    report = address(seated, "evaluation_report")
    assert name not in page(seated.office.drafter, report)
    assert name in page(seated.office.approver, report)


def test_nothing_is_chosen_before_the_official_says_how_a_member_came(call):
    text = page(call.office.drafter, address(call, "evaluation_seat"))
    assert '<option value="" selected>' in text.split('name="chosen"')[1].split("</select>")[0]
    for said, words in (
        ({"chosen": ""}, "请写明这名评审人员是怎样产生的"),
        ({"chosen": "drawn"}, "请写明怎样抽取的"),
        ({"contact": ""}, "请填写联系方式"),
        ({"seat": "community", "name": "", "vouched_by": ""}, "作保组织的名称"),
    ):
        response = of(call.office.drafter).post(address(call, "evaluation_seat"), seat_form(**said))
        assert response.status_code == 422
        assert words in response.content.decode(), said
    assert not Evaluator.objects.exists()


def test_a_colleague_is_seated_by_account(call):
    form = seat_form(seat="buyer", user=call.office.drafter.pk, chosen="")
    response = of(call.office.approver).post(address(call, "evaluation_seat"), form)
    assert response.url == address(call)
    assert Evaluator.objects.get().user == call.office.drafter
    assert address(call, "panel_desk") in page(call.office.drafter, address(call))
    assert address(call, "panel_desk") in page(call.office.drafter, reverse("workspace"))
    assert address(call, "panel_desk") not in page(call.office.approver, reverse("workspace"))


def test_what_is_wrong_with_a_seat_stands_on_its_field(seated):
    browser = of(seated.office.drafter)
    for form, words in (
        ({"seat": "buyer"}, "请选择是哪位同事"),
        ({"seat": "buyer", "user": factories.user().pk}, "请重新选择"),
        ({"seat": "outsider"}, "评审小组共 3 人"),
        ({"seat": "guest"}, "请重新选择"),
        ({"chosen": "by_friends"}, "请重新选择"),
    ):
        response = browser.post(address(seated, "evaluation_seat"), seat_form(**form))
        assert response.status_code == 422
        assert words in response.content.decode(), form
    assert Evaluator.objects.count() == 3


def test_a_tied_colleague_is_not_seated(call):
    factories.member(call.lodged[0].organization, "leader", call.office.approver)
    form = seat_form(seat="buyer", user=call.office.approver.pk)
    response = of(call.office.drafter).post(address(call, "evaluation_seat"), form)
    assert response.status_code == 422
    assert "应当回避" in response.content.decode()


def test_a_member_is_removed_and_a_link_renewed(seated):
    browser = of(seated.office.approver)
    code = seated.members[1].code
    assert "重新生成链接" in browser.get(address(seated, "evaluation_seat_link", code)).content.decode()
    first = Evaluator.objects.get(code=code).link_hash
    text = browser.post(address(seated, "evaluation_seat_link", code)).content.decode()
    assert "/panel/" in text
    assert Evaluator.objects.get(code=code).link_hash != first
    own = seated.members[0].code
    response = browser.post(address(seated, "evaluation_seat_link", own))
    assert response.url == address(seated)
    assert "移出这名评审人员" in browser.get(address(seated, "evaluation_seat_remove", code)).content.decode()
    assert browser.post(address(seated, "evaluation_seat_remove", code)).url == address(seated)
    assert browser.get(address(seated, "evaluation_seat_remove", code)).status_code == 404
    assert "请组成评审小组" in page(seated.office.drafter, address(seated))


def test_who_handed_in_stays(seated):
    seated.judge()
    browser, code = of(seated.office.approver), seated.members[1].code
    for name in ("evaluation_seat_remove", "evaluation_seat_link"):
        response = browser.post(address(seated, name, code), follow=True)
        assert "该评审人员" in response.content.decode()
    assert Evaluator.objects.get(code=code).left_at is None


def test_points_stand_on_no_page_before_all_have_handed_in(seated):
    seated.declare_all()
    for member in seated.members[:2]:
        seated.score(member, 0.777)
        seated.hand_in(member)
    for url in (address(seated), address(seated, "evaluation_report"), address(seated, "call_review")):
        response = of(seated.office.approver).get(url, follow=True)
        assert "31.08" not in response.content.decode()
    assert "3 名评审人员中已有 2 名提交评分" in page(seated.office.approver, address(seated))


def test_the_report_is_made_by_one_press_and_read(seated):
    seated.judge(0.9, 0.6)
    browser = of(seated.office.drafter)
    assert browser.get(address(seated, "evaluation_report")).url == address(seated)
    assert browser.get(address(seated, "evaluation_report_make")).status_code == 405
    for _twice in range(2):
        response = browser.post(address(seated, "evaluation_report_make"))
        assert response.url == address(seated, "evaluation_report")
    report = EvaluationReport.objects.get()
    text = browser.get(response.url).content.decode()
    for words in ("90.00", "60.00", "36.00 · 36.00 · 36.00", "四舍五入", "各评审项目取全部评审人员"):
        assert words in text
    assert report.digest[:8] in text
    raw = browser.get(address(seated, "evaluation_report_text", report.pk))
    assert raw.content.decode() == report.body
    assert "attachment" in raw["Content-Disposition"]
    assert address(seated, "evaluation_report") in page(seated.office.approver, address(seated))


def test_a_report_that_lacks_something_says_so(seated):
    response = of(seated.office.drafter).post(address(seated, "evaluation_report_make"), follow=True)
    text = response.content.decode()
    assert "生成报告还缺条件" in text
    assert "还有评审人员没有提交评分" in text
    assert not EvaluationReport.objects.exists()


# An offer that does not conform, a price that is too low


def test_an_offer_is_set_aside_with_a_reason_and_taken_back(seated):
    browser, offer = of(seated.office.drafter), seated.offers[0]
    url = address(seated, "evaluation_set_aside", offer.pk)
    assert browser.post(url, {"ground": "not_qualified"}).status_code == 422
    said = {"ground": "requirement_missed", "reason": "没有保密制度。"}
    assert browser.post(url, said | {"reason": "张三的电话是 13987654321"}).status_code == 422
    assert not NonConformity.objects.exists()
    for _twice in range(2):
        assert browser.post(url, said).url == address(seated)
    assert NonConformity.objects.count() == 1
    assert "未通过符合性审查" in page(seated.office.approver, address(seated))
    assert "没有保密制度" in browser.get(url).content.decode()
    assert browser.post(url, {"act": "restore"}).url == address(seated)
    assert not NonConformity.objects.filter(lifted_at=None).exists()


def test_a_price_is_asked_about_explained_and_decided(seated):
    browser, offer = of(seated.office.drafter), seated.offers[0]
    url = address(seated, "evaluation_price", offer.pk)
    assert "评审小组认为有必要的" in browser.get(url).content.decode()
    now = clock.now()
    soon = {"explain_by_0": f"{now:%Y-%m-%d}", "explain_by_1": "00:01"}
    response = browser.post(url, soon)
    assert response.status_code == 422
    assert "不得早于" in response.content.decode()
    later = clock.now().astimezone(clock.LEGAL_ZONE) + timedelta(hours=2)
    form = {"explain_by_0": f"{later:%Y-%m-%d}", "explain_by_1": f"{later:%H:%M}"}
    assert browser.post(url, form).url == url
    asked = LowOffer.objects.get()
    assert asked.tests == ["judgement"]
    stale = browser.post(url, form | {"explain_by_1": f"{later + timedelta(minutes=1):%H:%M}"}, follow=True)
    assert "您填的没有保存" in stale.content.decode()
    assert LowOffer.objects.get().explain_by == asked.explain_by
    assert browser.post(url, {"accepted": "no", "reason": "还早"}).status_code == 422
    leader = seated.lodged[0].leader
    low_offers.explain(asked.pk, text="志愿者不领报酬。", by=leader, now=clock.now())
    assert "志愿者不领报酬" in browser.get(url).content.decode()
    assert browser.post(url, {"accepted": "yes", "reason": ""}).status_code == 422
    assert browser.post(url, {"accepted": "yes", "reason": "有志愿者名册为证。"}).url == url
    assert "评审小组认定报价合理" in browser.get(url).content.decode()
    assert LowOffer.objects.get().accepted is True


# Reading


def test_the_result_of_the_opening_leads_to_what_was_opened(call):
    offer = call.offers[0]
    url = address(call, "offer", offer.pk)
    assert url in page(call.office.approver, address(call, "opening"))
    text = page(call.office.approver, url)
    for words in (
        "我们的回答：approach",
        "同伴工作补贴",
        "房租",
        "180,000",
        call.lodged[0].organization.name_zh,
    ):
        assert words in text


def test_files_of_an_opened_bid_are_saved_under_the_sandbox():
    call = made.opened(("400000.00", "420000.00", "440000.00"), statutory=True)
    offer = reads.offers_at_hand(call.tender)[0]
    text = page(call.office.drafter, address(call, "offer", offer.pk))
    (link,) = re.findall(r'href="(/workspace/calls/[^"]+/files/[^"]+)"', text)
    response = of(call.office.drafter).get(link)
    assert b"".join(response.streaming_content) == openings.PDF.data
    assert "attachment" in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"]
    for name in ("answers", "manifest", "budget", "file-9"):
        assert of(call.office.drafter).get(address(call, "offer_file", offer.pk, name)).status_code == 404


def test_where_the_law_wants_a_draw_the_page_says_who_came_by_none():
    call = made.opened(("400000.00", "420000.00", "440000.00"), statutory=True)
    call.seat("expert", chosen="drawn", drawn_how="财政局抽取")
    said = "没有经过抽取的专家：1 人"
    text = page(call.office.drafter, address(call))
    assert "评审专家从政府采购评审专家库中随机抽取" in text
    assert said not in text
    call.seat("expert")
    assert said in page(call.office.drafter, address(call))


# Who may, and when

PAGES = [
    ("get", "evaluation", ()),
    ("get", "evaluation_report", ()),
    ("post", "evaluation_report_make", ()),
    ("get", "evaluation_seat", ()),
    ("post", "evaluation_seat", ()),
    ("post", "evaluation_seat_remove", ("member",)),
    ("post", "evaluation_seat_link", ("member",)),
    ("get", "offer", ("offer",)),
    ("get", "offer_file", ("offer", "file-1")),
    ("get", "evaluation_price", ("offer",)),
    ("post", "evaluation_price", ("offer",)),
    ("get", "evaluation_set_aside", ("offer",)),
    ("post", "evaluation_set_aside", ("offer",)),
    ("get", "evaluation_final", ()),
    ("get", "panel_desk", ()),
    ("get", "panel_desk_offer", ("offer",)),
    ("post", "panel_desk_hand_in", ()),
]


def arguments(call, more):
    of_call = {"member": lambda: call.members[1].code, "offer": lambda: call.offers[0].pk}
    return [of_call.get(one, lambda one=one: one)() for one in more]


@pytest.mark.parametrize("who", ["other_agency", "bidder", "stranger", "supervisor", "reviewer"])
def test_to_everybody_else_these_pages_do_not_exist(seated, who):
    user = {
        "other_agency": lambda: calls.office("532503").approver,
        "bidder": lambda: seated.lodged[0].leader,
        "stranger": factories.user,
        "supervisor": lambda: factories.official("supervisor"),
        "reviewer": lambda: factories.official("privacy_reviewer"),
    }[who]()
    for method, name, more in PAGES:
        url = address(seated, name, *arguments(seated, more))
        assert getattr(of(user), method)(url).status_code == 404, name
    assert not NonConformity.objects.exists()
    assert not LowOffer.objects.exists()


def test_without_signing_in_one_is_asked_to(seated):
    for method, name, more in PAGES:
        response = getattr(Client(), method)(address(seated, name, *arguments(seated, more)))
        assert response.status_code == 302, name
        assert "/accounts/" in response.url


def test_before_the_opening_there_is_no_evaluation():
    closed = openings.closed()
    browser = of(closed.office.drafter)
    for name in ("evaluation", "evaluation_report", "evaluation_seat"):
        assert browser.get(reverse(name, args=[closed.tender.number])).status_code == 404
    assert browser.get(reverse("offer", args=[closed.tender.number, 1])).status_code == 404


def test_after_it_the_pages_are_read_and_nothing_is_done(seated):
    seated.judge(0.9, 0.6)
    seated.report()
    seated.tender.step = "publicity"
    seated.tender.save(update_fields=["step"])
    browser, offer = of(seated.office.drafter), seated.offers[0]
    for name, more in (("evaluation", ()), ("evaluation_report", ()), ("offer", (offer.pk,))):
        assert browser.get(address(seated, name, *more)).status_code == 200
    for name, more in (
        ("evaluation_seat", ()),
        ("evaluation_report_make", ()),
        ("evaluation_seat_remove", (seated.members[1].code,)),
        ("evaluation_price", (offer.pk,)),
        ("evaluation_set_aside", (offer.pk,)),
    ):
        assert browser.post(address(seated, name, *more)).status_code == 403, name


def test_the_desk_and_the_call_lead_to_the_evaluation(call):
    assert address(call) in page(call.office.approver, reverse("workspace"))
    assert address(call) in page(call.office.approver, address(call, "call_review"))
    assert address(call) in page(call.office.approver, address(call, "opening"))


def test_statutory_calls_without_a_duty_stand_on_the_desk_as_well():
    call = made.opened(("400000.00", "420000.00", "440000.00"), statutory=True)
    assert address(call) in page(call.office.drafter, reverse("workspace"))


def test_every_page_is_whole_in_both_languages(seated):
    seated.judge(0.9, 0.6)
    seated.report()
    offer = seated.offers[0]
    # Names of accounts, codes of members and what a bidder wrote are not the page's words.
    known = {f"我们的回答：{question}" for question in openings.QUESTIONS}
    known |= {seated.office.drafter.username, seated.office.approver.username}
    known |= {one.code for one in seated.members}
    for name, more in (
        ("evaluation", ()),
        ("evaluation_report", ()),
        ("evaluation_seat", ()),
        ("evaluation_price", (offer.pk,)),
        ("evaluation_set_aside", (offer.pk,)),
        ("offer", (offer.pk,)),
    ):
        url = address(seated, name, *more)
        for prefix in ("", "/en"):
            shown = Page(page(seated.office.drafter, prefix + url))
            assert [one for one in shown.foreign() if one not in known] == [], (prefix, name)
            assert shown.inline == []
            assert len(shown.ids) == len(set(shown.ids)), (name, shown.ids)


def test_many_offers_cost_no_more_questions_than_few(call, django_assert_max_num_queries):
    many = made.opened(("150000.00", "160000.00", "170000.00", "180000.00", "190000.00"))
    for one in (call, many):
        one.seat_all()
        one.judge()
        browser = of(one.office.drafter)
        with django_assert_max_num_queries(58):
            assert browser.get(address(one)).status_code == 200
        one.report()
        with django_assert_max_num_queries(37):
            assert browser.get(address(one, "evaluation_report")).status_code == 200
