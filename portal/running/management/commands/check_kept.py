"""Checks that record, receipts, notices and files hold together; ends with 1 where one does not."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from portal.running.keeping import checks

CHECKPOINTS = "checkpoints.txt as it was published earlier: a file, or the address of somebody who keeps it"


def tell(said: OutputWrapper, found: Iterable[checks.Found], checkpoints: str) -> None:
    """Raises CommandError where something does not hold."""
    broken = []
    for one in found:
        for line in one.lines():
            said.write(line)
        if one.faults:
            broken.append(one.name)
    if not checkpoints:
        said.write("NOT LOOKED AT  whether this record is the one that was published: give --checkpoints")
    if broken:
        raise CommandError(f"does not hold: {', '.join(broken)}")
    said.write("All that was looked at holds.")


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--checkpoints", default="", help=CHECKPOINTS)

    def handle(self, *args: Any, checkpoints: str, **options: Any) -> None:
        tell(self.stdout, checks.all_found(checkpoints), checkpoints)
