"""`manage.py returned < message`: a mail server's report that letters came back (RFC 3464)."""

import sys
from email import message_from_binary_file, message_from_string, policy
from email.message import Message
from typing import Any

from django.core.management.base import BaseCommand

from portal.ground.ledger import mail


class Command(BaseCommand):
    """Reads one report from standard input, as a mail server hands it over, and notes which letter came back."""

    help = "Note a mail server's report (a delivery status notification on standard input) that a letter came back."

    def handle(self, *args: Any, **options: Any) -> None:
        report = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
        status = _status(report)
        noted = status.startswith("5") and any(mail.returned(name, status) for name in _about(report))
        self.stdout.write(f"{'noted' if noted else 'nothing to note'}: {status or 'no status'}")


def _status(report: Message) -> str:
    """The first status code (`5.1.1`) of the report; empty where there is none."""
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Message) and block.get("Status"):
                    return str(block["Status"]).strip()
    return ""


def _about(report: Message) -> list[str]:
    """The Message-IDs of the letters that the report carries, whole or as headers."""
    found = []
    for part in report.walk():
        kind, content = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(content, list):
            found += [str(inner.get("Message-ID", "")) for inner in content if isinstance(inner, Message)]
        elif kind == "text/rfc822-headers":
            found.append(str(message_from_string(str(content)).get("Message-ID", "")))
    return [name for name in found if name]
