"""What a page carries of a value that it showed: a mark, the same for values that say the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.ground.values.figures import spelled
from portal.ground.values.text import fold


def mark(value: Any) -> str:
    """12 hexadecimal digits; "" for nothing. A row of the database counts by its key, a list of codes in any order."""
    form = _form(value)
    return hashlib.sha256(json.dumps(form).encode()).hexdigest()[:12] if form != "" else ""


def _form(value: Any) -> Any:
    value = getattr(value, "pk", value)
    if isinstance(value, bool):
        return value or ""
    if value is None:
        return ""
    if isinstance(value, Decimal | float | int):
        return spelled(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        cells = ((str(key), _form(one)) for key, one in sorted(value.items()))
        return {key: one for key, one in cells if one != ""}
    if isinstance(value, Iterable) and not isinstance(value, str):
        made = [_form(one) for one in value]
        return sorted(made) if all(isinstance(one, str) for one in made) and made else made or ""
    return fold(str(value)).strip()
