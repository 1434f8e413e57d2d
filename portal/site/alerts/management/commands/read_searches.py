"""`manage.py read_searches`: derive again what every saved search asks for."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.site.alerts import searches
from portal.site.alerts.models import Subscription


class Command(BaseCommand):
    """Part of every release: a version that reads search words otherwise reads those saved before likewise."""

    help = "Derive again what every saved search asks for, after a version that reads searches otherwise."

    def handle(self, *args: Any, **options: Any) -> None:
        saved = Subscription.objects.filter(kind="search").order_by("query")
        queries = saved.values_list("query", flat=True).distinct().iterator(searches.BATCH)
        self.stdout.write(f"{searches.read_again(queries)} saved searches")
