"""Encrypts what an earlier version kept in clear of words in confidence and questions held back, and empties where it
stood. A step of ``release``; a second call changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.ground import clock, keys
from procurement.services.voices import sealing


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sealed = sealing.seal_standing(now=clock.now())
        except keys.KeyRefusedError as error:
            raise CommandError(
                f"words in confidence stand in clear and cannot be encrypted: {error}"
            ) from error
        if not sealed:
            return
        with connection.cursor() as cursor:
            # What was overwritten lies in the table's file until it is written anew.
            cursor.execute("VACUUM FULL procurement_inquiry")
            cursor.execute("VACUUM FULL procurement_report")
        self.stdout.write(f"Encrypted {sealed} texts that stood in clear.")
