"""Older and other files of words (.doc, .wps, .rtf, .odt), written anew as .docx by LibreOffice and read as that."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from procurement.uploads import programs
from procurement.uploads.files import UploadRefused
from procurement.uploads.words.docx import MOST_XML, checked, opened, parsed, part_of, read_docx
from procurement.uploads.words.errors import ReadingError

PROGRAM = "soffice"
_CODES = {"busy": "busy", "too_heavy": "too_heavy", "damaged": "broken"}
# How the words of an old Word file begin, and there: locked with a password.
_WORD_SIGN, _LOCKED = b"\xec\xa5", 0x01
_OFFICE = "org.openoffice.Office"
# No macro runs, no link is followed or brought up to date, whatever the file asks for.
_SETTINGS = {
    f"/{_OFFICE}.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "DisableActiveContent": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    f"/{_OFFICE}.Writer/Content/Update": {"Link": "0", "Field": "false", "Chart": "false"},
    f"/{_OFFICE}.Calc/Content/Update": {"Link": "1"},
}


@dataclass(frozen=True)
class _Kind:
    """A kind of file: the ending it goes by, the name LibreOffice has for it, and what is said without LibreOffice."""

    ending: str
    filter: str
    absent: str


_WORD_97 = _Kind("doc", "MS Word 97", "old_word")
_RICH_TEXT = _Kind("rtf", "Rich Text Format", "rich_text")
_OPEN_DOCUMENT = _Kind("odt", "writer8", "other_office")


def read_word_97(data: bytes) -> str:
    """A .doc of Word, or a .wps of WPS, which is the same inside. Raises ReadingError: see :func:`_read`, and
    ``macros``, ``encrypted``, ``other_office``."""
    if _named("_VBA_PROJECT") in data:
        raise ReadingError("macros")
    if _named("WordDocument") not in data:
        raise ReadingError("other_office")
    head = data.find(_WORD_SIGN, 512)
    if head >= 0 and head % 512 == 0 and data[head + 11] & _LOCKED:
        raise ReadingError("encrypted")
    return _read(data, _WORD_97)


def read_rich_text(data: bytes) -> str:
    """Raises ReadingError: see :func:`_read`."""
    return _read(data, _RICH_TEXT)


def read_open_document(data: bytes) -> str:
    """Raises ReadingError: see :func:`_read`, and ``bomb``, ``broken``, ``encrypted``."""
    return _read(_without_hidden(data), _OPEN_DOCUMENT)


def _named(part: str) -> bytes:
    """How the list of parts of an old office file has a name."""
    return part.encode("utf-16-le")


def _without_hidden(data: bytes) -> bytes:
    """LibreOffice writes hidden sections and paragraphs of its own format as words that can be seen; they are taken
    out before, with what is fetched from other files."""
    out = io.BytesIO()
    with opened(data) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        checked(parts)
        names = parts.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in part_of(
            parts, "META-INF/manifest.xml", MOST_XML
        ):
            raise ReadingError("encrypted")
        for name in names:
            if name.startswith(("Basic/", "Scripts/", "Object", "ObjectReplacements/", "Pictures/")):
                continue
            part = part_of(parts, name, MOST_XML)
            fresh.writestr(name, _bare(part) if name == "content.xml" else part)
    return out.getvalue()


def _bare(content: bytes) -> bytes:
    root = parsed(content)
    unwanted = [mark.getparent() for mark in root.iter("{*}hidden-paragraph")]
    unwanted += [
        one for one in root.iter("{*}section") if any(key.endswith("}display") for key in one.attrib)
    ]
    unwanted += list(
        root.iter("{*}section-source", "{*}hidden-text", "{*}image", "{*}object", "{*}object-ole")
    )
    for one in unwanted:
        if one is not None and (parent := one.getparent()) is not None:
            _drop(parent, one)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _drop(parent: etree._Element, one: etree._Element) -> None:
    """What stands behind it stays."""
    before = one.getprevious()
    if one.tail and before is not None:
        before.tail = (before.tail or "") + one.tail
    elif one.tail:
        parent.text = (parent.text or "") + one.tail
    parent.remove(one)


def _read(data: bytes, kind: _Kind) -> str:
    """Raises ReadingError: ``busy``, ``too_heavy``, ``broken``, as :func:`read_docx` does, and what is said where no
    LibreOffice is installed."""
    file = f"call.{kind.ending}"
    try:
        made = programs.run(
            PROGRAM,
            {file: data, "profile/user/registrymodifications.xcu": _settings()},
            lambda folder: _order(folder, file, kind),
            "call.docx",
        )
    except UploadRefused as refused:
        raise ReadingError(_CODES.get(refused.code, kind.absent)) from None
    return read_docx(made)


def _order(folder: Path, file: str, kind: _Kind) -> list[str]:
    return [
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
        f"--infilter={kind.filter}", "--convert-to", "docx", "--outdir", str(folder), str(folder / file),
    ]  # fmt: skip


def _settings() -> bytes:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, props in _SETTINGS.items()
        for name, value in props.items()
    )
    head = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}{items}</oor:items>'.encode()
