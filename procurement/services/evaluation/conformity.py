"""Offers the panel sets aside because they do not meet what the call asks for (Order 87 art. 44, 50, 51)."""

from datetime import datetime

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors import NotOpenError
from procurement.judgement import repeats
from procurement.models import NonConformity, OpenedOffer, Tender
from procurement.permissions import evaluation as permissions
from procurement.permissions import require
from procurement.selectors import evaluation as reads
from procurement.services import public_words
from procurement.services.calls.tenders import locked


@transaction.atomic
def set_aside(offer_id: int, *, ground: str, reason: str, by: User, now: datetime) -> NonConformity:
    """Record that the panel finds an offer not conforming, on which ground and why. A second press gives the
    first finding, one with other words OtherWordsError.

    Raises NotOpenError once the report stands, PersonalDataError, PermissionDenied, OpenedOffer.DoesNotExist
    for what is not judged now."""
    tender, offer = _at_hand(offer_id, by, now)
    said = {"ground": ground, "reason": reason}
    if standing := offer.nonconformities.filter(lifted_at=None).first():
        repeats.same_or_refuse({"ground": standing.ground, "reason": standing.reason}, said)
        return standing
    public_words.guard({"reason": reason}, about=tender.subject)
    found = NonConformity.objects.create(offer=offer, **said, by=by, at=now)
    ledger.record(
        "offer_set_aside", subject=offer.bid.subject, actor=by.pseudonym, at=now, public=False,
        lot=offer.lot.position, ground=ground,
    )  # fmt: skip
    return found


@transaction.atomic
def restore(offer_id: int, *, by: User, now: datetime) -> None:
    """Take a finding back that was a mistake, as long as nobody has handed in scores without this offer.

    Twice is harmless. Raises NotOpenError, PermissionDenied, OpenedOffer.DoesNotExist."""
    tender, offer = _at_hand(offer_id, by, now)
    if reads.panel_of(tender).filter(handed_in_at__isnull=False).exists():
        raise NotOpenError(tender.number)
    if offer.nonconformities.filter(lifted_at=None).update(lifted_at=now):
        ledger.record(
            "offer_restored", subject=offer.bid.subject, actor=by.pseudonym, at=now, public=False,
            lot=offer.lot.position,
        )  # fmt: skip


def reopen(tender: Tender, *, now: datetime) -> None:
    """Another panel judges: it finds anew what conforms. The caller has locked the tender and judged who may."""
    NonConformity.objects.filter(offer__bid__tender=tender, lifted_at=None).update(lifted_at=now)


def _at_hand(offer_id: int, by: User, now: datetime) -> tuple[Tender, OpenedOffer]:
    """The locked call and an offer of it that is judged now. Final offers that were called for are waited for:
    till they are open nothing is set aside."""
    tender = locked(OpenedOffer.objects.values_list("bid__tender__number", flat=True).get(pk=offer_id))
    require(permissions.may_run_panel(by, tender, now=now))
    offer = reads.offers_at_hand(tender).get(pk=offer_id)
    waiting = reads.consultation_of(tender) is not None and offer.opening.round == 1
    if waiting or reads.current_report(offer.lot):
        raise NotOpenError(tender.number)
    return tender, offer
