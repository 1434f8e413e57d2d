"""Codes have an address: each list as a page and as JSON, in both languages, and no code is used that is in none."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from lxml import html

from portal.site.opendata import codes, releases
from portal.site.opendata.words import COLUMNS
from tests.support import awards as made
from tests.support import openings

pytestmark = pytest.mark.django_db
CHINESE = range(0x3400, 0x9FFF)


@pytest.mark.parametrize("name", codes.LISTS)
def test_each_list_has_words_in_both_languages_on_its_page_and_as_json(client: Client, name: str) -> None:
    told = client.get(f"/api/v1/codes/{name}").json()
    assert told["codes"]
    for one in told["codes"]:
        assert any(ord(mark) in CHINESE for mark in one["zh"]), one
        assert one["en"] != one["code"], one
        assert not any(ord(mark) in CHINESE for mark in one["en"]), one
    assert len({one["code"] for one in told["codes"]}) == len(told["codes"])
    for prefix, title in (("", told["title_zh"]), ("/en", told["title_en"])):
        page = html.fromstring(client.get(f"{prefix}/codes/{name}/").text)
        assert page.findtext(".//h1") == title
        rows = [[cell.text_content().strip() for cell in row] for row in page.findall(".//tbody/tr")]
        assert rows == [[one["code"], one["zh"], one["en"]] for one in told["codes"]]
        assert [row.get("id") for row in page.findall(".//tbody/tr")] == [row[0] for row in rows]
    assert told["url"].endswith(f"/codes/{name}/")


def test_the_lists_are_listed(client: Client) -> None:
    told = client.get("/api/v1/codes").json()["results"]
    assert [one["name"] for one in told] == list(codes.LISTS)
    for prefix in ("", "/en"):
        page = client.get(f"{prefix}/codes/").text
        assert all(f"{prefix}/codes/{name}/" in page for name in codes.LISTS)
    assert "/codes/" in client.get("/data/").text


@pytest.mark.parametrize("path", ["/codes/no-such/", "/api/v1/codes/no-such", "/en/codes/no-such/"])
def test_a_list_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_only_places_are_asked_of_the_database_and_those_are_kept(
    client: Client, django_assert_num_queries: Any
) -> None:
    for name in codes.LISTS:
        client.get(f"/api/v1/codes/{name}")
        with django_assert_num_queries(0):
            client.get(f"/api/v1/codes/{name}")


def test_every_code_of_the_files_and_releases_is_in_a_list(
    settings: Any, tmp_path: Any, client: Client
) -> None:
    openings.give_keys(settings)
    settings.VAR_DIR = tmp_path
    call, contract = made.contracted()
    call.accept(contract)
    releases.write_missing()
    known = {name: set(one.codes()) for name, one in codes.LISTS.items()}
    used = 0
    for table in ("notices", "awards", "contracts"):
        text = b"".join(client.get(f"/data/{table}.csv").streaming_content).decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text)):
            for column, name in codes.COLUMNS.items():
                said = [one for one in row.get(column, "").split(";") if one]
                used += len(said)
                assert set(said) <= known[name], (table, column)
    assert used > 10
    assert set(codes.COLUMNS) <= set(COLUMNS)
    (record,) = client.get(f"/api/v1/notices/{call.tender.number}").json()["notices"][:1]
    assert record["identity"]["kind"] in known["notice_kind"]
    for line in b"".join(client.get("/data/releases.jsonl").streaming_content).decode().splitlines():
        for item in json.loads(line)["tender"]["items"]:
            path, _, code = item["classification"]["uri"].partition("#")
            assert path.endswith("/codes/service/")
            assert code == item["id"]
            assert code in known["service"]
