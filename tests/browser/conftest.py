"""The started demonstration and a browser. Nothing here reads the database."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.clockwork import Clock
from tests.browser.letters import Letters
from tests.browser.visitor import Visitor
from tests.support.stack import Stack
from tests.support.whole import WHOLE

Visit = Callable[..., Visitor]


# `make walks` walks everything in both languages; the suite walks each regime's way in one, and looks at every page.
IN_ENGLISH, IN_WALKS = {"test_statutory.py"}, {"test_roles.py"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here, left = Path(__file__).parent, []
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        walked = "en" if item.path.name in IN_ENGLISH else "zh"
        language = getattr(item, "callspec", None) and item.callspec.params.get("language")  # type: ignore[attr-defined]
        if language not in (None, walked) or item.path.name in IN_WALKS:
            left.append(item)
    if left and not WHOLE:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


class Standing(Stack):
    """A demonstration somebody has started already, in the folder WALK_VAR: quicker while a walk is written."""

    def __init__(self, var: str) -> None:
        self.var = Path(var)
        self.environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {
            "VAR_DIR": var
        }
        self.url = self.said("SITE_URL")


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, chromium_program: str) -> Stack:
    """The portal under test."""
    if standing := os.environ.get("WALK_VAR"):
        return Standing(standing)
    running: Stack = request.getfixturevalue("stack")
    return running


@pytest.fixture(scope="session")
def accounts(site: Stack) -> dict[str, dict[str, Any]]:
    """The accounts of the demonstration by login."""
    return {one["login"]: one for one in site.accounts()}


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """Every walk is walked in both languages."""
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="session")
def signed_in() -> dict[tuple[str, str], Any]:
    """The cookies of who signed in already, by login and language: each signs in once and comes back."""
    return {}


@pytest.fixture
def visit(
    site: Stack,
    chromium: Browser,
    accounts: dict[str, dict[str, Any]],
    language: str,
    signed_in: dict[tuple[str, str], Any],
) -> Iterator[Visit]:
    """Opens a browser for somebody: ``visit()`` for anyone, ``visit("jinghong-drafter")`` signed in."""
    opened: list[Visitor] = []

    def open_for(login: str = "", **options: Any) -> Visitor:
        known = signed_in.get((login, language))
        visitor = Visitor(chromium, site.url, language, storage_state=known, **options)
        opened.append(visitor)
        if login:
            if known:
                visitor.go("/workspace/")
            if not known or "/accounts/login/" in visitor.page.url:  # another walk signed out, or sat idle
                visitor.sign_in(accounts[login])
                signed_in[login, language] = visitor.context.storage_state()
        return visitor

    yield open_for
    for visitor in opened:
        visitor.context.close()


@pytest.fixture(scope="session")
def clock(site: Stack) -> Clock:
    return Clock(site)


@pytest.fixture(scope="session")
def letters(site: Stack) -> Letters:
    return Letters(site.var)
