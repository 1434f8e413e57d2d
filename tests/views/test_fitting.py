"""Five questions: the calls that fit, those that miss by one thing, and nothing kept of what was said."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support import calls

pytestmark = pytest.mark.django_db


def read(**asked: Any) -> str:
    response = Client().get("/notices/fit/", asked)
    assert response.status_code == 200
    assert not response.cookies
    return response.content.decode()


def parts(said: str) -> tuple[str, str]:
    """What fits, and what misses by one thing."""
    fits, _mark, near = said.partition('id="near"')
    return fits, near


def test_a_group_on_no_register_finds_what_admits_it_and_why() -> None:
    call = calls.published(calls.office())
    fits, near = parts(read(form="unregistered", place="532801", most="300000"))
    assert call.number in fits
    assert "就在本地" in fits
    assert "签约前要有一家登记机构同意托管" in fits
    fits, near = parts(read(form="unregistered", place="530102"))
    assert call.number not in fits
    assert call.number in near
    assert "在其他州市" in near
    assert call.number not in read(form="unregistered", place="530102", most="1")


def test_nothing_asked_shows_the_questions_and_nonsense_is_named() -> None:
    calls.published(calls.office())
    assert "不用账户" in read()
    said = read(form="club", most="viel")
    assert "fault" in said
    assert "适合你们" not in said


def test_only_open_calls_are_shown() -> None:
    draft = calls.draft(calls.office("530100"))
    assert draft.number not in read(form="social_service_agency")


def test_it_costs_the_same_however_many_calls_are_open() -> None:
    by = calls.office()
    counts = []
    for _ in range(2):
        calls.published(by)
        with CaptureQueriesContext(connection) as asked:
            read(form="unregistered")
        counts.append(len(asked))
    assert counts[1] <= counts[0]
