"""Brings a backup back into an empty database and checks it; ends with 1 where something does not hold."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.running.keeping import KeepingError, backup, checks, places, restore
from portal.running.management.commands.backup import SECRETS
from portal.running.management.commands.check_kept import CHECKPOINTS, tell


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()
    # The database is empty: whether its tables fit is nothing to ask yet.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="one backup, or a folder whose newest is meant")
        parser.add_argument("--secrets", type=Path, default=Path(SECRETS), help=f"their folder ({SECRETS})")
        parser.add_argument("--checkpoints", default="", help=CHECKPOINTS)

    def handle(self, *args: Any, folder: Path, checkpoints: str, **options: Any) -> None:
        secrets = options["secrets"]
        try:
            place = backup.newest(folder)
            told = backup.read(place)
            restore.into_empty(place, told, self.stdout)
        except KeepingError as error:
            raise CommandError(str(error)) from error
        if dark := places.unseen(told["secrets"]):
            self.stdout.write(f"nobody can say whether these are the same as then: {', '.join(dark)}")
        found = [*restore.held_against(told, secrets), *checks.all_found(checkpoints)]
        tell(self.stdout, found, checkpoints)
