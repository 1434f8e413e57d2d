"""Parts of the started portal stopped while people act: what was acknowledged is there, once, when they are back."""

import http.client
import json
import re
import socketserver
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.cookiejar import CookieJar

import pytest
from django.core.signing import b64_decode

from tests.support.stack import Stack
from tests.support.whole import WHOLE

pytestmark = pytest.mark.faults
CALL = "/notices/YN2024-000002/"
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)"(?: maxlength="\d+")? value="([^"]*)"')


class Postbox(socketserver.ThreadingTCPServer):
    """A mail server that takes everything; stopping it closes its door, what it took stays."""

    allow_reuse_address = True
    daemon_threads = True
    taken: list[str]

    def finish_request(self, request, client_address):  # type: ignore[no-untyped-def]
        file = request.makefile("rwb")

        def say(words: str) -> None:
            file.write(words.encode() + b"\r\n")
            file.flush()

        say("220 postbox")
        while line := file.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                say("354 go on")
                lines = []
                while (part := file.readline()) != b".\r\n":
                    lines.append(part)
                self.taken.append(b"".join(lines).decode())
                say("250 taken")
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 postbox")


class Mail:
    """The postbox at one port, to be stopped and started."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.port = 0
        self.start()

    def start(self) -> None:
        self.server = Postbox(("127.0.0.1", self.port), None)  # type: ignore[arg-type]
        self.server.taken = self.taken
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.1,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def to(self, address: str) -> list[str]:
        return [one for one in self.taken if f"To: {address}" in one]


class Anyone:
    """Somebody without an account; every form is sent as the page gave it."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=20) as page:
            return str(page.read().decode())

    def form(self, path: str) -> dict[str, str]:
        return dict(HIDDEN.findall(self.get(path).split("<main", 1)[1]))

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status and page; 0 when there was no answer at all."""
        try:
            data = urllib.parse.urlencode(fields).encode()
            with self.opener.open(self.url + path, data, timeout=20) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""


@pytest.fixture(scope="module")
def mail() -> Iterator[Mail]:
    running = Mail()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(mail: Mail) -> Iterator[Stack]:
    running = Stack(
        LEDGER_LEASE_SECONDS="3",
        LEDGER_LETTER_LEASE_SECONDS="3",
        LEDGER_BACKOFF_SECONDS="1",
        EMAIL_URL=f"smtp://127.0.0.1:{mail.port}",
    )
    running.wait()
    yield running
    assert running.stop() == 0


def until(found: Callable[[], bool], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.5)


def to_the_next_batch(site: Stack) -> None:
    now = site.clock()
    batch = now.replace(hour=16) if now.hour < 16 else now.replace(hour=10) + timedelta(days=1)
    site.clock(to=batch.replace(minute=1, second=0, microsecond=0))


def ask(anyone: Anyone, text: str) -> tuple[int, dict[str, str]]:
    fields = anyone.form(f"{CALL}ask/") | {"text": text}
    return anyone.post(f"{CALL}ask/", fields)[0], fields


def follow(anyone: Anyone, address: str) -> int:
    fields = {"kind": "tender", "key": CALL.strip("/").split("/")[-1], "query": "", "email": address}
    return anyone.post("/alerts/", fields)[0]


def shown_once(anyone: Anyone, text: str) -> None:
    until(lambda: text in anyone.get(CALL), f"“{text}” is shown")
    assert anyone.get(CALL).count(text) == 1


def written_once(mail: Mail, address: str) -> None:
    until(lambda: bool(mail.to(address)), f"a letter to {address}")
    time.sleep(4)  # longer than a lease: a second sender would have come by now
    assert len(mail.to(address)) == 1


@pytest.mark.parametrize("part", ["broker", *(["worker", "beat"] if WHOLE else [])])
def test_what_was_acknowledged_while_a_part_was_away_happens_once(site: Stack, mail: Mail, part: str):
    anyone = Anyone(site)
    words, address = f"停掉一部分的时候，问题还在吗（{part}）？", f"{part}@example.org"
    site.hold(part)
    try:
        assert ask(anyone, words)[0] == 200
        assert follow(anyone, address) == 200
        to_the_next_batch(site)
        time.sleep(2)
        # The page still answers, and nothing is shown before the portal itself has done it.
        assert words not in anyone.get(CALL)
    finally:
        site.release(part)
    shown_once(anyone, words)
    written_once(mail, address)


def test_letters_wait_for_the_mail_server(site: Stack, mail: Mail):
    anyone = Anyone(site)
    mail.stop()
    try:
        assert follow(anyone, "patient@example.org") == 200
        time.sleep(5)
        assert not mail.to("patient@example.org")
    finally:
        mail.start()
    written_once(mail, "patient@example.org")


def test_without_its_database_nothing_is_acknowledged_and_the_same_form_goes_through_later(site: Stack):
    anyone = Anyone(site)
    words = "数据库停了，还能再交一次吗？"
    fields = anyone.form(f"{CALL}ask/") | {"text": words}
    site.hold("database")
    try:
        status, page = anyone.post(f"{CALL}ask/", fields)
        assert status == 0 or status >= 500, page
        assert json.loads(b64_decode(fields["slip"].partition(":")[0].encode()))[1] not in page
    finally:
        site.release("database")
    until(lambda: anyone.post(f"{CALL}ask/", fields)[0] == 200, "the form goes through")
    assert anyone.post(f"{CALL}ask/", fields)[0] == 200  # sent twice, asked once
    to_the_next_batch(site)
    shown_once(anyone, words)


def test_a_worker_killed_in_the_middle_writes_each_letter_once(site: Stack, mail: Mail):
    anyone = Anyone(site)
    addresses = [f"many{number}@example.org" for number in range(4)]
    for number, address in enumerate(addresses):
        assert follow(anyone, address) == 200
        if number == 1:
            site.hold("letters")
    site.release("letters")
    for address in addresses:
        until(lambda address=address: bool(mail.to(address)), f"a letter to {address}")  # type: ignore[misc]
    time.sleep(4)
    assert [len(mail.to(address)) for address in addresses] == [1, 1, 1, 1]


def test_an_address_too_long_for_the_server_is_answered_on_a_page_of_ours(site: Stack):
    status, page = Anyone(site).post("/notices/?q=" + "%E8%BE%B9" * 1_000, {})
    assert status == 414
    assert "网址太长，没有打开" in page
    assert "Request Line is too large" not in page
