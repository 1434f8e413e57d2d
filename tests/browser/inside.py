"""A portal in the test's own transaction, and browsers that walk in it: tests/support prepares what is walked on,
and nothing stays. The server answers in this process; the browser runs in a thread of its own, since Django asks no
database beside its event loop."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, sync_playwright

from organizations.models import User
from tests.browser.visitor import WIDTHS, Visitor

Walk = Callable[[Visitor], None]
Walked = Callable[..., None]


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
        _wait_for_the_last()
        own.dec_thread_sharing()


def _wait_for_the_last() -> None:
    """A browser that stays lets its lines go a moment after its window; who answers on them uses the database still."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


def _cookie(user: User, site: str) -> dict[str, str]:
    """Of a session of this person."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}


@pytest.fixture(scope="session")
def apart(chromium_program: str) -> Iterator[tuple[ThreadPoolExecutor, Browser]]:
    """A browser and the one thread that may speak to it."""
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []
    with ThreadPoolExecutor(1) as alone:
        playwright = alone.submit(sync_playwright().start).result()
        launch = partial(playwright.chromium.launch, executable_path=chromium_program, args=arguments)
        browser = alone.submit(launch).result()
        yield alone, browser
        alone.submit(browser.close).result()
        alone.submit(playwright.stop).result()


@pytest.fixture
def walked(site: str, apart: tuple[ThreadPoolExecutor, Browser], language: str) -> Walked:
    """Somebody signed in, or nobody that is known, walks in a window of their own of this width, and this thread waits
    for them."""
    alone, browser = apart

    def walk(user: User | None, way: Walk, *, width: int = WIDTHS[-1]) -> None:
        cookies = [_cookie(user, site)] if user else []

        def go() -> None:
            with Visitor(browser, site, language, width=width) as visitor:
                visitor.context.add_cookies(cookies)  # type: ignore[arg-type]
                way(visitor)

        alone.submit(go).result(timeout=240)

    return walk
