"""Has a program of somebody else read a file: apart, held by :mod:`procurement.uploads.confined`, one at a time, and
ended with all it started when its time is over."""

import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock

from procurement.uploads.files import UploadRefused

SECONDS = 20
# So long somebody waits for the file of another to be read.
WAIT = 15
_HOUSE = Path(__file__).resolve().parents[2]
_one_at_a_time = Lock()
_log = logging.getLogger(__name__)


def run(
    name: str,
    files: Mapping[str, bytes],
    arguments: Callable[[Path], list[str]],
    made: str,
    *,
    seconds: int | None = None,
) -> bytes:
    """The file ``made`` that the program ``name`` writes from ``files``; ``arguments`` are told their folder.

    Raises UploadRefused: no_program (it is not installed, or cannot be held here), busy, too_heavy, damaged."""
    program = shutil.which(name)
    if program is None:
        raise UploadRefused("no_program")
    if not _one_at_a_time.acquire(timeout=WAIT):
        raise UploadRefused("busy")
    try:
        with tempfile.TemporaryDirectory(prefix="reading-", ignore_cleanup_errors=True) as place:
            folder = Path(place)
            for file, data in files.items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(data)
            _run(folder, [program, *arguments(folder)], seconds or SECONDS)
            return _result(folder / made)
    finally:
        _one_at_a_time.release()


def _run(folder: Path, order: list[str], seconds: int) -> None:
    held = [sys.executable, "-X", "utf8", "-m", "procurement.uploads.confined", str(seconds), str(folder)]
    process = subprocess.Popen(  # noqa: S603 - what the caller names, found on the path
        [*held, *order],
        cwd=_HOUSE,
        # None of the secrets of the site goes along.
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        _end(process)
    if code == 0:
        return
    _log.warning("%s ended with %s", Path(order[0]).name, code)
    if code == 3:
        raise UploadRefused("no_program")
    raise UploadRefused("too_heavy" if code is None or code < 0 else "damaged")


def _end(process: subprocess.Popen[bytes]) -> None:
    """It, and all it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _result(path: Path) -> bytes:
    """No link is followed: what the program left is as foreign as the file."""
    if path.is_symlink() or not path.is_file():
        raise UploadRefused("damaged")
    return path.read_bytes()
