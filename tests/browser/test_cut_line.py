"""The line is cut while a bid is saved: *Back* leads to the words, with script and without, and saving works."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.support.whole import WHOLE


def at_the_draft(visit: Visit, part: str, *, script: bool) -> Visitor:
    """The leader of a small group at a part of the bid the demonstration left unfinished."""
    leader = visit("mandou", script=script)
    leader.go("/workspace/bids/")
    for link in [one.get_attribute("href") for one in leader.page.locator("main a[href*='/bids/B-']").all()]:
        number = re.search(r"B-\w+", link or "")
        assert number
        leader.go(f"/workspace/bids/{number[0]}/")
        if leader.page.locator("main a[href$='/answers/']").count():
            leader.go(f"/workspace/bids/{number[0]}/{part}/")
            return leader
    raise AssertionError("no draft in the demonstration")


def cut_while_saving(leader: Visitor) -> None:
    leader.context.set_offline(True)
    with suppress(Error):
        leader.page.locator("main button[value=save]").click(timeout=5000)
    leader.page.wait_for_timeout(500)
    assert not leader.page.locator("main textarea").count()
    leader.context.set_offline(False)
    leader.page.go_back()


def cut_while_sending(somebody: Visitor, button: str = "main form button.go") -> None:
    """Press, meet the browser's own error page, and go back."""
    somebody.context.set_offline(True)
    with suppress(Error):
        somebody.page.locator(button).first.click(timeout=5000)
    somebody.page.wait_for_timeout(500)
    assert not somebody.page.locator("main").count()
    somebody.context.set_offline(False)
    somebody.page.go_back()


def press_without_a_line(somebody: Visitor) -> None:
    """Press on a page that no history keeps: it says that there is no line, and stays."""
    somebody.context.set_offline(True)
    somebody.page.locator("main form button.go").first.click()
    somebody.page.locator("[data-line-note]").wait_for(state="visible")
    somebody.context.set_offline(False)


def at_the_call(visit: Visit, *, script: bool) -> Visitor:
    """A drafter at the first screen of the draft the demonstration left with faults."""
    drafter = visit("ruili-drafter", script=script)
    drafter.go("/workspace/")
    links = [one.get_attribute("href") or "" for one in drafter.page.locator("main a[href*='/calls/']").all()]
    for number in dict.fromkeys(found[0] for link in links if (found := re.search(r"YN\d{4}-\d{6}", link))):
        drafter.page.goto(f"{drafter.url}{drafter.path(f'/workspace/calls/{number}/project/')}")
        if drafter.page.locator("main form#part").count():
            return drafter
    raise AssertionError("no draft in the demonstration")


def kept(leader: Visitor) -> list[str]:
    found: list[str] = leader.page.evaluate("Object.keys(localStorage).filter(n => n.startsWith('kept:'))")
    return found


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("part", "field"), [("answers", "risks"), ("budget", "lot1-0-label")][: None if WHOLE else 1]
)
def test_back_after_a_cut_line_leads_to_the_words(
    visit: Visit, language: str, part: str, field: str, script: bool
):
    leader = at_the_draft(visit, part, script=script)
    words = f"雨季路不通 {language} {script}"
    leader.fill({field: words} | ({"lot1-0-amount": "1200元"} if part == "budget" else {}))
    cut_while_saving(leader)
    assert leader.value(field) == words
    assert leader.page.locator("[data-kept-note]").is_visible() == script
    with leader.page.expect_navigation():
        leader.page.locator("main button[value=save]").click()
    leader.look()
    leader.reads("Saved and encrypted. No official and no other bidder can read it.", within="body")
    assert leader.value(field) == words
    if script:
        assert kept(leader) == [], "the server has it"
        assert not leader.page.locator("[data-kept-note]").is_visible()


def test_what_was_never_sent_waits_on_the_device_until_its_writer_signs_out(visit: Visit, language: str):
    leader = at_the_draft(visit, "answers", script=True)
    address, saved = leader.page.url, leader.value("team")
    leader.fill({"team": f"三个人，{language}"})
    leader.page.goto(address)
    assert leader.value("team") == f"三个人，{language}"
    assert leader.page.locator("[data-kept-note]").is_visible()
    leader.page.locator("[data-kept-drop]").click()
    leader.page.wait_for_load_state()
    assert leader.value("team") == saved
    assert kept(leader) == []
    budget = address.replace("/answers/", "/budget/")
    leader.page.goto(budget)
    spare = leader.page.locator("main input[name$='-label']").count() - 1
    leader.fill({f"lot1-{spare}-label": "茶水", f"lot1-{spare}-amount": "80"})
    leader.page.goto(budget)
    shown = [one.input_value() for one in leader.page.locator("main input[name$='-label']").all()]
    assert shown.count("茶水") == 1, "a new line comes back once, under its own key"
    assert kept(leader)
    leader.go("/accounts/logout/")
    with leader.page.expect_navigation():
        leader.page.locator("main form button").first.click()
    assert kept(leader) == []


