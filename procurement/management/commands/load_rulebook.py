"""Pins the rulebook and the calendar that stand in this checkout as editions. Harmless twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.ground import clock
from portal.ground.province import chosen
from procurement.judgement import law
from procurement.rules.rulebook import RulebookError
from procurement.services import editions


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            book = law.book_in_force()
        except RulebookError as error:
            raise CommandError(str(error)) from error
        for edition, new in (
            editions.load_rulebook(book, province=chosen().code, now=now),
            editions.load_calendar(law.calendar_on_disk(), now=now),
        ):
            self.stdout.write(f"{edition}: {'loaded' if new else 'already there'}")
