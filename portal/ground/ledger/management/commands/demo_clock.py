"""Moves the demonstration's clock, so that a whole way can be walked in one sitting."""

import re
from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from portal.ground import clock

STEP = re.compile(r"(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")


class Command(BaseCommand):
    help = "Show or move the demonstration's clock. It goes on ticking. Refused outside a demonstration."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--show", action="store_true", help="what time the portal takes it to be")
        how.add_argument("--set", metavar="TIME", type=moment, help="2026-03-02T09:00, Beijing time")
        how.add_argument("--advance", metavar="STEP", type=step, help="3d4h30m, 2d, 45m ...")

    def handle(self, *args: object, **options: object) -> None:
        try:
            if isinstance(to := options["set"], datetime):
                clock.move_to(to)
            elif isinstance(by := options["advance"], timedelta):
                clock.move_by(by)
        except clock.ClockRefusedError as error:
            raise CommandError(str(error)) from error
        except ProgrammingError as error:
            raise CommandError(
                f"The clock belongs to the owner of the database, who did not log in here: {error}"
                "Run it with the demonstration's own environment."
            ) from error
        self.stdout.write(clock.now().astimezone(clock.LEGAL_ZONE).isoformat(timespec="seconds"))


def moment(text: str) -> datetime:
    """An ISO moment; without a zone it is local time. Raises ValueError."""
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=clock.LEGAL_ZONE)


def step(text: str) -> timedelta:
    """`3d4h30m` and parts of it. Raises ValueError."""
    found = STEP.fullmatch(text)
    if not text or found is None:
        raise ValueError("write a step like 3d4h30m")
    return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})
