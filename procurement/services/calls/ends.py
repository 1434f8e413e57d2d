"""The end of a call without an award, published: terminated while it is open, void once it was opened."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from organizations.models import User
from portal.ground import ledger
from procurement.judgement import law
from procurement.models import Amendment, Lot, Notice, Tender
from procurement.rules.procedures import move
from procurement.selectors.openings import opening_of
from procurement.services import duties
from procurement.services.calls import notices


def terminate(tender: Tender, amendment: Amendment, by: User, now: datetime) -> Notice:
    """The buyer gives the call up."""
    return _end(tender, amendment, "terminate", Lot.objects.filter(tender=tender), {}, by, now)


def declare_void(tender: Tender, amendment: Amendment, by: User, now: datetime) -> Notice:
    """The call found too few, or nobody that could be chosen. Where its opening found too few, the notice says how
    many came and how many the law asks for."""
    opening = opening_of(tender)
    found = {"bids": opening.bids, "least": opening.least} if opening else {}
    tender.save(update_fields=["official_medium_url"])
    duties.done(tender, "decide_void", now=now)
    lots = Lot.objects.filter(tender=tender).exclude(status="terminated")
    return _end(tender, amendment, "declare_void", lots, {"opening": found}, by, now)


def _end(
    tender: Tender,
    amendment: Amendment,
    act: str,
    lots: QuerySet[Lot],
    part: dict[str, Any],
    by: User,
    now: datetime,
) -> Notice:
    tender.step = move(tender.step, act, regime=tender.regime)
    tender.terms_version += 1
    tender.version += 1
    tender.save(update_fields=["step", "terms_version", "version"])
    lots.update(status=tender.step)
    notice = notices.add_notice(
        tender, kind=amendment.kind, legal_at=now, now=now, extra={"reason": amendment.reason, **part}
    )
    notices.after_notice(tender, notice, law.case_of(tender), actor=by.pseudonym, now=now)
    ledger.letters.cancel(subject=tender.subject, before_version=tender.deadline_version + 1)
    return notice
