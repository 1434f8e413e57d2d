"""Builds the translations from their fragments without gettext's tools, and finds what is not translated."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALES = BASE_DIR / "locale"
ROOMS = ("portal", "organizations", "procurement")
# (context, id): what a message is found by. One with a plural also answers where none is asked for.
Key = tuple[str | None, str]

KEYWORDS: dict[str, Any] = {}
for _name, _places in {
    "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}.items():  # fmt: skip
    KEYWORDS[_name] = KEYWORDS[f"{_name}_lazy"] = _places
KEYWORDS |= {"_": None, "gettext_noop": None}
HOLES = re.compile(r"%\((\w+)\)[a-z]")


class MessagesError(Exception):
    """The fragments cannot be built. Says every fault and where it is."""


@dataclass
class Merged:
    """The fragments of one language, with what is wrong in them."""

    catalog: Catalog
    found: dict[Key, tuple[str, Message]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class _Fragment(Catalog):
    """Notices a message that stands twice in one file, which Babel would merge in silence."""

    where: str = ""
    faults: list[str]

    def __setitem__(self, id: Any, message: Message) -> None:  # noqa: A002
        if id and self.get(id, message.context) is not None:
            self.faults.append(
                f"{self.where}:{message.lineno or '?'}: {_first(id)!r} stands twice in this file"
            )
        super().__setitem__(id, message)


def _first(message_id: Any) -> str:
    return str(message_id if isinstance(message_id, str) else message_id[0])


def _where(path: Path) -> str:
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else str(path)


def merge(folder: Path) -> Merged:
    """All fragments of one language's folder as one catalogue."""
    merged = Merged(Catalog(locale=folder.parent.name))
    for path in sorted(folder.glob("*.po")):
        fragment, where = _Fragment(locale=folder.parent.name), _where(path)
        fragment.where, fragment.faults = where, merged.faults
        try:
            PoFileParser(fragment, ignore_obsolete=True, abort_invalid=True).parse(
                io.BytesIO(path.read_bytes())
            )
        except Exception as error:  # Babel raises its own, UnicodeDecodeError and IndexError alike
            merged.faults.append(f"{where}: cannot be read: {error}")
            continue
        for message in fragment:
            if message.id:
                _add(merged, where, message)
    return merged


def _add(merged: Merged, file: str, message: Message) -> None:
    where = f"{file}:{message.lineno or '?'}: {_first(message.id)!r}"
    key = (message.context, _first(message.id))
    string = message.string or ""
    texts = [string] if isinstance(string, str) else list(string)
    if message.fuzzy:
        merged.faults.append(f"{where} is marked fuzzy")
    if not all(texts) or len(texts) not in {1, merged.catalog.num_plurals}:
        merged.faults.append(f"{where} has no translation")
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    unknown = {hole for text in texts for hole in HOLES.findall(text or "")}
    unknown -= {hole for one in ids for hole in HOLES.findall(one)}
    if unknown:
        merged.faults.append(f"{where} uses {', '.join(sorted(unknown))}, which the original does not have")
    if key in merged.found:
        other_path, other = merged.found[key]
        if (other.id, other.string) != (message.id, message.string):
            merged.faults.append(f"{where} is translated otherwise in {other_path}:{other.lineno or '?'}")
        return
    merged.found[key] = (file, message)
    if message.fuzzy or not all(texts):
        return
    merged.catalog.add(message.id, string, context=message.context)


def build(locales: Path = LOCALES) -> dict[str, int]:
    """Write `django.mo` of every language; the number of messages by language.

    Raises MessagesError after writing what could be read, so that one bad fragment does not hide the rest.
    """
    counts: dict[str, int] = {}
    faults: list[str] = []
    for folder in sorted(locales.glob("*/LC_MESSAGES")):
        merged = merge(folder)
        faults += merged.faults
        output = io.BytesIO()
        write_mo(output, merged.catalog)
        target = folder / "django.mo"
        if not target.exists() or target.read_bytes() != output.getvalue():
            beside = target.with_suffix(f".{id(output)}.tmp")
            beside.write_bytes(output.getvalue())
            beside.replace(target)
        counts[folder.parent.name] = len(merged.found)
    if faults:
        raise MessagesError("\n".join(faults))
    return counts


def sources(paths: Iterable[Path] = ()) -> Iterator[Path]:
    """Every file with words for people in it, or those below `paths`."""
    roots = list(paths) or [BASE_DIR / name for name in (*ROOMS, "templates")]
    for root in roots:
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.suffix in {".py", ".html", ".txt", ".xml"} and "migrations" not in path.parts:
                yield path


def messages_in(path: Path) -> Iterator[tuple[Key, bool, int]]:
    """The messages a template or a Python file asks for: key, whether a plural is wanted, line."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        if "{%" not in text and "{{" not in text:
            return
        # Only the calls matter, and their indentation would be a fault in Python.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    for line, found, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        message_id = _first(found)
        if message_id:
            yield (context, message_id), not isinstance(found, str), line


def missing(language: str = "zh_Hans", paths: Iterable[Path] = (), locales: Path = LOCALES) -> Iterator[str]:
    """`file:line: 'id'` for every message without a translation, file by file."""
    known = merge(locales / language / "LC_MESSAGES").found
    for path in sources(paths):
        seen: set[Key] = set()
        for key, plural, line in messages_in(path):
            standing = known.get(key)
            if key not in seen and (standing is None or (plural and not standing[1].pluralizable)):
                seen.add(key)
                remark = f" (context {key[0]!r})" if key[0] else ""
                remark += " (with its plural)" if standing else ""
                yield f"{_where(path)}:{line}: {key[1]!r}{remark}"
