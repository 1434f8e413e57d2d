"""Where a test run begins: throw-away servers, a database migrated by its owner and used without rights."""

import os
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.servers import Throwaway

# Before anything reads the settings: this module is the first of ours that pytest imports.
SERVERS = Throwaway()
os.environ.update(SERVERS.environment())

import django  # noqa: E402

django.setup()

from tests import database  # noqa: E402


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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Migrated as the owner; from here on every query runs under the role portal_app."""
    with django_db_blocker.unblock():
        leave = database.work_as_portal()
    yield
    with django_db_blocker.unblock():
        leave()
