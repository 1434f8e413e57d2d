"""Shows how the letters stand and queues refused ones again once the cause is mended."""

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from portal.ledger import letters
from portal.ledger.models import Letter


class Command(BaseCommand):
    help = "Count letters by state; --retry-failed queues those again that the mail server refused for good."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry-failed", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        if options["retry_failed"]:
            self.stdout.write(f"queued again: {letters.retry_failed()}")
        for state, count in Letter.objects.values_list("state").annotate(Count("id")).order_by("state"):
            self.stdout.write(f"{state}: {count}")
