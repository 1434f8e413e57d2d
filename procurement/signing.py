"""Signs receipts and checks them: Ed25519 over a receipt's canonical text (docs/security.md)."""

import base64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from portal.ground import keys
from portal.ground.keys import key_id


def base64url(data: bytes) -> str:
    """Without padding, as in JSON Web Keys."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.read("RECEIPT_KEY", settings.RECEIPT_KEY))


def signing_key() -> tuple[str, str]:
    """Id and public half (base64url) of the key this process signs with. Raises KeyRefusedError."""
    public = _private().public_key().public_bytes_raw()
    return key_id(public), base64url(public)


def sign_receipt(text: str) -> str:
    """The signature of a receipt's canonical text, base64url. Raises KeyRefusedError."""
    return base64url(_private().sign(text.encode()))


def verify_receipt(text: str, signature: str, x: str) -> bool:
    """Whether the key ``x`` signed exactly this text."""
    try:
        Ed25519PublicKey.from_public_bytes(from_base64url(x)).verify(from_base64url(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
