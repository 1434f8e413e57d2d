"""What a bidder is asked while bids are judged, in the browser's own way: a price, a final offer."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.ground import clock
from procurement.models import LowOffer
from procurement.selectors import evaluation as reads
from procurement.services.evaluation import conformity, low_offers
from tests.support import awards, factories, openings
from tests.support import panels as made
from tests.views.reading import Page
from tests.views.test_bids import lines, seal

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _ground(settings):
    openings.give_keys(settings)


def of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def address(name, bid):
    with translation.override("zh-hans"):
        return reverse(name, args=[bid.number])


@pytest.fixture
def asked():
    call = made.opened()
    call.seat_all()
    offer = call.offers[0]
    now = clock.now()
    low_offers.ask(offer.pk, explain_by=now + HOUR, by=call.office.drafter, now=now)
    return call


def test_a_bidder_explains_its_price_once_and_in_time(asked):
    lodged = asked.lodged[0]
    browser, url = of(lodged.leader), address("bid_price", lodged.bid)
    assert url in browser.get(reverse("workspace")).content.decode()
    assert url in browser.get(address("bid", lodged.bid)).content.decode()
    text = browser.get(url).content.decode()
    assert "请说明报价理由" in text
    assert "180,000" in text
    number = LowOffer.objects.get().pk
    assert browser.post(url, {"asked": number, "text": "短"}).status_code == 422
    said = {"asked": number, "text": "志愿者不领报酬，场地由社区免费提供。"}
    assert browser.post(url, said).url == url
    assert browser.post(url, said | {"text": "换一种说法，说得更长一些。"}, follow=True).status_code == 200
    assert LowOffer.objects.get().explanation == said["text"]
    assert said["text"] in browser.get(url).content.decode()
    assert url not in browser.get(reverse("workspace")).content.decode()


def test_after_the_time_it_is_said_so_and_nothing_is_taken(asked):
    lodged = asked.lodged[0]
    clock.move_to(LowOffer.objects.get().explain_by)
    browser, url = of(lodged.leader), address("bid_price", lodged.bid)
    assert "说明时间已截止" in browser.get(url).content.decode()
    said = {"asked": LowOffer.objects.get().pk, "text": "志愿者不领报酬，场地由社区免费提供。"}
    assert "说明时间已截止" in browser.post(url, said, follow=True).content.decode()
    assert LowOffer.objects.get().explanation == ""


def test_a_question_is_nobody_elses(asked):
    url = address("bid_price", asked.lodged[0].bid)
    for user in (
        asked.lodged[1].leader,
        asked.office.drafter,
        factories.user(),
        factories.official("supervisor"),
    ):
        assert of(user).get(url).status_code == 404
        assert of(user).post(url, {"text": "x" * 20}).status_code == 404
    assert of(asked.lodged[1].leader).get(address("bid_price", asked.lodged[1].bid)).status_code == 404
    assert Client().get(url).status_code == 302


@pytest.fixture
def called():
    call = made.opened(made.FIRST_OFFERS, statutory=True)
    call.seat_all()
    call.declare_all()
    call.call_for_final()
    return call


def test_a_final_offer_is_written_and_sealed_like_a_bid(called):
    lodged = called.lodged[0]
    browser, url = of(lodged.leader), address("bid_final", lodged.bid)
    assert url in browser.get(reverse("workspace")).content.decode()
    assert url in browser.get(address("bid", lodged.bid)).content.decode()
    assert browser.get(address("bid_replace", lodged.bid)).url == url
    text = browser.get(url).content.decode()
    assert "服务点由三个增加到四个" in text
    assert browser.post(url).url == address("bid_answers", lodged.bid)
    page = browser.get(address("bid_answers", lodged.bid)).content.decode()
    assert "我们的回答：approach" in page
    lodged.bid.refresh_from_db()
    written = browser.get(address("bid_budget", lodged.bid)).content.decode()
    marks = dict(re.findall(r'name="(lot1-[01]-(?:key|read))" value="([^"]*)"', written))
    rows = lines(("同伴补贴", "direct", "300000"), ("房租", "indirect", "18000")) | marks
    assert browser.post(address("bid_budget", lodged.bid), rows).status_code == 302
    assert "最后报价还没有封存" in browser.get(url).content.decode()
    _pressed, answer = seal(browser, lodged.bid)
    assert "/receipts/" in answer.url
    lodged.bid.refresh_from_db()
    assert (lodged.bid.status, lodged.bid.current.round) == ("opened", 2)
    assert "最后报价已封存" in browser.get(address("bid", lodged.bid)).content.decode()
    assert "最后报价已封存" in browser.get(url).content.decode()
    assert "去填最后报价" not in browser.get(address("bid", lodged.bid)).content.decode()
    # The buyer learns neither that it came nor what it says.
    desk = of(called.office.drafter).get(address_of_call(called)).content.decode()
    assert "300,000" not in desk
    assert "封存至" in desk


def address_of_call(call):
    with translation.override("zh-hans"):
        return reverse("evaluation", args=[call.tender.number])


def test_the_buyers_pages_do_not_change_with_the_final_offers(called):
    def shown():
        browser = of(called.office.drafter)
        return [
            browser.get(address_of_call(called)).content,
            browser.get(reverse("opening", args=[called.tender.number])).content,
        ]

    def plain(pages):
        return [
            [
                line
                for line in one.decode().splitlines()
                if "csrfmiddlewaretoken" not in line and "strip" not in line
            ]
            for one in pages
        ]

    before = plain(shown())
    openings.final_offer(called.lodged[0], "300000.00")
    assert plain(shown()) == before


def test_before_it_is_asked_for_and_for_others_there_is_no_such_page(called):
    url = address("bid_final", called.lodged[0].bid)
    for user in (called.lodged[1].leader, called.office.drafter, factories.user()):
        assert of(user).get(url).status_code == 404
        assert of(user).post(url).status_code == 404
    assert Client().get(url).status_code == 302
    programme = made.opened()
    own = programme.lodged[0]
    assert of(own.leader).get(address("bid_final", own.bid)).status_code == 404


def test_after_the_time_nothing_begins(called):
    lodged = called.lodged[0]
    clock.move_to(called.tender.consultation.final_due)
    browser, url = of(lodged.leader), address("bid_final", lodged.bid)
    assert "最后报价已截止" in browser.get(url).content.decode()
    assert browser.post(url).url == address("bid", lodged.bid)
    assert "没有按时交最后报价" in browser.get(address("bid", lodged.bid)).content.decode()
    lodged.bid.refresh_from_db()
    assert lodged.bid.draft_revision is None


def test_who_was_set_aside_has_no_final_offer_to_give():
    call = made.opened(made.FIRST_OFFERS, statutory=True)
    call.seat_all()
    call.declare_all()
    out = reads.offers_at_hand(call.tender).get(bid=call.lodged[0].bid)
    conformity.set_aside(
        out.pk, ground="not_qualified", reason="未登记。", by=call.office.drafter, now=clock.now()
    )
    call.call_for_final()
    lodged = call.lodged[0]
    assert of(lodged.leader).get(address("bid_final", lodged.bid)).status_code == 404
    assert "最后报价" not in of(lodged.leader).get(reverse("workspace")).content.decode()


def test_every_page_is_whole_in_both_languages(asked):
    call = made.opened(made.FIRST_OFFERS, statutory=True)
    call.seat_all()
    call.declare_all()
    call.call_for_final(changes_en="Four service points instead of three.")
    for lodged, name in ((asked.lodged[0], "bid_price"), (call.lodged[0], "bid_final")):
        known = {lodged.leader.username, "服务点由三个增加到四个。", "Four service points instead of three."}
        for prefix in ("", "/en"):
            text = of(lodged.leader).get(prefix + address(name, lodged.bid)).content.decode()
            shown = Page(text)
            assert [one for one in shown.foreign() if one not in known] == [], (prefix, name)
            assert len(shown.ids) == len(set(shown.ids))


def test_who_was_not_ranked_reads_what_the_panel_wrote():
    call = made.opened()
    call.seat_all()
    out = call.offers[0]
    conformity.set_aside(
        out.pk,
        ground="requirement_missed",
        reason="没有写保密办法。",
        by=call.office.drafter,
        now=clock.now(),
    )
    call.declare_all()
    for member in call.members:
        call.score(member, 0.8, only=call.offers[1])
        call.hand_in(member)
    decided = awards.Decided(call.tender, call.office, call.lodged, call.seated)
    decided.report()
    decided.draft(*decided.bids)
    decided.approve()
    url = address("bid_result", call.lodged[0].bid)
    text = of(call.lodged[0].leader).get(url).content.decode()
    assert "没有写保密办法" in text
    assert (
        "没有写保密办法"
        not in of(call.lodged[1].leader).get(address("bid_result", call.lodged[1].bid)).content.decode()
    )
