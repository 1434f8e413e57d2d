"""Health checks for a container: an address that answers, or a file that is still written to."""

import os
import sys
import time
import urllib.request
from pathlib import Path


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


if __name__ == "__main__":
    try:
        sys.exit(0 if well(*sys.argv[1:]) else 1)
    except OSError as error:
        sys.exit(f"not well: {error}")
