"""A session that ends, or a token that no longer fits, in the middle of writing: no word is lost or leaked."""

import re
import time
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from organizations import kept, middleware, other_account
from portal.ground.pages import device
from procurement.judgement.bids import drafts
from procurement.models import Amendment, Bid
from procurement.rules.bidding import QUESTIONS
from tests.support import calls, factories, sealed
from tests.views.test_amendments import as_posted

pytestmark = pytest.mark.django_db
TEXT = "每周三次到城中村和工地做同伴讲解，夜里十点以后也去，陪需要的人到治疗点。"
OWN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def clock():
    with sealed.at(calls.at("07-05 10:00")) as move:
        yield move


@pytest.fixture
def who():
    return sealed.bidder()


@pytest.fixture
def bid(who, clock):
    return sealed.begun(calls.published(calls.office()), who, now=calls.at("07-05 10:00"))


@pytest.fixture
def browser(who):
    client = Client(enforce_csrf_checks=True)
    client.force_login(who.leader)
    return client


def hidden(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode()).group(1)


def written(page):
    """The form's own hidden fields with an answer typed in."""
    sent = {name: hidden(page, name) for name in ("csrfmiddlewaretoken",)}
    return {**dict.fromkeys(QUESTIONS, ""), **sent, "approach": TEXT, "act": "save"}


def given_back(page):
    """What the one button of the page that kept the words sends."""
    form = re.search(r'<form method="post".*?</form>', page.content.decode(), re.S)[0]
    said: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        said.setdefault(name, []).append(unescape(value))
    return {name: some if len(some) > 1 else some[0] for name, some in said.items()}


