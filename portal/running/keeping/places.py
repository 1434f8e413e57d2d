"""Every secret of the portal: where it lies, what its loss means, and by what it is known again. Never the secret."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.ground import keys
from portal.running.processes import LOGINS, OWNER_LOGIN, PROCESSES

# What is lost with a secret that a restored portal has not, or has another of.
LOST = {
    "CONFIDENCE_KEY": "words in confidence cannot be opened, but with the recovery key on paper",
    "DRAFT_KEY": "bids that were begun and not sealed cannot be read",
    "EVALUATION_KEY": "offers that were opened cannot be read",
    "LINK_KEY": "links in letters that were sent lead nowhere",
    "OPENING_KEY": "sealed bids cannot be opened, but with the recovery key on paper",
    "PSEUDONYM_KEY": "the record names one person as two",
    "RECEIPT_KEY": "new receipts are signed by another key; those given out still verify",
    "SECOND_FACTOR_KEY": "no official can sign in by app or sheet",
    "SECRET_KEY": "everybody signs in once more",
}
# Logins and addresses of servers: a restored portal may have others.
FREE = frozenset(
    {"CACHE_URL", "EMAIL_URL", "FILES_URL", "METRICS_KEY", "REDIS_URL", OWNER_LOGIN, *LOGINS.values()}
)
# Public halves: a restored portal must be given the same.
HALVES = tuple(keys.HALVES.values())
SAME, OTHER, MISSING = "same", "other", "missing"


@dataclass(frozen=True)
class Place:
    """One secret: its name in the environment, the file it is mounted as, and the processes that are given it."""

    name: str
    file: str
    processes: tuple[str, ...]

    @property
    def matters(self) -> bool:
        """Whether a restored portal needs the same one. What signs nothing that lasts may be another."""
        return self.name in LOST and self.file == self.name.lower()

    @property
    def told_again(self) -> bool:
        """Whether a backup is given it, to tell it again: what the web has anyway, never what another alone holds."""
        return self.matters and "web" in self.processes

    def read(self, folder: Path) -> str:
        """Empty where this process may not see it."""
        try:
            return (folder / self.file).read_text().strip()
        except OSError:
            return os.environ.get(self.name, "") if self.matters else ""


def places() -> list[Place]:
    """One for each file: each process has a SECRET_KEY of its own, other secrets are shared."""
    found: dict[tuple[str, str], list[str]] = {}
    for process in PROCESSES:
        login = OWNER_LOGIN if process.once else LOGINS.get(process.role, "")
        named = {(name, process.file_of(name)) for name in process.secrets}
        for key in sorted(named | ({(login, login.lower())} if login else set())):
            found.setdefault(key, []).append(process.name)
    return [Place(name, file, tuple(users)) for (name, file), users in sorted(found.items())]


def fingerprint(secret: str, salt: str = "") -> str:
    """By what a secret is known again: slow to compute, so that a short password is not found by trying."""
    salt = salt or secrets.token_hex(8)
    digest = hashlib.scrypt(secret.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=16)
    return f"scrypt:{salt}:{digest.hex()}"


def listed(folder: Path) -> list[dict[str, Any]]:
    """The list that goes into a backup; a fingerprint of what matters and this process may see."""
    return [
        {
            "name": place.name,
            "file": place.file,
            "processes": list(place.processes),
            "fingerprint": fingerprint(secret) if place.matters and (secret := place.read(folder)) else None,
        }
        for place in places()
    ]


def unseen(told: Iterable[Mapping[str, Any]]) -> list[str]:
    """Files of secrets that matter, and that whoever made the list was not given."""
    return [row["file"] for row in told if _place(row).matters and not row["fingerprint"]]


def compared(told: Iterable[Mapping[str, Any]], folder: Path) -> Iterator[tuple[Place, str]]:
    """Each secret whose fingerprint is known, and how it stands here: ``same``, ``other`` or ``missing``."""
    for row in told:
        place, known = _place(row), row["fingerprint"]
        if known and place.matters:
            secret = place.read(folder)
            same = secret and fingerprint(secret, known.split(":")[1]) == known
            yield place, SAME if same else OTHER if secret else MISSING


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["name"], row["file"], tuple(row["processes"]))
