"""Gives a role in an agency from outside it: the first head, a supervisor, a privacy reviewer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.models import Organization, User
from organizations.models.codes import OFFICIAL_ROLES
from organizations.models.users import plain_name
from organizations.services.agencies import grant_role
from portal.ground import clock


class Command(BaseCommand):
    help = "Give somebody who has an account a role in an agency, from today on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("agency", help="the agency's slug")
        parser.add_argument("role", choices=OFFICIAL_ROLES)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=plain_name(options["username"])).first()
        agency = Organization.objects.agencies().filter(slug=options["agency"]).first()
        if user is None or agency is None:
            raise CommandError("no such account" if user is None else "no such agency")
        grant_role(agency, user, options["role"], now=clock.now())
        self.stdout.write(f"{user.username}: {options['role']}, {agency.slug}")
