"""Writes the demonstration once and sets its clock. A second call changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from organizations.models import User
from portal.ground import clock, ledger
from portal.ground.ledger.models import Seal
from portal.ground.province import chosen
from portal.site.demo import story


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: DEMO is not set, nothing was written.")
        if chosen().code != story.PROVINCE:
            raise CommandError(
                "The example calls are of another province: start with `manage.py demo --empty`."
            )
        if User.objects.exists():
            # The seal of the first morning is the last thing of all, so without it the story broke off.
            if not Seal.objects.filter(at__gte=story.FIRST_MORNING).exists():
                raise CommandError(
                    "The demonstration was interrupted while it was written, so a part of it is missing."
                    f" Remove the folder {settings.VAR_DIR} and start again."
                )
            self.stdout.write("The demonstration is already there.")
            return
        story.tell()
        ledger.seals.seal(clock.now())
        self.stdout.write(
            f"The demonstration is written; its clock says {clock.now().astimezone(clock.LEGAL_ZONE):%Y-%m-%d %H:%M}."
        )
