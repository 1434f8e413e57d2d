"""One call from a pasted text to its early end, walked by everybody who has a part in it."""

from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.browser import offices
from tests.browser.clockwork import Clock
from tests.browser.conftest import Visit
from tests.browser.letters import Letters
from tests.browser.offices import Way, finish, number_in
from tests.browser.visitor import Visitor

# Made after the call of 2 July 2024: nine days, local organisations with a past project only, no criteria.
PASTED = """景洪市卫生健康局关于征集2024年社会组织参与艾滋病防治项目的公告
本项目在江北街道曼斗社区开展艾滋病、梅毒、丙肝的宣传和检测动员。
一、经费：来源为重大传染病防控中央补助资金，预算22万元。
二、周期：2024年8月至2025年1月，共半年。
三、申报单位须为景洪市的社会组织，并且实施过艾滋病防治项目。
四、实施方案电子版请于2024年7月15日前报送景洪市卫生健康局防艾科。
"""
TITLE = {"zh": "曼斗社区艾滋病宣传和检测动员（走查）", "en": "曼斗社区艾滋病宣传和检测动员（走查二）"}
FILE = "报名表样式"
QUESTION = "夜班工人只有周末有空，周末做动员的补助能不能列支？"
ANSWER = "可以，列在人员费用里。"
REASON_ZH = "联系的办公室写错了。"


@pytest.fixture(scope="module")
def way(language: str) -> Way:
    return Way()


def test_the_drafter_pastes_a_call_and_sends_it(visit: Visit, way: Way, language: str):
    drafter = visit("jinghong-drafter")
    drafter.press_on(drafter.page.locator("main a[href$='/workspace/calls/new/']").first)
    drafter.fill({"text": PASTED})
    drafter.press("Read and check")
    way.number = number_in(drafter.page.url)
    assert drafter.value("estimated_value").replace(",", "").startswith("220000")
    drafter.reads("What was found")
    assert drafter.page.locator(".msg.bad li").count() > 2  # all faults at once
    drafter.press("Take all lawful dates")
    assert drafter.page.url.endswith("/dates/")
    drafter.page.set_input_files("main input[name=file]", Path("static/img/apple-touch-icon.png"))
    drafter.fill({"title": FILE})
    drafter.press("Save and check")
    drafter.reads(FILE)
    finish(drafter, way, TITLE[language], at_once=language == "zh")
    drafter.press("Send for approval")
    drafter.reads("A second person must approve before it is published.")


def test_the_second_person_sends_it_back_and_the_drafter_mends_it(visit: Visit, way: Way):
    approver = visit("jinghong-approver")
    approver.go(way.desk("review"))
    approver.fill({"comment": "请写清楚服务哪些人。"})
    approver.press("Send back")
    drafter = visit("jinghong-drafter")
    drafter.press_on(drafter.page.locator(f"main a[href*='{way.number}/project']").first)
    drafter.reads("请写清楚服务哪些人。")
    drafter.fill(
        {"summary_zh": "市里出22万元，支持一家组织用半年时间服务流动人员。没有登记的小组可以托管申报。"}
    )
    drafter.press_on(drafter.page.locator("main button[name=act][value=next]"))
    drafter.go(way.desk("send"))
    drafter.press("Send for approval")


def test_approved_it_is_public_at_once_and_whole(visit: Visit, way: Way, language: str, clock: Clock):
    anyone = visit()
    anyone.go(way.page, expect=404)
    approver = visit("jinghong-approver")
    approver.go(way.desk("check-sheet"))
    approver.go(way.desk("preview"))
    approver.go(way.desk("review"))
    offices.approve(approver)
    if language == "en":
        approver.reads("Approved. It will be published at the set time.")
        clock.to_office_hours(working_days=2)
        clock.wait_for(lambda: anyone.page.request.get(anyone.url + way.page).status == 200)
    anyone.go(way.page)
    anyone.reads(TITLE[language])
    for kind in ("pdf", "docx", "txt", "json"):
        got = anyone.page.request.get(f"{anyone.url}{way.page}1.{kind}")
        assert got.status == 200, kind
        assert len(got.body()) > 500, kind
    file = anyone.page.locator("main a[href*='/documents/']", has_text=FILE).first.get_attribute("href")
    given = anyone.page.request.get(f"{anyone.url}{file}")
    assert given.status == 200
    assert f'"{sha256(given.body()).hexdigest()}"' in got.text(), "what the notice says of it"
    anyone.go(f"{way.page}1/")


def test_anyone_finds_it_by_words_and_by_facets(visit: Visit, way: Way, language: str):
    anyone = visit()
    anyone.go("/")
    anyone.page.locator("input[name=q]").first.fill("曼斗 检测动员")
    with anyone.page.expect_navigation():
        anyone.page.keyboard.press("Enter")
    anyone.look()
    assert anyone.page.locator(f"a[href*='{way.number}']").count()
    anyone.go("/notices/?place=532800&procedure=grant_call&service=testing&status=open")
    found = anyone.page.locator(f"main a[href*='{way.number}']").first
    anyone.press_on(found)
    anyone.reads(TITLE[language])
    anyone.go("/notices/?q=" + ("蝴蝶标本" if language == "zh" else "butterfly"))
    anyone.reads("No call fits all of this.")


