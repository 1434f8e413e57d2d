"""The API against its own description: whatever is asked, the answer is one that is described, and never a 500."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, Phase, given, settings

from portal.ground.fields.asked import asked_of
from portal.site.opendata import releases
from portal.site.opendata.api import api
from portal.site.opendata.words import ROUTES
from procurement.facets import FACETS
from procurement.facts import KEYS, facts_of, to_mapping
from procurement.filters import ORDERS, NoticeFilter, register_choice
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


def parameters(path: str) -> dict[str, dict[str, Any]]:
    found = api.get_openapi_schema()["paths"][f"/api/v1/{path}"]["get"]["parameters"]
    return {one["name"]: one for one in found}


def test_every_filter_of_the_search_is_described_with_its_codes() -> None:
    told = parameters("notices")
    assert set(told) == {*NoticeFilter.base_filters, "cursor", "limit", "sort"}
    for name, facet in FACETS.items():
        assert told[name]["schema"]["items"]["enum"] == list(facet.codes)
        assert "/api/v1/codes/" in told[name]["description"]
    assert told["sort"]["schema"]["enum"] == list(ORDERS)


@pytest.mark.parametrize("path", ["awards", "contracts"])
def test_every_filter_of_a_register_is_described(path: str) -> None:
    known = register_choice(asked_of(RequestFactory().get("/")))
    assert set(parameters(path)) == {*known, "cursor", "limit"}


def test_no_answer_is_any_object_whatever() -> None:
    for path, acts in api.get_openapi_schema()["paths"].items():
        for act in acts.values():
            answers = act["responses"]
            for code, answer in answers.items():
                shape = answer["content"]["application/json"]["schema"]
                assert set(shape) == {"$ref"}, (path, code)
            if any(one["in"] == "query" for one in act.get("parameters", ())) or "requestBody" in act:
                assert answers[422]["content"]["application/json"]["schema"]["$ref"].endswith("/Faults"), path


def test_a_client_made_of_the_description_searches(client: Client) -> None:
    """It knows names and codes from nowhere else."""
    by = calls.office()
    call = calls.published(by, populations=["youth"])
    calls.published(by, populations=["plwh"])
    told = parameters("notices")
    for name, one in told.items():
        for code in one["schema"].get("items", {}).get("enum", ()):
            assert client.get("/api/v1/notices", {name: code}).status_code == 200, (name, code)
    (row,) = client.get("/api/v1/notices", {"population": "youth"}).json()["results"]
    assert (row["number"], row["populations"]) == (call.number, ["youth"])
    assert client.get(row["url"].replace("http://testserver", "")).status_code == 200
    for name in ("sort", "population", "min_value", "due_from"):
        refused = client.get("/api/v1/notices", {name: "?"})
        assert refused.status_code == 422
        assert [one["field"] for one in refused.json()["errors"]] == [name]


def test_the_check_describes_what_it_takes(client: Client) -> None:
    act = api.get_openapi_schema()["paths"]["/api/v1/rules/check"]["post"]
    taken = act["requestBody"]["content"]["application/json"]["schema"]
    assert set(taken["properties"]) == set(KEYS)
    facts = to_mapping(facts_of(calls.draft(calls.office()), published_at=calls.PUBLISHED))
    jsonschema.validate(facts, taken)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"budget": 1}, taken)
    assert "$ref" not in json.dumps(taken)
