"""Records that programs send or people choose as a file: JSON, as deep and as wide as anybody means it."""

import json
from typing import Any

from portal.ground.values import UnreadableError


def read_record(text: str | bytes) -> Any:
    """The value that a JSON text says. Raises UnreadableError ``not_json``: also for one nested deeper than can be
    followed, and for half a sign."""
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise UnreadableError("not_json", "") from None
    return value
