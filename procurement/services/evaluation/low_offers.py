"""Offers that seem too low: asked in writing, explained by the bidder in time, decided with a reason."""

from datetime import datetime

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors import NotOpenError
from procurement.judgement import repeats
from procurement.judgement.evaluation import flagged, scored_offers
from procurement.judgement.law import case_of
from procurement.models import LowOffer, OpenedOffer, Tender
from procurement.permissions import evaluation as permissions
from procurement.permissions import require
from procurement.rules import low_offers as rules
from procurement.selectors import evaluation as reads
from procurement.services.bids import letters
from procurement.services.calls.tenders import locked


class TooShortError(Exception):
    """Less time to explain than the rule gives; ``least`` is the earliest end."""

    def __init__(self, least: datetime) -> None:
        super().__init__(least.isoformat())
        self.least = least


class TooEarlyError(Exception):
    """Neither explained nor is the time for it over."""


@transaction.atomic
def ask(offer_id: int, *, explain_by: datetime, by: User, now: datetime) -> LowOffer:
    """Ask the bidder to explain a price in writing; the panel may ask of its own judgement too.

    A second question gives the first, one with another day raises OtherWordsError. Raises TooShortError,
    NotOpenError once the report stands, PermissionDenied, OpenedOffer.DoesNotExist."""
    number = OpenedOffer.objects.values_list("bid__tender__number", flat=True).get(pk=offer_id)
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    offer = scored_offers(tender).get(pk=offer_id)
    if standing := LowOffer.objects.filter(offer=offer).first():
        repeats.same_or_refuse({"explain_by": standing.explain_by}, {"explain_by": explain_by})
        return standing
    if reads.current_report(offer.lot):
        raise NotOpenError(number)
    least = now + rules.least_time(case_of(tender))
    if explain_by < least:
        raise TooShortError(least)
    asked = LowOffer.objects.create(
        offer=offer,
        tests=flagged(tender).get(offer.pk, [rules.JUDGEMENT]),
        asked_at=now,
        explain_by=explain_by,
    )
    # Private: beside the bid's own subject nothing names it.
    ledger.record(
        "low_offer_asked", subject=offer.bid.subject, actor=by.pseudonym, at=now, public=False,
        explain_by=explain_by,
    )  # fmt: skip
    letters.tell_leaders(
        offer.bid,
        "low_offer",
        now=now,
        payload={"due_at": explain_by.isoformat()},
        page="price/",
        subject=f"{offer.bid.subject}/{offer.lot.position}",
    )
    return asked


@transaction.atomic
def explain(asked_id: int, *, text: str, by: User, now: datetime) -> LowOffer:
    """The bidder's own words, once. A second press finds them there, one with other words raises
    OtherWordsError. Raises NotOpenError when the time is over
    or the panel has decided, PermissionDenied."""
    asked = _locked(asked_id)
    require(permissions.may_read_question(by, asked.offer.bid, now=now))
    if asked.explained_at:
        repeats.same_or_refuse({"text": asked.explanation}, {"text": text})
        return asked
    if not permissions.may_explain(by, asked, now=now):
        raise NotOpenError(str(asked_id))
    asked.explanation, asked.explained_at = text, now
    asked.save(update_fields=["explanation", "explained_at"])
    ledger.record(
        "low_offer_explained", subject=asked.offer.bid.subject, actor=by.pseudonym, at=now, public=False
    )
    return asked


@transaction.atomic
def decide(asked_id: int, *, accepted: bool, reason: str, by: User, now: datetime) -> LowOffer:
    """What the panel made of it: an offer not proved reasonable is invalid. Once.

    Raises TooEarlyError, OtherWordsError, PermissionDenied."""
    asked = _locked(asked_id)
    require(permissions.may_run_panel(by, asked.offer.bid.tender, now=now))
    if asked.decided_at:
        stands = {"accepted": asked.accepted, "reason": asked.reason}
        repeats.same_or_refuse(stands, {"accepted": accepted, "reason": reason})
        return asked
    explained = asked.explained_at is not None
    if not rules.may_be_decided(explained=explained, explain_by=asked.explain_by, now=now):
        raise TooEarlyError
    asked.accepted, asked.reason, asked.decided_by, asked.decided_at = accepted, reason, by, now
    asked.save(update_fields=["accepted", "reason", "decided_by", "decided_at"])
    ledger.record(
        "low_offer_decided", subject=asked.offer.bid.subject, actor=by.pseudonym, at=now, public=False,
        accepted=accepted,
    )  # fmt: skip
    return asked


def reopen(tender: Tender) -> None:
    """Another panel judges: the questions and explanations stand, what was made of them falls. The caller has
    locked the tender and judged who may."""
    reads.low_offers_of(tender).update(accepted=None, reason="", decided_by=None, decided_at=None)


def _locked(asked_id: int) -> LowOffer:
    number = LowOffer.objects.values_list("offer__bid__tender__number", flat=True).get(pk=asked_id)
    locked(number)
    return (
        LowOffer.objects.select_for_update(of=("self",))
        .select_related("offer__bid__tender__buyer", "offer__lot")
        .get(pk=asked_id)
    )
