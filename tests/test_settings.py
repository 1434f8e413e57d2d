"""The settings refuse to run unsafe, and tell browsers what a page may do."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def manage(*words, **environ):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env={**kept, **environ}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "s" * 60}, "DATABASE_URL"),
    ],
)
def test_without_its_secrets_it_refuses_and_names_what_is_missing(given, asked):
    done = manage("check", **given)
    assert done.returncode == 1
    assert f"Set the {asked} environment variable" in done.stderr
    assert "Traceback" not in done.stderr


def test_tools_that_only_read_the_code_need_no_secret():
    assert manage("check", DEBUG="1").returncode == 0


def test_a_secret_may_be_given_as_a_file(tmp_path):
    secret = tmp_path / "secret_key"
    secret.write_text("of-a-file")
    done = manage(
        "shell", "-v0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)",
        SECRET_KEY_FILE=str(secret), DATABASE_URL="postgres:///none",
    )  # fmt: skip
    assert done.stdout.strip() == "of-a-file", done.stderr


def test_real_running_passes_the_frameworks_own_review(tmp_path):
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="kP7" * 20 + "xyz019",
        DATABASE_URL="postgres:///none", SITE_URL="https://portal.example", ALLOWED_HOSTS="portal.example",
        STATIC_ROOT=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


SAID = "import logging; log = logging.getLogger('portal'); log.warning('not this'); log.error('it broke /panel/abc/')"


def test_errors_are_told_elsewhere_too_without_what_is_secret():
    given = {"SECRET_KEY": "s", "DATABASE_URL": "postgres:///none"}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(20)
        address = f"udp://127.0.0.1:{collector.getsockname()[1]}"
        done = manage("shell", "-v0", "-c", SAID, **given, ERROR_COLLECTOR=address)
        got = collector.recv(65_535).decode()
    assert got.startswith("<11>yangguang: {")
    line = json.loads(got.partition(": ")[2])
    assert (line["level"], line["message"]) == ("error", "it broke /panel/…/")
    assert done.stderr.count("it broke") == 1
    assert "not this" in done.stderr


def test_a_collector_that_is_nowhere_holds_nothing_up():
    given = {"SECRET_KEY": "s", "DATABASE_URL": "postgres:///none"}
    done = manage(
        "shell", "-v0", "-c", SAID + "; print('on')", **given, ERROR_COLLECTOR="udp://nowhere.invalid"
    )
    assert done.stdout.strip() == "on"
    done = manage("check", **given, ERROR_COLLECTOR="https://somewhere.example")
    assert done.returncode == 1
    assert "ERROR_COLLECTOR is udp://host:port" in done.stderr


def test_behind_a_pooler_nothing_is_kept_in_a_session():
    asks = "from django.db import connection; print(connection.settings_dict['DISABLE_SERVER_SIDE_CURSORS'])"
    given = {"SECRET_KEY": "s", "DATABASE_URL": "postgres:///none"}
    words = ("shell", "-v0", "-c", asks)
    assert manage(*words, **given, DATABASE_POOLER="1").stdout.strip() == "True"
    assert manage(*words, **given).stdout.strip() == "False"
    done = manage("check", **given, DATABASE_POOLER="1", DATABASE_ROLE="portal_web")
    assert done.returncode == 1
    assert "give each process its own login" in done.stderr


@pytest.mark.django_db
def test_every_answer_carries_the_policy(client):
    for address in ("/", "/en/", "/accounts/login/", "/no-such-page/"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
