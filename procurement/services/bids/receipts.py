"""Receipts: proof for the bidder that carries no price, no file name and no size, and verifies anywhere."""

from datetime import datetime
from typing import Any

from django.db import transaction

from portal.ground import clock, ledger
from portal.ground.ledger.models import Event
from procurement import sealing, signing
from procurement.judgement.bids.receipts import VERSION, stamp_of
from procurement.models import Intake, IntakeVerdict, Receipt, ReceiptKey
from procurement.models.bids import new_receipt_number
from procurement.services.bids import parts


class UndecidedError(Exception):
    """The verdict is not written yet, so there is nothing to prove."""


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
        "received_at": stamp_of(verdict.held_at or intake.received_at),
        "due_at": stamp_of(intake.due_at) if intake.due_at else None,
        "decided_at": stamp_of(verdict.at),
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
