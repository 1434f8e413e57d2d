"""Draws a picture anew, so that nothing but its points is kept."""

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageOps

from procurement.uploads import chunks
from procurement.uploads.files import LONGEST_SIDE, MOST_PIXELS, UploadRefused

# What another file hidden behind a picture is known by. Telephones put harmless things there of their own
# (a second picture, a short film), and those are left behind without a word.
_HIDDEN = (b"%PDF-", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<script", b"<html", b"<?php", b"\x7fELF")
_MORE = (EOFError, RuntimeError, OverflowError, ZeroDivisionError, zlib.error, struct.error)
_FAULTS = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, AttributeError, *_MORE)
JPG_QUALITY = 85


def clean_jpg(data: bytes) -> bytes:
    """The picture at most 2000 points long, turned as it is meant, as a new JPEG. Raises UploadRefused."""
    _refuse_hidden(data, chunks.jpg_end(data))
    picture = _opened(data, "JPEG")
    return _written(picture.convert("L" if picture.mode == "L" else "RGB"), "JPEG")


def clean_png(data: bytes) -> bytes:
    """The picture at most 2000 points long, as a new PNG. Raises UploadRefused."""
    if chunks.png_end(data) != len(data):
        raise UploadRefused("appended")
    picture = _opened(data, "PNG")
    see_through = picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info
    return _written(picture.convert("RGBA" if see_through else "L" if picture.mode in "1L" else "RGB"), "PNG")


def clean_webp(data: bytes) -> tuple[str, bytes]:
    """The picture as a new JPEG, or PNG where one sees through it, with its kind. Raises UploadRefused."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise UploadRefused("damaged")
    _refuse_hidden(data, end)
    picture = _opened(data, "WEBP")
    if picture.mode == "RGBA":
        return "png", _written(picture, "PNG")
    return "jpg", _written(picture.convert("RGB"), "JPEG")


def check_size(data: bytes, kind: str) -> None:
    """Raises UploadRefused for a picture inside another file that is none or has too many points."""
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
            wide, high = picture.size
    except Image.DecompressionBombError:
        raise UploadRefused("too_many_pixels") from None
    except _FAULTS:
        raise UploadRefused("damaged") from None
    if wide * high > MOST_PIXELS:
        raise UploadRefused("too_many_pixels")


def _refuse_hidden(data: bytes, end: int) -> None:
    behind = data[end:]
    if any(sign in behind for sign in _HIDDEN) or behind.startswith(b"MZ"):
        raise UploadRefused("appended")
    if b"PK\x05\x06" in behind[-66_000:] and zipfile.is_zipfile(io.BytesIO(data)):
        raise UploadRefused("appended")


def _opened(data: bytes, kind: str) -> Image.Image:
    """The points of the picture. The first of several is taken: an animation stands still."""
    check_size(data, kind)
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=(kind,))
        # JPEG is read small at once where it is large: less memory for the same result.
        picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        picture = ImageOps.exif_transpose(picture)
        if picture.mode == "I;16":
            picture = picture.point(lambda value: value / 256)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except _FAULTS:
        raise UploadRefused("damaged") from None
    return picture


def _written(picture: Image.Image, kind: str) -> bytes:
    """A new file with the points alone: what Pillow remembers of the old one is not handed on."""
    fresh = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    if kind == "JPEG":
        fresh.save(out, "JPEG", quality=JPG_QUALITY, optimize=True)
    else:
        fresh.save(out, "PNG", optimize=True)
    return out.getvalue()
