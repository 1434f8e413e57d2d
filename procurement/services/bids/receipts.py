"""Receipts: proof for the bidder that carries no price, no file name and no size, and verifies anywhere."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from django.db import transaction

from portal.ground import clock, ledger
from portal.ground.ledger.models import Event
from portal.ground.values.record import read_record
from procurement import sealing, signing
from procurement.models import Intake, IntakeVerdict, Receipt, ReceiptKey
from procurement.models.bids import new_receipt_number
from procurement.services.bids import parts

VERSION = 1
MOST_SIGNS = 20_000


class UndecidedError(Exception):
    """The verdict is not written yet, so there is nothing to prove."""


@dataclass(frozen=True)
class Verified:
    """``code``: ``genuine``, ``unreadable``, ``unknown_key`` or ``changed``; ``said`` what a genuine one says."""

    genuine: bool
    code: str
    said: dict[str, Any] = field(default_factory=dict)


def receipt_of(intake: Intake) -> Receipt:
    """The receipt of a decided intake: signed when first asked for, the same ever after.

    Only the web process can sign. Raises UndecidedError, KeyRefusedError."""
    standing = Receipt.objects.filter(intake=intake).first()
    if standing:
        return standing
    with transaction.atomic():
        parts.locked_by_id(intake.bid_id)  # whoever comes second waits here, and finds it
        verdict = IntakeVerdict.objects.filter(intake=intake).first()
        if verdict is None:
            raise UndecidedError(str(intake.key))
        return Receipt.objects.filter(intake=intake).first() or _sign(intake, verdict)


def _sign(intake: Intake, verdict: IntakeVerdict) -> Receipt:
    number = new_receipt_number()
    kid, x = signing.signing_key()
    _register(kid, x)
    text = sealing.canonical(_said(intake, verdict, number=number, kid=kid))
    return Receipt.objects.create(
        number=number, intake=intake, text=text, signature=signing.sign_receipt(text), kid=kid
    )


def _said(intake: Intake, verdict: IntakeVerdict, *, number: str, kid: str) -> dict[str, Any]:
    bid, package, seal = intake.bid, intake.package, ledger.seals.newest()
    return {
        "version": VERSION,
        "receipt": number,
        "act": intake.act,
        "verdict": verdict.verdict,
        "code": verdict.code,
        "received_at": _moment(verdict.held_at or intake.received_at),
        "due_at": _moment(intake.due_at) if intake.due_at else None,
        "decided_at": _moment(verdict.at),
        "tender": bid.tender.number,
        "bid": bid.number,
        "revision": package.revision if package else None,
        "round": package.round if package else 1,
        "terms_version": package.terms_version if package else None,
        "notice": package.notice.digest if package else None,
        "envelope": package.envelope_hash if package else None,
        "commitment": package.commitment if package else None,
        "seal": {"number": seal.number, "digest": seal.digest} if seal else None,
        "kid": kid,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _register(kid: str, x: str) -> None:
    """A key is known from its first receipt, and public with it; the one before it signs no more."""
    if ReceiptKey.objects.filter(kid=kid).exists():
        return
    key, made = ReceiptKey.objects.get_or_create(kid=kid, defaults={"x": x, "valid_from": clock.now()})
    if made:
        _tell(key, clock.now())


def _tell(key: ReceiptKey, now: datetime) -> None:
    ledger.record("receipt_key", subject=f"receipt_key:{key.kid}", at=now, kid=key.kid, x=key.x)


@transaction.atomic
def tell_keys(now: datetime) -> int:
    """Record in public every key that the record does not tell of yet; returns how many."""
    told = Event.objects.filter(kind="receipt_key").values_list("subject", flat=True)
    silent = [one for one in ReceiptKey.objects.order_by("id") if f"receipt_key:{one.kid}" not in set(told)]
    for key in silent:
        _tell(key, now)
    return len(silent)


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
            "from": _moment(key.valid_from),
            "to": _moment(after.valid_from) if after else None,
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
