"""The decision: one writes it down, another approves, it is shown, awarded, and each bidder learns why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal import ledger
from portal.clock import legal_date
from procurement.facts import facts_of
from procurement.models import (
    Award,
    AwardDraft,
    Bid,
    BidResult,
    Evaluator,
    LowOffer,
    Notice,
    OpenedOffer,
    Review,
    Tender,
)
from procurement.permissions import awards as permissions
from procurement.rules import awarding as rules
from procurement.rules.awarding import AwardFault, AwardRefusedError
from procurement.rules.calendar import Count
from procurement.rules.procedures import LOT_TRANSITIONS, move
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors.awards import candidates_of, open_objections, party_of, ranking_of
from procurement.services import bid_letters, editions, notices, panels
from procurement.services.errors import MediumNeededError, NotOpenError
from procurement.services.tenders import locked, require


@transaction.atomic
def draft_decision(
    number: str,
    *,
    winners: Sequence[str],
    reason_zh: str,
    reason_en: str = "",
    decided_body: str,
    decided_on: date,
    decided_minute: str,
    form_id: UUID,
    by: User,
    now: datetime,
) -> AwardDraft:
    """Write down what the deciding body decided: the chosen bids by number, why, who decided, on which day,
    under which minute. It replaces an earlier draft; the same form gives the same one.

    Raises NotOpenError without a report, AwardRefusedError with every fault, PersonalDataError."""
    tender = locked(number)
    require(permissions.may_draft_decision(by, tender, now=now))
    standing = AwardDraft.objects.filter(form_id=form_id, tender=tender).first()
    if standing:
        return standing
    notices.guard({"reason_zh": reason_zh, "reason_en": reason_en, "decided_body": decided_body})
    check(tender, winners)
    if decided_on > legal_date(now):
        raise AwardRefusedError([AwardFault("decided_in_future")])
    draft, _new = AwardDraft.objects.update_or_create(
        tender=tender,
        defaults={
            "winners": list(winners),
            "reason_zh": reason_zh,
            "reason_en": reason_en,
            "decided_body": decided_body,
            "decided_on": decided_on,
            "decided_minute": decided_minute,
            "drafted_by": by,
            "drafted_at": now,
            "form_id": form_id,
        },
    )
    ledger.record(
        "decision_drafted", subject=tender.subject, actor=by.pseudonym, at=now, public=False,
        chosen=len(winners),
    )  # fmt: skip
    return draft


def check(tender: Tender, winners: Sequence[str]) -> None:
    """Raises NotOpenError without a report, AwardRefusedError with all that stands against this choice."""
    lot = tender.first_lot
    ranking = candidates_of(lot)
    if ranking_of(lot) is None:
        raise NotOpenError(tender.number)
    undecided = LowOffer.objects.filter(offer__opening__tender=tender, decided_at__isnull=True)
    faults = rules.check_winners(
        winners,
        ranking,
        most=lot.max_awards,
        ceiling=tender.ceiling_price or tender.largest_award or tender.estimated_value,
        open_low_offers=list(undecided.values_list("offer__bid__number", flat=True)),
    )
    if faults:
        raise AwardRefusedError(faults)


@transaction.atomic
def send_back(number: str, *, comment: str, by: User, now: datetime) -> None:
    """The second person does not approve; the words stand beside the call."""
    tender = locked(number)
    draft = AwardDraft.objects.select_related("tender__buyer").get(tender=tender)
    require(permissions.may_approve_decision(by, draft, now=now))
    Review.objects.create(tender=tender, act="sent_back", comment=comment, by=by, at=now)
    draft.delete()


@transaction.atomic
def approve(number: str, *, by: User, now: datetime, medium_url: str = "") -> Notice:
    """The second person approves. In the programme regime the intended result is shown first; a statutory
    one is awarded at once and needs ``medium_url``, its address on the official medium (Order 101).

    Raises AwardRefusedError where something has changed since, MediumNeededError."""
    tender = locked(number)
    draft = AwardDraft.objects.select_related("tender__buyer").get(tender=tender)
    require(permissions.may_approve_decision(by, draft, now=now))
    if tender.regime == STATUTORY and not medium_url:
        raise MediumNeededError
    check(tender, draft.winners)
    Review.objects.create(tender=tender, act="approved", by=by, at=now)
    if tender.regime == STATUTORY:
        tender.official_medium_url = medium_url
        tender.save(update_fields=["official_medium_url"])
        return _award(tender, draft, by=by, now=now)
    until = publicity_until(tender, shown_at=now)
    _step(tender, "publish_list", now)
    notice = notices.add_notice(
        tender,
        kind="list_publicity",
        legal_at=now,
        now=now,
        extra={"result": result_part(tender, draft, until=until.last_day if until else None)},
    )
    notices.after_notice(tender, notice, event="list_published", actor=by.pseudonym, now=now)
    return notice


def publicity_until(tender: Tender, *, shown_at: datetime) -> Count | None:
    """The last day an intended result stands, counted from ``shown_at``."""
    book, calendar = editions.law_of(tender)
    return rules.publicity_until(
        facts_of(tender), shown_at=shown_at, book=book, calendar=calendar, waivers=notices.waivers_of(tender)
    )


@transaction.atomic
def award(number: str, *, by: User, now: datetime) -> Notice:
    """The list has stood its time and nobody's objection is open: it becomes the award.

    Raises AwardRefusedError before that."""
    tender = locked(number)
    require(permissions.may_award(by, tender, now=now))
    faults = []
    until = publicity_until(tender, shown_at=tender.entered_at or now)
    if until is not None and legal_date(now) <= until.last_day:
        faults.append(AwardFault("publicity_runs", limit=until.last_day.isoformat()))
    if waiting := open_objections(tender).count():
        faults.append(AwardFault("objection_open", limit=str(waiting)))
    if faults:
        raise AwardRefusedError(faults)
    draft = AwardDraft.objects.get(tender=tender)
    return _award(tender, draft, by=by, now=now)


@transaction.atomic
def evaluate_again(number: str, *, by: User, now: datetime) -> Tender:
    """Back to the panel after an objection that was upheld; the decision that was shown falls."""
    tender = locked(number)
    require(permissions.may_evaluate_again(by, tender, now=now))
    AwardDraft.objects.filter(tender=tender).delete()
    panels.disband(tender, by=by, now=now)
    _step(tender, "evaluate_again", now)
    notices.after_step(tender, event="evaluated_again", actor=by.pseudonym, now=now)
    return tender


def _step(tender: Tender, act: str, now: datetime) -> None:
    tender.step = move(tender.step, act, regime=tender.regime)
    tender.entered_at = now
    tender.version += 1
    tender.save(update_fields=["step", "entered_at", "version"])


def _award(tender: Tender, draft: AwardDraft, *, by: User, now: datetime) -> Notice:
    lot = tender.first_lot
    body = ranking_of(lot)
    assert body is not None, "checked before"
    made = [
        _one_award(tender, draft, row, place=place, by=by, now=now)
        for place, row in enumerate((one for one in body["ranking"] if one["bid"] in draft.winners), 1)
    ]
    lot.status = move(lot.status, "award", regime=tender.regime, table=LOT_TRANSITIONS)
    lot.save(update_fields=["status"])
    _tell_bidders(tender, body, {one.bid_id for one in made}, now)
    _step(tender, "award", now)
    notice = notices.add_notice(
        tender, kind="award", legal_at=now, now=now, extra={"result": result_part(tender, draft)}
    )
    notices.after_notice(tender, notice, event="awarded", actor=by.pseudonym, now=now)
    return notice


def _one_award(
    tender: Tender, draft: AwardDraft, row: Mapping[str, Any], *, place: int, by: User, now: datetime
) -> Award:
    bid = Bid.objects.select_related("lead__cso").get(tender=tender, number=row["bid"])
    party = party_of(bid)
    return Award.objects.create(
        number=f"{tender.number}-A{place}",
        lot=tender.first_lot,
        bid=bid,
        offer=OpenedOffer.objects.get(pk=row["offer"]),
        supplier=party.organization,
        implementer=party.implementer,
        rank=row["rank"],
        score=_points(row.get("score")),
        value=Decimal(row["total"]),
        reason_zh=draft.reason_zh,
        reason_en=draft.reason_en,
        decided_body=draft.decided_body,
        decided_on=draft.decided_on,
        decided_minute=draft.decided_minute,
        approved_by=by,
        at=now,
    )


def _points(score: str | None) -> Decimal | None:
    return Decimal(score) if score else None


def _tell_bidders(tender: Tender, body: Mapping[str, Any], won: set[int], now: datetime) -> None:
    """Each bidder's own result: rank, points per criterion, its two weakest, or why it was not judged."""
    lot = tender.first_lot
    bids = {one.number: one for one in tender.bids.filter(status="opened").select_related("lead")}
    for row in body["ranking"]:
        bid = bids[row["bid"]]
        result = BidResult.objects.create(
            bid=bid,
            lot=lot,
            outcome="won" if bid.pk in won else "lost",
            rank=row["rank"],
            score=_points(row.get("score")),
            criteria=row.get("criteria", []),
            weakest=row["weakest"],
            at=now,
        )
        _tell(result, now)
    for row in body.get("invalid", []):
        result = BidResult.objects.create(
            bid=bids[row["bid"]], lot=lot, outcome="invalid", reason=row.get("code", ""), at=now
        )
        _tell(result, now)


