"""Records that programs send or people choose as a file: JSON, as deep and as wide as anybody means it."""

import json
from typing import Any

from portal.values import UnreadableError


def read_record(text: str | bytes) -> Any:
    """The value that a JSON text says. Raises UnreadableError ``not_json``: also for one nested deeper than can be
    followed, for half a sign, and for the sign of nothing, which no database keeps."""
    try:
        value = json.loads(text)
        said = json.dumps(value, ensure_ascii=False)
        said.encode()
    except (ValueError, RecursionError):
        raise UnreadableError("not_json", "") from None
    if "\\u0000" in said:
        raise UnreadableError("not_json", "")
    return value
