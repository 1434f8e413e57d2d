"""The words of a file somebody chose for pasting, whatever kind it is; its bytes say what it is, not its name."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from procurement.uploads import cell
from procurement.uploads.files import UploadRefused
from procurement.uploads.words import old, pictures
from procurement.uploads.words.docx import MOST_BYTES, opened, part_of, read_docx
from procurement.uploads.words.errors import MOST_TEXT, ReadingError
from procurement.uploads.words.pages import is_archive, is_page

_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Behind what mail and old programs put before it.
_LATE_PDF = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]{0,1024}%PDF-")
_IMAGE = re.compile(r"word/media/[^/]{1,80}\.(?:png|jpe?g)", re.IGNORECASE)
_BLANK = {"\n", "\r", "\t", "\f", "\v"}


def read_file(data: bytes) -> str:
    """The words of Word, WPS, RTF, OpenDocument, Excel, PDF, a saved web page, plain text or a picture; those of a
    picture begin with :data:`FROM_PICTURE`.

    Takes up to a minute and holds no lock: call it before a transaction, not inside.

    Raises :class:`ReadingError` as :func:`read_docx` does, and: ``busy``, ``too_heavy``, ``too_many_pages``,
    ``unclear``; ``old_word``, ``rich_text``, ``other_office``, ``pdf`` and ``picture`` where the program that reads
    them is not there."""
    try:
        text = read_docx(data)
    except ReadingError as error:
        if error.code == "no_text":
            text = _scans(data)
        elif error.code in _WAYS and len(data) <= MOST_BYTES:
            text = _WAYS[error.code](data)
        else:
            raise
    text = text.strip()
    if not text:
        raise ReadingError("no_text")
    if len(text) > MOST_TEXT:
        raise ReadingError("too_large")
    return text


def _scans(data: bytes) -> str:
    """A Word file that holds scans instead of words. Raises ReadingError ``no_text`` where it holds no picture."""
    with opened(data) as parts:
        # By their numbers, which is how they follow each other: image2 stands before image10.
        names = sorted(
            (one for one in parts.namelist() if _IMAGE.fullmatch(one)), key=lambda one: (len(one), one)
        )
        if len(names) > pictures.MOST:
            raise ReadingError("too_many_pages")
        drawn = [part_of(parts, one, MOST_BYTES) for one in names]
    if not drawn:
        raise ReadingError("no_text")
    return pictures.read_pictures(drawn)


def _office(data: bytes) -> str:
    with opened(data) as parts:
        names = set(parts.namelist())
        kind = parts.read("mimetype")[:200] if "mimetype" in names else b""
    if kind.strip() == b"application/vnd.oasis.opendocument.text":
        return old.read_open_document(data)
    if "xl/workbook.xml" in names:
        return _apart("sheets", data)[1].decode()
    raise ReadingError("other_office")


def _other(data: bytes) -> str:
    if data.startswith(b"PK"):
        raise ReadingError("other_file")
    if _LATE_PDF.match(data):
        return _pdf(data[data.index(b"%PDF-") :])
    if is_page(data) or is_archive(data):
        return _apart("page", data)[1].decode()
    text = _decoded(data)
    if text.lstrip().startswith("<?xml"):
        # Word 2003 saved such; LibreOffice shows as standing in it what is struck through.
        raise ReadingError("other_office")
    return text


def _pdf(data: bytes) -> str:
    """What of its pages is only a picture is read as a picture."""
    answer, rest = _apart("pdf", data, pictures=pictures.MOST)
    drawn = []
    for size in answer["sizes"]:
        drawn.append(rest[:size])
        rest = rest[size:]
    try:
        return pictures.put_in(rest.decode(), drawn)
    except ReadingError as error:
        raise ReadingError("pdf" if error.code == "picture" else error.code) from None


def _apart(kind: str, data: bytes, **more: int) -> tuple[dict[str, Any], bytes]:
    order = json.dumps({"kind": kind, **more}).encode()
    try:
        answer, rest = cell.ask(order + b"\n" + data, who="procurement.uploads.words.child")
    except UploadRefused as refused:
        raise ReadingError("too_heavy" if refused.code == "too_heavy" else "broken") from None
    if "fault" in answer:
        raise ReadingError(answer["fault"])
    return answer, rest


# What a file is where it is no .docx -> how it is read.
_WAYS: Mapping[str, Callable[[bytes], str]] = {
    "old_word": old.read_word_97,
    "rich_text": old.read_rich_text,
    "other_office": _office,
    "other_file": _other,
    "pdf": _pdf,
    "picture": pictures.read_picture,
}


def _decoded(data: bytes) -> str:
    """Raises ReadingError ``other_file`` for bytes that are no text."""
    marked = next((name for sign, name in _MARKED if data.startswith(sign)), None)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if all(sign in _BLANK or unicodedata.category(sign) not in ("Cc", "Cn", "Co") for sign in text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ReadingError("other_file")
