"""`manage.py demo`: it comes up, keeps its parts up, says what fails, and leaves nothing running."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import stat
import tempfile
import time
import urllib.request

import psutil
import pytest

from portal.running.processes import NO_DATABASE
from tests.support.stack import Stack
from tests.support.whole import with_walks

PARTS = {"web", "worker", "letters", "opener", "confidant", "beat", "database", "broker"}


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read().decode()


def descendants(stack):
    return psutil.Process(stack.process.pid).children(recursive=True)


def living(processes):
    alive = []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                alive.append(process)
    return alive


def clear(stack):
    """What `stop` would do for a stack that has ended by itself."""
    stack.output.unlink()
    shutil.rmtree(stack.var)


def wait_for(happened, seconds=120):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def empty():
    # A first start, filled by no other.
    running = Stack("--empty", VAR_DIR=tempfile.mkdtemp(prefix="yangguang-stack-")).wait()
    yield running
    if running.process.poll() is None:
        running.stop()
    shutil.rmtree(running.var)


def test_it_is_ready_when_it_says_so(empty):
    status, body = get(f"{empty.url}/readyz")
    assert status == 200
    assert set(json.loads(body)["checks"].values()) == {"ok"}
    assert get(f"{empty.url}/healthz") == (200, "ok\n")
    assert {path.stem for path in (empty.var / "run").glob("*.pid")} == PARTS


def test_each_process_sees_its_own_secrets_only(empty):
    seen = {part: psutil.Process(empty.pid(part)).environ() for part in PARTS}
    assert [part for part, environ in seen.items() if "OPENING_KEY" in environ] == ["opener"]
    assert [part for part, environ in seen.items() if "CONFIDENCE_KEY" in environ] == ["confidant"]
    assert [part for part, environ in seen.items() if "SECOND_FACTOR_KEY" in environ] == ["web"]
    assert "SECRET_KEY" not in seen["database"]
    assert "SECRET_KEY" not in seen["broker"]
    for part in ("web", "worker", "opener"):
        assert f"portal_{part}@" in seen[part]["DATABASE_URL"]
    assert seen["beat"]["DATABASE_URL"] == NO_DATABASE


def test_secrets_are_readable_by_their_owner_only(empty):
    for name in ("secrets.json", "demo.env"):
        assert stat.S_IMODE((empty.var / name).stat().st_mode) == 0o600


def test_a_command_in_another_terminal_finds_the_database(empty):
    code = "from organizations.models import Division; print(Division.objects.get(level='province').pk)"
    assert "530000" in empty.manage("shell", "-c", code)


def test_a_part_that_falls_is_started_again(empty):
    before = empty.pid("beat")
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: empty.pid("beat") != before)
    assert psutil.pid_exists(empty.pid("beat"))
    assert "beat fell" in empty.output.read_text()


def test_the_site_stands_without_its_broker_and_has_it_back(empty):
    empty.hold("broker")
    status, body = get(f"{empty.url}/readyz")
    assert status == 200
    assert json.loads(body)["checks"]["broker"] != "ok"
    empty.release("broker")
    wait_for(lambda: json.loads(get(f"{empty.url}/readyz")[1])["checks"]["broker"] == "ok")


def ask(stack, path, **headers):
    """The path as it is written: no client of ours tidies it."""
    connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=30)
    try:
        connection.putrequest("GET", path)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode() + str(answer.headers)
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            (name, "//evil.example")
            for name in ("SCRIPT_NAME", "SCRIPT-NAME", "PATH_INFO", "X-Script-Name", "X-Forwarded-Prefix")
        ),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Server", "evil.example"),
        ("Forwarded", "host=evil.example;proto=https"),
        ("X-Original-URL", "//evil.example/"),
    ],
)
def test_no_header_of_a_caller_moves_the_portal_to_another_host(empty, name, value):
    home, sign_in = "/", "/accounts/login/"
    for path in (home, sign_in, "/en/", "/notices/"):
        for _ in range(3):
            for asked in (f"//evil.example{path}", path):
                ask(empty, asked, **{name: value})
    for path in (home, sign_in, "/en/", "/notices/"):
        for _ in range(3):
            status, page = ask(empty, path)
            assert status == 200
            assert "evil.example" not in page


def test_a_caller_cannot_say_that_the_line_is_secure(empty):
    status, page = ask(
        empty, "/accounts/login/", **{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    )
    assert (status, "evil.example" in page, "https://127.0.0.1" in page) == (200, False, False)


def test_a_second_start_over_the_same_folder_is_refused(empty):
    second = Stack("--empty", VAR_DIR=str(empty.var))
    with pytest.raises(RuntimeError, match="one is already running"):
        second.wait(30)
    assert get(f"{empty.url}/healthz")[0] == 200


def test_sigterm_stops_every_part_and_says_so(empty):
    parts = descendants(empty)
    assert len(parts) >= len(PARTS)
    empty.process.send_signal(signal.SIGTERM)
    assert empty.process.wait(timeout=60) == 0
    assert empty.output.read_text().endswith("stopped\n")
    assert living(parts) == []
    assert not (empty.var / "demo.env").exists()


def test_a_port_in_use_is_said_before_anything_starts(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        stack = Stack("--empty", PORT=str(port), VAR_DIR=str(tmp_path))
        with pytest.raises(RuntimeError, match=f"port {port} cannot be used") as caught:
            stack.wait(30)
    assert f"make demo PORT={port + 1}" in str(caught.value)


@with_walks
def test_the_parts_do_not_outlive_a_killed_parent():
    stack = Stack("--empty").wait()
    parts = descendants(stack)
    stack.process.kill()
    stack.process.wait()
    wait_for(lambda: living(parts) == [])
    shutil.rmtree((stack.var / "runtime").readlink())
    clear(stack)


@pytest.mark.parametrize("blocked", ["file/var", "folder"])
def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path, blocked):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "log").touch()
    stack = Stack("--empty", VAR_DIR=str(tmp_path / blocked))
    with pytest.raises(RuntimeError) as caught:
        stack.wait()
    assert "Not started: files" in str(caught.value)
    assert str(tmp_path / blocked) in str(caught.value)
    assert "Traceback" not in str(caught.value)
