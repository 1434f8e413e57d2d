"""Where many tests of a file begin: built once for the file. Each test gets a copy, and what it does is taken back.

    keys = scenes.keys()
    judged = scenes.once(awards.judged)

    @pytest.fixture
    def call(judged):
        return judged.again()

Not for a file with a test that commits (``transaction=True``): it would wait for the scene's own transaction."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from django.test import override_settings

from organizations.models import Organization, User
from portal.ground import clock
from tests.access.asking import taken_back
from tests.support import calls, factories, remembered
from tests.support.openings import given_keys

Made = TypeVar("Made")


@dataclass
class Scene(Generic[Made]):
    """What was built, and what the clock said then."""

    made: Made
    moment: datetime

    def again(self) -> Made:
        """As it was, the clock too."""
        clock.move_to(self.moment)
        return deepcopy(self.made)


def keys(**more: Any) -> Any:
    """The fixture that gives a file's tests keys and a folder of their own and lets them move the clock."""

    @pytest.fixture(scope="module", autouse=True)
    def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
        folder: Path = tmp_path_factory.mktemp("var")
        standing = {"DEMO": True, "OFFICIAL_SECOND_FACTOR_REQUIRED": False, "VAR_DIR": folder}
        with override_settings(**standing, **given_keys(), **more):
            yield

    return given


@dataclass
class Beginning:
    """An agency of two, and an organisation with its leader."""

    office: calls.Office
    leader: User
    organization: Organization


def beginning(place: str) -> Beginning:
    """What a walk from the first word on begins with."""
    clock.move_to(calls.PUBLISHED)
    calls.the_law()
    office, leader = calls.office(place), factories.user()
    return Beginning(office, leader, factories.cso(leader))


def once(build: Callable[[], Made]) -> Any:
    """The fixture that builds a scene for a whole file."""

    @pytest.fixture(scope="module")
    def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene[Made]]:
        with django_db_blocker.unblock(), taken_back():
            made = build()
            remembered.of_file()
            yield Scene(made, clock.now())

    return built
