"""Text out of a .docx, read from the zip itself: nothing is run, fetched or unpacked to disk."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from procurement.uploads.words.errors import MOST_TEXT, ReadingError

MOST_BYTES = 20 * 1024 * 1024
MOST_XML = 40 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_DEPTH = 200

_SIGNS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"{\\rtf", "rich_text"),
    (b"RIFF", "picture"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_MAIN_TYPE = rb"wordprocessingml\.(?:document|template)\.main\+xml"
_MAIN = re.compile(
    rb'PartName="/([^"]{1,200})"[^>]{0,300}'
    + _MAIN_TYPE
    + rb"|"
    + _MAIN_TYPE
    + rb'"[^>]{0,300}PartName="/([^"]{1,200})"'
)
# A run whose properties say one of these is not meant to be read: struck through, or hidden.
_NOT_MEANT = {"strike", "dstrike", "vanish", "webHidden", "del", "moveFrom"}
_OFF = {"0", "false", "off", "none"}
# Deleted words, field codes, and the second copy of what Word wrote for older versions.
_SKIPPED = {"del", "moveFrom", "instrText", "delText", "sectPr", "pPr", "rPr", "tblPr", "tcPr", "trPr"}


def read_docx(data: bytes) -> str:
    """The words of a Word file in reading order: a paragraph a line, a table row a line with `` | `` between
    its cells. What is struck through, hidden or deleted does not count.

    Links, pictures, macros and everything outside the main text are left aside.

    Raises :class:`ReadingError`: ``empty``, ``too_large`` (file over 20 MB or over 200,000 characters),
    ``old_word`` (.doc, .wps), ``rich_text``, ``ofd``, ``encrypted``, ``pdf``, ``picture``, ``other_office``,
    ``other_file``, ``macros``, ``bomb``, ``broken``, ``no_text``.
    """
    _refuse_by_sign(data)
    with opened(data) as parts:
        xml = _main_part(parts)
        styles = (
            _struck_styles(part_of(parts, _STYLES, MOST_XML)) if _STYLES in parts.namelist() else frozenset()
        )
    text = "\n".join(_lines(_body(xml), styles)).strip()
    if not text:
        raise ReadingError("no_text")
    if len(text) > MOST_TEXT:
        raise ReadingError("too_large")
    return text


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The zip that an office file is; what is wrong with it, or with a part of it, is said as ReadingError:
    ``broken``, ``encrypted``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            yield parts
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError):
        raise ReadingError("broken") from None
    except RuntimeError:
        # zipfile says so when a part of the zip is locked.
        raise ReadingError("encrypted") from None


def _refuse_by_sign(data: bytes) -> None:
    if not data:
        raise ReadingError("empty")
    if len(data) > MOST_BYTES:
        raise ReadingError("too_large")
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise ReadingError("encrypted" if locked else "old_word")
    for sign, code in _SIGNS:
        if data.startswith(sign):
            raise ReadingError(code)
    if data[4:8] == b"ftyp":
        raise ReadingError("picture")
    if not data.startswith(b"PK\x03\x04"):
        raise ReadingError("other_file")


def checked(parts: zipfile.ZipFile) -> bytes:
    """The table of contents of an office file, which unfolds to no more than it may. Raises ReadingError: ``bomb``,
    ``macros``."""
    listed = parts.infolist()
    names = {one.filename for one in listed}
    if len(listed) > MOST_PARTS:
        raise ReadingError("bomb")
    for one in listed:
        if one.file_size > 1024 * 1024 and one.file_size > MOST_RATIO * max(one.compress_size, 1):
            raise ReadingError("bomb")
    types = part_of(parts, "[Content_Types].xml", 1024 * 1024) if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ReadingError("macros")
    return types


def _main_part(parts: zipfile.ZipFile) -> bytes:
    types = checked(parts)
    names = set(parts.namelist())
    main = _MAIN.search(types)
    name = (main[1] or main[2]).decode("ascii", "ignore") if main else _DOCUMENT
    if name not in names:
        if any(one.lower() == "ofd.xml" for one in names):
            raise ReadingError("ofd")
        office = any(one.startswith(("xl/", "ppt/")) for one in names) or "mimetype" in names
        raise ReadingError("other_office" if office else "other_file")
    return part_of(parts, name, MOST_XML)


def part_of(parts: zipfile.ZipFile, name: str, most: int) -> bytes:
    """At most ``most`` bytes, whatever the zip says of the part's size."""
    with parts.open(name) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise ReadingError("bomb")
    return data


