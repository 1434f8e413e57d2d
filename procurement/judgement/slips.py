"""The slip of somebody without an account: made with the page, signed by the portal, good for one text.

``form_id`` makes sending twice harmless, ``code`` is the way back to the answer. A browser cannot choose either."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from procurement.errors import OtherWordsError
from procurement.rules.merging import folded

_SALT = "portal.slip"
# Letters and digits that no one mistakes for another, on paper or by telephone.
ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"
# What it costs to try one code: 16 MiB and some hundredths of a second.
COST = 2**14


@dataclass(frozen=True)
class FirstTry:
    """When these words came first and were refused for a number in them; ``said`` is their digest."""

    said: str
    at: datetime


@dataclass(frozen=True)
class Slip:
    form_id: UUID
    code: str
    first_try: FirstTry | None = None


class Used(Protocol):
    """The row that a slip was used for."""

    form_id: UUID
    code_hash: str
    said: str


def new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


@dataclass(frozen=True)
class OfCode:
    """What follows from a code: ``hash`` is the only form in which it is kept, ``earlier`` the plain SHA-256 that an
    earlier version kept, and ``key`` reads what was sealed for whoever holds it."""

    hash: str
    earlier: str
    key: X25519PrivateKey

    @property
    def hashes(self) -> tuple[str, str]:
        """Under which what belongs to the code may stand."""
        return self.hash, self.earlier


def of_code(code: str) -> OfCode:
    """Spaces, hyphens and case do not matter. Slow to make and keyed, because a code opens the words that came under
    it: nobody who reads the database may try codes. Before any row is locked, therefore."""
    letters = "".join(mark for mark in code.upper() if mark in ALPHABET).encode()
    salt = salted_hmac("portal.slip.code", "", secret=settings.PSEUDONYM_KEY, algorithm="sha256").digest()
    stretched = hashlib.scrypt(letters, salt=salt, n=COST, r=8, p=1, dklen=64)
    key = X25519PrivateKey.from_private_bytes(stretched[32:])
    return OfCode(stretched[:32].hex(), hashlib.sha256(letters).hexdigest(), key)


def hash_of(code: str) -> str:
    """The only form in which a code is kept."""
    return of_code(code).hash


def fresh() -> str:
    """A new slip, signed, for the hidden field of a form."""
    return signing.dumps([str(uuid4()), new_code()], salt=_SALT)


def tried(text: str, *, said: str, at: datetime) -> str:
    """The same slip, which remembers that the words ``said`` came ``at`` first; an earlier try of theirs stays.
    Raises ValueError."""
    slip = opened(text)
    first = slip.first_try if slip.first_try and slip.first_try.said == said else FirstTry(said, at)
    return signing.dumps([str(slip.form_id), slip.code, first.said, first.at.isoformat()], salt=_SALT)


def opened(text: str) -> Slip:
    """The slip of a form. Raises ValueError for one that this portal did not make."""
    try:
        form_id, code, *first = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        raise ValueError("slip") from None
    first_try = FirstTry(first[0], datetime.fromisoformat(first[1])) if first else None
    return Slip(UUID(form_id), code, first_try)


def digest_of(*said: object) -> str:
    """What was said, as it is compared with what comes under the same slip: keyed, so that nobody who reads the
    database can try texts."""
    text = "\x1f".join(folded(str(one)) for one in said)
    return salted_hmac(
        "portal.slip.said", text, secret=settings.PSEUDONYM_KEY, algorithm="sha256"
    ).hexdigest()


def same_or_refuse(used: Used, own: OfCode, *, form_id: UUID, code: str, said: str, shown: str) -> None:
    """Nothing where ``said`` comes once more under its own slip, whose code ``own`` is of.

    Raises OtherWordsError for anything else: with ``shown``, the words that stand, and their code only where
    the slip is the very one they came under."""
    same = used.form_id == form_id and used.code_hash in own.hashes
    if not (same and used.said == said):
        raise OtherWordsError(shown=shown if same else "", code=code if same else "")
