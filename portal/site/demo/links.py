"""The one-time links of the demonstration's panels: their secrets stand in no table, so they are kept beside it."""

import json
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def panel_paths() -> list[str]:
    """Of the members who had not handed in when the story was told."""
    file = _file()
    return list(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else []


def keep(tokens: Iterable[str]) -> None:
    """For whoever tries the demonstration: readable like its other secrets."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps([f"/panel/{token}/" for token in tokens]), encoding="utf-8")


def _file() -> Path:
    return Path(settings.VAR_DIR) / "panel-links.json"
