"""The demonstration, told once for all tests of this folder, which one worker runs."""

from collections.abc import Iterator

import pytest
from django.test import TestCase, override_settings
from pytest_django import DjangoDbBlocker

from portal.ground import keys
from portal.site.demo import story
from tests.support import calls
from tests.support.database import as_owner


@pytest.fixture(scope="package")
def told(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Each test works on a savepoint of its own. Its calls are known by their numbers."""
    given = keys.make() | {"DEMO": True, "VAR_DIR": tmp_path_factory.mktemp("var")}
    with django_db_blocker.unblock(), override_settings(**given):
        atomics = TestCase._enter_atomics()  # what a test's own case does, so that bids may be sealed inside
        try:
            with as_owner() as cursor:  # taken back with all the rest
                cursor.execute("ALTER SEQUENCE procurement_tender_number RESTART")
            calls.the_law()
            story.tell()
            yield
        finally:
            TestCase._rollback_atomics(atomics)
