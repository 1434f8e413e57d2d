"""Keeps files under their hash: the row is written only when the file is safe in its place, and what is read back is
what was kept, or nothing."""

import hashlib
import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import storages

from portal.ground.files import FILES, FilesAwayError
from portal.ground.ledger.models import Blob

CHUNK = 1 << 20
_log = logging.getLogger(__name__)


class BlobRottenError(Exception):
    """A file no longer is what its name says, or is gone; never to be handed out as genuine."""


def put(content: bytes | BinaryIO, media_type: str) -> Blob:
    """Keep the content and return its row; the same content is kept once, under its first media type.

    The file is kept, and read again, before the row is written. A transaction rolled back leaves a file without a
    row, which harms nobody. A file that rotted in its place is replaced. A stream is read twice, from its beginning.
    Raises FilesAwayError."""
    file = BytesIO(content) if isinstance(content, bytes) else content
    size, sha256 = 0, hashlib.sha256()
    for piece in _pieces(file):
        size += len(piece)
        sha256.update(piece)
    name = sha256.hexdigest()
    if not _is_whole(name):
        storages[FILES].save(place(name), File(file))
        if not _is_whole(name):
            raise FilesAwayError(f"{name} was taken and is not there")
    Blob.objects.bulk_create([Blob(sha256=name, size=size, media_type=media_type)], ignore_conflicts=True)
    return Blob.objects.get(pk=name)


def open(sha256: str) -> BinaryIO:  # noqa: A001 - read as blobs.open
    """The content, for reading, after its hash was checked: a whole file of 20 MB takes some 20 milliseconds.

    Raises BlobRottenError (and logs it) for a file that is not what was kept, or is gone; FilesAwayError where nobody
    can say; ValueError for what is no hash."""
    try:
        file = cast(BinaryIO, storages[FILES].open(place(sha256)).file)
    except OSError as error:
        _log.error("blob %s cannot be read: %s", sha256, error.strerror or error)
        raise BlobRottenError(sha256) from None
    try:
        # The file that was checked is the one handed on, whatever is renamed meanwhile.
        if _digest(file) != sha256:
            _log.error("blob %s is not what was kept under this hash", sha256)
            raise BlobRottenError(sha256)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def exists(sha256: str) -> bool:
    """Whether anything lies in its place. Raises FilesAwayError, ValueError."""
    return storages[FILES].exists(place(sha256))


def place(sha256: str) -> str:
    """Its name among the files, wherever those lie. Raises ValueError for what is no hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("a blob is named by its SHA-256 in lower case")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _is_whole(sha256: str) -> bool:
    try:
        with storages[FILES].open(place(sha256)) as kept:
            return _digest(cast(BinaryIO, kept)) == sha256
    except FileNotFoundError:
        return False
    except OSError as error:
        _log.error("blob %s cannot be read: %s", sha256, error.strerror)
        return False


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(file):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")
