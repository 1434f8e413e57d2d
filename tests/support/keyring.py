"""Keys that all workers of a run have, since what one of them seals others lay down (remembered.py) and open."""

import json
from functools import cache
from pathlib import Path

from portal.ground import keys
from tests.support.prepared import is_worker, prepared


@cache
def keys_of_run(name: str) -> dict[str, str]:
    """A full set of keys of that name."""
    if not is_worker():
        return keys.make()
    folder = prepared(f"keys-{name}", _make)
    return dict(json.loads((folder / "keys.json").read_text()))


def _make(folder: Path) -> None:
    folder.mkdir()
    (folder / "keys.json").write_text(json.dumps(keys.make()))
