"""What is remembered for two seconds is the same for everybody, and never a person's."""

import gzip
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.ground import clock, ledger
from portal.ground.ledger import seals
from portal.site.website import cache as memory
from tests.support import calls, factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on(settings: Any) -> None:
    settings.PUBLIC_CACHE = True
    memory.PAGES.clear()


def queries(client: Client, path: str, **more: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, **more).status_code == 200
    return len(captured)


LISTS = [f"/api/v1/{name}" for name in ("notices", "awards", "contracts", "organizations")]


@pytest.mark.parametrize("path", ["/", "/notices/", "/en/notices/?q=hiv", "/places/532801/", *LISTS])
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


@pytest.mark.parametrize("path", ["/questions/", "/alerts/", "/api/v1/rules", "/api/v1/releases"])
def test_other_addresses_are_not_kept(path: str) -> None:
    calls.the_law()
    assert queries(Client(), path) == queries(Client(), path)
    assert memory.PAGES.get(f"http testserver {path}") is None
    Client().get("/")
    assert memory.PAGES.get("http testserver /") is not None


def test_whoever_asks_again_for_what_they_have_has_it_kept_for_everybody() -> None:
    calls.published(calls.office())
    address = "/api/v1/notices"
    tag = Client().get(address)["ETag"]
    memory.PAGES.clear()
    again = Client().get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert queries(Client(), address) == 0


def test_what_is_missing_is_not_kept() -> None:
    assert Client().get("/notices/YN2024-999999/").status_code == 404
    made = calls.published(calls.office())
    assert Client().get(f"/notices/{made.number}/").status_code == 200


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the process's steady clock."""
    moment = [1_000.0]
    monkeypatch.setattr(memory.time, "monotonic", lambda: moment[0])

    def move(seconds: float) -> None:
        moment[0] += seconds

    return move


def test_for_two_seconds_nothing_is_asked_and_then_one_thing(later: Callable[[float], None]) -> None:
    Client().get("/")
    later(1.999)
    assert queries(Client(), "/") == 0
    later(0.001)
    assert queries(Client(), "/") == 1
    assert queries(Client(), "/") == 0


def test_a_public_event_is_seen_after_two_seconds(later: Callable[[float], None]) -> None:
    office = calls.office()
    number = calls.published(office).number
    assert number in Client().get("/notices/").content.decode()
    second = calls.published(office).number
    assert second not in Client().get("/notices/").content.decode()
    later(2)
    assert second in Client().get("/notices/").content.decode()


def test_what_is_not_public_makes_no_page_anew(later: Callable[[float], None]) -> None:
    made = calls.published(calls.office())
    Client().get(f"/notices/{made.number}/")
    with transaction.atomic():
        ledger.record("bid_begun", subject="bid:x", at=clock.now(), public=False)
    later(2)
    assert queries(Client(), f"/notices/{made.number}/") == 1


def test_a_seal_and_every_minute_ask_for_the_page_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = seals.standing()
    seals.seal(clock.now())
    sealed = seals.standing()
    assert sealed != before
    monkeypatch.setattr(seals, "STANDS_SECONDS", 1)
    assert seals.standing() != sealed


def kept(size: int) -> memory.Kept:
    return memory.Kept(b"x" * size, b"", {}, None, memory.time.monotonic() + 2)


def test_the_newest_pages_take_the_place_of_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = memory.Pages()
    monkeypatch.setattr(memory, "MOST_BYTES", 250)
    for name in "abc":
        pages.keep(name, kept(100))
    assert [name for name in "abc" if pages.get(name)] == ["b", "c"]
    pages.keep("whole", kept(300))
    assert not any(pages.get(name) for name in ("b", "c", "whole"))


def test_of_many_readers_at_once_one_makes_the_page() -> None:
    pages, makers = memory.Pages(), []

    def read() -> None:
        if pages.take("one"):
            makers.append(1)
            pages.keep("one", kept(1))
            time.sleep(0.1)
            pages.made("one")
        assert pages.get("one")

    threads = [threading.Thread(target=read) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(makers) == 1


def test_a_page_that_fails_keeps_nobody_waiting() -> None:
    for _ in range(2):
        assert Client().get("/places/999999/").status_code == 404
    assert memory.PAGES.take("http testserver /places/999999/")
    memory.PAGES.made("http testserver /places/999999/")


def test_whoever_has_the_page_is_told_so() -> None:
    first = Client().get("/")
    again = Client().get("/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert Client().get("/help/", headers={"if-none-match": first["ETag"]}).status_code == 200
    memory.PAGES.clear()
    assert Client().get("/", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_a_page_travels_compressed_to_whoever_takes_it() -> None:
    whole = Client().get("/")
    small = Client().get("/", headers={"accept-encoding": "br, gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in whole.headers
    assert gzip.decompress(small.content) == whole.content
    assert int(small["Content-Length"]) == len(small.content) < len(whole.content) / 2
    assert whole["Vary"] == small["Vary"] == "Accept-Encoding"


def test_the_language_is_in_the_path_and_no_header_says_otherwise() -> None:
    for path in ("/", "/en/", "/help/"):
        for asked in ("en", "zh-CN"):
            answer = Client().get(path, headers={"accept-language": asked})
            assert answer["Vary"] == "Accept-Encoding", path
            assert answer["Content-Language"] == ("en" if path == "/en/" else "zh-hans")


@pytest.mark.django_db
def test_pages_that_are_not_kept_travel_compressed_too(client, settings):
    settings.PUBLIC_CACHE = False
    calls.published(calls.office())
    plain = client.get("/notices/")
    zipped = client.get("/notices/", headers={"accept-encoding": "gzip"})
    assert plain.headers.get("Content-Encoding") is None
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert len(zipped.content) < 10_000
    sheet = client.get("/data/notices.xlsx", headers={"accept-encoding": "gzip"})
    assert sheet.headers.get("Content-Encoding") is None, "a workbook is compressed already"
    lines = client.get("/data/notices.csv", headers={"accept-encoding": "gzip"})
    whole = gzip.decompress(b"".join(lines.streaming_content))
    assert whole == b"".join(client.get("/data/notices.csv").streaming_content)
