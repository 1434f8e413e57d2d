"""A container whose process stays unwell ends, and nothing ends that only was unwell for a while."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.running import probe

ROOT = Path(__file__).resolve().parent.parent
# A container in small: a first process of the name Docker's has, and what it started.
CONTAINER = """
{before}
sleep 60 & started=$!
{python} -m portal.running.probe age nothing 1
kill -0 $started && echo lives
wait $started
echo ended $?
"""


def container(folder, *, name="docker-init", unwell=None, **environ):
    """What is printed in a room of processes of its own."""
    init = folder / name
    shutil.copy("/bin/sh", init)
    before = ""
    if unwell is not None:
        mark = folder / "unwell"
        mark.touch()
        os.utime(mark, (time.time() - unwell,) * 2)
        before = f"test -e {mark}"
    script = CONTAINER.format(before=before, python=sys.executable)
    given = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), "TMPDIR": str(folder)} | environ
    process = subprocess.Popen(
        ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", init, "-c", script],
        cwd=ROOT, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        return process.communicate(timeout=8)[0].split("\n")
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0].split("\n")


alone = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare"), reason="only root may make a room of processes"
)


@alone
@pytest.mark.parametrize(
    ("unwell", "status"),
    [(probe.UNWELL_SECONDS + 5, 143), (probe.UNWELL_SECONDS + probe.GRACE_SECONDS + 5, 137)],
)
def test_what_stays_unwell_is_asked_to_end_and_then_ended(tmp_path, unwell, status):
    assert f"ended {status}" in container(tmp_path, unwell=unwell, ENDS_UNWELL="1")


@alone
@pytest.mark.parametrize(
    ("given", "unwell", "name"),
    [
        ({"ENDS_UNWELL": "1"}, probe.UNWELL_SECONDS - 30, "docker-init"),
        ({"ENDS_UNWELL": "1"}, None, "docker-init"),
        ({}, 10_000, "docker-init"),
        ({"ENDS_UNWELL": "1"}, 10_000, "systemd"),
    ],
)
def test_nothing_else_is_ended(tmp_path, given, unwell, name):
    said = container(tmp_path, name=name, unwell=unwell, **given)
    assert said[0] == "lives"
    assert not [line for line in said if line.startswith("ended")]


def test_one_good_answer_and_all_is_forgotten(tmp_path):
    mark = tmp_path / "unwell"
    probe.note(False, mark=mark)
    assert mark.exists()
    probe.note(True, mark=mark)
    assert not mark.exists()


def test_the_answer_is_the_health(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.delenv("ENDS_UNWELL", raising=False)
    assert probe.main(["age", "alive", "5"]) == 1
    (tmp_path / "alive-worker").touch()
    assert probe.main(["age", "alive", "5"]) == 0
    assert probe.main(["url", "http://127.0.0.1:1/"]) == 1
