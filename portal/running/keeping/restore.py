"""Brings a backup back into an empty database, and holds what came against what is known."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connection

from portal.ground.ledger.models import Event, Seal
from portal.ground.roles import WORKING
from portal.running.keeping import KeepingError, backup, checks, files, places, programs
from procurement.models import Receipt


def into_empty(place: Path, told: Mapping[str, Any], said: OutputWrapper) -> None:
    """Tables, their upgrade where the backup is of an earlier version, and files. Raises KeepingError."""
    _must_be_empty()
    where = files.whence()
    said.write(f"the database of {told['made_at']} is brought back")
    programs.run("pg_restore", ["--exit-on-error", "--single-transaction", place / backup.DUMP])
    # Tables of an earlier version are brought up to this one, and what is derived is filled again.
    call_command("release", stdout=said)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    said.write(f"{files.bring_back(place.parent)} files brought back into {where}")


def _must_be_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if tables := cursor.fetchone()[0]:
            raise KeepingError(
                f"the database has {tables} tables. A backup is brought back into an empty one only: "
                "make a new database, or name another."
            )
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(WORKING)])
        if missing := sorted(set(WORKING) - {name for (name,) in cursor.fetchall()}):
            raise KeepingError(
                f"the server has no role {', '.join(missing)}: run docker/roles.sh there first."
            )


def held_against(told: Mapping[str, Any], secrets_folder: Path) -> Iterator[checks.Found]:
    """What came against what was counted at the backup's moment, and the secrets here against those of then."""
    yield checks.Found("as many as were kept", len(COUNTED), tuple(_counted(told)))
    yield _keys(told)
    yield _secrets(told, secrets_folder)


COUNTED = ("events", "receipts", "seal")


def _counted(told: Mapping[str, Any]) -> Iterator[str]:
    # Bringing a version up may tell of more, never of less.
    for name, now in (("events", Event.objects.count()), ("receipts", Receipt.objects.count())):
        if now < told[name]:
            yield f"{name}: {told[name]} were kept, {now} are here"
    if seal := told["seal"]:
        number, _, digest = seal.partition(":")
        if not Seal.objects.filter(number=number, digest=digest).exists():
            yield f"the newest seal of the backup, {seal}, is not here"


def _keys(told: Mapping[str, Any]) -> checks.Found:
    faults = [
        f"{name} is {getattr(settings, name) or 'not set'} here and was {known}: "
        "whoever seals or opens by it needs the one of the backup"
        for name, known in told["keys"].items()
        if known and getattr(settings, name) != known
    ]
    return checks.Found("public keys", len(told["keys"]), tuple(faults))


def _secrets(told: Mapping[str, Any], folder: Path) -> checks.Found:
    compared = list(places.compared(told["secrets"], folder))
    words = {places.OTHER: "is another one", places.MISSING: "is missing"}
    faults = [
        f"{place.file} {words[how]}: {places.LOST[place.name]}" for place, how in compared if how in words
    ]
    return checks.Found("secrets", len(compared), tuple(faults))
