"""Bodies, addresses and queries that no form of ours sends: answered, in our words, and by no error of the portal."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from portal.site.opendata.api import api
from tests.access import table
from tests.access.asking import Visitor
from tests.access.conftest import visitors, world  # noqa: F401 - fixtures
from tests.access.probes import NothingThereError, address_of
from tests.access.stages import STAGES
from tests.support import calls, sealed
from tests.support.whole import part
from tests.sweep import values
from tests.sweep.asking import Controls, faults, send

pytestmark = pytest.mark.django_db
SHORT = {kind: typed for kind, typed in values.TYPED.items() if len(typed) < 200}


def wrong_values() -> Iterator[Any]:
    """Of every type that JSON knows, and deeper than anybody nests."""
    yield from (None, True, -1, 1e308, 10**400, [], {}, [[]], {"": {}}, "a\0b", "\ud800", "长" * 40_000)
    yield from SHORT.values()


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


BROKEN = [
    b"",
    b"{",
    b"null",
    b'{"procedure": NaN}',
    b'{"procedure": 1e400}',
    b"\xff\xfe{}",
    "{'procedure': '询价'}".encode("gb18030"),
    b"[" * 100_000,
    deep(5_000).encode(),
    ('{"a":' * 5_000 + "1" + "}" * 5_000).encode(),
    b'{"bids_due":' + b"9" * 5_000 + b"}",
]


def asked_of_the_check(body: bytes) -> Any:
    return Client().post(reverse("api:check"), body, content_type="application/json")


@pytest.mark.parametrize("body", BROKEN, ids=[str(n) for n in range(len(BROKEN))])
def test_a_body_that_is_no_json_is_answered(body):
    calls.the_law()
    answer = asked_of_the_check(body)
    assert 400 <= answer.status_code < 500
    assert json.loads(answer.content)


def test_a_form_where_a_record_belongs_is_answered():
    calls.the_law()
    assert Client().post(reverse("api:check"), {"procedure": "grant_call"}).status_code in (400, 415, 422)


def test_every_fact_with_every_kind_of_value_is_answered():
    calls.the_law()
    schema = api.get_openapi_schema()["components"]["schemas"]
    names = {name for one in schema.values() for name in one.get("properties", {})}
    wrong = set()
    for name in sorted(names):
        for value in part(wrong_values(), 8, of_what=name):
            body = json.dumps({"procedure": "grant_call", name: value}).encode()
            if (status := asked_of_the_check(body).status_code) >= 500:
                wrong.add((name, repr(value)[:30], status))
    assert not wrong


@pytest.mark.parametrize(
    "document",
    [
        deep(5_000),
        '{"receipt": {"kid": "a\\u0000b"}, "signature": "x"}',
        '{"receipt": {"kid": "K"}, "signature": "\\ud800"}',
        '{"receipt": {"kid": "K", "x": ' + "9" * 5_000 + '}, "signature": "é"}',
        '{"receipt": {"kid": "K", "x": ' + deep(900) + '}, "signature": "x"}',
        '{"receipt": [], "signature": {}}',
        "长" * 5_000,
    ],
    ids=["deep", "nul", "half a sign", "long figure", "deep inside", "lists", "words"],
)
def test_a_receipt_that_is_none_is_answered(document, client):
    answer = client.post(reverse("receipt_verify"), {"receipt": document})
    assert answer.status_code in (200, 422)


SENT_WRONGLY = {
    "another charset": ("application/x-www-form-urlencoded; charset=gb18030", b"text=%D5%AA"),
    "no charset": ("application/x-www-form-urlencoded; charset=no-such", b"text=a"),
    "parts cut off": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb'),
    "no boundary": ("multipart/form-data", b"text=a"),
    "parts of nothing": ("multipart/form-data; boundary=x", b""),
    "a length that is none": ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
    "too much": ("application/x-www-form-urlencoded", b"text=" + b"a" * 3_000_000),
    "too many": ("application/x-www-form-urlencoded", b"a=1&" * 1_200),
}  # fmt: skip


@pytest.mark.parametrize("kind", SENT_WRONGLY)
@pytest.mark.parametrize("page", ["missing_report", "account_login", "alerts"])
def test_what_arrives_damaged_is_said_in_chinese(kind, page, client):
    content_type, body = SENT_WRONGLY[kind]
    answer = client.generic("POST", reverse(page), body, content_type=content_type)
    assert answer.status_code < 500
    assert "Bad Request" not in answer.content.decode()
    assert 'lang="zh' in answer.content.decode()[:600]
    if kind in ("too much", "too many"):
        assert answer.status_code == 413


@pytest.mark.parametrize("address", ["/notices/?q=%00", "/%00/", "/notices/YN2024-000001%00/", "/en/%00"])
def test_an_address_with_a_sign_of_nothing_is_said_in_chinese(address, client):
    answer = client.get(address)
    assert answer.status_code in (400, 404)
    assert 'lang="' in answer.content.decode()[:200]
    assert "Bad Request" not in answer.content.decode()


def test_no_search_breaks_on_what_is_typed(world, visitors):  # noqa: F811
    """Every page that has boxes to search by, with each thing typed in each box."""
    scene = STAGES["open"](world)
    wrong = set()
    with sealed.at(scene.moment, ticking=False):
        for area in table.areas():
            for row in area.rows:
                who = next(
                    (
                        name
                        for answers in (row.answers.get("open", {}), row.answers.get("once", {}))
                        for name, told in answers.items()
                        if told == "ok" and row.method == "GET"
                    ),
                    None,
                )
                if who is None:
                    continue
                with suppress(NothingThereError):
                    url = address_of(row, world, scene)
                    wrong |= set(searched(str(row), visitors[who], url.partition("?")[0]))
    assert not wrong, "\n".join(sorted(wrong))


def searched(row: str, visitor: Visitor, url: str) -> Iterator[str]:
    page = send(visitor, url, {}, method="GET").page
    found = {name for name in Controls(page, method="get").boxes if name and name != "csrfmiddlewaretoken"}
    for name in sorted(found | {"page", "after", "before", "next"} if found else ()):
        for kind, typed in part(SHORT.items(), 18, of_what=f"{row} {name}"):
            answer = send(visitor, f"{url}?{urlencode({name: typed})}", {}, method="GET")
            for one in faults(answer, {}, {name}):
                yield f"{row} {name} {kind}: {one}"


def test_no_query_of_the_api_breaks_on_what_is_asked(client):
    calls.published(calls.office())
    wrong = set()
    for path, one in api.get_openapi_schema()["paths"].items():
        for said in one.get("get", {}).get("parameters", ()):
            url = path
            for hole in (p for p in path.split("/") if p.startswith("{")):
                url = url.replace(hole, "YN2024-000001")
            for kind, typed in part(SHORT.items(), 4, of_what=f"{path} {said['name']}"):
                at = f"{url}?{urlencode({said['name']: typed})}" if said["in"] == "query" else url
                if (status := client.get(at).status_code) >= 500:
                    wrong.add((path, said["name"], kind, status))
    assert not wrong
