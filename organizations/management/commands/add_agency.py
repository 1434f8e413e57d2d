"""Enters an agency, because its first head cannot be named by anybody inside it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from organizations.models.codes import AGENCY_FORMS
from organizations.services.agencies import create_agency
from portal.ground import clock


class Command(BaseCommand):
    help = "Enter an agency. Roles in it are given with grant_role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the last part of the agency's address, in plain letters")
        parser.add_argument("--place", dest="division_id", required=True, help="six-digit code of the place")
        parser.add_argument("--name-zh", required=True)
        parser.add_argument("--name-en", default="")
        parser.add_argument("--form", dest="legal_form", default="administrative_organ", choices=AGENCY_FORMS)
        for name in ("address", "contact_office", "telephone", "email", "head_name"):
            parser.add_argument("--" + name.replace("_", "-"), default="")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = create_agency(options, now=clock.now())
        self.stdout.write(f"{agency.number} {agency.slug}")
