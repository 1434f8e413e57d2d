"""Looks at every object of a PDF, wherever it is kept, for what acts, reaches outside or hides a file."""

import zlib
from typing import Any

import pikepdf

from procurement.uploads import chunks
from procurement.uploads.files import MOST_PIXELS, UploadRefused, plain
from procurement.uploads.links import is_plain_link

# One stream and all of them, unfolded.
MOST_UNFOLDED = 100 * 1024 * 1024
MOST_UNFOLDED_TOGETHER = 400 * 1024 * 1024
MOST_DEPTH = 100

_KEYS = {
    "/JS": "active",
    "/JavaScript": "active",
    "/AA": "active",
    "/XFA": "xfa",
    "/EF": "embedded",
    "/EmbeddedFiles": "embedded",
    "/Collection": "embedded",
    "/RichMediaContent": "embedded",
    "/OPI": "external",
}
_ACTIONS = {
    "/JavaScript": "active",
    "/Launch": "active",
    "/SubmitForm": "active",
    "/ResetForm": "active",
    "/ImportData": "active",
    "/Rendition": "active",
    "/Movie": "active",
    "/Sound": "active",
    "/RichMediaExecute": "active",
    "/GoTo3DView": "active",
    "/GoToR": "external",
    "/GoToE": "embedded",
}
_PLAIN_ACTIONS = {"/GoTo", "/URI", "/Named", "/Hide", "/SetOCGState", "/Trans", "/Thread", "/GoToDp"}
_TYPES = {"/EmbeddedFile": "embedded", "/Sig": "signed", "/DocTimeStamp": "signed", "/SigRef": "signed"}
_SUBTYPES = dict.fromkeys(("/FileAttachment", "/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"), "embedded")
_FILTERS = {
    "/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode", "/RunLengthDecode",
    "/ASCII85Decode", "/ASCIIHexDecode", "/Fl", "/DCT", "/CCF", "/RL", "/A85", "/AHx",
}  # fmt: skip
_NAMING = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/CreatorInfo")
_NAMING_IN_NOTES = ("/T", "/M", "/CreationDate")


def check_and_strip(opened: pikepdf.Pdf) -> None:
    """Judge every object and take out what names people. Raises UploadRefused."""
    unfolded = 0
    for entry in opened.objects:
        if isinstance(entry, pikepdf.Stream):
            unfolded += _stream(entry)
            if unfolded > MOST_UNFOLDED_TOGETHER:
                raise UploadRefused("unfolds")
        _look(entry, 0)


def _look(entry: Any, depth: int) -> None:
    """Judge the object and what it holds itself; what it points to is an object of its own."""
    if depth > MOST_DEPTH:
        raise UploadRefused("unfolds")
    if not isinstance(entry, pikepdf.Object):
        return
    if isinstance(entry, pikepdf.Array):
        inner = list(entry)
    elif isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        held = dict(entry.items())
        _judge(held)
        _strip(entry, held)
        inner = list(held.values())
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _look(value, depth + 1)


def _judge(held: dict[str, Any]) -> None:
    for key in held.keys() & _KEYS.keys():
        raise UploadRefused(_KEYS[key])
    for key, codes in (("/S", _ACTIONS), ("/Type", _TYPES), ("/Subtype", _SUBTYPES)):
        if key in held and _name(held[key]) in codes:
            raise UploadRefused(codes[_name(held[key])])
    if "/S" in held and _name(held.get("/Type")) == "/Action" and _name(held["/S"]) not in _PLAIN_ACTIONS:
        raise UploadRefused("active")
    address = held.get("/URI")
    if isinstance(address, pikepdf.String) and not is_plain_link(str(address)):
        raise UploadRefused("external")
    if "/ByteRange" in held or ("/V" in held and _name(held.get("/FT")) == "/Sig"):
        raise UploadRefused("signed")
    if "/Ref" in held and _name(held.get("/Subtype")) == "/Form":
        raise UploadRefused("external")


def _strip(entry: Any, held: dict[str, Any]) -> None:
    noted = "/Rect" in held and _name(held.get("/Subtype")) not in ("", "/Widget")
    for key in (*_NAMING, *(_NAMING_IN_NOTES if noted else ())):
        if key in held:
            del entry[key]


def _name(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _stream(found: Any) -> int:
    """What the stream unfolds to, in bytes. A photograph loses what its camera wrote beside the points."""
    if "/F" in found or "/FFilter" in found:
        raise UploadRefused("external")
    said = found.get("/Filter")
    filters = (
        [_name(one) for one in said] if isinstance(said, pikepdf.Array) else [_name(said)] if said else []
    )
    if any(one not in _FILTERS for one in filters):
        raise UploadRefused("unknown_part", part=plain(" ".join(filters)))
    if "/Width" in found and "/Height" in found:
        wide, high = int(found["/Width"]), int(found["/Height"])
        if wide * high > MOST_PIXELS * 2 or min(wide, high) < 0:
            raise UploadRefused("too_many_pixels")
    raw = found.read_raw_bytes()
    if filters[-1:] in (["/DCTDecode"], ["/DCT"]) and len(filters) == 1 and raw.startswith(b"\xff\xd8"):
        bare = chunks.bare_jpg(raw, turned=False)
        if bare != raw:
            found.write(bare, filter=found["/Filter"], decode_parms=found.get("/DecodeParms"))
    packed = [one for one in filters if one in ("/FlateDecode", "/Fl", "/RunLengthDecode", "/RL")]
    if len(packed) > 1:
        raise UploadRefused("unfolds")
    if filters and filters[0] in ("/FlateDecode", "/Fl"):
        return _unfolded(raw)
    if packed:
        return len(found.read_bytes()) if filters == packed else _refuse_wrapped(found)
    return len(raw)


def _refuse_wrapped(found: Any) -> int:
    """A packed stream in letters is only written by old tools, and then it is small."""
    size = len(found.read_bytes()) if len(found.read_raw_bytes()) < 1024 * 1024 else MOST_UNFOLDED + 1
    if size > MOST_UNFOLDED:
        raise UploadRefused("unfolds")
    return size


def _unfolded(raw: bytes) -> int:
    """How long a packed stream is, counted piece by piece without keeping it."""
    unpack, size, rest = zlib.decompressobj(), 0, raw
    while rest and not unpack.eof:
        try:
            piece = unpack.decompress(rest, 1 << 20)
        except zlib.error:
            raise UploadRefused("damaged") from None
        size, rest = size + len(piece), unpack.unconsumed_tail
        if size > MOST_UNFOLDED:
            raise UploadRefused("unfolds")
    return size
