"""Lines that are on disk before anything else happens: what a bidder meant to do and what was answered."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """One file of JSON lines, each written through to the disk before ``write`` returns."""

    def __init__(self, path: Path, **always: Any) -> None:
        self.always = always
        self.handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, line: str, **more: Any) -> None:
        entry = {"at": time.time(), "line": line, **self.always, **more}
        os.write(self.handle, (json.dumps(entry, ensure_ascii=False) + "\n").encode())
        os.fsync(self.handle)


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """Whole lines only: a process killed while writing leaves half of one."""
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)
