"""Every page by machine: WCAG 2.2 A and AA in both languages, light and dark; and the site by keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit
from tests.browser.visitor import Visitor
from tests.support.whole import WHOLE, part

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PUBLIC = (
    "/", "/notices/", "/notices/YN2024-000002/", "/notices/YN2024-000002/2/", "/notices/YN2024-000002/ask/",
    "/awards/", "/contracts/", "/agencies/", "/agencies/jinghong-health/", "/places/", "/places/532801/",
    "/notices/fit/?form=unregistered", "/statistics/", "/statistics/benefit/", "/data/", "/data/api/",
    "/organizations/", "/rules/", "/rules/calculator/", "/questions/", "/alerts/", "/help/", "/help/privacy/",
    "/notices/missing/",
    "/notices/missing/report/", "/confidential/", "/reports/", "/accounts/login/",
    "/accounts/signup/", "/accounts/recover/", "/receipts/",
    "/notices/YN2023-000014/", "/notices/YN2023-000014/2/", "/notices/YN2024-000015/object/",
)  # fmt: skip
OF_THE_DRAFTER = (
    "/workspace/", "/workspace/calls/new/", "/workspace/calls/YN2024-000001/project/",
    "/workspace/calls/YN2024-000001/terms/", "/workspace/calls/YN2024-000001/dates/",
    "/workspace/calls/YN2024-000001/send/", "/workspace/calls/YN2024-000002/check-sheet/",
    "/workspace/calls/YN2024-000002/correct/", "/workspace/chooser/", "/workspace/account/",
)  # fmt: skip
OTHERS = (
    ("supervisor", "/workspace/oversight/"),
    ("mengzi-approver", "/workspace/replies/mengzi-health/"),
    ("reviewer", "/workspace/privacy/"),
    ("lancang", "/workspace/"),
    ("lancang", "/workspace/bids/"),
    ("mandou", "/notices/YN2024-000002/bid/"),
    ("mandou", "/workspace/account/data/"),
    ("mandou", "/workspace/account/close/"),
    ("yunnan-drafter", "/workspace/calls/YN2024-000020/opening/"),
    ("ruili-drafter", "/workspace/calls/YN2024-000016/evaluation/"),
    ("mengzi-approver", "/workspace/calls/YN2024-000015/decision/"),
)


def violations(visitor: Visitor) -> list[str]:
    """In light and in dark; in dark only what depends on colour. What a rule asks for depends on no language, so the
    second is looked at without (visitor.look): its words, its width, what its console says."""
    found = []
    for scheme in ("light", "dark") if visitor.language == "zh" or WHOLE else ():
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        visitor.page.wait_for_timeout(150)  # colours fade from one to the other
        only = {"type": "tag", "values": TAGS}
        if scheme == "dark":
            only = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
        said = Axe().run(visitor.page, options={"runOnly": only, "resultTypes": ["violations"]})
        for one in said.response["violations"]:
            places = "; ".join(node["html"][:120] for node in one["nodes"][:3])
            found.append(f"{visitor.page.url} ({scheme}) {one['id']}: {places}")
    visitor.page.emulate_media(color_scheme="light")
    return found


def test_no_page_for_all_breaks_wcag(visit: Visit):
    anyone = visit(script=True, bypass_csp=True)
    found = []
    for path in part(PUBLIC, 3, of_what="pages for all"):
        anyone.go(path)
        found += violations(anyone)
    assert not found, "\n".join(found)


def test_no_page_of_the_desk_breaks_wcag(visit: Visit):
    drafter = visit("jinghong-drafter", script=True, bypass_csp=True)
    found = []
    for path in part(OF_THE_DRAFTER, 3, of_what="desk"):
        drafter.go(path)
        found += violations(drafter)
    for login, path in part(OTHERS, 3, of_what="desks"):
        other = visit(login, script=True, bypass_csp=True)
        other.go(path)
        found += violations(other)
    assert not found, "\n".join(found)


def tab_to(visitor: Visitor, selector: str, most: int = 90) -> None:
    """Press Tab until the focus is on it; each stop must be visible."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{selector} is not reached with {most} times Tab on {visitor.page.url}")


