"""`manage.py carry_codes`: note again which codes of the search's facets every published call carries, and its words
where they are written otherwise than they were."""

from typing import Any

from django.core.management.base import BaseCommand

from procurement.services.calls import search_entries


class Command(BaseCommand):
    """Part of every release: a version with another facet otherwise finds by it no call published before."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{search_entries.carry_again()} calls carry other codes than before")
        self.stdout.write(f"{search_entries.write_again()} calls are written otherwise than before")
