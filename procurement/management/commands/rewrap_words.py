"""After CONFIDENCE_KEY was lost: reads the recovery key, from the paper, on standard input and encrypts the key of
every text in confidence for the CONFIDENCE_PUBLIC_KEY of this machine. Shows no word. As the owner of the database."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.ground import keys
from procurement.sealing import SealError
from procurement.services import confidences


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            recovery = keys.private_key("the recovery key", sys.stdin.readline().strip())
            changed = confidences.rewrap_all(recovery)
        except (keys.KeyRefusedError, SealError) as error:
            raise CommandError(f"nothing was changed: {error}") from error
        self.stdout.write(f"{changed} texts can be read by the confidant of {keys.HALVES['CONFIDENCE_KEY']}.")
