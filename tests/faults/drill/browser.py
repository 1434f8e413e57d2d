"""The little of a browser that a bidder needs: pages, forms with their hidden fields, cookies."""

import http.client
import json
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode


class CutError(Exception):
    """No answer, or half of one: the bidder knows nothing of what became of it."""


@dataclass
class Form:
    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = True
            self.found.append(Form(said.get("action", "")))
        elif tag == "input" and self.inside and said.get("name"):
            self.found[-1].fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


@dataclass
class Answer:
    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self, action: str) -> Form | None:
        """The form that is sent to an address ending so; with "" the one that is sent to its own page."""
        parser = _Forms()
        parser.feed(self.text)
        wanted = parser.found if action else [one for one in parser.found if not one.action]
        return next((one for one in wanted if one.action.endswith(action)), None)


class Browser:
    """One person's, with one connection for each request. ``address`` is host and port."""

    def __init__(self, address: str, session: str, *, timeout: float = 30) -> None:
        self.address, self.timeout = address, timeout
        self.cookies = {"sessionid": session} if session else {}

    def get(self, path: str) -> Answer:
        """Raises CutError."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: dict[str, str], *, file: tuple[str, bytes] | None = None) -> Answer:
        """A form as a browser sends it; with a file (name of its field, content) in parts. Raises CutError."""
        if file is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        else:
            edge = uuid.uuid4().hex
            kind, body = f"multipart/form-data; boundary={edge}", _parts(edge, fields, file)
        return self._ask("POST", path, body, {"Content-Type": kind})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        line = http.client.HTTPConnection(self.address, timeout=self.timeout)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body or None, {**headers, "Cookie": cookies, "Connection": "close"})
            answer = line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise CutError(f"{type(error).__name__}: {error}") from error
        finally:
            line.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(answer.status, answer.headers.get("Location") or "", content)


def _parts(edge: str, fields: dict[str, str], file: tuple[str, bytes]) -> bytes:
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name, content = file
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="copy.json"\r\n\r\n'
    return b"".join([*parts, head.encode(), content, f"\r\n--{edge}--\r\n".encode()])
