"""What proves a press: a receipt to take away, the keys of the portal, and whether a document is genuine."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from portal.ground.values.record import read_record
from procurement import sealing, signing
from procurement.models import Receipt, ReceiptKey

VERSION = 1
MOST_SIGNS = 20_000


@dataclass(frozen=True)
class Verified:
    """``code``: ``genuine``, ``unreadable``, ``unknown_key`` or ``changed``; ``said`` what a genuine one says."""

    genuine: bool
    code: str
    said: dict[str, Any] = field(default_factory=dict)


def stamp_of(moment: datetime) -> str:
    """A moment as a receipt says it: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def document_of(receipt: Receipt) -> dict[str, Any]:
    """What a bidder downloads as JSON: the receipt, its signature, and the key it was made with."""
    key = ReceiptKey.objects.get(kid=receipt.kid)
    return {
        "receipt": json.loads(receipt.text),
        "signature": receipt.signature,
        "key": {"kid": key.kid, "x": key.x},
    }


def public_keys() -> list[dict[str, Any]]:
    """What stands at the well-known address, every key ever used; each signs until the next one does."""
    known = list(ReceiptKey.objects.order_by("id"))
    return [
        {
            "kid": key.kid,
            "x": key.x,
            "from": stamp_of(key.valid_from),
            "to": stamp_of(after.valid_from) if after else None,
        }
        for key, after in zip_longest(known, known[1:])
    ]


def verify(document: str) -> Verified:
    """Whether ``document``, a downloaded receipt as JSON, is one this portal signed, unchanged.

    Believes no key but the portal's own, whatever the document names."""
    try:
        offered: Any = read_record(document) if len(document) <= MOST_SIGNS else None
        said, signature = offered["receipt"], offered["signature"]
        text, kid = sealing.canonical(said), said["kid"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return Verified(False, "unreadable")
    key = ReceiptKey.objects.filter(kid=kid).first() if isinstance(kid, str) and kid.isalnum() else None
    if key is None:
        return Verified(False, "unknown_key")
    if not isinstance(signature, str) or not signing.verify_receipt(text, signature, key.x):
        return Verified(False, "changed")
    return Verified(True, "genuine", said)
