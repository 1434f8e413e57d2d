"""The API against its own description: whatever is asked, the answer is one that is described, and never a 500."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings

from portal.site.opendata import releases
from portal.site.opendata.api import api
from portal.site.opendata.words import ROUTES
from tests.support import calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(settings: Any) -> Iterator[Any]:
    settings.API_PER_MINUTE = 1_000_000
    # As Django's own test client does: a request must not close the connection that holds the test's data.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    calls.published(calls.office())
    releases.write_missing()
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
]


def test_every_answer_is_a_described_one(described: Any) -> None:
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=12,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: Any) -> None:
            # The tester asks in the process itself, where nothing unpacks what travels compressed.
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

        ask()
        asked += 1
    assert asked == len(ROUTES)


def test_the_page_for_people_names_every_route() -> None:
    described = {path.removeprefix("/api/v1/") for path in api.get_openapi_schema()["paths"]}
    assert described == {path for path, _words, _example in ROUTES}