def test_a_question_is_asked_refused_asked_again_shown_and_answered(visit: Visit, way: Way, clock: Clock):
    asker = visit()
    asker.go(way.page)
    asker.follow("Ask a question")
    asker.fill({"text": "我是王小明，电话13800138000，感染了艾滋病，能报名吗？"})
    asker.press("Send the question", expect=422)
    asker.reads("This could identify a person, so it was not published")
    asker.fill({"text": QUESTION})
    asker.press("Send the question")
    way.code = asker.page.locator(".receipt .no").inner_text().strip()
    asker.go("/questions/")
    asker.fill({"code": way.code})
    asker.press("Show the question")
    asker.reads("Waiting for the next batch")
    asker.reads(QUESTION)
    anyone = visit()
    anyone.go(way.page)
    anyone.reads_not(QUESTION)
    clock.after_next_batch()
    clock.wait_for(lambda: QUESTION in anyone.page.request.get(anyone.url + way.page).text())
    anyone.go(way.page)
    anyone.reads(QUESTION)
    drafter = visit("jinghong-drafter")
    link = drafter.page.locator(f"main a[href*='/workspace/questions/{way.number}/']").first
    way.tag = (link.get_attribute("href") or "").strip("/").split("/")[-1]
    drafter.press_on(link)
    drafter.fill({"kind": "answer", "text_zh": ANSWER})
    drafter.press("Publish the answer")
    drafter.reads(ANSWER)
    asker.go("/questions/")
    asker.fill({"code": way.code.lower().replace("-", " ")})
    asker.press("Show the question")
    asker.reads(ANSWER)
    anyone.go(way.page)
    assert anyone.page.locator(f"#q-{way.tag} .clock.ok").count() == 1


def test_a_follower_hears_of_a_correction_that_moves_the_closing_and_stops(
    visit: Visit, way: Way, language: str, clock: Clock, letters: Letters
):
    address = f"follower-{language}@example.org"
    follower = visit()
    follower.go(way.page)
    follower.follow("Follow this call")
    follower.fill({"email": address})
    follower.press("Send me the letter to confirm")
    confirming = clock.wait_for(lambda: letters.to(address))[-1]
    follower.go(confirming.path("/alerts/confirm/"))
    follower.press("Yes, send me letters")
    follower.reads("Confirmed")
    before = closing_of(follower, way)

    drafter = visit("jinghong-drafter")
    drafter.go(way.desk("correct"))
    due = weekday(datetime.fromisoformat(f"{drafter.value('bids_due_0')}T00:00") + timedelta(days=3))
    drafter.fill(
        {
            "reason_code": "requirement_clarified",
            "reason_zh": REASON_ZH,
            "bids_due_0": f"{due:%Y-%m-%d}",
            "opens_at_0": f"{weekday(due + timedelta(days=1)):%Y-%m-%d}",
            "contact_phone": "0691-0000001",
        }
    )
    drafter.press("Show what this changes")
    drafter.press("Send for approval")
    approver = visit("jinghong-approver")
    approver.go(way.desk("amendment"))
    approver.press("Approve and publish")
    follower.go(way.page)
    follower.reads("0691-0000001")
    assert closing_of(follower, way) == before + timedelta(days=3)

    told = clock.wait_for(lambda: [one for one in letters.to(address) if way.number in one.text])[-1]
    assert "艾滋" not in told.subject
    assert "HIV" not in told.subject
    assert len([one for one in letters.to(address) if one.text == told.text]) == 1
    stop = told.stop_path
    follower.go(stop)
    follower.press("Stop all letters")
    follower.reads("Your letters are stopped")


def facts_of(visitor: Visitor, way: Way) -> dict[str, Any]:
    """The call as the portal's own programming interface says it."""
    said = visitor.page.request.get(f"{visitor.url}/api/v1/notices?q={way.number}")
    assert said.status == 200, said.text()
    found: dict[str, Any] = said.json()["results"][0]
    return found


def weekday(day: datetime) -> datetime:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def closing_of(visitor: Visitor, way: Way) -> datetime:
    return datetime.fromisoformat(facts_of(visitor, way)["bids_due"])


def test_silence_holds_the_closing_and_the_answer_sets_a_new_one(visit: Visit, way: Way, clock: Clock):
    asker = visit()
    asker.go(f"{way.page}ask/")
    asker.fill({"text": "项目结束后，买的电脑归谁？"})
    asker.press("Send the question")
    clock.after_next_batch()
    clock.wait_for(lambda: "买的电脑归谁" in asker.page.request.get(asker.url + way.page).text())
    before = closing_of(asker, way)
    # Silence past the day on which applications would have closed.
    clock.to(before.replace(hour=1, minute=30, tzinfo=None) + timedelta(days=1))
    clock.wait_for(lambda: facts_of(asker, way)["status"] == "suspended")
    asker.go(way.page)
    drafter = visit("jinghong-drafter")
    drafter.go("/workspace/")
    drafter.press_on(drafter.page.locator(f"main a[href*='/workspace/questions/{way.number}/']").first)
    drafter.fill({"kind": "answer", "text_zh": "归实施的组织，用于以后的服务。"})
    drafter.press("Publish the answer")
    answered = facts_of(asker, way)
    assert answered["status"] == "open"
    assert datetime.fromisoformat(answered["bids_due"]) > before
    asker.go(way.page)
    asker.follow("I have asked and hold a code")


def test_a_call_ends_early_with_a_reason_everybody_reads(visit: Visit, way: Way, language: str):
    drafter = visit("jinghong-drafter")
    drafter.go(way.desk("correct"))
    drafter.follow("End the call instead")
    drafter.fill({"reason_code": "funding_withdrawn", "reason_zh": "经费调整到下半年，届时重新征集。"})
    drafter.press("Send for approval")
    approver = visit("jinghong-approver")
    approver.go(way.desk("amendment"))
    approver.press("Approve and publish")
    anyone = visit()
    anyone.go(way.page)
    anyone.reads("经费调整到下半年，届时重新征集。")
    anyone.go(f"{way.page}ask/", expect=410)
