"""How contracts move their call on: signed with the last award, completed with the last contract."""

from datetime import datetime

from portal.ground import ledger
from procurement.models import Award, Tender
from procurement.rules.procedures import LOT_TRANSITIONS, move


def sign_if_all_signed(tender: Tender, *, now: datetime) -> None:
    """The call is contracted once every award in force has its contract."""
    unsigned = Award.objects.filter(lot__tender=tender, revoked_at__isnull=True, contract__isnull=True)
    if tender.step == "awarded" and tender.contracts.exists() and not unsigned.exists():
        _move(tender, "sign", now)


def complete_if_all_accepted(tender: Tender, *, now: datetime) -> None:
    """The call is completed with its last contract."""
    if tender.step == "contracted" and not tender.contracts.filter(state="signed").exists():
        _move(tender, "complete", now)
        ledger.record("completed", subject=tender.subject, at=now)


def _move(tender: Tender, act: str, now: datetime) -> None:
    for lot in tender.lots.filter(status=tender.step):
        lot.status = move(lot.status, act, regime=tender.regime, table=LOT_TRANSITIONS)
        lot.save(update_fields=["status"])
    tender.step = move(tender.step, act, regime=tender.regime)
    tender.entered_at = now
    tender.version += 1
    tender.save(update_fields=["step", "entered_at", "version"])
