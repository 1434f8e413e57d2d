"""Health checks for a container: an address that answers, or a file that is still written to. A process that stays
unwell is ended, so that its container is started again: compose restarts what ended, never what is unhealthy."""

import contextlib
import os
import signal
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

UNWELL_SECONDS = 150  # so long without one good answer
GRACE_SECONDS = 45  # what was asked to end has so long
# Only what started the container's process may be told from anything else of a machine.
INITS = frozenset({"docker-init", "tini", "catatonit", "dumb-init"})


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


def note(is_well: bool, *, mark: Path) -> None:
    """Remember since when it is unwell, and end the container's processes once that is too long."""
    if is_well:
        mark.unlink(missing_ok=True)
        return
    if not mark.exists():
        mark.touch()
    unwell = time.time() - mark.stat().st_mtime
    if unwell >= UNWELL_SECONDS:
        _end(signal.SIGTERM if unwell < UNWELL_SECONDS + GRACE_SECONDS else signal.SIGKILL)


def _end(sign: signal.Signals) -> None:
    """Sent to what the container's init started, never to init itself: it ends with its child."""
    if Path("/proc/1/comm").read_text().strip() not in INITS:
        return
    for pid in _started_by_init():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, sign)


def _started_by_init() -> Iterator[int]:
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            # What follows the name in brackets: state, parent.
            _state, parent, *_ = (place / "stat").read_text().rpartition(")")[2].split()
            if parent == "1" and int(place.name) != os.getpid():
                yield int(place.name)


def main(words: list[str]) -> int:
    try:
        answer, fault = well(*words), ""
    except OSError as error:
        answer, fault = False, f"not well: {error}"
    # Set in containers alone: elsewhere nothing is anybody's to end.
    if os.environ.get("ENDS_UNWELL") == "1":
        note(answer, mark=Path(tempfile.gettempdir(), "unwell"))
    if fault:
        print(fault, file=sys.stderr)
    return 0 if answer else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
