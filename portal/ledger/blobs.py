"""Keeps files under their hash: the row is written only when the file is safe on the disk."""

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from portal.ledger.models import Blob

CHUNK = 1 << 20


def put(content: bytes | BinaryIO, media_type: str) -> Blob:
    """Keep the content and return its row; the same content is kept once, under its first media type.

    The file is written and synced before the row. A transaction rolled back leaves a file without a row,
    which harms nobody.
    """
    folder = Path(settings.VAR_DIR) / "blobs"
    folder.mkdir(parents=True, exist_ok=True)
    unnamed = folder / f"incoming-{secrets.token_hex(16)}"
    try:
        sha256, size = _write(unnamed, content)
        final = path(sha256)
        if not (final.exists() and final.stat().st_size == size):
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
    """The content, for reading. Raises FileNotFoundError; ValueError for what is no hash."""
    return path(sha256).open("rb")


def path(sha256: str) -> Path:
    """Where the content lies. Raises ValueError for what is no hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("a blob is named by its SHA-256 in lower case")
    return Path(settings.VAR_DIR) / "blobs" / sha256[:2] / sha256[2:4] / sha256


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
