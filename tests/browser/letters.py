"""The letters of the demonstration: files in a folder, read like a mailbox."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    unsubscribe: str

    def path(self, beginning: str) -> str:
        """The first address in the letter under ``beginning``, as a path without its language."""
        for address in re.findall(r"https?://\S+", self.text):
            path = urlsplit(address).path.removeprefix("/en")
            if path.startswith(beginning):
                return path
        raise AssertionError(f"no address under {beginning} in:\n{self.text}")

    @property
    def stop_path(self) -> str:
        """Of the address for one-click stopping (RFC 8058) in the letter's head."""
        return urlsplit(self.unsubscribe.strip("<> ")).path.removeprefix("/en")


class Letters:
    def __init__(self, var: Path) -> None:
        self.folder = var / "letters"

    def all(self) -> list[Letter]:
        """In the order in which they were written."""
        found = []
        for file in sorted(self.folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns):
            # One file a connection: letters stand behind each other, a line of hyphens after each.
            for part in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                if part.strip():
                    found.append(_read(part))
        return found

    def to(self, address: str) -> list[Letter]:
        return [one for one in self.all() if address in one.to]


def _read(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    return Letter(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
        unsubscribe=str(message["List-Unsubscribe"] or ""),
    )