def sign_in(browser, person):
    """As a person does, which changes the token of every form."""
    token = hidden(browser.get("/accounts/login/"), "csrfmiddlewaretoken")
    sent = {"login": person.username, "password": factories.PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/accounts/login/", sent, **OWN).status_code == 302


def saved(bid, who):
    bid = Bid.objects.get(pk=bid.pk)
    return drafts.draft_of(bid, by=who.leader, now=calls.at("07-05 10:00")).answers


def test_who_was_signed_out_while_writing_signs_in_and_sends_the_same_words(browser, bid, who):
    address = f"/workspace/bids/{bid.number}/answers/"
    form = written(browser.get(address))
    browser.logout()
    kept = browser.post(address, form, **OWN)
    assert kept.status_code == 403
    assert kept["Cache-Control"].startswith("private, no-cache")
    page = kept.content.decode()
    assert TEXT in page
    assert 'href="/accounts/login/"' in page
    assert saved(bid, who) == {}
    sign_in(browser, who.leader)
    assert saved(bid, who) == {}, "nothing is sent without a press"
    assert browser.post(address, given_back(kept), **OWN).status_code == 302, "one press is enough"
    assert saved(bid, who) == {"approach": TEXT}


def test_a_token_that_no_longer_fits_gives_the_words_back(browser, bid, who):
    address = f"/workspace/bids/{bid.number}/answers/"
    form = written(browser.get(address)) | {"csrfmiddlewaretoken": "x" * 64}
    kept = browser.post(address, form, **OWN)
    assert kept.status_code == 403
    assert TEXT in kept.content.decode()
    assert saved(bid, who) == {}
    form["csrfmiddlewaretoken"] = hidden(kept, "csrfmiddlewaretoken")
    assert browser.post(address, form, **OWN).status_code == 302
    assert saved(bid, who) == {"approach": TEXT}


@pytest.mark.parametrize(
    "origin", [{"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_ORIGIN": "null"}, {}]
)
def test_what_a_strangers_page_sends_is_not_repeated(browser, bid, origin):
    address = f"/workspace/bids/{bid.number}/answers/"
    form = written(browser.get(address)) | {"csrfmiddlewaretoken": "x" * 64}
    refused = browser.post(address, form, **origin)
    assert refused.status_code == 403
    assert TEXT not in refused.content.decode()


def test_no_password_is_ever_repeated(browser):
    secret = "a very long and very secret password"
    form = {"login": "somebody", "password": secret, "csrfmiddlewaretoken": "x" * 64, "note": TEXT}
    refused = browser.post("/accounts/login/", form, **OWN)
    assert refused.status_code == 403
    assert secret not in refused.content.decode()
    assert TEXT not in refused.content.decode()


def test_who_sends_nothing_worth_keeping_is_asked_to_sign_in(bid):
    anyone = Client()
    answer = anyone.post(f"/workspace/bids/{bid.number}/answers/", {"version": "1", "form_id": str(uuid4())})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_who_pressed_a_button_without_a_session_comes_back_to_its_page_and_reads_that_nothing_was_done(bid):
    anyone, page = Client(), f"http://testserver/workspace/bids/{bid.number}/check/?a=1"
    answer = anyone.post(
        f"/workspace/bids/{bid.number}/seal/", {"key": str(uuid4())}, headers={"referer": page}
    )
    assert (
        answer["Location"] == f"/accounts/login/?next=%2Fworkspace%2Fbids%2F{bid.number}%2Fcheck%2F%3Fa%3D1"
    )
    assert "您已经退出登录，刚才这一步没有做" in anyone.get(answer["Location"]).content.decode()
    for strange in ("https://evil.example/check/", "//evil.example/", ""):
        answer = anyone.post(f"/workspace/bids/{bid.number}/seal/", {}, headers={"referer": strange})
        assert "evil" not in answer["Location"]


def test_an_address_of_a_button_is_no_blank_page(browser, bid):
    answer = browser.get(f"/workspace/bids/{bid.number}/seal/")
    assert answer.status_code == 405
    assert "这个地址不能直接打开" in answer.content.decode()


def test_a_stranger_who_signs_in_meanwhile_gets_nowhere(browser, bid):
    address = f"/workspace/bids/{bid.number}/answers/"
    form = written(browser.get(address))
    browser.force_login(factories.user("stranger"))
    form["csrfmiddlewaretoken"] = "x" * 64
    kept = browser.post(address, form, **OWN)
    form["csrfmiddlewaretoken"] = hidden(kept, "csrfmiddlewaretoken")
    assert browser.post(address, form, **OWN).status_code == 404


def test_a_whole_budget_and_short_answers_come_back_under_their_labels(browser, bid, who):
    address = f"/workspace/bids/{bid.number}/budget/"
    form = {
        "csrfmiddlewaretoken": hidden(browser.get(address), "csrfmiddlewaretoken"),
        "lot1-TOTAL_FORMS": "3", "lot1-INITIAL_FORMS": "0", "act": "save",
        "lot1-0-label": "房租", "lot1-0-kind": "indirect", "lot1-0-amount": "3000", "lot1-0-key": "aaaa",
        "lot1-1-label": "茶水", "lot1-1-kind": "direct", "lot1-1-amount": "1万2", "lot1-1-key": "bbbb",
        "lot1-2-label": "", "lot1-2-kind": "direct", "lot1-2-amount": "", "lot1-2-key": "cccc",
    }  # fmt: skip
    browser.logout()
    kept = browser.post(address, form, **OWN)
    assert kept.status_code == 403
    page = kept.content.decode()
    assert "房租 · 间接费用 · 3000" in page
    assert "茶水 · 直接费用 · 1万2" in page
    assert page.count('<dd class="typed"') == 2, "no empty line, no hidden mark"
    browser.force_login(who.leader)
    form["csrfmiddlewaretoken"] = hidden(browser.get(address), "csrfmiddlewaretoken")
    assert browser.post(address, form, **OWN).status_code == 422, "every check anew"
    now = calls.at("07-05 10:00")
    lines = drafts.draft_of(Bid.objects.get(), by=who.leader, now=now).lots[1]
    assert [one.label for one in lines] == ["房租"]


def test_a_short_answer_comes_back_with_its_question(browser, bid):
    address = f"/workspace/bids/{bid.number}/answers/"
    form = written(browser.get(address)) | {"approach": "三次", "team": ""}
    browser.logout()
    kept = browser.post(address, form, **OWN).content.decode()
    assert "三次" in kept
    assert "做什么" in kept
    assert kept.count('<dd class="typed"') == 1


def test_no_code_is_ever_repeated(browser):
    form = {"code": "2345-6789-ACDE", "csrfmiddlewaretoken": "x" * 64, "note": TEXT}
    refused = browser.post("/questions/", form, **OWN).content.decode()
    assert "2345-6789-ACDE" not in refused
    assert TEXT not in refused


@pytest.mark.parametrize("moment", ["closing", "sealing"])
def test_what_came_too_late_is_not_saved_and_is_given_back(browser, who, clock, moment):
    call = calls.published(calls.office())
    bid = sealed.written(call, who, now=calls.at("07-05 10:00"))
    address = f"/workspace/bids/{bid.number}/answers/"
    form = written(browser.get(address))
    if moment == "closing":
        clock(call.bids_due)
    else:
        sealed.decided(sealed.pressed(bid, who))
    late = browser.post(address, form, **OWN)
    assert late.status_code == 409
    assert TEXT in late.content.decode()
    assert "private" in late["Cache-Control"]


def test_signing_out_leaves_nothing_on_the_device(browser):
    page = browser.get("/accounts/logout/")
    gone = browser.post("/accounts/logout/", {"csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")})
    assert gone.status_code == 302
    assert gone["Clear-Site-Data"] == '"cache", "storage"'


