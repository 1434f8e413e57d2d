"""Shows how the letters stand and queues refused ones again once the cause is mended."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from portal.ground import clock
from portal.ground.ledger import letters
from portal.ground.ledger.models import Letter

DAYS = 3
LAST = 5


class Command(BaseCommand):
    help = (
        "Count letters by state and show why the last ones wait; --retry-failed queues given-up ones again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry-failed", action="store_true", help="those that were due lately")
        parser.add_argument("--days", type=int, default=DAYS, help=f"how many days back ({DAYS})")
        parser.add_argument("--addresses", action="store_true", help="also those whose address was refused")

    def handle(self, *args: object, days: int, **options: object) -> None:
        now = clock.now()
        if options["retry_failed"]:
            again = letters.retry_failed(now - timedelta(days=days), addresses=bool(options["addresses"]))
            self.stdout.write(f"queued again: {again}")
        for state, count in Letter.objects.values_list("state").annotate(Count("id")).order_by("state"):
            self.stdout.write(f"{state}: {count}")
        if waiting := letters.overdue(now):
            self.stdout.write(f"waiting longer than a quarter of an hour: {waiting}")
        said = Letter.objects.exclude(error="").values_list("error").annotate(count=Count("id"))
        for error, count in said.order_by("-count", "error")[:LAST]:
            self.stdout.write(f"  {count} × {error}")
