"""Where a test run begins: throw-away servers, a database migrated by its owner and used without rights."""

import gc
import os
import re
import shutil
import sys
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from portal.ground import messages
from portal.running import embedded
from tests.support.machine import chromium_path
from tests.support.prepared import PREPARED
from tests.support.servers import Throwaway
from tests.support.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A busy machine is no fault of the code: time decides no test.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")
# Before anything reads the settings: this module is the first of ours that pytest imports.
SERVERS = Throwaway()
os.environ.update(SERVERS.environment())
os.environ.setdefault(PREPARED, str(SERVERS.folder / "prepared"))
# Before anything is translated: gettext reads a catalogue once, and an old one would stay for this whole run. Workers
# find what the run they belong to has built.
if "PYTEST_XDIST_WORKER" not in os.environ:
    try:
        messages.build()
    except messages.MessagesError as error:
        # Not the end of every test: test_conventions fails on it, and says the same.
        warnings.warn(pytest.PytestWarning(f"the translations are faulty:\n{error}"), stacklevel=1)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402

settings.PASSWORD_HASHERS = ["tests.support.hashing.QuickArgon2"]

from organizations.models import kept_places  # noqa: E402
from portal.ground.memory import PARTS  # noqa: E402
from procurement.judgement import slips  # noqa: E402
from tests.support import database, remembered  # noqa: E402

# A code costs its tries; hundreds are made in a run.
slips.COST = 2

# Before a test module takes hold of what is done under another role.
database.work_under_own_roles()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Each worker makes servers of its own, so nothing of this process's is handed down to them."""
    for name in SERVERS.environment():
        os.environ.pop(name, None)
    os.environ.update(SERVERS.given)


# Folders whose tests share what is dear to make.
SHARED = ("tests/browser/", "tests/demonstration/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """The tests of a file share what they set up, and those of some folders one portal or one telling, so one worker
    runs them all; but those of a long file that are named ``[1of3-…]`` are shared out by that part."""
    from xdist.scheduler import LoadFileScheduling

    class ByFileOrPart(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            part = re.search(r"\[(\d+of\d+)-", nodeid)
            shared = next((one for one in SHARED if nodeid.startswith(one)), None)
            return shared or super()._split_scope(nodeid) + (part[1] if part else "")

    return ByFileOrPart(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands now stands to the end of the run: looked through for circles of nobody's once, not every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _replaces(item: pytest.Item) -> bool:
    """Whether it or a fixture of ours replaces something. One of pytest-django's does for every test, to no account."""
    info: Any = getattr(item, "_fixtureinfo", None)
    if info is None:
        return False
    ours = (
        one
        for given in info.name2fixturedefs.values()
        for one in given
        if one.func.__module__.startswith("tests.")
    )
    return "monkeypatch" in info.argnames or any("monkeypatch" in one.argnames for one in ours)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """What a test leaves in the process: the language of its last page, and parts made of data taken back."""
    # What is built while something is replaced is no other test's.
    remembered.begin(walks=_replaces(item))
    translation.activate(settings.LANGUAGE_CODE)
    PARTS.clear()


def pytest_unconfigure(config: pytest.Config) -> None:
    SERVERS.stop()


@pytest.fixture(scope="session")
def servers() -> Throwaway:
    """The servers, running. Tests of the database need not ask for it."""
    SERVERS.start()
    return SERVERS


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers: Throwaway) -> None:
    """Runs before the test database is made."""
    if servers.migrated:
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = embedded.DATABASE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Migrated as the owner; from here on every query runs under the role portal_app."""
    with django_db_blocker.unblock():
        leave = database.work_as_portal()
        remembered.work(owner_may_lay="DATABASE_URL" not in SERVERS.given)
        kept_places()  # read once by each process, so that no test counts it
    yield
    with django_db_blocker.unblock():
        leave()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole portal with the demonstration's data, started once for all tests that drive it."""
    running = Stack()
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own_stack() -> Iterator[Stack]:
    """A portal of the module's own, for tests that stop its parts or move its clock."""
    running = Stack(LEDGER_LEASE_SECONDS="3", LEDGER_BACKOFF_SECONDS="1")
    running.wait()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium_program() -> str:
    """Without a browser the test is skipped, but where REQUIRE_BROWSER is set it fails."""
    path = chromium_path()
    if path is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("no Chromium, and REQUIRE_BROWSER is set")
        pytest.skip("no Chromium: install one, or name it in CHROMIUM")
    return path


def _needed(program: str) -> None:
    """Without a program that reads files a test is skipped, but where REQUIRE_READERS is set it fails."""
    if shutil.which(program) is None:
        if os.environ.get("REQUIRE_READERS"):
            pytest.fail(f"no {program}, and REQUIRE_READERS is set")
        pytest.skip(f"no {program}: see docs/operations.md")


@pytest.fixture(scope="session")
def soffice() -> None:
    _needed("soffice")


@pytest.fixture(scope="session")
def tesseract() -> None:
    _needed("tesseract")


@pytest.fixture(scope="module")
def chromium(chromium_program: str) -> Iterator["Browser"]:
    """A real browser. Ended with its file: while Playwright runs, its thread has an event loop and Django
    refuses to ask the database there."""
    from playwright.sync_api import sync_playwright

    # As root Chromium starts without its sandbox only.
    root = sys.platform == "linux" and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_program, args=["--no-sandbox", "--disable-dev-shm-usage"] if root else []
        )
        yield browser
        browser.close()
