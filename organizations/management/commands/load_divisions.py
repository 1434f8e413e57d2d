"""Puts the places of the province into the database; part of every release."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from organizations.services.divisions import FILE, load_divisions


class Command(BaseCommand):
    help = "Load or update the places of the province. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_divisions(options['file'])} places loaded")
