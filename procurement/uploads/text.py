"""The words of a file that was taken, for the guard that reads what becomes public: every word a reader could
find in it, also hidden, deleted and remarked ones."""

import io
import posixpath
import time
from collections.abc import Iterator

from lxml import etree

from procurement.uploads import archive
from procurement.uploads.files import UploadRefused

MOST_TEXT = 400_000
MOST_SECONDS = 8.0
MOST_PAGES = 500
_SPOKEN = {"t", "delText", "v"}
_BREAKS = {"p", "br", "cr", "row", "si", "comment", "tr"}
_GAPS = {"tab", "tc", "c"}


def text_of(data: bytes) -> str:
    """The plain text of a Word, Excel or PDF file that was cleaned; "" for a picture, also one inside a PDF.

    At most 400,000 characters and about eight seconds: of what is longer, the beginning. Never raises for what
    a file holds."""
    pieces, size, until = [], 0, time.monotonic() + MOST_SECONDS
    try:
        for piece in _pieces(data):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_TEXT or time.monotonic() > until:
                break
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
    return "".join(pieces)[:MOST_TEXT]


def _pieces(data: bytes) -> Iterator[str]:
    if data.startswith(b"PK"):
        yield from _office(data)
    elif data.startswith(b"%PDF-"):
        yield from _pdf(data)


def _pdf(data: bytes) -> Iterator[str]:
    import pypdf

    for page in pypdf.PdfReader(io.BytesIO(data)).pages[:MOST_PAGES]:
        yield page.extract_text() + "\n"
        for note in page.get("/Annots") or ():
            said = note.get_object()
            yield "".join(
                f"{said[key]}\n" for key in ("/Contents", "/V", "/TU") if isinstance(said.get(key), str)
            )


def _office(data: bytes) -> Iterator[str]:
    try:
        with archive.opened(data) as found:
            parts = archive.read(found)
    except UploadRefused:
        return
    shared = [
        "".join(text.text or "" for text in one.iter("{*}t"))
        for one in _root(parts.get("xl/sharedStrings.xml", b"<x/>")).iter("{*}si")
    ]
    for name, part in parts.items():
        if name.endswith((".xml", ".vml")) and not name.endswith("sharedStrings.xml"):
            folder = posixpath.basename(posixpath.dirname(name))
            if folder not in ("theme", "_rels") and posixpath.basename(name) not in (
                "styles.xml",
                "[Content_Types].xml",
            ):
                yield from _words(part, shared)


def _root(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    return etree.fromstring(part, parser)


def _words(part: bytes, shared: list[str]) -> Iterator[str]:
    """Paragraphs and rows as lines, cells set apart. A word spread over many runs is one word."""
    for element in _root(part).iter(etree.Element):
        name = element.tag.rsplit("}", 1)[-1]
        if name in _BREAKS:
            yield "\n"
        elif name in _GAPS:
            yield " "
        elif name in _SPOKEN and element.text:
            cell = element.getparent()
            place = element.text
            is_shared = name == "v" and cell is not None and cell.get("t") == "s" and place.isdigit()
            yield shared[int(place)] if is_shared and int(place) < len(shared) else place
    yield "\n"
