"""Every account of the demonstration finds its next act waiting; each role does it."""

from typing import Any

import pytest

from tests.browser.clockwork import Clock
from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor

LOGINS = [
    *(
        f"{office}-{role}"
        for office in ("jinghong", "mengzi", "ruili", "kunming", "yunnan")
        for role in ("drafter", "approver")
    ),
    "supervisor", "reviewer", "lancang", "mandou", "mandou-writer", "yulin", "honghe", "fengqing",
]  # fmt: skip


def test_the_accounts_are_those_that_are_walked(accounts: dict[str, dict[str, Any]]):
    with_account = [login for login, one in accounts.items() if one["role"] != "evaluator"]
    assert sorted(with_account) == sorted(LOGINS)


# Everybody in Chinese, one of each role in English.
PAIRS = [("zh", login) for login in LOGINS] + [
    ("en", login) for login in LOGINS if login.startswith(("jinghong-", "mandou-")) or "-" not in login
]


@pytest.mark.parametrize(("language", "login"), PAIRS, indirect=["language"], scope="module")
def test_everybody_finds_the_next_act(visit: Visit, accounts: dict[str, dict[str, Any]], login: str):
    somebody = visit(login)
    somebody.go(accounts[login]["next_url"])
    wanted = "main form button, main a.btn"
    assert somebody.page.locator(wanted).count(), "a page with nothing to do on it"
    somebody.page.locator(wanted).first.scroll_into_view_if_needed()


def test_the_privacy_reviewer_lets_a_question_go_on(visit: Visit, clock: Clock, language: str):
    words = "感染者家属能不能参加评审？" if language == "zh" else "感染者本人能不能参加验收？"
    asker = visit()
    asker.go("/notices/?status=open")
    asker.press_on(asker.page.locator("main ol.rows a[href*='/notices/YN']").first)
    page = asker.page.url
    asker.follow("Ask a question")
    asker.fill({"text": f"我叫王小明，想问：{words}", "to_reviewer": True})
    asker.press("Send the question")
    asker.reads("with the provincial privacy reviewer; the buyer does not see it")
    code = asker.page.locator(".receipt .no").inner_text()
    asker.go("/questions/")
    asker.fill({"code": code})
    asker.press("Show the question")
    asker.reads("With the privacy reviewer")
    reviewer = visit("reviewer")
    reviewer.go("/workspace/privacy/")
    reviewer.reads_not(words)
    # The newest of those that wait: the demonstration holds one of its own.
    reviewer.press_on(reviewer.page.locator("main article a.btn").last)
    reviewer.press("Open the words")
    reviewer.page.get_by_text(words).first.wait_for()
    reviewer.press("Nobody is recognisable: let it go on")
    reviewer.reads("Done. The asker finds it under the code.")
    clock.after_next_batch()
    clock.wait_for(lambda: words in asker.page.request.get(page).text())


def test_the_supervisor_passes_the_second_factor_and_sees_what_is_overdue(visit: Visit):
    supervisor = visit("supervisor")
    supervisor.go("/workspace/oversight/")
    supervisor.reads("Overdue duties")
    supervisor.go("/accounts/2fa/")


def test_a_leader_sees_calls_that_fit_and_edits_the_profile(visit: Visit, language: str):
    leader = visit("lancang")
    assert leader.page.locator("main a[href*='/notices/YN']").count()
    desk(leader)
    leader.press_on(leader.page.locator("main a[href$='/edit/']").first)
    leader.press_on(leader.page.locator("main form button").first)


def desk(leader: Visitor) -> None:
    leader.press_on(leader.page.locator("main a[href*='/workspace/organizations/']").first)


def test_an_unregistered_group_has_no_public_page(visit: Visit, language: str):
    anyone = visit()
    anyone.go("/organizations/")
    anyone.reads_not("曼斗同伴互助小组")
    assert "曼斗同伴互助小组" not in anyone.page.request.get(f"{anyone.url}/organizations/?q=曼斗").text()
    leader = visit("mandou")
    desk(leader)


def test_no_official_page_is_open_to_the_others(visit: Visit):
    leader = visit("lancang")
    for path in ("/workspace/privacy/", "/workspace/oversight/", "/workspace/calls/YN2024-000001/project/"):
        leader.go(path, expect=404)
