"""Makes each kind of notice and each procedure a row that columns may point at. Harmless twice."""

from typing import Any

from django.core.management.base import BaseCommand

from procurement.services.codes import load_codes


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_codes()} codes loaded")
