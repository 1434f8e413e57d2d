"""Twelve applications (sixty-two with `make walks`) decided on at once, in a browser at both widths. The round is
prepared in the test's own transaction; a server in the same process answers in it, and the browser runs in a thread of
its own, since Django asks no database beside its event loop."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.urls import reverse
from playwright.sync_api import sync_playwright

from organizations.models import User
from portal.ground import clock
from procurement.models import AwardDraft
from tests.browser.visitor import Visitor
from tests.support import rounds, scenes
from tests.support.awards import REASON, Decided
from tests.support.rounds import WHY
from tests.support.whole import WHOLE

pytestmark = pytest.mark.django_db
Walk = Callable[[Visitor], None]
_keys = scenes.keys()
_round = scenes.once(rounds.of_62 if WHOLE else rounds.of_12)


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The portal, answering in this test's own transaction, which no request may end."""
    own = connections["default"]
    monkeypatch.setattr(own, "close", lambda: None)
    own.inc_thread_sharing()
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={"default": own})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()
        own.dec_thread_sharing()


@pytest.fixture
def walked(site: str, chromium_program: str, language: str) -> Callable[[User, Walk], None]:
    """Somebody signed in walks, in a browser of their own, and this thread waits for them."""

    def walk(user: User, way: Walk) -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": site}
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []

        def go() -> None:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium_program, args=arguments)
                with Visitor(browser, site, language) as visitor:
                    visitor.context.add_cookies([cookie])  # type: ignore[list-item]
                    way(visitor)
                browser.close()

        with ThreadPoolExecutor(1) as alone:
            alone.submit(go).result(timeout=240)

    return walk


@pytest.fixture
def call(_round: scenes.Scene[Decided]) -> Decided:
    return _round.again()


def test_all_are_decided_on_at_once(call: Decided, walked: Callable[[User, Walk], None]) -> None:
    number, bids, today = call.tender.number, call.bids, clock.legal_date(clock.now())
    reached = 42 if WHOLE else 8
    cut, passed, next_one = bids[reached - 2], bids[1], bids[reached]

    def decide(drafter: Visitor) -> None:
        drafter.go(reverse("decision", args=[number]))
        ticks = drafter.page.locator("main input[type=checkbox][name^='bid-']")
        assert [tick.is_checked() for tick in ticks.all()] == [place < reached for place in range(len(bids))]
        drafter.fill(
            {
                f"bid-{passed}": False,
                f"bid-{next_one}": True,
                f"sum-{cut}": "4000",
                "decided_body": "局长办公会",
                "decided_on": f"{today:%Y-%m-%d}",
                "decided_minute": "〔2024〕12号",
                "reason_zh": REASON,
            }
        )
        drafter.press("Send to the second person", expect=422)
        assert drafter.value(f"sum-{cut}") == "4000"
        drafter.fill({f"over-{passed}": "withdrew", f"why-{cut}": WHY})
        drafter.press("Send to the second person")

    walked(call.office.drafter, decide)
    draft = AwardDraft.objects.get()
    assert (len(draft.winners), set(draft.cuts), set(draft.passed_over)) == (reached, {cut}, {passed})

    def approve(approver: Visitor) -> None:
        approver.go(reverse("decision_review", args=[number]))
        approver.reads(WHY)
        approver.press_on(approver.page.locator("main button[name=act][value=approve]"))
        approver.go(reverse("decision", args=[number]))
        approver.go(reverse("evaluation_report", args=[number]))

    walked(call.office.approver, approve)
    call.tender.refresh_from_db()
    assert call.tender.step == "publicity"
