"""A process that stays unwell is ended by its health check, and no other process ever is."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.running import probe
from portal.running.processes import PROCESSES

ROOT = Path(__file__).resolve().parent.parent
OURS = "portal.wsgi:application"


@pytest.fixture
def sleeper():
    """Starts a process that does nothing, with these words in its command."""
    started = []

    def start(word):
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", word]))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait()


def health(folder, *, unwell, pid, word="nothing"):
    """What the health check of a container does that has been unwell so long already."""
    (folder / "main.pid").write_text(str(pid))
    mark = folder / "unwell"
    if unwell is not None:
        mark.touch()
        os.utime(mark, (time.time() - unwell,) * 2)
    given = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), "TMPDIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "portal.running.probe", "age", word, "5"],
        cwd=ROOT, env=given | {"MAIN_PID": str(folder / "main.pid")}, check=False,
    ).returncode  # fmt: skip


def ended(process):
    """Its status once it has ended; None where it lives on."""
    try:
        return process.wait(timeout=1.5)
    except subprocess.TimeoutExpired:
        return None


@pytest.mark.parametrize(
    ("unwell", "status"),
    [
        (probe.UNWELL_SECONDS + 5, -15),
        (probe.UNWELL_SECONDS + probe.GRACE_SECONDS + 5, -9),
        (probe.UNWELL_SECONDS - 30, None),
        (None, None),
    ],
)
def test_what_stays_unwell_is_asked_to_end_and_then_ended(tmp_path, sleeper, unwell, status):
    process, beside = sleeper(OURS), sleeper(OURS)
    assert health(tmp_path, unwell=unwell, pid=process.pid) == 1
    assert ended(process) == status
    assert beside.poll() is None


def test_a_number_that_another_process_bears_by_now_is_left_alone(tmp_path, sleeper):
    process = sleeper("somebody else")
    assert health(tmp_path, unwell=10_000, pid=process.pid) == 1
    assert ended(process) is None
    assert health(tmp_path, unwell=10_000, pid="no number") == 1


def test_one_good_answer_and_all_is_forgotten(tmp_path, sleeper):
    process = sleeper(OURS)
    (tmp_path / "alive-worker").touch()
    assert health(tmp_path, unwell=10_000, pid=process.pid, word="alive") == 0
    assert not (tmp_path / "unwell").exists()
    assert health(tmp_path, unwell=None, pid=process.pid) == 1
    assert ended(process) is None


def test_each_kind_of_process_bears_a_word_of_ours_in_its_command():
    for process in PROCESSES:
        if process.health:
            assert any(word in " ".join(process.command).encode() for word in probe.OURS), process.name


def test_the_answer_is_the_health(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.delenv("MAIN_PID", raising=False)
    assert probe.main(["age", "alive", "5"]) == 1
    (tmp_path / "alive-worker").touch()
    assert probe.main(["age", "alive", "5"]) == 0
    assert probe.main(["url", "http://127.0.0.1:1/"]) == 1
