"""How words in confidence are encrypted: one text, a key of its own, and a wrap of that key for each who may read it.

The format stands in docs/security.md. To write it takes public keys alone."""

import base64
import binascii
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from portal.ground import keys
from procurement.sealing import NONCE, SUITE, SealError, canonical, digest_of

VERSION = 1
CONFIDANT, RECOVERY, CODE, READER = "confidant", "recovery", "code", "reader"
WORDS, REPLY = "words", "reply"
# Texts are filled up to a multiple of this, so that their length tells next to nothing.
BLOCK = 1024  # bytes


def seal(said: Mapping[str, Any], *, subject: str, part: str, readers: Mapping[str, X25519PublicKey]) -> str:
    """``said`` as only the private halves of ``readers``, each under its recipient's name, can read it, and only as
    this part of this subject."""
    key = AESGCM.generate_key(bit_length=256)
    nonce = os.urandom(NONCE)
    plain = canonical(said).encode()
    plain += b" " * (-len(plain) % BLOCK)
    cipher = nonce + AESGCM(key).encrypt(nonce, plain, _label(subject, part))
    wraps = [_wrap(key, to, public, _about(subject, part, cipher)) for to, public in readers.items()]
    return canonical({"version": VERSION, "cipher": _text(cipher), "keys": wraps})


def standing_readers(reader: str = "") -> dict[str, X25519PublicKey]:
    """Who reads what is written now: the confidant, the paper in the safe, and whoever holds the code whose public half
    ``reader`` is. Raises KeyRefusedError."""
    found = {
        CONFIDANT: keys.public_key("CONFIDENCE_PUBLIC_KEY", settings.CONFIDENCE_PUBLIC_KEY),
        RECOVERY: keys.public_key("RECOVERY_PUBLIC_KEY", settings.RECOVERY_PUBLIC_KEY),
    }
    return found | ({CODE: keys.public_key("reader", reader)} if reader else {})


def unseal(
    text: str, privates: Iterable[X25519PrivateKey], *, to: str, subject: str, part: str
) -> dict[str, Any]:
    """What was sealed for ``to``, with the one of its keys that fits. Raises SealError."""
    cipher, key = _content_key(text, privates, to=to, subject=subject, part=part)
    try:
        plain = AESGCM(key).decrypt(cipher[:NONCE], cipher[NONCE:], _label(subject, part))
        said: dict[str, Any] = json.loads(plain)
    except (InvalidTag, ValueError):
        raise SealError("item") from None
    return said


def rewrap(text: str, recovery: X25519PrivateKey, *, subject: str, part: str) -> str:
    """The same text for the confidant of today, by the key on paper; every other wrap stays. Raises SealError."""
    cipher, key = _content_key(text, [recovery], to=RECOVERY, subject=subject, part=part)
    about = _about(subject, part, cipher)
    fresh = _wrap(key, CONFIDANT, standing_readers()[CONFIDANT], about)
    envelope = _read(text)
    kept = [one for one in envelope["keys"] if one["to"] != CONFIDANT]
    return canonical(envelope | {"keys": [fresh, *kept]})


def has_key_for(text: str, to: str) -> bool:
    """Whether ``to`` is among those it was sealed for. Raises SealError."""
    return any(one["to"] == to for one in _read(text)["keys"])


def _content_key(
    text: str, privates: Iterable[X25519PrivateKey], *, to: str, subject: str, part: str
) -> tuple[bytes, bytes]:
    envelope = _read(text)
    cipher = _bytes(envelope["cipher"])
    held = {_id(one.public_key()): one for one in privates}
    for wrap in envelope["keys"]:
        if wrap["to"] == to and wrap["kid"] in held:
            info = _info(to, wrap["kid"], _about(subject, part, cipher))
            try:
                return cipher, SUITE.decrypt(_bytes(wrap["key"]), held[wrap["kid"]], info=info)
            except (InvalidTag, ValueError):
                raise SealError("wrap") from None
    raise SealError("keys")


def _read(text: str) -> dict[str, Any]:
    try:
        envelope: dict[str, Any] = json.loads(text)
        fits = envelope["version"] == VERSION and all(
            set(one) == {"to", "kid", "key"} for one in envelope["keys"]
        )
    except (ValueError, TypeError, KeyError):
        raise SealError("envelope") from None
    if not fits or canonical(envelope) != text:
        raise SealError("envelope")
    return envelope


def _wrap(key: bytes, to: str, public: X25519PublicKey, about: str) -> dict[str, str]:
    kid = _id(public)
    return {"to": to, "kid": kid, "key": _text(SUITE.encrypt(key, public, info=_info(to, kid, about)))}


def _label(subject: str, part: str) -> bytes:
    return f"yangguang-confidence|{VERSION}|{subject}|{part}".encode()


def _about(subject: str, part: str, cipher: bytes) -> str:
    return f"{subject}|{part}|{digest_of(cipher)}"


def _info(to: str, kid: str, about: str) -> bytes:
    return f"yangguang-confidence-key|{VERSION}|{to}|{kid}|{about}".encode()


def _id(public: X25519PublicKey) -> str:
    return keys.key_id(public.public_bytes_raw())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, TypeError, binascii.Error):
        raise SealError("envelope") from None
