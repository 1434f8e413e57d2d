"""Prints the accounts of the demonstration and where the next act of each waits."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.site.demo.people import PASSWORD, accounts_of_demo


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: DEMO is not set.")
        accounts = accounts_of_demo()
        if as_json:
            self.stdout.write(
                json.dumps([one.as_mapping() for one in accounts], ensure_ascii=False, indent=1)
            )
            return
        self.stdout.write(f"All passwords: {PASSWORD}")
        for one in accounts:
            if one.role == "evaluator":
                self.stdout.write(
                    f"  {one.login:<18} {one.role:<17} one-time link {settings.SITE_URL}{one.next_url}"
                )
                continue
            secret = f"  app secret {one.totp_secret}" if one.totp_secret else ""
            self.stdout.write(f"  {one.login:<18} {one.role:<17} {one.organization}{secret}")
