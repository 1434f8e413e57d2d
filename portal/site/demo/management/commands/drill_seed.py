"""Makes a call over many bids and moves the demonstration's clock to a few seconds before its closing."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from portal.ground import keys
from portal.site.demo import rush


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bids", type=int, required=True, metavar="N", help="how many bids")
        parser.add_argument("--due-in", type=int, required=True, metavar="S", help="closing in S seconds")
        parser.add_argument("--unsealed", action="store_true", help="written, ready to be sealed")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(
        self, *args: Any, bids: int, due_in: int, unsealed: bool, as_json: bool, **options: Any
    ) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: DEMO is not set, nothing was written.")
        if not 1 <= bids <= 5000 or not 1 <= due_in <= 10**7:
            raise CommandError("--bids is 1 to 5000, --due-in is seconds from now, at least 1.")
        try:
            keys.require_of_settings("web")
        except keys.KeyRefusedError as error:
            raise CommandError(f"Run it with the demonstration's own environment: {error}") from error
        try:
            made = rush.make(bids, due_in=timedelta(seconds=due_in), sealed=not unsealed)
        except ProgrammingError as error:
            raise CommandError(f"Only the owner of the database may move the clock: {error}") from error
        if as_json:
            self.stdout.write(json.dumps(made.as_mapping(), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(rush.told(made)))
