"""The table of what words may ask for (rows.toml), and the classes of words it is made of (words.toml)."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.ground.expression import expression

_HERE = Path(__file__).parent
_CLASSES: dict[str, list[str]] = tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))
_NAME = expression(r"<(\w+)>")
_NEVER = expression(r"(?!)")


@dataclass(frozen=True)
class Said:
    """``first`` in a clause that has all of ``beside``, of a sentence that has all of ``further``."""

    first: re.Pattern[str]
    beside: tuple[re.Pattern[str], ...]
    further: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Row:
    """A way of asking for something; the head of rows.toml says what its columns mean."""

    code: str
    standing: str
    where: tuple[str, ...]
    says: tuple[Said, ...]
    needs: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]
    unless_said: re.Pattern[str]
    unless_found: re.Pattern[str]
    unless_before: re.Pattern[str]
    unless_after: re.Pattern[str]
    hides: re.Pattern[str]
    insists: re.Pattern[str]


def words(name: str) -> re.Pattern[str]:
    """Any word of a class."""
    return _compiled(f"<{name}>")


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return expression(_written_out(pattern), re.IGNORECASE)


def _written_out(pattern: str) -> str:
    """``pattern`` with its classes and its gaps in the language of regular expressions."""
    return _NAME.sub(lambda found: _class(found[1]), pattern.replace("~", "[^,;]{0,16}?"))


@lru_cache(maxsize=512)
def _class(name: str) -> str:
    return f"(?:{'|'.join(_written_out(one) for one in _CLASSES[name])})"


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{one})" for one in patterns)
    return _compiled(joined) if joined else _NEVER


def _said(pattern: str) -> Said:
    clause, *further = pattern.split(" & ")
    first, *beside = clause.split(" + ")
    return Said(_compiled(first), tuple(map(_compiled, beside)), tuple(map(_compiled, further)))


def _row(said: dict[str, str | list[str]]) -> Row:
    def listed(name: str) -> list[str]:
        column = said.get(name, [])
        return [column] if isinstance(column, str) else column

    columns = {name: _any(listed(name)) for name in Row.__annotations__ if name.startswith("unless")}
    return Row(
        code=str(said["code"]),
        standing=str(said["standing"]),
        where=tuple("" if one == "other" else one for one in listed("where")),
        says=tuple(_said(one) for one in listed("says")),
        needs=tuple(_compiled(one) for one in listed("with")),
        **columns,
        **{name: _any([f"<{one}>" for one in listed(name)]) for name in ("hides", "insists")},
    )


ROWS = tuple(_row(one) for one in tomllib.loads((_HERE / "rows.toml").read_text(encoding="utf-8"))["row"])
