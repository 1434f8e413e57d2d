"""The files of calls and contracts, copied under their hash from wherever they lie. What a backup has already is not
copied again."""

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import storages

from portal.ground.files import FILES, FilesAwayError
from portal.ground.keyset import walk
from portal.ground.ledger import blobs
from portal.ground.ledger.models import Blob
from portal.running.keeping import KeepingError

FOLDER = "blobs"


def whence() -> str:
    """Where they lie here, in words. Raises KeepingError where that cannot be reached: before anything is done."""
    store: Any = storages[FILES]
    try:
        store.ask()
    except FilesAwayError as error:
        raise _away(error) from error
    return str(store.where)


def keep(wanted: Iterable[Blob], into: Path) -> tuple[int, list[str]]:
    """Copy each file that is not there yet; how many there are now, and which could not be had. Raises KeepingError
    where none can be had."""
    kept, lost = 0, []
    for blob in wanted:
        target = _place(into, blob.sha256)
        try:
            if not target.exists():
                with blobs.open(blob.sha256) as source:
                    _write(source, target)
            kept += 1
        except blobs.BlobRottenError:
            lost.append(blob.sha256)
        except FilesAwayError as error:
            raise _away(error) from error
    return kept, lost


def bring_back(source: Path) -> int:
    """Every file that the database names and that is not in its place, from a backup; how many. What the backup has
    not either is left to the check of files. Raises KeepingError."""
    try:
        return sum(_brought(blob, source) for blob in walk(Blob.objects.all(), "sha256"))
    except FilesAwayError as error:
        raise _away(error) from error


def _brought(blob: Blob, source: Path) -> bool:
    with contextlib.suppress(blobs.BlobRottenError):
        blobs.open(blob.pk).close()
        return False
    kept = _place(source, blob.pk)
    if not kept.exists() or _digest(kept) != blob.pk:
        return False
    with kept.open("rb") as content:
        blobs.put(content, blob.media_type)
    return True


def _away(error: FilesAwayError) -> KeepingError:
    return KeepingError(
        f"the files cannot be reached: {error}. Look at FILES_URL or VAR_DIR, and begin again."
    )


def _place(folder: Path, sha256: str) -> Path:
    return folder / FOLDER / blobs.place(sha256)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(source: BinaryIO, target: Path) -> None:
    """Whole under its name, or not there: a copy that was cut off is made again."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unnamed = target.with_name(f"incoming-{secrets.token_hex(8)}")
    try:
        with unnamed.open("xb") as file:
            shutil.copyfileobj(source, file, blobs.CHUNK)
            file.flush()
            os.fsync(file.fileno())
        unnamed.rename(target)
    finally:
        unnamed.unlink(missing_ok=True)