def parsed(xml: bytes) -> etree._Element:
    """The root of a part. A document type is refused: entity bombs live there and Word writes none."""
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml:
        raise ReadingError("bomb")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise ReadingError("broken") from None


def _body(xml: bytes) -> etree._Element:
    root = parsed(xml)
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None:
        raise ReadingError("broken")
    return body


def _name(element: etree._Element) -> str:
    """The local name of a Word element, "" for anything else."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    for space in (_W, _STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return ""


def _lines(parent: etree._Element, styles: frozenset[str], depth: int = 0) -> Iterator[str]:
    """Paragraphs and table rows below ``parent``, through content controls and tracked insertions."""
    if depth > MOST_DEPTH:
        raise ReadingError("bomb")
    for child in parent:
        name = _name(child)
        if name == "p":
            if not _is_deleted(child, styles):
                yield "".join(_runs(child, styles)).strip()
        elif name == "tbl":
            yield from _rows(child, styles, depth + 1)
        elif name and name not in _SKIPPED:
            yield from _lines(child, styles, depth + 1)


def _rows(table: etree._Element, styles: frozenset[str], depth: int) -> Iterator[str]:
    for row in table.iter(f"{_W}tr", f"{_STRICT}tr"):
        marks = [one for one in row if _name(one) == "trPr"]
        if any(_name(one) == "del" for mark in marks for one in mark):
            continue
        if next(row.iterancestors(f"{_W}tbl", f"{_STRICT}tbl")) is not table:
            continue
        cells = [
            " ".join(line for line in _lines(cell, styles, depth + 1) if line)
            for cell in row
            if _name(cell) in ("tc", "sdt")
        ]
        yield " | ".join(cells)


def _is_not_meant(run: etree._Element, styles: frozenset[str]) -> bool:
    """Whether a run is struck through, hidden or deleted, by itself or by a style."""
    own = next((child for child in run if _name(child) == "rPr"), None)
    said = {} if own is None else {_name(one): _is_on(one) for one in own}
    if any(said.get(name) for name in _NOT_MEANT):
        return True
    named = own is not None and {_value(one) for one in own if _name(one) == "rStyle"} & styles
    # What a style says, the run itself may take back.
    return bool(named) and not any(said.get(name) is False for name in _NOT_MEANT)


def _is_on(element: etree._Element) -> bool:
    return _value(element).lower() not in _OFF


def _value(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == "val"), "")


def _struck_styles(xml: bytes) -> frozenset[str]:
    """The styles of characters and paragraphs whose words are struck through or hidden."""
    return frozenset(
        str(next((value for key, value in style.attrib.items() if key.endswith("}styleId")), ""))
        for style in parsed(xml).iter(f"{_W}style", f"{_STRICT}style")
        if any(
            _name(one) in _NOT_MEANT and _is_on(one)
            for properties in style
            if _name(properties) == "rPr"
            for one in properties
        )
    )


def _is_deleted(paragraph: etree._Element, styles: frozenset[str]) -> bool:
    own = next((child for child in paragraph if _name(child) == "pPr"), None)
    return own is not None and any(_name(one) == "pStyle" and _value(one) in styles for one in own)


def _runs(element: etree._Element, styles: frozenset[str], depth: int = 0) -> Iterator[str]:
    if depth > MOST_DEPTH:
        raise ReadingError("bomb")
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "p":
            yield "\n"
            yield from _runs(child, styles, depth + 1)
        elif name == "r" and _is_not_meant(child, styles):
            continue
        elif name not in _SKIPPED and child.tag != f"{_MC}Fallback":
            yield from _runs(child, styles, depth + 1)
