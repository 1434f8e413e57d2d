"""Opens the zip an office file is, byte for byte accounted for, and writes it anew without names and times."""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection

from procurement.uploads.files import UploadRefused

MOST_PARTS = 3000
MOST_UNFOLDED = 120 * 1024 * 1024
MOST_RATIO = 200
# Below this a part may be packed as tightly as it likes: a sheet of empty cells is.
SMALL = 4 * 1024 * 1024
_HEADER = struct.Struct("<4s5H3I2H")
_END_BYTES = 22
# A check sum and two lengths may follow a part whose length was not known before.
_LONGEST_NOTE = 24
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)

Parts = dict[str, bytes]


def opened(data: bytes) -> zipfile.ZipFile:
    """The zip, its directory judged. Raises UploadRefused."""
    try:
        found = zipfile.ZipFile(io.BytesIO(data))
        entries = found.infolist()
        if any(entry.flag_bits & 0x41 for entry in entries):
            raise UploadRefused("locked")
        _check_sizes(entries)
        _check_places(data, entries)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError, EOFError, IndexError):
        raise UploadRefused("damaged") from None
    return found


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNFOLDED:
        raise UploadRefused("unfolds")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise UploadRefused("unfolds")
    names = [_slashed(entry.filename).lower() for entry in entries]
    if len(set(names)) != len(names):
        raise UploadRefused("damaged")
    for entry in entries:
        name = _slashed(entry.filename)
        steps = name.split("/")
        if name.startswith("/") or ".." in steps or ":" in name or "\0" in entry.orig_filename:
            raise UploadRefused("damaged")


def _check_places(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Parts lie one behind another from the first byte on, and nothing lies between or behind them."""
    at = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        gap = entry.header_offset - at
        if gap < 0:
            raise UploadRefused("unfolds")
        if gap > _LONGEST_NOTE or (gap and at == 0):
            raise UploadRefused("appended")
        sign, _, flags, method, *_, name_size, extra_size = _HEADER.unpack_from(data, entry.header_offset)
        start = entry.header_offset + _HEADER.size
        name = data[start : start + name_size].decode("utf-8" if flags & 0x800 else "cp437", "replace")
        if sign != b"PK\x03\x04" or name != entry.orig_filename or method != entry.compress_type:
            raise UploadRefused("damaged")
        at = start + name_size + extra_size + entry.compress_size
    end = data.rfind(b"PK\x05\x06")
    directory_size, directory, comment = struct.unpack_from("<IIH", data, end + 12)
    if comment or end + _END_BYTES != len(data) or directory + directory_size > end:
        raise UploadRefused("appended")
    if not 0 <= directory - at <= _LONGEST_NOTE:
        raise UploadRefused("appended")


def _slashed(name: str) -> str:
    """Some writers of WPS put backslashes between the folders."""
    return name.replace("\\", "/")


def names_of(found: zipfile.ZipFile) -> list[str]:
    return [_slashed(name) for name in found.namelist()]


def read(found: zipfile.ZipFile, *, only: Collection[str] | None = None) -> Parts:
    """The parts asked for, or all, under their names. Raises UploadRefused: damaged, unfolds."""
    parts, left = {}, MOST_UNFOLDED
    for entry in found.infolist():
        name = _slashed(entry.filename)
        if name.endswith("/") or (only is not None and name not in only):
            continue
        try:
            with found.open(entry) as file:
                part = file.read(left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
            raise UploadRefused("damaged") from None
        except RuntimeError:
            raise UploadRefused("locked") from None
        left -= len(part)
        if left < 0:
            raise UploadRefused("unfolds")
        parts[name] = part
    return parts


def written(parts: Parts) -> bytes:
    """The parts as a new zip; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            fresh.writestr(entry, part)
    return out.getvalue()
