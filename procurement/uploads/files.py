"""A file before and after it is looked at: its kinds, its limits, why it may be refused."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

MOST_BYTES = 20 * 1024 * 1024
# Phones of today make pictures of 12 to 50 million points.
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 2000
LONGEST_NAME = 120

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
EXTENSION_OF = {media_type: extension for extension, media_type in MEDIA_TYPES.items()}
DOCUMENTS = frozenset(MEDIA_TYPES)
PHOTOS = frozenset({"jpg", "png"})
# Other spellings of the same kind at the end of a name.
SPELLINGS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}


class UploadRefused(Exception):  # noqa: N818 - the outcome, as services read it
    """A file that is not taken. ``code`` and ``params`` get their words in procurement.labels.uploads."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def too_large(most_bytes: int) -> UploadRefused:
    """``most`` in MB, as people say it."""
    return UploadRefused("too_large", most=f"{most_bytes / (1024 * 1024):.3g}")


def plain(said: str) -> str:
    """A word out of a foreign file that may stand in a message."""
    return "".join(sign if sign.isascii() and sign.isprintable() else "_" for sign in said)[:40]


@dataclass(frozen=True)
class CleanFile:
    """A file that was looked at as a whole and written anew. ``name`` is what it was called, without folders
    and without its ending. ``text``: its words, where they were read; None where nobody asked for them."""

    name: str
    data: bytes
    media_type: str
    extension: str
    text: str | None = None


def stem(name: str) -> str:
    """What a file was called, without folders, ending and signs that cannot be seen; may be empty."""
    last = PurePosixPath(_folded(name)).name
    kept = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last)
    return " ".join(PurePosixPath(kept).stem.split())[:LONGEST_NAME].strip(". ")


def _folded(name: str) -> str:
    """With the dot and the slashes of a Chinese keyboard as those of any other: 照片．ｊｐｇ, 照片。jpg."""
    tail = unicodedata.normalize("NFKC", name[-8:]).replace("。", ".")
    return (name[:-8] + tail).replace("\\", "/").replace("／", "/")


def told_apart(name: str, taken: Collection[str]) -> str:
    """``name``, with a number behind it where another file has it already: 照片, 照片 (2), 照片 (3)."""
    shown, number = name, 1
    while shown in taken:
        number += 1
        shown = f"{name[: LONGEST_NAME - 6]} ({number})"
    return shown


def ending(name: str) -> str:
    """The kind a name claims: what stands behind its last dot, in small letters, in one spelling."""
    said = PurePosixPath(_folded(name)).suffix.lower().lstrip(".").strip()
    return SPELLINGS.get(said, plain(said))
