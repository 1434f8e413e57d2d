"""Asking the portal as somebody, and telling whether anything was written."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from organizations.models import User
from tests.support import remembered

_WRITES = re.compile(r"(?:^\s*|\bWITH\b.*)\b(INSERT INTO|UPDATE|DELETE FROM)\s+(?P<table>\S+)", re.I | re.S)
# Whoever is looked at as a visitor leaves a session behind, and a row that says so; that is no act.
_NO_ACT = ('"django_session"', '"organizations_signin"')
_addresses = count(1)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever happens inside is undone. As in a test case, services may begin a transaction of their own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with remembered.taken_back(), block:
        yield
        transaction.set_rollback(True)


class Writes:
    """How many rows were added, changed or removed and stayed so: an act that is refused touches none, not even
    to write what stood there already."""

    def __init__(self) -> None:
        self.rows = 0
        self._standing: dict[str, int] = {}

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("SAVEPOINT "):
            self._standing[sql.removeprefix("SAVEPOINT ")] = self.rows
        elif sql.startswith("ROLLBACK TO SAVEPOINT "):
            self.rows = self._standing[sql.removeprefix("ROLLBACK TO SAVEPOINT ")]
        written = _WRITES.match(sql)
        if written and written["table"] not in _NO_ACT:
            self.rows += max(context["cursor"].rowcount, 0)
        return result


class Browser(Client):
    """Django's own, without its record of templates and contexts: nobody here asks for that."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))


class Visitor:
    """One person's browser. Every request comes afresh, with what signing in left and nothing more."""

    def __init__(self, user: User | None) -> None:
        self._client = Browser()
        if user is not None:
            self._client.force_login(user)
        self._cookies = dict(self._client.cookies)

    def ask(self, method: str, url: str, data: Any = None, *, json: bool = False) -> HttpResponseBase:
        self._client.cookies.clear()
        self._client.cookies.update(self._cookies)
        for value in (data or {}).values():
            if hasattr(value, "seek"):
                value.seek(0)
        # From an address of its own, so that nobody asks too often.
        number = next(_addresses)
        origin = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        kind = {"content_type": "application/json"} if json else {}
        send = getattr(self._client, method.lower())
        answer: HttpResponseBase = send(url, data, REMOTE_ADDR=origin, **kind)
        return answer

    def answer(self, method: str, url: str, data: Any = None, *, json: bool = False) -> str:
        """The answer in the table's words. What was done stays done until it is taken back."""
        writes = Writes()
        with connection.execute_wrapper(writes):
            response = self.ask(method, url, data, json=json)
            if response.streaming:
                b"".join(response)  # type: ignore[arg-type]
        return _word(response, wrote=writes.rows > 0)


def _word(response: HttpResponseBase, *, wrote: bool) -> str:
    status = response.status_code
    if (
        status == 403
        and not wrote
        and f'href="{reverse("account_login")}" target'.encode() in getattr(response, "content", b"")
    ):
        return "in"  # with the words that were sent kept on the page meanwhile
    if status >= 400:
        return f"{status}+written" if wrote else str(status)
    if wrote:
        return "done"
    if status in (301, 302, 303):
        return "in" if response.headers["Location"].startswith(reverse("account_login")) else "to"
    return "ok" if status in (200, 204) else str(status)
