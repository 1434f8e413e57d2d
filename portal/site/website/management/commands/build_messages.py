"""Builds the translations from locale/*/LC_MESSAGES/*.po, or lists what is not translated."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.ground import messages


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--missing",
            nargs="*",
            type=Path,
            metavar="PATH",
            help="list messages without a Chinese translation, everywhere or below these paths",
        )

    def handle(self, *args: Any, missing: list[Path] | None, **options: Any) -> None:
        if missing is not None:
            found = list(messages.missing(paths=[path.resolve() for path in missing]))
            for line in found:
                self.stdout.write(line)
            if found:
                raise CommandError(f"{len(found)} messages are not translated")
            return
        try:
            counts = messages.build()
        except messages.MessagesError as error:
            raise CommandError(str(error)) from error
        for language, count in counts.items():
            self.stdout.write(f"{language}: {count} messages")
