"""Prints what a call says: the file, or standard input, is read as the form reads what is pasted."""

import csv
import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from organizations.services.divisions import FILE as DIVISIONS
from procurement.forms.calls.faults import reading_fault
from procurement.reading import ReadingError, read_call, read_file
from procurement.reading.told import as_json, told


class Command(BaseCommand):
    """Exit code 0: it was read. 2: it could not be, and the words say what to do."""

    help = __doc__
    # It reads a file and nothing of the database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a call as text, Word, …; - for standard input")
        parser.add_argument("--json", action="store_true", help="every name with its value, passage and mark")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        with translation.override("zh-hans"):
            try:
                data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
                reading = read_call(read_file(data), divisions=divisions())
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}", returncode=2) from None
            except ReadingError as error:
                raise CommandError(f"{file}: {reading_fault(error.code)}", returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(as_json(reading), ensure_ascii=False, indent=2))
            return
        for key, one in told(reading).items():
            self.stdout.write(f"{key} [{one.mark}] {'' if one.value is None else one.value}")


def divisions() -> list[Any]:
    """The places of the province, from the file of its folder: the command needs no database."""
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        return [SimpleNamespace(**row) for row in csv.DictReader(file)]
