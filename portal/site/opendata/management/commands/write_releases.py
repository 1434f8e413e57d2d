"""Writes the releases of whatever was published or said and has none yet, as after an upgrade. Harmless twice."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.ground.ledger import trust
from portal.site.opendata import releases


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        written = 0
        while count := releases.write_missing():
            written += count
        written += releases.write_untold(trust.standing().steady)
        if written:
            self.stdout.write(f"{written} releases written")
