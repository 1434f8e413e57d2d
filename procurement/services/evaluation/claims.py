"""What bidders declare so that their price is judged lower: confirmed or refused with a reason, before the ranking."""

from datetime import datetime

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors import NotOpenError
from procurement.judgement import repeats
from procurement.models import PriceClaim, Tender
from procurement.permissions import evaluation as permissions
from procurement.permissions import require
from procurement.selectors import evaluation as reads
from procurement.services import public_words
from procurement.services.calls.tenders import locked


@transaction.atomic
def decide(claim_id: int, *, granted: bool, reason: str, by: User, now: datetime) -> PriceClaim:
    """Confirm or refuse a declaration, and say why: the bidder reads it, and of who is chosen everybody. Once.

    Raises OtherWordsError, NotOpenError once a report stands, PersonalDataError, PermissionDenied,
    PriceClaim.DoesNotExist for what is not judged now."""
    number = PriceClaim.objects.values_list("package__bid__tender__number", flat=True).get(pk=claim_id)
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    claim = reads.claims_of(tender).get(pk=claim_id)
    if claim.decided_at:
        stands = {"granted": claim.granted, "reason": claim.reason}
        repeats.same_or_refuse(stands, {"granted": granted, "reason": reason})
        return claim
    if reads.current_reports(tender):
        raise NotOpenError(number)
    public_words.guard({"reason": reason}, about=tender.subject)
    claim.granted, claim.reason, claim.decided_by, claim.decided_at = granted, reason, by, now
    claim.save(update_fields=["granted", "reason", "decided_by", "decided_at"])
    ledger.record(
        "price_claim_decided", subject=claim.package.bid.subject, actor=by.pseudonym, at=now, public=False,
        policy=claim.policy, granted=granted,
    )  # fmt: skip
    return claim


def reopen(tender: Tender) -> None:
    """Another panel judges and decides anew. The caller has locked the tender and judged who may."""
    ids = list(reads.claims_of(tender).values_list("pk", flat=True))
    PriceClaim.objects.filter(pk__in=ids).update(granted=None, reason="", decided_by=None, decided_at=None)
