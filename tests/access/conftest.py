"""One world for all tests of a module: built once, and whatever a test does to it is taken back."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation

from tests.access.asking import Visitor, taken_back
from tests.access.world import World, settled
from tests.support import remembered
from tests.support.openings import given_keys
from tests.views.officer_site import PLAIN_FILES


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once; whatever a test does to it is taken back."""
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}
    plain = override_settings(
        DEMO=True,
        OFFICIAL_SECOND_FACTOR_REQUIRED=False,
        PUBLIC_CACHE=False,
        STORAGES=storages,
        DEBUG_PROPAGATE_EXCEPTIONS=True,
        **given_keys(),
    )
    logging.disable(logging.CRITICAL)  # thousands of refusals are none of anybody's business
    with django_db_blocker.unblock(), plain, translation.override("zh-hans"), taken_back():
        yield settled()
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def visitors(world: World) -> dict[str, Visitor]:
    signed_in = {name: Visitor(user) for name, user in world.cast.items()}
    remembered.of_file()
    return signed_in
