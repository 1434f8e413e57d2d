"""Folders that one process of a test run fills and the others begin from."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

# The environment's name for where they lie: made by the process that began the run, handed to its workers.
PREPARED = "PREPARED_FOLDERS"


def prepared(name: str, fill: Callable[[Path], None]) -> Path:
    """The folder of that name, filled once in a run. Raises what ``fill`` raises; the next who asks tries again."""
    folder = Path(os.environ[PREPARED]) / name
    folder.parent.mkdir(exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            filling = folder.with_suffix(".filling")
            shutil.rmtree(filling, ignore_errors=True)
            fill(filling)
            filling.rename(folder)
    return folder


def begin_from(folder: Path, own: Path) -> bool:
    """Whether ``own`` is a copy now, with every owner and mode: the database's own user is another. Where that user
    cannot reach the folder its data lies elsewhere, and there is nothing here to begin from."""
    if (folder / "postgres").is_symlink():
        return False
    subprocess.run(["cp", "-a", f"{folder}/.", str(own)], check=True)
    return True
