"""The opening in the browser's own way: sealed, two words, the result, the public record, void, called again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from portal.ground import clock
from procurement.judgement import law
from procurement.models import Bid, Opening, OpeningConfirmation
from procurement.services import openings
from tests.support import calls, factories, scenes
from tests.support import openings as made

pytestmark = pytest.mark.django_db
# What differs between two looks at the same page: the form's token and the seconds of the clock.
PASSING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|(?<=T\d\d:\d\d):\d\d|(?<=;by=)[0-9a-f]{24}')


_keys = scenes.keys()
_closed = scenes.once(made.closed)


@pytest.fixture
def call(_closed):
    return _closed.again()


def of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def address(call, name="opening", *more):
    return reverse(name, args=[call.tender.number, *more])


def page(user, call):
    return PASSING.sub("", of(user).get(address(call)).content.decode())


def test_before_the_opening_the_page_does_not_change_with_the_bids():
    office = calls.office()
    tender = made.opened_to_bids(office)
    empty = made.Closed(tender, office, [])
    before = page(office.drafter, empty)
    assert "封存中" in before
    made.lodge(tender)
    made.lodge(tender, "150000.00")
    assert page(office.drafter, empty) == before


def test_after_closing_it_does_not_change_with_the_bids_either(call):
    """Before the first word, and the public page as well."""
    shown = page(call.office.approver, call), public(call)
    Bid.objects.update(status="discarded")
    assert (page(call.office.approver, call), public(call)) == shown
    assert "还差 2 人" in shown[0]


def test_it_says_who_confirmed_and_how_many_are_missing(call):
    call.confirm(call.office.drafter)
    shown = page(call.office.approver, call)
    assert call.office.drafter.display_name in shown
    assert "还差 1 人" in shown


def test_two_officials_confirm_and_the_result_is_shown(call):
    office = call.office
    for person, words in ((office.drafter, "确认开启"), (office.approver, "确认开启")):
        assert words in page(person, call)
        response = of(person).post(address(call, "opening_confirm"))
        assert response.url == address(call)
    assert "正在开启" in page(office.drafter, call)
    assert "收到" not in page(office.drafter, call)
    call.open()
    result = page(office.approver, call)
    assert "已开启 2 份申报" in result
    assert call.lodged[0].organization.name_zh in result
    assert "180,000" in result
    assert "确认开启" not in result


def test_a_second_press_of_the_same_person_changes_nothing(call):
    browser = of(call.office.drafter)
    for _ in range(2):
        browser.post(address(call, "opening_confirm"))
    assert OpeningConfirmation.objects.count() == 1
    assert "请一位同事" in page(call.office.drafter, call)


def test_a_supervisor_reads_that_they_stand_in(call):
    supervisor = factories.official("supervisor")
    assert "您代替其中一人确认" in page(supervisor, call)
    of(supervisor).post(address(call, "opening_confirm"))
    assert OpeningConfirmation.objects.get().stands_in
    assert "监督人员代为确认" in page(call.office.drafter, call)


def test_a_supervisor_has_no_business_here_before_closing():
    office = calls.office()
    tender = made.opened_to_bids(office)
    open_call = made.Closed(tender, office, [])
    supervisor = of(factories.official("supervisor"))
    assert supervisor.get(address(open_call)).status_code == 404
    assert supervisor.post(address(open_call, "opening_confirm")).status_code == 404


PAGES = [
    ("get", "opening", ()),
    ("post", "opening_confirm", ()),
    ("get", "opening_review", ()),
    ("post", "opening_take_back", ()),
    ("post", "opening_again", ()),
    ("get", "opening_end", ("void",)),
    ("get", "opening_end", ("extension",)),
]


@pytest.mark.parametrize(("method", "name", "more"), PAGES)
@pytest.mark.parametrize("who", ["other_agency", "bidder", "stranger", "reviewer"])
def test_to_everybody_else_these_pages_do_not_exist(call, method, name, more, who):
    user = {
        "other_agency": lambda: calls.office("532503").approver,
        "bidder": lambda: call.lodged[0].leader,
        "stranger": factories.user,
        "reviewer": lambda: factories.official("privacy_reviewer"),
    }[who]()
    assert getattr(of(user), method)(address(call, name, *more)).status_code == 404
    assert not OpeningConfirmation.objects.exists()


@pytest.mark.parametrize(("method", "name", "more"), PAGES)
def test_without_signing_in_one_is_asked_to(call, method, name, more):
    response = getattr(Client(), method)(address(call, name, *more))
    assert response.status_code == 302
    assert "/accounts/" in response.url or "login" in response.url


def test_before_its_time_confirming_says_so_and_does_nothing():
    office = calls.office()
    tender = made.opened_to_bids(office)
    early = made.Closed(tender, office, [])
    assert of(office.drafter).post(address(early, "opening_confirm")).status_code == 403
    assert not OpeningConfirmation.objects.exists()


def test_after_the_opening_confirming_does_nothing(call):
    call.confirm_both()
    call.open()
    response = of(call.office.drafter).post(address(call, "opening_confirm"), follow=True)
    assert "现在没有需要确认的开启" in response.content.decode()
    assert OpeningConfirmation.objects.count() == 2


def test_get_does_not_confirm(call):
    assert of(call.office.drafter).get(address(call, "opening_confirm")).status_code == 405


def test_statutory_an_overdue_question_is_said_first():
    office = calls.office()
    tender = made.opened_to_bids(office, statutory=True)
    calls.asked(tender, now=clock.now())
    call = made.close(tender, office, [])
    assert "先回答问题" in page(office.drafter, call)
    assert "确认开启" not in page(office.drafter, call)
    response = of(office.drafter).post(address(call, "opening_confirm"), follow=True)
    assert "逾期未答" in response.content.decode()


def public(call, language=""):
    path = reverse("tender", args=[call.tender.number])
    text = Client().get(f"/en{path}" if language == "en" else path).content.decode()
    return PASSING.sub("", text)


def test_the_public_reads_neither_names_nor_the_sums_of_few_in_the_programme_regime(call):
    call.confirm_both()
    call.open()
    text = public(call)
    assert "已开启 2 份申报" in text
    assert "180,000" not in text, "of two sums one is the loser's"
    assert not any(one.organization.name_zh in text for one in call.lodged)
    assert "2 bids were opened" in public(call, "en")


def test_the_public_reads_no_sum_of_a_consultation():
    call = made.closed(["400000.00", "411111.00", "420000.00"], statutory=True)
    call.confirm_both()
    call.open()
    assert "已开启 3 份申报" in public(call)
    assert "411,111" not in public(call)


def test_the_public_reads_that_the_clock_opened_alone(call):
    _book, calendar = law.law_of(call.tender)
    clock.move_to(openings.rules.alone_from(call.at, calendar=calendar))
    call.open()
    assert "三个工作日内没有第二个人确认" in public(call)


def test_nobody_applied_void_and_called_again():
    call = made.closed([])
    call.confirm_both()
    call.open()
    by = call.office
    assert "没有人申报" in page(by.drafter, call)
    assert "延长一次" in page(by.drafter, call)
    form = {"form_id": uuid4(), "reason_code": "too_few_suppliers", "reason_zh": "无人申报。"}
    response = of(by.drafter).post(address(call, "opening_end", "void"), form)
    assert response.url == address(call, "opening_review")
    assert of(by.drafter).post(address(call, "opening_review"), {"act": "approve"}).status_code == 403
    review = of(by.approver)
    assert review.post(address(call, "opening_review"), {"act": "send_back"}).status_code == 422
    response = review.post(address(call, "opening_review"), {"act": "approve"})
    assert response.url == reverse("notice", args=[call.tender.number, 2])
    assert "无人申报" in Client().get(response.url).content.decode()
    assert of(by.drafter).post(address(call, "opening_review"), {"act": "approve"}).status_code == 403, (
        "it is public by now, which the page says"
    )
    assert "重新征集" in page(by.drafter, call)
    first = of(by.drafter).post(address(call, "opening_again"))
    assert of(by.approver).post(address(call, "opening_again")).url == first.url
    assert "后续公告" in page(by.drafter, call)


def test_an_extension_in_the_browser():
    call = made.closed([])
    call.confirm_both()
    call.open()
    form = {"form_id": uuid4(), "reason_zh": "知道的人少。"}
    assert of(call.office.drafter).post(address(call, "opening_end", "extension"), form).status_code == 302
    of(call.office.approver).post(address(call, "opening_review"), {"act": "approve"})
    call.tender.refresh_from_db()
    assert call.tender.step == "open"
    assert "封存中" in page(call.office.drafter, call)
    assert "没有人申报。" not in page(call.office.drafter, call)


def test_a_call_somebody_answered_has_no_extension(call):
    call.confirm_both()
    call.open()
    assert of(call.office.drafter).get(address(call, "opening_end", "extension")).status_code == 404


def test_a_form_without_reason_is_refused():
    call = made.closed([])
    call.confirm_both()
    call.open()
    response = of(call.office.drafter).post(address(call, "opening_end", "void"), {"form_id": uuid4()})
    assert response.status_code == 422


def test_the_desk_leads_to_the_opening(call):
    desk = of(call.office.approver).get(reverse("workspace")).content.decode()
    assert address(call) in desk


def test_the_result_costs_the_same_for_many(call, django_assert_max_num_queries):
    many = made.closed(["150000.00"] * 6)
    for one in (call, many):
        one.confirm_both()
        one.open()
    browsers = [of(one.office.drafter) for one in (call, many)]
    for one, browser in zip((call, many), browsers, strict=True):
        with django_assert_max_num_queries(32):
            browser.get(address(one))
        with django_assert_max_num_queries(40):
            Client().get(reverse("tender", args=[one.tender.number]))
    assert Opening.objects.count() == 2
    assert clock.now() - call.at < timedelta(hours=1)


def test_the_public_reads_the_sums_where_there_are_five():
    call = made.closed([f"18000{number}.00" for number in range(5)])
    call.confirm_both()
    call.open()
    assert "180,003" in public(call)
