"""The seal of a bid: what is encrypted under what, and what each wrap of its key is bound to.

The formats are those of docs/security.md. They cannot change once a receipt is out: what follows is version 1."""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

from portal.ground import keys
from portal.ground.keys import key_id

VERSION = 1
NONCE = 12  # bytes
SUITE_NAME = "X25519/HKDF-SHA256/AES-256-GCM"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MANIFEST = "manifest"
DRAFT, OPENING, RECOVERY, EVALUATION = "draft", "opening", "recovery", "evaluation"


class SealError(Exception):
    """This is not what was sealed, for this bid, to this key. ``code`` says no more than where it broke."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spare space, nothing escaped that need not be: one text for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


# --- Content ----------------------------------------------------------------------------------------------


def new_content_key() -> bytes:
    """A key of its own for every revision of every bid."""
    return AESGCM.generate_key(bit_length=256)


def _item_label(bid: str, revision: int, name: str) -> bytes:
    return f"yangguang-item|{VERSION}|{bid}|{revision}|{name}".encode()


def encrypt_item(key: bytes, *, bid: str, revision: int, name: str, data: bytes) -> bytes:
    """Nonce and AES-256-GCM ciphertext of one part; it decrypts under its own place only."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, _item_label(bid, revision, name))


def decrypt_item(key: bytes, *, bid: str, revision: int, name: str, data: bytes) -> bytes:
    """The part as it was encrypted. Raises SealError."""
    try:
        return AESGCM(key).decrypt(data[:NONCE], data[NONCE:], _item_label(bid, revision, name))
    except (InvalidTag, ValueError):
        raise SealError("item") from None


# --- The draft's wrap -------------------------------------------------------------------------------------


def draft_key_id() -> str:
    """Which draft key this process holds. Raises KeyRefusedError."""
    return key_id(keys.read("DRAFT_KEY", settings.DRAFT_KEY))


def _draft_label(bid: str, revision: int) -> bytes:
    return f"yangguang-draft|{VERSION}|{bid}|{revision}".encode()


def wrap_draft(key: bytes, *, bid: str, revision: int) -> bytes:
    """The content key for the web process, which alone holds DRAFT_KEY."""
    nonce = os.urandom(NONCE)
    held = AESGCM(keys.read("DRAFT_KEY", settings.DRAFT_KEY))
    return nonce + held.encrypt(nonce, key, _draft_label(bid, revision))


def unwrap_draft(wrapped: bytes, *, bid: str, revision: int) -> bytes:
    """Raises SealError, KeyRefusedError."""
    held = AESGCM(keys.read("DRAFT_KEY", settings.DRAFT_KEY))
    try:
        return held.decrypt(wrapped[:NONCE], wrapped[NONCE:], _draft_label(bid, revision))
    except (InvalidTag, ValueError):
        raise SealError("draft_wrap") from None


# --- The envelope -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Envelope:
    """What a seal says about itself. Nothing in it tells a price, a name of a file or a word of the bid.

    ``notice`` is the digest of the notice in force, ``items`` are (name, SHA-256 of the ciphertext) in
    order, ``opening`` and ``recovery`` the ids of the keys it was sealed to."""

    tender: str
    notice: str
    terms_version: int
    round: int
    bid: str
    organization: str
    revision: int
    commitment: str
    items: tuple[tuple[str, str], ...]
    opening: str
    recovery: str

    @property
    def text(self) -> str:
        """The canonical text: what is stored, hashed for the receipt and bound into every wrap."""
        return canonical(
            {
                "version": VERSION,
                "suite": SUITE_NAME,
                "tender": self.tender,
                "notice": self.notice,
                "terms_version": self.terms_version,
                "round": self.round,
                "bid": self.bid,
                "organization": self.organization,
                "revision": self.revision,
                "commitment": self.commitment,
                "items": [{"name": name, "sha256": digest} for name, digest in self.items],
                "keys": {OPENING: self.opening, RECOVERY: self.recovery},
            }
        )

    @property
    def digest(self) -> str:
        return digest_of(self.text.encode())


def read_envelope(text: str) -> Envelope:
    """The envelope of a canonical text. Raises SealError for any other text."""
    try:
        said = json.loads(text)
        envelope = Envelope(
            tender=said["tender"],
            notice=said["notice"],
            terms_version=said["terms_version"],
            round=said["round"],
            bid=said["bid"],
            organization=said["organization"],
            revision=said["revision"],
            commitment=said["commitment"],
            items=tuple((item["name"], item["sha256"]) for item in said["items"]),
            opening=said["keys"][OPENING],
            recovery=said["keys"][RECOVERY],
        )
    except (ValueError, TypeError, KeyError):
        raise SealError("envelope") from None
    # Written anew it must be the same text: so version, suite and every further key are judged as well.
    if envelope.text != text:
        raise SealError("envelope")
    return envelope


