"""Writes a Word or Excel file anew: the parts its text needs, and none that acts, reaches outside or names."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from procurement.uploads import archive, chunks, office_xml, pictures, relations
from procurement.uploads.files import UploadRefused, plain

_TYPES = "[Content_Types].xml"
_MAINS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
# Parts known by their name or type for what they are, whether or not anything points to them.
_BY_NAME = {
    "vbaproject": "macros",
    "vbadata": "macros",
    "macrosheets/": "macros",
    "macroenabled": "macros",
    "activex": "active",
    "ctrlprops/": "active",
    "embeddings/": "embedded",
    "oleobject": "embedded",
    "externallinks/": "external",
    "webextension": "active",
    "_xmlsignatures/": "signed",
}
_PICTURES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "jpe": "JPEG", "gif": "GIF", "bmp": "BMP"}
_BY_SIGN = ((b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"BM", "BMP"))


def kind(data: bytes) -> str:
    """docx or xlsx, by its own table of contents. Raises UploadRefused: archive, macros, unknown_kind, …"""
    with archive.opened(data) as found:
        names = archive.names_of(found)
        if any(name.lower() == "ofd.xml" for name in names):
            raise UploadRefused("ofd")
        if _TYPES not in names:
            raise UploadRefused("unknown_kind" if "mimetype" in names else "archive")
        listed = archive.read(found, only=(_TYPES, "_rels/.rels"))
    types = _Types(listed[_TYPES])
    main = _main(listed, types)
    if main is None or types.of(main) not in _MAINS:
        raise UploadRefused("unknown_kind")
    return _MAINS[types.of(main)]


def clean(data: bytes, kind: str) -> bytes:
    """The same words, cells and pictures. The same file gives the same bytes. Raises UploadRefused."""
    with archive.opened(data) as found:
        parts = archive.read(found)
    types = _Types(parts[_TYPES])
    _refuse_by_name([*parts, *types.said])
    main = _main(parts, types)
    if main is None:
        raise UploadRefused("damaged")
    root = relations.Relations(parts["_rels/.rels"], "")
    root.keep_only("officeDocument")
    kept: archive.Parts = {"_rels/.rels": root.written()}
    waiting = [main]
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        if name not in parts:
            raise UploadRefused("damaged")
        links = relations.of(name, parts)
        if links is not None:
            for target in links.targets():
                if is_drawing(target, parts.get(target, b"")):
                    links.drop(target)
        kept[name] = _part(name, parts[name], links)
        if links is not None:
            kept[relations.place(name)] = links.written()
            waiting += links.targets()
    return archive.written({_TYPES: types.only(kept), **dict(sorted(kept.items()))})


def _part(name: str, data: bytes, links: relations.Relations | None) -> bytes:
    extension = posixpath.splitext(name)[1].lower().lstrip(".")
    if extension in ("xml", "vml"):
        return office_xml.clean(data, dropped=links.dropped if links else {})
    if extension not in _PICTURES:
        raise UploadRefused("unknown_part", part=plain(posixpath.basename(name)))
    # WPS and telephones call a PNG .jpg; what it is, its own bytes say.
    made = next((kind for sign, kind in _BY_SIGN if data.startswith(sign)), _PICTURES[extension])
    pictures.check_size(data, made)
    if made == "JPEG":
        return chunks.bare_jpg(data, turned=True)
    return chunks.bare_png(data) if made == "PNG" else data


def is_drawing(name: str, data: bytes) -> bool:
    """Whether a part is a drawing in orders of another kind (EMF, WMF, SVG, a second layer of a photograph):
    no program of ours reads those, so they are left out and the text stays."""
    extension = posixpath.splitext(name)[1].lower().lstrip(".")
    if extension in ("emf", "wmf"):
        emf = data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF"
        return emf or data[:4] == b"\xd7\xcd\xc6\x9a" or data[:4] in (b"\1\0\x09\0", b"\2\0\x09\0")
    return extension in ("svg", "wdp", "emz", "wmz")


def _refuse_by_name(said: list[str]) -> None:
    for sign, code in _BY_NAME.items():
        if any(sign in one.lower() for one in said):
            raise UploadRefused(code)


def _main(parts: archive.Parts, types: "_Types") -> str | None:
    if "_rels/.rels" not in parts:
        return None
    _refuse_by_name(types.said)
    return next(iter(relations.Relations(parts["_rels/.rels"], "").of_kind("officeDocument")), None)


class _Types:
    """The table that says of every part what it is."""

    def __init__(self, data: bytes) -> None:
        self.root = office_xml.parsed(data)
        self.said = [one.get("ContentType", "") for one in self._entries()]

    def _entries(self) -> Iterator[etree._Element]:
        return (one for one in self.root if isinstance(one.tag, str))

    def of(self, name: str) -> str:
        """The type of a part; of its own or by its ending."""
        extension = posixpath.splitext(name)[1].lower().lstrip(".")
        by_ending = ""
        for one in self._entries():
            if unquote(one.get("PartName", "")).lower() == f"/{name}".lower():
                return str(one.get("ContentType", ""))
            if one.get("Extension", "").lower() == extension:
                by_ending = str(one.get("ContentType", ""))
        return by_ending

    def only(self, kept: archive.Parts) -> bytes:
        """The table without the parts that are left out."""
        names = {f"/{name}".lower() for name in kept}
        endings = {posixpath.splitext(name)[1].lower().lstrip(".") for name in kept}
        for one in list(self._entries()):
            part, ending = one.get("PartName"), one.get("Extension", "").lower()
            if (unquote(part).lower() not in names) if part else (ending not in endings):
                self.root.remove(one)
        return office_xml.written(self.root)
