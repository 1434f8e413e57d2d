"""What is remembered for two seconds is the same for everybody, and never a person's."""

import threading
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.website import cache as memory
from tests import calls, factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings: Any) -> None:
    settings.PUBLIC_CACHE = True
    cache.clear()


def queries(client: Client, path: str, **more: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, **more).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/", "/notices/", "/en/notices/?q=hiv", "/places/532801/"])
def test_the_second_reader_asks_the_database_nothing(path: str) -> None:
    calls.published(calls.office())
    first, second = Client().get(path), Client().get(path)
    assert first.content == second.content
    assert second["Content-Type"] == first["Content-Type"]
    assert second["Content-Security-Policy"] == first["Content-Security-Policy"]
    assert not second.cookies
    assert queries(Client(), path) == 0


def test_every_address_and_every_language_has_its_own_page() -> None:
    pages = {path: Client().get(path).content for path in ("/", "/en/", "/notices/", "/notices/?q=x")}
    assert len(set(pages.values())) == 4


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "csrftoken", "messages", "anything"])
def test_whoever_brings_a_cookie_reads_afresh_and_leaves_nothing(cookie: str) -> None:
    calls.published(calls.office())
    client = Client()
    client.cookies[cookie] = "x"
    client.get("/notices/")
    assert queries(Client(), "/notices/") > 0
    assert queries(client, "/notices/") > 0


def test_the_page_of_somebody_signed_in_is_never_kept() -> None:
    person = factories.user("known-name")
    client = Client()
    client.force_login(person)
    assert "known-name" in client.get("/").content.decode()
    assert "known-name" not in Client().get("/").content.decode()
    assert "known-name" in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/questions/", "/alerts/", "/feeds/notices.atom", "/api/v1/notices"])
def test_other_addresses_are_not_kept(path: str) -> None:
    calls.the_law()
    before = set(cache._cache.get_client().keys("*page:*"))
    Client().get(path)
    assert set(cache._cache.get_client().keys("*page:*")) == before


def test_what_is_missing_is_not_kept() -> None:
    assert Client().get("/notices/YN2024-999999/").status_code == 404
    made = calls.published(calls.office())
    assert Client().get(f"/notices/{made.number}/").status_code == 200


def test_without_the_broker_every_page_is_made(settings: Any) -> None:
    nowhere = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    settings.CACHES = nowhere
    assert Client().get("/").status_code == 200


def test_two_seconds_are_two_seconds() -> None:
    Client().get("/")
    (page,) = [key for key in cache._cache.get_client().keys("*page:*") if not key.endswith(b":making")]
    assert 0 < cache._cache.get_client().pttl(page) <= 2000


def test_of_many_readers_at_once_one_makes_the_page() -> None:
    makers: list[bool] = []

    def read() -> None:
        _kept, mine = memory.find("page:one")
        if mine:
            cache.set("page:one", (b"x", {}), 2)
        makers.append(mine)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert makers.count(True) == 1


def test_the_language_is_in_the_path_and_no_header_says_otherwise() -> None:
    for path in ("/", "/en/", "/help/"):
        for asked in ("en", "zh-CN"):
            answer = Client().get(path, headers={"accept-language": asked})
            assert "Vary" not in answer.headers, path
            assert answer["Content-Language"] == ("en" if path == "/en/" else "zh-hans")