@pytest.mark.parametrize("script", [True, False] if WHOLE else [True])
def test_back_after_a_cut_line_leads_an_official_to_the_words(visit: Visit, language: str, script: bool):
    drafter = at_the_call(visit, script=script)
    words = f"雨季村寨同伴宣传{'一' if language == 'zh' else '二'}"
    drafter.fill({"title_zh": words})
    cut_while_sending(drafter, "main button[value=check]")
    assert drafter.value("title_zh") == words
    # What was wrong is said at the same address once more: a second cut line loses nothing either.
    drafter.fill({"title_zh": "", "estimated_value": "很多钱"})
    with drafter.page.expect_navigation():
        drafter.page.locator("main button[value=check]").click()
    drafter.fill({"title_zh": words})
    cut_while_sending(drafter, "main button[value=check]")
    assert drafter.value("title_zh") == words


def test_what_an_official_never_sent_waits_on_the_device_until_the_portal_has_it(visit: Visit, language: str):
    drafter = at_the_call(visit, script=True)
    address, words = drafter.page.url.partition("?")[0], "还没有交上去的项目名称"
    stood = {name: drafter.value(name) for name in ("title_zh", "estimated_value")}
    drafter.fill({"title_zh": words})
    tick = drafter.page.locator("main #part input[type=checkbox]").first
    ticked = not tick.is_checked()
    tick.set_checked(ticked)
    assert len(kept(drafter)) == 1
    # Refused words are given back, not saved: they stay.
    drafter.fill({"estimated_value": "很多钱"})
    with drafter.page.expect_navigation():
        drafter.page.locator("main button[value=check]").click()
    assert drafter.status == 422
    assert len(kept(drafter)) == 1
    drafter.page.goto(address)
    assert drafter.value("title_zh") == words
    assert drafter.page.locator("main #part input[type=checkbox]").first.is_checked() == ticked
    assert drafter.page.locator("[data-kept-note]").is_visible()
    drafter.fill({"estimated_value": "120000"})
    with drafter.page.expect_navigation():
        drafter.page.locator("main button[value=check]").click()
    assert drafter.status == 200
    assert kept(drafter) == [], "the portal has it"
    drafter.page.locator("main #part input[type=checkbox]").first.set_checked(not ticked)
    drafter.fill(stood)
    with drafter.page.expect_navigation():
        drafter.page.locator("main button[value=check]").click()
    assert kept(drafter) == []
    drafter.fill({"title_zh": "又改"})
    assert kept(drafter)
    drafter.go("/accounts/logout/")
    with drafter.page.expect_navigation():
        drafter.page.locator("main form button").first.click()
    assert kept(drafter) == []
    drafter.page.go_back()
    drafter.page.go_back()
    assert "又改" not in drafter.page.content()
    assert drafter.page.locator("main #part").count() == 0, "signed out: Back shows no page of the call"


@pytest.mark.parametrize("script", [True, False] if WHOLE else [True])
def test_back_after_a_cut_line_leads_an_asker_to_the_question_and_nothing_stays_on_the_device(
    visit: Visit, language: str, script: bool
):
    asker = visit(script=script)
    asker.go("/notices/?status=open")
    asker.press_on(asker.page.locator("main ol.rows a[href*='/notices/YN']").first)
    asker.follow("Ask a question")
    asker.fill({"text": "村卫生室能不能当合作单位？"})
    if script:
        press_without_a_line(asker)
    else:
        cut_while_sending(asker)
    assert asker.value("text") == "村卫生室能不能当合作单位？"
    assert asker.page.evaluate("localStorage.length + sessionStorage.length") == 0
    asker.press("Send the question")
    asker.reads("Your question is in")


def test_refused_words_of_a_page_nobody_keeps_stay_where_they_are_while_the_line_is_cut(
    visit: Visit, language: str
):
    asker = visit(script=True)
    asker.go("/notices/?status=open")
    asker.press_on(asker.page.locator("main ol.rows a[href*='/notices/YN']").first)
    asker.follow("Ask a question")
    asker.fill({"text": "请打 13987654321 告诉我结果"})
    with asker.page.expect_navigation():
        asker.page.locator("main form button.go").first.click()
    assert asker.status == 422
    words = "村卫生室能不能当合作单位？"
    asker.fill({"text": words})
    press_without_a_line(asker)
    assert asker.value("text") == words
    assert asker.page.evaluate("localStorage.length + sessionStorage.length") == 0
    asker.press("Send the question")
    asker.reads("Your question is in")
