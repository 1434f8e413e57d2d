"""Keeps files under their hash: the row is written only when the file is safe on the disk, and what is read
back is what was kept, or nothing."""

import hashlib
import logging
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from portal.ground.ledger.models import Blob

CHUNK = 1 << 20
_log = logging.getLogger(__name__)


class BlobRottenError(Exception):
    """A file no longer is what its name says, or is gone; never to be handed out as genuine."""


def put(content: bytes | BinaryIO, media_type: str) -> Blob:
    """Keep the content and return its row; the same content is kept once, under its first media type.

    The file is written and synced before the row. A transaction rolled back leaves a file without a row,
    which harms nobody. A file that rotted on the disk is replaced.
    """
    folder = Path(settings.VAR_DIR) / "blobs"
    folder.mkdir(parents=True, exist_ok=True)
    unnamed = folder / f"incoming-{secrets.token_hex(16)}"
    try:
        sha256, size = _write(unnamed, content)
        final = path(sha256)
        if not _is_whole(final, sha256):
            final.parent.mkdir(parents=True, exist_ok=True)
            unnamed.chmod(0o440)
            unnamed.rename(final)
            for changed in (final.parent, final.parent.parent, folder):
                _sync_folder(changed)
    finally:
        unnamed.unlink(missing_ok=True)
    Blob.objects.bulk_create([Blob(sha256=sha256, size=size, media_type=media_type)], ignore_conflicts=True)
    return Blob.objects.get(pk=sha256)


def open(sha256: str) -> BinaryIO:  # noqa: A001 - read as blobs.open
    """The content, for reading, after its hash was checked: a whole file of 20 MB takes some 20 milliseconds.

    Raises BlobRottenError (and logs it) for a file that is not what was kept, or is gone; ValueError for
    what is no hash."""
    place = path(sha256)
    try:
        file = place.open("rb")
    except OSError as error:
        _log.error("blob %s cannot be read: %s", sha256, error.strerror)
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


def path(sha256: str) -> Path:
    """Where the content lies. Raises ValueError for what is no hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("a blob is named by its SHA-256 in lower case")
    return Path(settings.VAR_DIR) / "blobs" / sha256[:2] / sha256[2:4] / sha256


def _is_whole(file: Path, sha256: str) -> bool:
    try:
        with file.open("rb") as kept:
            return _digest(kept) == sha256
    except FileNotFoundError:
        return False
    except OSError as error:
        _log.error("blob %s cannot be read: %s", sha256, error.strerror)
        return False


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def _write(target: Path, content: bytes | BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for piece in (content,) if isinstance(content, bytes) else iter(lambda: content.read(CHUNK), b""):
            file.write(piece)
            digest.update(piece)
            size += len(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
