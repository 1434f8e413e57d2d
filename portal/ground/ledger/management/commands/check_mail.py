"""`manage.py check_mail`: what others need to believe our letters, looked up and tried."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.ground.ledger import mail_check
from portal.ground.ledger.mail_check import Finding

MARK = {True: "ok     ", False: "WRONG  ", None: "?      "}


class Command(BaseCommand):
    help = (
        "Look up MX, SPF, DKIM and DMARC of the sender's domain and sign in to the mail server. Sends no letter. "
        "Run it in the letters' process, which alone knows EMAIL_URL. Ends with 1 where something is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--selector", default="", help="DKIM selector, such as default or s2026")
        parser.add_argument(
            "--dns", default="", metavar="ADDRESS", help="ask this server, 10.0.0.53 or 127.0.0.1:5353"
        )
        parser.add_argument("--no-server", action="store_true", help="look at the DNS only")

    def handle(self, *args: object, selector: str, dns: str, no_server: bool, **options: object) -> None:
        try:
            resolver = mail_check.resolver_at(dns)
        except ValueError as error:
            raise CommandError(f"--dns: {error}") from error
        found: list[Finding] = list(mail_check.of_domain(resolver, selector=selector))
        found += [] if no_server else mail_check.of_server()
        for one in found:
            self.stdout.write(f"{MARK[one.well]}{one.what}: {one.said}")
        wrong = sum(one.well is False for one in found)
        if wrong:
            raise CommandError(f"{wrong} wrong; see docs/operations.md, Letters", returncode=1)
