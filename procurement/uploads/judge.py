"""Finds out what a file is and has it cleaned by the one who knows that kind."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable

from procurement.uploads import office, pdf, pictures
from procurement.uploads.files import UploadRefused

# What a file begins with -> why it is not taken.
_SIGNS: Iterable[tuple[bytes, str]] = (
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"MSCF", "archive"),
    (b"GIF8", "other_picture"),
    (b"BM", "other_picture"),
    (b"II*\x00", "other_picture"),
    (b"MM\x00*", "other_picture"),
    (b"{\\rtf", "rich_text"),
)
_TEXTS = {"txt", "csv", "md", "text"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The portal gives every file its right ending itself; these are no disguise.
_PICTURE_ENDINGS = {"jpg", "png", "webp", "heic", "heif", "gif", "bmp", "tif", "tiff", "image", ""}
_MISNAMED = {
    "jpg": _PICTURE_ENDINGS,
    "png": _PICTURE_ENDINGS,
    "docx": {"doc", "wps"},
    "xlsx": {"xls", "et"},
}
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heif", b"avif")
_ZIP_PARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MARKUP = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<", re.DOTALL)

_CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    "pdf": pdf.clean,
    "docx": lambda data: office.clean(data, "docx"),
    "xlsx": lambda data: office.clean(data, "xlsx"),
    "jpg": pictures.clean_jpg,
    "png": pictures.clean_png,
}


def judge(data: bytes, *, ending: str, kinds: frozenset[str]) -> tuple[str, bytes]:
    """The kind of a file by its structure, and the file written anew. Raises UploadRefused."""
    try:
        kind = _kind(data)
    except UploadRefused as refused:
        if refused.code == "unknown_kind" and ending in _TEXTS:
            raise UploadRefused("plain_text") from None
        raise
    if kind == "webp":
        kind, cleaned = pictures.clean_webp(data) if kinds & {"jpg", "png"} else ("jpg", b"")
    elif kind in kinds:
        cleaned = _CLEANERS[kind](data)
    if kind not in kinds:
        raise UploadRefused("not_wanted", found=kind)
    if ending != kind and ending not in _MISNAMED.get(kind, ()):
        raise UploadRefused("wrong_name", said=ending, found=kind)
    return kind, cleaned


def _kind(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(_ZIP_PARTS):
        return office.kind(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if pdf.begins(data):
        return "pdf"
    raise UploadRefused(_why_not(data))


def _why_not(data: bytes) -> str:
    if data.startswith(_OLD_OFFICE):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in data else "old_office"
    for sign, code in _SIGNS:
        if data.startswith(sign):
            return code
    if data[257:262] == b"ustar":
        return "archive"
    if data[4:8] == b"ftyp" and data[8:12] in _PICTURE_BRANDS:
        return "other_picture"
    if _MARKUP.match(data[:4096]):
        return "web_page"
    # A program in front of an archive, or other bytes in front of a PDF.
    if b"%PDF-" in data[:1024] or zipfile.is_zipfile(io.BytesIO(data)):
        return "appended"
    return "unknown_kind"