@pytest.fixture
def official(client, clock):
    """A drafter at a correction, eight idle hours ago; the browser insists on the token of every form."""
    by = calls.office()
    call = calls.published(by)
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, by.drafter)
    address = reverse("call_amend", args=[call.number])
    form = as_posted(call, contact_phone="0691-1111111", do="send")
    return browser, by.drafter, address, form


def test_an_official_idle_for_eight_hours_signs_in_and_presses_once(official, settings):
    settings.OFFICIAL_SECOND_FACTOR_REQUIRED = False
    browser, drafter, address, form = official
    form["csrfmiddlewaretoken"] = hidden(browser.get(address), "csrfmiddlewaretoken")
    session = browser.session
    session[middleware.SEEN] = time.time() - 8 * 3600 - 1
    session.save()
    given = browser.post(address, form, **OWN)
    assert given.status_code == 403
    assert "0691-1111111" in given.content.decode()
    sign_in(browser, drafter)
    assert not Amendment.objects.exists()
    done = browser.post(address, given_back(given), **OWN)
    assert done.status_code == 302
    assert not done["Location"].startswith("/accounts/")
    assert Amendment.objects.count() == 1


def test_words_sent_before_the_second_factor_come_back_too(official):
    _browser, drafter, address, form = official
    half = Client()
    half.force_login(drafter)
    given = half.post(address, form, **OWN)
    assert given.status_code == 403
    text = given.content.decode()
    assert "0691-1111111" in text
    assert 'href="/accounts/2fa/' in text


@pytest.mark.parametrize("spoilt", ["field", "page", "origin", "none", "age", "forged"])
def test_the_one_press_counts_for_the_same_words_on_the_same_page_from_our_own_page(
    browser, bid, who, spoilt, monkeypatch
):
    address = f"/workspace/bids/{bid.number}/answers/"
    form = written(browser.get(address))
    browser.logout()
    sent = given_back(browser.post(address, form, **OWN))
    sign_in(browser, who.leader)
    origin = OWN
    if spoilt == "field":
        sent["approach"] = "别的话"
    elif spoilt == "page":
        address = f"/workspace/bids/{bid.number}/budget/"
    elif spoilt == "origin":
        origin = {"HTTP_ORIGIN": "https://elsewhere.example"}
    elif spoilt == "none":
        origin = {}
    elif spoilt == "age":
        monkeypatch.setattr(kept, "PASS_SECONDS", -1)
    else:
        sent[kept.PASS] = "x" + sent[kept.PASS][1:]
    assert browser.post(address, sent, **origin).status_code == 403
    assert saved(bid, who) == {}


@pytest.mark.parametrize("where", ["confidential_report", "missing_report"])
def test_who_needs_no_account_is_not_told_to_sign_in(where):
    anyone = Client(enforce_csrf_checks=True)
    sent = {"slip": "x", "form_id": str(uuid4()), "text": TEXT}
    page = anyone.post(reverse(where), sent, **OWN)
    text = page.content.decode()
    assert page.status_code == 403
    assert TEXT in text
    assert "退出" not in text
    assert "请再按一次" in text
    if where == "confidential_report":
        assert "没有在这里发布" not in text, "the label is this form's own"


def test_a_strangers_page_gets_no_pass(bid):
    """What another site sends for somebody who is not signed in comes back to be read at most, never to be sent."""
    address = f"/workspace/bids/{bid.number}/answers/"
    page = Client().post(address, {"approach": TEXT}, HTTP_ORIGIN="https://elsewhere.example")
    assert kept.PASS not in page.content.decode()
    assert TEXT not in page.content.decode()


