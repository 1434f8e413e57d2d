"""Prints the keys of sealed bids, made afresh: which go where stands in docs/operations.md."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.ground import keys


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(keys.sheet(keys.make()))