def test_searching_and_asking_by_keyboard_alone(visit: Visit):
    anyone = visit()
    anyone.go("/notices/")
    anyone.page.keyboard.press("Tab")
    assert anyone.page.evaluate("() => document.activeElement.matches('a.skip')")
    tab_to(anyone, "main input[name=q]")
    anyone.page.keyboard.type("曼斗")
    with anyone.page.expect_navigation():
        anyone.page.keyboard.press("Enter")
    anyone.wrong.clear()
    tab_to(anyone, "main ol.rows a[href*='/notices/YN']")
    with anyone.page.expect_navigation():
        anyone.page.keyboard.press("Enter")
    anyone.look()
    tab_to(anyone, "main a[href$='/ask/']")
    with anyone.page.expect_navigation():
        anyone.page.keyboard.press("Enter")
    anyone.look()
    tab_to(anyone, "main textarea")
    anyone.page.keyboard.type("方案可以手写吗？字数有要求吗？")
    tab_to(anyone, "main form button.go")
    with anyone.page.expect_navigation():
        anyone.page.keyboard.press("Enter")
    anyone.look()
    assert anyone.page.locator(".receipt .no").count() == 1


def test_a_bidder_finds_the_three_taps_and_may_leave_them(visit: Visit):
    """The last tap is not made: the other language walks here too."""
    for login in ("lancang", "mandou", "yulin", "honghe"):
        leader = visit(login, script=True, bypass_csp=True)
        leader.go("/workspace/bids/")
        bids = [
            one.get_attribute("href")
            for one in leader.page.locator("main a[href*='/workspace/bids/B']").all()
        ]
        for bid in bids:
            leader.page.goto(f"{leader.page.url.partition('/workspace')[0].removesuffix('/en')}{bid}")
            asked = leader.page.locator("a[href$='/pulse/']")
            if asked.count():
                asked.click()
                for _ in range(2):
                    assert not violations(leader)
                    leader.page.locator("main form button[value=yes]").click()
                assert leader.page.locator("button[name=again]").count() == 3
                leader.page.locator("main a[href*='/workspace/bids/']").last.click()
                assert leader.page.locator("a[href$='/pulse/']").count() == 1
                return
    raise AssertionError("no bid of the demonstration waits for its taps")


SCREEN = 740
# How many screens of a telephone a page may take, at 360 pixels; English needs more words.
MOST_SCREENS = {"zh": 6.0, "en": 7.0}


def test_a_call_takes_few_screens_of_a_telephone_and_hides_nothing(visit: Visit):
    reader = visit(script=True)
    longest = (
        "/notices/YN2024-000002/",
        "/notices/YN2023-000014/",
        "/notices/YN2024-000021/",
        "/statistics/",
    )
    for path in longest if WHOLE else longest[:2]:
        reader.go(path)
        reader.page.set_viewport_size({"width": 360, "height": SCREEN})
        reader.page.reload()
        tall = reader.page.evaluate("() => document.documentElement.scrollHeight") / SCREEN
        assert tall <= MOST_SCREENS[reader.language], f"{reader.page.url}: {tall:.1f} screens"
    reader.go("/notices/YN2024-000002/#s-criteria")
    reader.page.set_viewport_size({"width": 360, "height": SCREEN})
    reader.page.reload()
    assert reader.page.locator("#s-criteria button").get_attribute("aria-expanded") == "true", (
        "it was addressed"
    )
    other = reader.page.locator("#s-costs button")
    assert other.get_attribute("aria-expanded") == "false"
    body = reader.page.locator(f"#{other.get_attribute('aria-controls')}")
    assert not body.locator(".ticks").is_visible()
    other.focus()
    reader.page.keyboard.press("Enter")
    assert body.locator(".ticks").is_visible()
    reader.page.keyboard.press("Enter")
    assert not body.locator(".ticks").is_visible()
    reader.page.set_viewport_size({"width": 1280, "height": SCREEN})
    body.locator(".ticks").wait_for()  # a wide window has room for everything
    reader.page.reload()
    assert not reader.page.locator(".unfold").count()
