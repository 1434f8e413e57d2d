"""Makes a backup below a folder: the database, the files, and the list of secrets' places."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.running.keeping import KeepingError, backup, places

SECRETS = "/run/secrets"


class Command(BaseCommand):
    help = __doc__
    # It runs as the owner of the tables, before and beside every other process.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="files that are there already are not copied again")
        parser.add_argument("--secrets", type=Path, default=Path(SECRETS), help=f"their folder ({SECRETS})")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            place, told = backup.make(folder, options["secrets"])
        except KeepingError as error:
            raise CommandError(str(error)) from error
        size = (place / backup.DUMP).stat().st_size
        self.stdout.write(f"{place}: database {size} bytes, {told['events']} events, {told['files']} files")
        self.stdout.write(f"files copied from {told['files_from']}: whole, and each by its hash")
        self.stdout.write(f"newest seal: {told['seal'] or 'none'}")
        if dark := places.unseen(told["secrets"]):
            self.stdout.write(f"not seen, so whoever keeps them has to know them: {', '.join(dark)}")
        self.stdout.write("No secret is in it: keep those apart, and the recovery key on paper.")
        if told["files_lost"]:
            raise CommandError(f"files that are gone or rotten here: {', '.join(told['files_lost'])}")