@dataclass(frozen=True)
class Wrapped:
    """A content key for one recipient."""

    recipient: str
    key_id: str
    wrapped: bytes


def wrap_info(recipient: str, kid: str, envelope_text: str) -> bytes:
    """What HPKE binds a wrap to: recipient, key and every character of the envelope."""
    return f"yangguang-seal|{VERSION}|{recipient}|{kid}\n{envelope_text}".encode()


def _wrap(key: bytes, recipient: str, setting: str, value: str, envelope_text: str) -> Wrapped:
    public = keys.public_key(setting, value)
    kid = key_id(public.public_bytes_raw())
    sealed = SUITE.encrypt(key, public, info=wrap_info(recipient, kid, envelope_text))
    return Wrapped(recipient, kid, sealed)


def recipients() -> dict[str, str]:
    """The ids of the keys a bid is sealed to at present. Raises KeyRefusedError."""
    return {
        OPENING: key_id(keys.read("OPENING_PUBLIC_KEY", settings.OPENING_PUBLIC_KEY)),
        RECOVERY: key_id(keys.read("RECOVERY_PUBLIC_KEY", settings.RECOVERY_PUBLIC_KEY)),
    }


def seal(key: bytes, envelope: Envelope) -> list[Wrapped]:
    """The content key for the opener and for the paper in the supervisor's safe, bound to ``envelope``."""
    wraps = [
        _wrap(key, OPENING, "OPENING_PUBLIC_KEY", settings.OPENING_PUBLIC_KEY, envelope.text),
        _wrap(key, RECOVERY, "RECOVERY_PUBLIC_KEY", settings.RECOVERY_PUBLIC_KEY, envelope.text),
    ]
    if [wrap.key_id for wrap in wraps] != [envelope.opening, envelope.recovery]:
        raise SealError("keys")
    return wraps


def wrap_evaluation(key: bytes, *, envelope_text: str) -> Wrapped:
    """The content key for those who evaluate, made by the opener."""
    return _wrap(key, EVALUATION, "EVALUATION_PUBLIC_KEY", settings.EVALUATION_PUBLIC_KEY, envelope_text)


def unwrap_evaluation(wrapped: bytes, *, envelope_text: str) -> bytes:
    """The content key of an opened bid. Raises SealError, KeyRefusedError."""
    private = keys.private_key("EVALUATION_KEY", settings.EVALUATION_KEY)
    kid = key_id(private.public_key().public_bytes_raw())
    return unwrap(wrapped, private, recipient=EVALUATION, kid=kid, envelope_text=envelope_text)


def unwrap(wrapped: bytes, private: Any, *, recipient: str, kid: str, envelope_text: str) -> bytes:
    """The content key of a wrap. Raises SealError for any other recipient, key or envelope."""
    try:
        return SUITE.decrypt(bytes(wrapped), private, info=wrap_info(recipient, kid, envelope_text))
    except (InvalidTag, ValueError):
        raise SealError("wrap") from None


# --- What the opener is asked and what it answers ---------------------------------------------------------


@dataclass(frozen=True)
class Expected:
    """What the rows say this package is: never taken from the envelope itself."""

    tender: str
    notice: str
    terms_version: int
    round: int
    bid: str
    organization: str
    revision: int
    commitment: str
    envelope_hash: str


@dataclass(frozen=True)
class Opened:
    """The parts in clear, the manifest among them, and the content key for those who evaluate."""

    items: Mapping[str, bytes]
    evaluation: Wrapped


# --- The manifest -----------------------------------------------------------------------------------------


def new_salt() -> str:
    """32 random bytes: without the salt a price comes back from its bare hash in half a second."""
    return secrets.token_hex(32)


def salted(salt: str, data: bytes) -> str:
    """What the manifest says of a part: SHA-256 over its salt and its bytes."""
    return digest_of(bytes.fromhex(salt) + data)


def commitment_of(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical manifest."""
    return digest_of(canonical(manifest).encode())


def check_manifest(data: bytes, commitment: str, items: Mapping[str, bytes]) -> dict[str, Any]:
    """The manifest, when it is what ``commitment`` says and every part is what the manifest says.

    Raises SealError."""
    if digest_of(data) != commitment:
        raise SealError("commitment")
    try:
        manifest: dict[str, Any] = json.loads(data)
        told = {item["name"]: item for item in manifest["items"]}
        faithful = all(
            salted(item["salt"], items[name]) == item["sha256"] and len(items[name]) == item["size"]
            for name, item in told.items()
        )
    except (ValueError, TypeError, KeyError):
        raise SealError("manifest") from None
    if not faithful or set(told) != set(items) or len(told) != len(manifest["items"]):
        raise SealError("manifest")
    return manifest
