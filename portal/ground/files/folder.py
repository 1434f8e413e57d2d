"""Files in the folder `blobs` below VAR_DIR."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage

from portal.ground.files import FilesAwayError


class Folder(FileSystemStorage):
    """A file is written under a name nobody asks for, synced, and only then named; one that stands is replaced at
    once."""

    @property
    def location(self) -> str:
        return str(Path(settings.VAR_DIR).absolute() / "blobs")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        folder, final = Path(self.location), Path(self.path(name))
        unnamed = folder / f"incoming-{secrets.token_hex(16)}"
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            with unnamed.open("xb") as file:
                for piece in content.chunks():
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            unnamed.chmod(0o440)
            unnamed.rename(final)
            for changed in (final.parent, final.parent.parent, folder):
                _sync_folder(changed)
        except OSError as error:
            raise FilesAwayError(error.strerror) from error
        finally:
            with contextlib.suppress(OSError):
                unnamed.unlink()
        return name

    def ask(self) -> None:
        """Whether the folder takes anything; it is made with its first file. Raises FilesAwayError."""
        folder = Path(self.location)
        standing = next(one for one in (folder, *folder.parents) if one.exists())
        if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
            raise FilesAwayError("nothing can be written below VAR_DIR")

    @property
    def where(self) -> str:
        return self.location


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