def _tell(result: BidResult, now: datetime) -> None:
    ledger.record("result_told", subject=result.bid.subject, at=now, public=False, outcome=result.outcome)
    bid_letters.tell_result(result.bid, now=now)


def result_part(tender: Tender, draft: AwardDraft, *, until: date | None = None) -> dict[str, Any]:
    """What a notice says of the result: winners by name as far as they may be named, the others by number,
    type and band of ten points, the panel, and who decided (body, day, minute)."""
    body = ranking_of(tender.first_lot)
    assert body is not None, "checked before"
    bids = {
        one.number: one for one in tender.bids.filter(status="opened").select_related("lead", "lead__cso")
    }
    winners: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for row in body["ranking"]:
        bid = bids[row["bid"]]
        if row["bid"] in draft.winners:
            winners.append(_named(bid, row))
        else:
            band = rules.score_band(_points(row.get("score")))
            others.append({"number": len(others) + 1, "legal_form": bid.lead.legal_form, "band": band})
    named = tender.regime == STATUTORY
    return {
        "winners": winners,
        "others": others,
        "invalid": len(body.get("invalid", [])),
        "panel": [_member(one, named=named) for one in tender.evaluators.filter(left_at__isnull=True)],
        "decided": {
            "body": draft.decided_body,
            "on": draft.decided_on.isoformat(),
            "minute": draft.decided_minute,
            "reason_zh": draft.reason_zh,
            "reason_en": draft.reason_en,
        },
        "until": until.isoformat() if until else "",
    }


def _named(bid: Bid, row: Mapping[str, Any]) -> dict[str, Any]:
    party = party_of(bid)
    named = party.organization if party.shown else None
    return {
        "name_zh": named.name_zh if named else "",
        "name_en": named.name_en if named else "",
        "legal_form": party.organization.legal_form,
        "implementer_zh": party.implementer.name_zh if party.implementer else "",
        "implementer_en": party.implementer.name_en if party.implementer else "",
        "rank": row["rank"],
        "score": row.get("score") or "",
        "value": row["total"],
    }


def _member(member: Evaluator, *, named: bool) -> dict[str, str]:
    """A member of the panel: by name where the law asks for it, else by seat alone."""
    return {"seat": member.seat, "name": member.name if named else ""}
