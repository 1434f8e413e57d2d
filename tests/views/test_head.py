"""HEAD is answered wherever GET is, alike but for the body."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from organizations.services import accounts
from tests.support import calls, factories

pytestmark = pytest.mark.django_db

# What is another at each asking.
VARIES = {"Set-Cookie", "ETag", "Content-Length", "Date", "Expires", "Last-Modified"}


def _plain_addresses(patterns: list, before: str = "") -> Iterator[str]:
    """Every address of the portal in which nothing is to be filled in."""
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            if not set("<(^*") & set(path):
                yield f"/{path}"
        else:
            yield from _plain_addresses(one.url_patterns, path)


ADDRESSES = sorted(set(_plain_addresses(get_resolver().url_patterns)))


def _alike(client: Client, address: str) -> int:
    full, head = client.get(address), client.head(address)
    assert head.status_code == full.status_code, address
    body = b"".join(head.streaming_content) if head.streaming else head.content
    assert body == b"", address
    for name in (one for one in full.headers if one not in VARIES and not one.startswith("RateLimit-")):
        assert head.headers.get(name) == full.headers[name], (address, name)
    if not full.streaming:
        assert int(head.headers["Content-Length"]) > 0 or not full.content, address
    return full.status_code


def test_every_public_address_answers_head_as_get() -> None:
    assert len(ADDRESSES) > 60
    calls.the_law()
    answers = {address: _alike(Client(), address) for address in ADDRESSES}
    assert sum(status == 200 for status in answers.values()) > 40, answers


def test_whoever_is_signed_in_is_answered_too(client: Client) -> None:
    leader = factories.user()
    organization = factories.cso(leader)
    client.force_login(leader)
    pages = ["/workspace/", "/workspace/account/", f"/workspace/organizations/{organization.number}/edit/"]
    assert [_alike(client, page) for page in pages] == [200, 200, 200]


def test_head_presses_no_button(client: Client) -> None:
    """An address that only takes a form stays one, and nothing is written."""
    person = factories.user()
    client.force_login(person)
    before = accounts.codes_left(person)
    assert _alike(client, "/accounts/2fa/sheet/new/") != 200
    assert _alike(client, "/accounts/logout/") == 200
    assert client.get("/workspace/account/").status_code == 200
    assert accounts.codes_left(person) == before
