"""Reads how JPEG and PNG are put together, to find their end and to leave out what is not picture."""

import io
import struct

from PIL import Image

from procurement.uploads.files import UploadRefused

# JFIF and the colour note of Adobe are needed to read the points right; the other segments only tell of them.
_JPG_KEPT = {0xE0, 0xEE}
_ORIENTATION = 0x0112
_PNG_KEPT = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
    b"pHYs",
}
_PNG_SIGN = b"\x89PNG\r\n\x1a\n"


def jpg_end(data: bytes) -> int:
    """Where the first picture ends. Raises UploadRefused: damaged, for one that does not."""
    at, end = 2, len(data)
    while at + 2 <= end:
        if data[at] != 0xFF:
            # Inside the points: look for the next marker.
            at = data.find(b"\xff", at)
            if at < 0:
                break
            continue
        marker = data[at + 1]
        if marker == 0xD9:
            return at + 2
        if marker == 0xFF:
            at += 1
        elif marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD8:
            at += 2
        elif at + 4 > end:
            break
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    raise UploadRefused("damaged")


def bare_jpg(data: bytes, *, turned: bool) -> bytes:
    """The same points, bit for bit, without camera, place, comments, small copy; how the picture is to be
    turned is kept where ``turned``. Raises UploadRefused: damaged."""
    kept, at = [b"\xff\xd8"], 2
    end = jpg_end(data)
    if turned:
        kept.append(_turn(data))
    while at + 4 <= end and data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, stop = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        about = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if marker == 0xE0 and data[at + 4 : at + 9] == b"JFIF\0":
            # A thumbnail may follow the eighteen bytes of the segment.
            kept.append(b"\xff\xe0\x00\x10" + data[at + 4 : at + 16] + b"\0\0")
        elif not about or marker in _JPG_KEPT - {0xE0}:
            kept.append(data[at:stop])
        at = stop
    return b"".join(kept) + data[at:end]


def _turn(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            turn = picture.getexif().get(_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, struct.error, TypeError, KeyError, IndexError, AttributeError):
        return b""
    if turn not in range(2, 9):
        return b""
    entry = struct.pack("<HHIHH", _ORIENTATION, 3, 1, turn, 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def png_end(data: bytes) -> int:
    """Where the picture ends. Raises UploadRefused: damaged, for one that does not."""
    at = len(_PNG_SIGN)
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")
        if kind == b"IEND" and at <= len(data):
            return at
    raise UploadRefused("damaged")


def bare_png(data: bytes) -> bytes:
    """The same points without texts, times and profiles. Raises UploadRefused: damaged."""
    end, at, kept = png_end(data), len(_PNG_SIGN), [_PNG_SIGN]
    while at < end:
        stop = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _PNG_KEPT:
            kept.append(data[at:stop])
        at = stop
    return b"".join(kept)
