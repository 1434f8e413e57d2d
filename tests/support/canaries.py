"""Words that must be found nowhere in clear, and every way their bytes may lie in a file."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path


def forms_of(text: str) -> dict[str, bytes]:
    """What to look for. ``text`` is long enough to survive base64 without its ends: 12 bytes or more."""
    plain = text.encode()
    forms = {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "escaped": json.dumps(text)[1:-1].encode(),
    }
    for shift in range(3):
        # At each of its three alignments, without the ends that depend on the neighbours.
        forms[f"base64+{shift}"] = base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]
    return forms


def found_in(data: bytes, text: str) -> list[str]:
    """The forms in which ``text`` lies in ``data``."""
    return sorted(name for name, form in forms_of(text).items() if form in data)


def files_below(*folders: str | Path) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def holders(text: str, *folders: str | Path) -> dict[str, list[str]]:
    """The files below ``folders`` in which ``text`` lies, and in which forms."""
    held = {}
    for path in files_below(*folders):
        try:
            data = path.read_bytes()
        except OSError:
            continue
        if forms := found_in(data, text):
            held[str(path)] = forms
    return held
