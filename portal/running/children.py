"""Child processes that never outlive us: started, stopped and their logs read in one way."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside at the next start


class StartError(Exception):
    """A part did not come up. Says which part, why, and what to do about it."""

    def __init__(self, part: str, why: str, remedy: str) -> None:
        super().__init__(f"{part}: {why}\n{remedy}")
        self.part, self.why, self.remedy = part, why, remedy


def _end_with_parent(last_signal: int) -> Callable[[], None] | None:
    """A hook for the child: Linux sends it `last_signal` when the thread that started it ends."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def hook() -> None:
        prctl(PR_SET_PDEATHSIG, last_signal)
        if os.getppid() != parent:
            os._exit(1)

    return hook


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    user: int | None = None,
    group: int | None = None,
    cwd: Path | None = None,
    last_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own; its output goes to `log`, never to a pipe of ours.

    A session of its own keeps the Ctrl-C of a terminal from reaching it before we stop it in order.
    """
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old"))
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            start_new_session=True,
            preexec_fn=_end_with_parent(last_signal),
        )


def stop(process: subprocess.Popen[bytes], sign: int = signal.SIGTERM, *, patience: float = 10) -> None:
    """Ask with `sign`, wait `patience` seconds, then end the child's whole group."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(sign)
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            end_group(process)
            process.wait()
    end_group(process)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End what a child left behind; its session makes its pid the id of the group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, indented, for a message about what went wrong."""
    try:
        text = log.read_bytes()[-20_000:].decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
