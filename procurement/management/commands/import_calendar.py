"""Adds a year the State Council has announced (JSON or CSV) to the working-day calendar, as a new edition.

No published date moves. Whoever published a call that the new days make too short owes a correction."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.ground import clock
from procurement.judgement import law
from procurement.rules.calendar import CalendarError, parse_calendar
from procurement.services import duties, editions


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        _book, standing = law.current()
        try:
            announced = parse_calendar(file.read_text(encoding="utf-8-sig"))
            calendar = standing.extended(announced)
        except (OSError, UnicodeDecodeError, CalendarError) as error:
            raise CommandError(f"{file}: {error}") from error
        edition, new = editions.load_calendar(calendar, now=clock.now())
        self.stdout.write(f"{edition}: {'loaded' if new else 'already there'}")
        owed = duties.replan_open(now=clock.now())
        self.stdout.write(f"published calls whose dates are to be corrected: {owed}")