def sent_from(page):
    """Where the one form of writing on a page is sent to."""
    return unescape(
        re.search(r'<form method="post"[^>]* action="([^"]+)"[^>]*data-keep', page.content.decode())[1]
    )


def pressed_by_another(browser, bid, who):
    """The form of one account, sent after another has signed in on the same telephone."""
    address = f"/workspace/bids/{bid.number}/answers/"
    page = browser.get(address)
    form, action = written(page), address + sent_from(page)
    browser.logout()
    other = sealed.bidder()
    sign_in(browser, other.leader)
    told = browser.post(action, form, **OWN)
    return action, other, told


def test_a_form_of_another_account_says_so_and_its_words_wait_for_their_owner(browser, bid, who):
    action, _other, told = pressed_by_another(browser, bid, who)
    text = told.content.decode()
    assert told.status_code == 403
    assert "您现在登录的是另一个账号" in text
    assert "no-store" not in told["Cache-Control"], "Back finds it"
    for word in (TEXT, who.leader.username, who.organization.name_zh, str(QUESTIONS[0])):
        assert word not in text
    again = browser.post(action, given_back(told), **OWN)
    assert again.status_code == 403
    assert TEXT not in again.content.decode(), "the other account reads nothing"
    browser.logout()
    anyone = browser.post(action, given_back(again), **OWN)
    assert TEXT not in anyone.content.decode()
    assert "请用当时写它的账号登录" in anyone.content.decode()
    sign_in(browser, who.leader)
    mine = browser.post(action, given_back(anyone), **OWN)
    assert TEXT in mine.content.decode()
    assert saved(bid, who) == {}, "nothing is sent without a press"
    assert browser.post(action, given_back(mine), **OWN).status_code == 302
    assert saved(bid, who)["approach"] == TEXT
    assert TEXT not in told.content.decode()


@pytest.mark.parametrize("spoilt", ["page", "reader", "words", "garbage", "letters", "empty", "age"])
def test_words_of_another_account_open_on_their_own_page_for_their_own_reader_only(
    browser, bid, who, spoilt, monkeypatch
):
    action, _other, told = pressed_by_another(browser, bid, who)
    sent = given_back(told)
    browser.logout()
    sign_in(browser, who.leader)
    if spoilt == "page":
        action = action.replace("/answers/", "/budget/")
    elif spoilt == "reader":
        action = re.sub("by=[0-9a-f]+", f"by={device.reader_mark(who.leader)}", action)
    elif spoilt == "words":
        sent[other_account.SEALED] = sent[other_account.SEALED][:-8] + "AAAAAAAA"
    elif spoilt in GARBAGE:
        sent[other_account.SEALED] = GARBAGE[spoilt]
    else:
        monkeypatch.setattr(kept, "PASS_SECONDS", -1)
    answer = browser.post(action, sent, **OWN)
    told = answer.content.decode()
    assert answer.status_code == 403
    assert TEXT not in told
    assert "写的内容还在" not in told, "nothing is there any more"
    assert "已经读不出来了" in told
    assert "data-keep" not in told
    assert not re.search(r'<form method="post"(?![^>]*logout)', told), "no empty form is offered to be sent"
    assert browser.get(action.partition("?")[0]).status_code == 200


GARBAGE = {"garbage": "AAAA", "letters": "不是密文", "empty": ""}


def test_what_nobody_can_open_is_not_said_to_wait_for_its_owner(browser, bid, who):
    action, _other, told = pressed_by_another(browser, bid, who)
    for garbage in GARBAGE.values():
        again = browser.post(
            action, given_back(told) | {other_account.SEALED: garbage}, **OWN
        ).content.decode()
        assert "已经读不出来了" in again
        assert "加密" not in again
        assert f'name="{other_account.SEALED}"' not in again


def test_a_strangers_page_gets_no_words_back_and_a_form_without_a_mark_goes_on(browser, bid, who):
    action, _other, _told = pressed_by_another(browser, bid, who)
    sent = {"approach": TEXT}
    told = browser.post(action, sent, HTTP_ORIGIN="https://elsewhere.example")
    assert other_account.SEALED not in told.content.decode()
    assert browser.post(action.partition("?")[0], sent, **OWN).status_code == 403
    asked = Client().get("/workspace/")
    assert "by=" not in asked.content.decode()
