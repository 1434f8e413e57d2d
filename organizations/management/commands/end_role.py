"""Ends a role that nobody inside can end: of a founder who does not come back, or of the only head."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from organizations.models import Membership, Role
from organizations.models.users import plain_name
from organizations.services.standing import end_from_outside
from portal.ground import clock


class Command(BaseCommand):
    help = "End the role somebody has in an agency or organisation, before today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("organization", help="its slug, or its number in small letters")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        held = (
            Membership.objects.on(clock.legal_date(clock.now()))
            .filter(user__username=plain_name(options["username"]), role=options["role"])
            .filter(organization__slug=options["organization"])
            .first()
        )
        if held is None:
            raise CommandError("nobody of that name has this role there today")
        end_from_outside(held, now=clock.now())
        self.stdout.write(f"{held.user}: no longer {held.role}, {options['organization']}")
