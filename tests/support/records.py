"""Releases as their readers put them together: by the merging rules of the Open Contracting Data Standard."""

from collections.abc import Iterable
from typing import Any


def compiled(releases: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The newest of every field; rows of a list are known by their id, and ``null`` takes a field out."""
    made: dict[str, Any] = {}
    for one in sorted(releases, key=lambda release: release["date"]):
        _over(made, one)
    return made


def _over(made: dict[str, Any], newer: dict[str, Any]) -> None:
    for name, value in newer.items():
        if value is None:
            made.pop(name, None)
        elif isinstance(value, dict):
            _over(made.setdefault(name, {}), value)
        elif isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value):
            rows = made.setdefault(name, [])
            for one in value:
                known = next((row for row in rows if row["id"] == one["id"]), None)
                if known is None:
                    rows.append(known := {})
                _over(known, one)
        else:
            made[name] = value
