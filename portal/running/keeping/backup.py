"""Makes a backup: the database as it stands at one moment, the files it names, and the list of secrets' places.

FOLDER/blobs/…              files under their hash, shared by all backups of the folder
FOLDER/2026-11-30T02-00-00Z/database.dump, backup.json
"""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from portal.ground.keyset import walk
from portal.ground.ledger import seals
from portal.ground.ledger.models import Blob, Event
from portal.running.keeping import KeepingError, files, places, programs
from portal.running.processes import PLAIN
from procurement.models import Receipt

DUMP, LIST = "database.dump", "backup.json"
FORM = 1


@transaction.atomic
def make(folder: Path, secrets_folder: Path) -> tuple[Path, dict[str, Any]]:
    """Where it lies, and its list. Raises KeepingError; what was written so far has no list, so it is no backup.

    All that is counted is counted at the very moment the dump is of. A file is kept before its row, and none is
    ever deleted: so the files are copied after, and none can be missing."""
    whence = files.whence()
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, server = cursor.fetchone()
    place = _new(folder)
    dump = place / DUMP
    programs.run("pg_dump", ["--format=custom", f"--snapshot={snapshot}", "--file", dump])
    newest = seals.newest()
    told: dict[str, Any] = {
        "form": FORM,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "server": server,
        "sha256": digest(dump),
        "seal": f"{newest.number}:{newest.digest}" if newest else None,
        "events": Event.objects.count(),
        "receipts": Receipt.objects.count(),
        "settings": {name: os.environ[name] for name in PLAIN if os.environ.get(name)},
        "keys": {name: getattr(settings, name) for name in places.HALVES},
        "secrets": places.listed(secrets_folder),
    }
    told["files_from"] = whence
    told["files"], told["files_lost"] = files.keep(walk(Blob.objects.all(), "sha256"), folder)
    _write_list(place, told)
    return place, told


def read(place: Path) -> dict[str, Any]:
    """The list of a backup, whose dump is whole. Raises KeepingError."""
    try:
        told: dict[str, Any] = json.loads((place / LIST).read_text())
        whole = digest(place / DUMP) == told["sha256"]
    except (OSError, ValueError, KeyError) as error:
        raise KeepingError(f"{place} is no backup: {error}") from error
    if told.get("form") != FORM:
        raise KeepingError(f"{place} is a backup of form {told.get('form')}; this version reads {FORM}.")
    if not whole:
        raise KeepingError(f"{place / DUMP} is not what was written: take another backup.")
    return told


def newest(folder: Path) -> Path:
    """The last backup below the folder, or the folder itself where it is one. Raises KeepingError."""
    if (folder / LIST).exists():
        return folder
    found = sorted(one.parent for one in folder.glob(f"*/{LIST}"))
    if not found:
        raise KeepingError(f"there is no backup below {folder}")
    return found[-1]


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _new(folder: Path) -> Path:
    place = folder / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.mkdir(mode=0o700)
    except OSError as error:
        raise KeepingError(f"{error.strerror}: {error.filename}") from error
    return place


def _write_list(place: Path, told: dict[str, Any]) -> None:
    """Last and at once: a folder with a list is a whole backup."""
    unnamed = place / f"{LIST}.part"
    with unnamed.open("x") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unnamed.rename(place / LIST)
