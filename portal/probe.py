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
            file = Path(os.environ.get("VAR_DIR", ".var")) / name
            return time.time() - file.stat().st_mtime <= float(seconds)
        case _:
            raise SystemExit(
                f"usage: python -m portal.probe url ADDRESS | age FILE SECONDS (got {kind} {words})"
            )


if __name__ == "__main__":
    try:
        sys.exit(0 if well(*sys.argv[1:]) else 1)
    except OSError as error:
        sys.exit(f"not well: {error}")
