"""One act, its form as the page offers it, and what the portal makes of it with a wrong value."""

import html
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.db import connection

from portal.ground.values.text import fold
from tests.access.asking import Visitor, taken_back
from tests.views.reading import Page

_SEEN_AGAIN = re.compile(r"\s+|<br ?/?>")
_WRITTEN = {"text", "email", "url", "tel", "number", "date", "time", "search"}
_ENGLISH = re.compile(r"\b[A-Za-z][a-z’']+(?:[ ,]+[A-Za-z][a-z’']*){2,}[.!?]?")
# The tables where what a person sends is kept as it came, encrypted or digested.
_STORED = re.compile(r"^\s*(?:INSERT INTO|UPDATE) \"?(?P<table>\w+)", re.I)
_YEARS = (1900, 2101)


class Controls(HTMLParser):
    """The boxes of the forms on a page: by name, what stands in them. ``typed``: those that somebody writes in;
    ``hidden``: those that nobody sees."""

    def __init__(self, text: str, *, method: str = "") -> None:
        """``method``: only those of forms that are sent so."""
        super().__init__(convert_charrefs=True)
        self.boxes: dict[str, list[str]] = {}
        self.typed: set[str] = set()
        self.hidden: set[str] = set()
        self._area = self._choice = ""
        self._method, self._form = method, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        name = named.get("name", "")
        if tag == "form":
            self._form = named.get("method", "get").lower()
        elif self._method and self._form != self._method:
            return
        elif tag == "textarea":
            self._area = name
            self.typed.add(name)
            self.boxes.setdefault(name, []).append("")
        elif tag == "select":
            self._choice = name
            self.boxes.setdefault(name, [])
        elif tag == "option" and "selected" in named and self._choice:
            self.boxes[self._choice].append(named.get("value", ""))
        elif tag == "input" and name:
            if named.get("type", "text") in _WRITTEN:
                self.typed.add(name)
            if named.get("type") == "hidden":
                self.hidden.add(name)
            if named.get("type") not in ("checkbox", "radio") or "checked" in named:
                self.boxes.setdefault(name, []).append(named.get("value", ""))
            else:
                self.boxes.setdefault(name, [])

    def handle_data(self, data: str) -> None:
        if self._area:
            self.boxes[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._choice = ""


@dataclass
class Answer:
    """What came back: the status, the page, and what was written to the database."""

    status: int
    page: str
    written: list[tuple[str, Any]] = field(default_factory=list)
    error: str = ""

    @property
    def shown_again(self) -> bool:
        return self.status in (200, 400, 403, 409, 413, 422) and "<form" in self.page


class Stored:
    """Every value that an INSERT or UPDATE carried."""

    def __init__(self) -> None:
        self.values: list[tuple[str, Any]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _STORED.match(sql)
        if found and found["table"] != "django_session":
            rows = params if many else [params or ()]
            self.values += [(found["table"], value) for row in rows for value in row]
        return execute(sql, params, many, context)


def send(visitor: Visitor, url: str, data: Any, *, json: bool = False, method: str = "POST") -> Answer:
    """One request, whose acts are taken back."""
    stored = Stored()
    with taken_back(), connection.execute_wrapper(stored):
        try:
            response = visitor.ask(method, url, data, json=json)
            body = (
                b"".join(response)  # type: ignore[arg-type]
                if response.streaming
                else getattr(response, "content", b"")
            )
        except Exception as error:
            return Answer(500, "", error=f"{type(error).__name__}: {error}"[:300])
    return Answer(response.status_code, body.decode(errors="replace"), stored.values)


def faults(answer: Answer, sent: dict[str, Any], changed: Collection[str]) -> Iterator[str]:
    """What is wrong with an answer to ``sent``, of which ``changed`` are the wrong ones."""
    if answer.status >= 500:
        yield f"{answer.status} {answer.error}"
        return
    if answer.shown_again and answer.status != 403:
        yield from _lost(answer.page, sent, changed)
    if "<html" in answer.page:
        yield from _english(answer.page, sent)
    yield from _absurd(answer.written)


def _plain(text: str) -> str:
    return _SEEN_AGAIN.sub("", fold(text))


def _lost(page: str, sent: dict[str, Any], changed: Collection[str]) -> Iterator[str]:
    """Words that were typed and that the page, which shows its form again, does not show."""
    written = Controls(page).typed
    whole = _plain(html.unescape(page))
    for name, value in sent.items():
        # Of a box that came twice the last one counts.
        last = value[-1] if isinstance(value, list) and value else value
        if name not in written or not isinstance(last, str):
            continue
        if len(last) > 2 and _plain(last) and _plain(last) not in whole:
            yield f"{name} is lost" + (" (a wrong one itself)" if name in changed else "")


def _english(page: str, sent: dict[str, Any]) -> Iterator[str]:
    if 'lang="zh' not in page[:600]:
        return
    typed = " ".join(str(one) for one in sent.values())
    for language, words in Page(page).words:
        if language.startswith("en"):
            continue
        for found in _ENGLISH.findall(words):
            if found not in typed:
                yield f"English on a Chinese page: {found}"


def _absurd(written: list[tuple[str, Any]]) -> Iterator[str]:
    """Values that nobody can have meant, kept in silence."""
    for table, value in written:
        if isinstance(value, date) and not _YEARS[0] < value.year < _YEARS[1]:
            yield f"{table} keeps the day {value}"
        elif isinstance(value, str) and fold(value) != value:
            yield f"{table} keeps signs nobody sees: {value[:40]!r}"
        elif (isinstance(value, float) and value != value) or value in (float("inf"), float("-inf")):
            yield f"{table} keeps {value}"
