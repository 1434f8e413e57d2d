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


_used: dict[str, int] = {}


def fresh_code(secret: str) -> str:
    """A code not used yet that lives long enough to be typed: each opens one door only, so a second waits its turn."""
    step = max(int((time.time() + 4) // STEP), _used.get(secret, 0) + 1)
    _used[secret] = step
    time.sleep(max(0.0, step * STEP - time.time()))
    return totp(secret, at=step * STEP)
