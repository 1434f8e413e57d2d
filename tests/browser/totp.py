"""The code an authenticator app would show (RFC 6238), so that a test can pass the second factor."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30  # seconds


def totp(secret: str, *, at: float | None = None) -> str:
    """Six figures for the base32 ``secret`` at the real time ``at`` (seconds; now when left out)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int((time.time() if at is None else at) // STEP))
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
