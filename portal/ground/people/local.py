"""How people of the province are called: names.toml of its folder."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.ground.province import chosen


@dataclass(frozen=True)
class Shape:
    """One sign of ``first``, then one or more of ``others``, ``most`` at most."""

    first: str
    others: str
    most: int


@dataclass(frozen=True)
class Local:
    """The lists of names.toml, which says what each is for."""

    clear: str
    unclear: str
    masked: str
    words_too: str
    whole: tuple[str, ...]
    places: tuple[str, ...]
    shapes: tuple[Shape, ...]


def read(folder: Path) -> Local:
    """The lists of a province's folder. Raises TypeError for one that is missing or unknown."""
    said = tomllib.loads((folder / "names.toml").read_text(encoding="utf-8"))
    shapes = tuple(Shape(**one) for one in said.pop("shapes", ()))
    lists: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in said.items()
    }
    return Local(shapes=shapes, **lists)


LOCAL = read(chosen().folder)
