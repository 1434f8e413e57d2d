"""Health checks for a container: an address that answers, or a file that is still written to. A process that stays
unwell is ended, so that its container is started again: compose restarts what ended, never what is unhealthy."""

import contextlib
import os
import signal
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

UNWELL_SECONDS = 150  # so long without one good answer
GRACE_SECONDS = 45  # what was asked to end has so long
# What stands in the command of each process that is told from others by its number.
OURS = (b"portal.celery", b"portal.wsgi")


def well(kind: str, *words: str) -> bool:
    """`url ADDRESS` answers with success; `age FILE SECONDS`: the file in VAR_DIR is no older."""
    match kind, words:
        case "url", (address,):
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        case "age", (name, seconds):
            # What keeps the file may add an ending of its own.
            files = Path(os.environ.get("VAR_DIR", ".var")).glob(f"{name}*")
            latest = max((file.stat().st_mtime for file in files), default=0.0)
            return time.time() - latest <= float(seconds)
        case _:
            raise SystemExit(
                f"usage: python -m portal.running.probe url ADDRESS | age FILE SECONDS (got {kind} {words})"
            )


def note(is_well: bool, *, mark: Path, pid_file: Path) -> None:
    """Remember since when it is unwell, and end the process that left its number, once that is too long. With it
    its container ends, for it is the only one that the container's init started."""
    if is_well:
        mark.unlink(missing_ok=True)
        return
    if not mark.exists():
        mark.touch()
    unwell = time.time() - mark.stat().st_mtime
    if unwell >= UNWELL_SECONDS and (pid := _left(pid_file)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGTERM if unwell < UNWELL_SECONDS + GRACE_SECONDS else signal.SIGKILL)


def _left(pid_file: Path) -> int | None:
    """The number in the file, where one of our processes bears it: another's is never ended."""
    try:
        pid = int(pid_file.read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if any(own in words for own in OURS) else None


def main(words: list[str]) -> int:
    try:
        answer, fault = well(*words), ""
    except OSError as error:
        answer, fault = False, f"not well: {error}"
    # Set in containers alone.
    if pid_file := os.environ.get("MAIN_PID"):
        note(answer, mark=Path(tempfile.gettempdir(), "unwell"), pid_file=Path(pid_file))
    if fault:
        print(fault, file=sys.stderr)
    return 0 if answer else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
