"""A panel member's pages: by one-time link without any account or cookie, and the buyer's member by account."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.ground import clock
from portal.running.logs import JsonLines
from procurement.models import Declaration, Evaluator, Score
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import conformity, evaluations, panels
from procurement.views.evaluation.panel_door import MOST_WRONG
from tests.support import factories, openings
from tests.support import panels as made
from tests.views.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(settings):
    openings.give_keys(settings)
    cache.clear()


@pytest.fixture
def call():
    made_call = made.opened()
    made_call.seat_all()
    return made_call


@pytest.fixture
def token(call):
    return call.seated[0].token


@pytest.fixture
def phone():
    """A browser without cookies that insists on what Django refuses by itself."""
    return Client(enforce_csrf_checks=True)


def link(token, page="", *more):
    with translation.override("zh-hans"):
        return reverse(f"panel_link_{page}" if page else "panel_link", args=[token, *more])


def member_of(token):
    return reads.member_by_hash(reads.hash_of(token))


def declare(phone, token, *ties):
    return phone.post(link(token), {"ties": list(ties), "word": "on"})


COMMENT = "做法写得清楚，人手也够。"


def written(answer):
    """What a page gives back of what was typed."""
    return re.findall(r'<dd class="typed"[^>]*>(.*?)</dd>', answer.content.decode(), re.S)


def commented(call):
    return {f"comment_{call.tender.lots.get().criteria.first().pk}": COMMENT}


def points(call, share=0.5, **more):
    criteria = call.tender.lots.get().criteria.all()
    return {f"points_{one.pk}": f"{float(one.weight) * share:.2f}" for one in criteria} | more


def test_the_whole_way_of_a_member_without_cookies(call, token, phone):
    text = phone.get(link(token)).content.decode()
    assert call.tender.buyer.name_zh in text
    assert all(one.organization.name_zh in text for one in call.lodged)
    assert "实施条例" in text
    assert declare(phone, token).url == link(token)
    first, second = reads.judged_offers(call.tender)
    assert "还有 2 份没有评完" in phone.get(link(token)).content.decode()
    text = phone.get(link(token, "offer", first.pk)).content.decode()
    assert "我们的回答：approach" in text
    assert "满分 40" in text
    answer = phone.post(link(token, "offer", first.pk), points(call) | {"act": "next"})
    assert answer.url == link(token, "offer", second.pk)
    answer = phone.post(link(token, "offer", second.pk), points(call, 0.9) | {"act": "save"})
    assert answer.url == link(token, "offer", second.pk)
    assert "已全部评完" in phone.get(link(token)).content.decode()
    text = phone.get(link(token, "hand_in")).content.decode()
    version = re.search(r'name="version"[^>]*value="(\d+)"', text).group(1)
    assert phone.post(link(token, "hand_in"), {"version": version}).url == link(token)
    assert Score.objects.count() == 8
    text = phone.get(link(token)).content.decode()
    assert "谢谢，评分已提交" in text
    for page, more in (("offer", (first.pk,)), ("hand_in", ()), ("file", (first.pk, "file-1"))):
        assert phone.get(link(token, page, *more)).url == link(token)
    assert "csrftoken" not in phone.cookies
    assert "sessionid" not in phone.cookies


def test_no_page_is_kept_and_no_address_is_told(call, token, phone):
    declare(phone, token)
    offer = reads.judged_offers(call.tender)[0]
    for url in (link(token), link(token, "offer", offer.pk), link("wrong")):
        answer = phone.get(url)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        text = answer.content.decode()
        assert 'rel="canonical"' not in text
        assert 'name="robots" content="noindex' in text


def test_a_log_never_holds_the_secret(token):
    for path in (link(token), f"/en{link(token, 'offer', 3)}", f"/alerts/manage/{token}/"):
        record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (path,), None)
        line = json.loads(JsonLines().format(record))
        assert token not in line["message"]
        assert line["message"].startswith("Not Found: /")


def test_a_wrong_link_and_a_replaced_one_look_the_same(call, token, phone):
    code = member_of(token).code
    panels.print_link(call.tender.number, code, by=call.office.approver, now=clock.now())
    answers = [phone.get(link(one)) for one in (token, "wrong", token[:-1])]
    assert [one.status_code for one in answers] == [404] * 3
    # The demonstration's clock goes on between two looks.
    passing = r'/panel/[\w-]+/|<div class="strip">.*?</div>'
    texts = {re.sub(passing, "", one.content.decode()) for one in answers}
    assert len(texts) == 1
    assert "这个链接打不开" in texts.pop()
    assert phone.get(link("wrong", "offer", 1)).status_code == 404
    assert phone.post(link("wrong", "hand_in")).status_code == 404


def test_by_a_new_link_the_member_first_confirms_what_the_old_one_gave(call, token, phone):
    declare(phone, token)
    first, _second = reads.judged_offers(call.tender)
    phone.post(link(token, "offer", first.pk), points(call))
    code = member_of(token).code
    new = panels.print_link(call.tender.number, code, by=call.office.approver, now=clock.now()).token
    text = phone.get(link(new)).content.decode()
    assert "这是用您原来的链接作出的" in text
    assert first.bid.lead.name_zh in text
    assert "20.00" in text
    for page, more in (("offer", (first.pk,)), ("hand_in", ())):
        assert phone.get(link(new, page, *more)).url == link(new)
        assert phone.post(link(new, page, *more), {"version": "1"}).url == link(new)
        told = phone.post(link(new, page, *more), points(call) | {"version": "1"})
        assert told.status_code == 409
        assert written(told)
    assert phone.post(link(new), {"act": "nonsense"}).status_code == 200
    assert member_of(new).unconfirmed
    assert "Is it yours?" in phone.get(f"/en{link(new)}").content.decode()
    assert phone.post(link(new), {"act": "dropped"}).url == link(new)
    assert member_of(new).draft == {}
    assert "还有 2 份没有评完" in phone.get(link(new)).content.decode()


def test_guessing_is_slowed_down_and_hinders_no_member(token, phone):
    for _ in range(MOST_WRONG):
        assert phone.get(link("guess")).status_code == 404
    assert phone.get(link("guess")).status_code == 429
    assert phone.get(link(token)).status_code == 200


@pytest.mark.parametrize(
    ("end", "status", "words"),
    [
        ("expired", 410, "链接已过期"),
        ("left", 410, "您在本评审小组的工作已结束"),
        ("closed", 410, "评审已经结束"),
        ("tied", 200, "谢谢您如实声明"),
    ],
)
def test_a_link_that_has_ended_says_why_and_opens_nothing(call, token, phone, end, status, words):
    offer = reads.judged_offers(call.tender)[0]
    if end == "tied":
        declare(phone, token, call.lodged[0].bid.number)
    else:
        declare(phone, token)
    if end == "expired":
        clock.move_to(member_of(token).link_until)
    elif end == "left":
        panels.remove(call.tender.number, member_of(token).code, by=call.office.drafter, now=clock.now())
    elif end == "closed":
        call.tender.step = "publicity"
        call.tender.save(update_fields=["step"])
    answer = phone.get(link(token))
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert phone.get(link(token, "offer", offer.pk)).url == link(token)
    late = phone.post(link(token, "offer", offer.pk), points(call) | {**commented(call), "act": "next"})
    page = late.content.decode()
    assert late.status_code == (status if status == 410 else 409)
    assert words in page
    assert [one for one in written(late) if COMMENT in one] == written(late)[:1]
    assert "没有保存" in page
    assert offer.bid.lead.name_zh not in page
    assert offer.bid.number not in page
    assert phone.post(link(token, "hand_in"), {"version": 0}).url == link(token)
    assert not Score.objects.exists()
    assert not Evaluator.objects.get(pk=member_of(token).pk).draft


def test_declaring_comes_first_and_needs_a_word(call, token, phone):
    offer = reads.judged_offers(call.tender)[0]
    assert phone.get(link(token, "offer", offer.pk)).url == link(token)
    assert phone.post(link(token), {}).status_code == 422
    assert phone.post(link(token), {"word": "on", "ties": ["B-XXXXXXXXXX"]}).status_code == 422
    assert not Declaration.objects.exists()
    declare(phone, token)
    declare(phone, token, call.lodged[0].bid.number)
    assert Declaration.objects.get().conflict is False


def test_points_beyond_their_criterion_stand_on_the_field_and_nothing_is_lost(call, token, phone):
    declare(phone, token)
    offer = reads.judged_offers(call.tender)[0]
    criterion = call.tender.lots.get().criteria.first()
    url = link(token, "offer", offer.pk)
    said = {f"points_{criterion.pk}": "40.01", f"comment_{criterion.pk}": "写得好"}
    answer = phone.post(url, said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="40.01"' in text
    assert "写得好" in text
    assert member_of(token).draft == {}
    answer = phone.post(url, {f"comment_{criterion.pk}": "我认识王小明，电话 13987654321"})
    assert answer.status_code == 422
    assert "13987654321" in answer.content.decode()
    assert member_of(token).draft == {}


def test_a_comment_without_points_is_kept(call, token, phone):
    declare(phone, token)
    offer = reads.judged_offers(call.tender)[0]
    criterion = call.tender.lots.get().criteria.first()
    url = link(token, "offer", offer.pk)
    assert phone.post(url, {f"comment_{criterion.pk}": "再想想"}).status_code == 302
    assert "再想想" in phone.get(url).content.decode()
    assert "还有 2 份没有评完" in phone.get(link(token)).content.decode()


def test_an_offer_that_was_set_aside_is_not_there(call, token, phone):
    declare(phone, token)
    out, other = reads.judged_offers(call.tender)
    said = {"ground": "requirement_missed", "reason": "没有保密制度。"}
    conformity.set_aside(out.pk, by=call.office.drafter, now=clock.now(), **said)
    assert phone.get(link(token, "offer", out.pk)).status_code == 404
    assert phone.get(link(token, "offer", other.pk)).status_code == 200
    elsewhere = made.opened()
    assert phone.get(link(token, "offer", elsewhere.offers[0].pk)).status_code == 404


def test_what_was_written_on_an_offer_that_was_set_aside_meanwhile_comes_back(call, token, phone):
    declare(phone, token)
    out, _other = reads.judged_offers(call.tender)
    said = {"ground": "requirement_missed", "reason": "没有保密制度。"}
    conformity.set_aside(out.pk, by=call.office.drafter, now=clock.now(), **said)
    told = phone.post(link(token, "offer", out.pk), points(call) | commented(call))
    assert told.status_code == 409
    assert COMMENT in "".join(written(told))
    assert out.bid.lead.name_zh not in told.content.decode()


def test_what_was_written_on_a_page_of_a_replaced_link_comes_back_and_of_a_guessed_one_does_not(
    call, token, phone
):
    declare(phone, token)
    offer = reads.judged_offers(call.tender)[0]
    url = link(token, "offer", offer.pk)
    mark = re.search(r'name="mark" value="([^"]+)"', phone.get(url).content.decode())[1]
    code = member_of(token).code
    panels.print_link(call.tender.number, code, by=call.office.approver, now=clock.now())
    told = phone.post(url, points(call) | commented(call) | {"mark": mark})
    assert told.status_code == 404
    assert COMMENT in "".join(written(told))
    assert "分 · " in "".join(written(told))
    assert call.tender.number not in told.content.decode()
    for sent, where in (("", url), ("x" + mark, url), (mark, link("guess", "offer", offer.pk))):
        strange = phone.post(where, commented(call) | {"mark": sent})
        assert strange.status_code == 404
        assert COMMENT not in strange.content.decode()


def test_what_changed_after_it_was_read_is_not_handed_in(call, token, phone):
    declare(phone, token)
    member = member_of(token)
    call.score(member)
    text = phone.get(link(token, "hand_in")).content.decode()
    version = re.search(r'name="version"[^>]*value="(\d+)"', text).group(1)
    call.score(member, 0.9, only=call.offers[0])
    answer = phone.post(link(token, "hand_in"), {"version": version})
    assert answer.url == link(token, "hand_in")
    assert not Score.objects.exists()


# The buyer's member


def desk(call, page="", *more):
    with translation.override("zh-hans"):
        name = f"panel_desk_{page}" if page else "panel_desk"
        return reverse(name, args=[call.tender.number, *more])


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def test_the_buyers_member_does_the_same_under_the_account(call):
    browser = signed_in(call.office.drafter)
    assert "链接仅供您本人使用" not in browser.get(desk(call)).content.decode()
    assert browser.post(desk(call), {"word": "on"}).url == desk(call)
    for offer in reads.judged_offers(call.tender):
        assert browser.post(desk(call, "offer", offer.pk), points(call)).status_code == 302
    version = Evaluator.objects.get(user=call.office.drafter).version
    assert browser.post(desk(call, "hand_in"), {"version": version}).url == desk(call)
    assert "谢谢，评分已提交" in browser.get(desk(call)).content.decode()
    assert signed_in(call.office.approver).get(desk(call)).status_code == 404


def test_an_account_form_is_guarded_against_forgery(call):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(call.office.drafter)
    assert browser.post(desk(call), {"word": "on"}).status_code == 403
    assert not Declaration.objects.exists()


def test_a_tied_official_is_told_to_say_so(call):
    factories.member(call.lodged[0].organization, "leader", call.office.drafter)
    browser = signed_in(call.office.drafter)
    answer = browser.post(desk(call), {"word": "on"})
    assert answer.status_code == 422
    assert "请勾选" in answer.content.decode()
    assert browser.post(desk(call), {"word": "on", "ties": [call.lodged[0].bid.number]}).status_code == 302
    assert Declaration.objects.get().conflict


def test_who_left_the_agency_has_left_the_panel(call):
    browser = signed_in(call.office.drafter)
    browser.post(desk(call), {"word": "on"})
    member = Evaluator.objects.get(user=call.office.drafter)
    member.user.memberships.update(to_date=clock.legal_date(clock.now()) - timedelta(days=1))
    assert browser.get(desk(call)).status_code == 404
    with pytest.raises(evaluations.NotOpenError):
        evaluations.save_scores(member, call.offers[0], points={}, now=clock.now())


# Before final offers, languages, cost


def test_first_offers_are_read_and_not_scored(phone):
    call = made.opened(made.FIRST_OFFERS, statutory=True)
    call.seat_all()
    token = call.seated[0].token
    declare(phone, token)
    text = phone.get(link(token)).content.decode()
    assert "首次响应材料" in text
    offer = reads.offers_at_hand(call.tender)[0]
    text = phone.get(link(token, "offer", offer.pk)).content.decode()
    assert "points_" not in text
    (address,) = re.findall(r'href="(/panel/[^"]+/files/[^"]+)"', text)
    answer = phone.get(address)
    assert b"".join(answer.streaming_content) == openings.PDF.data
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert phone.get(link(token, "hand_in")).url == link(token)


def test_every_page_is_whole_in_both_languages(call, token, phone):
    known = {f"我们的回答：{question}" for question in openings.QUESTIONS} | {call.tender.buyer.name_zh}

    def look(*urls):
        for url in urls:
            for prefix in ("", "/en"):
                shown = Page(phone.get(prefix + url).content.decode())
                assert [one for one in shown.foreign() if one not in known] == [], (prefix, url)
                assert shown.inline == []
                assert len(shown.ids) == len(set(shown.ids))

    look(link("wrong"), link(token))
    declare(phone, token)
    offer = reads.judged_offers(call.tender)[0]
    look(link(token), link(token, "offer", offer.pk))
    call.score(member_of(token))
    look(link(token), link(token, "hand_in"))
    call.hand_in(member_of(token))
    look(link(token))


def test_many_offers_cost_no_more_questions_than_few(phone, django_assert_max_num_queries):
    for amounts in (("180000.00", "200000.00"), ("150000.00", "160000.00", "170000.00", "180000.00")):
        call = made.opened(amounts)
        call.seat_all()
        token = call.seated[0].token
        declare(phone, token)
        call.score(member_of(token))
        for page in ("", "hand_in"):
            with django_assert_max_num_queries(32):
                assert phone.get(link(token, page)).status_code == 200
