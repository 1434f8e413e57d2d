"""What a member of the panel does: declare before anything else, score in parts, hand in once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from portal.ground import ledger
from procurement.errors import NotOpenError
from procurement.errors.evaluation import (
    IncompleteScoresError,
    NotDeclaredError,
    PointsError,
    SeatError,
    StaleScoresError,
    TiedError,
)
from procurement.judgement.evaluation import BOXES, boxes_of, missing_of, plan_of, scored_offers
from procurement.judgement.law import case_of
from procurement.models import Declaration, Evaluator, OpenedOffer, Score
from procurement.permissions import evaluation as permissions
from procurement.rules import evaluation as rules
from procurement.rules.merging import Joined, join_boxes
from procurement.selectors import evaluation as reads
from procurement.services import public_words
from procurement.services.calls.tenders import locked

LONGEST_COMMENT = 500


def _member(member: Evaluator) -> Evaluator:
    """Who was found by link or account, read anew: the tender is locked before the member, as everywhere."""
    locked(member.tender.number)
    return (
        Evaluator.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tender__buyer", "declaration")
        .get(pk=member.pk)
    )


def _actor(member: Evaluator) -> str:
    return member.user.pseudonym if member.user else ""


@transaction.atomic
def declare(member: Evaluator, *, ties: Iterable[str], now: datetime) -> Declaration:
    """Say to which of the bidders a tie exists, by the bids' numbers; none: () . Said once, first of all.

    A second word gives the first. Raises NotOpenError, SeatError for a bid of another call."""
    member = _member(member)
    if standing := reads.declaration_of(member):
        return standing
    if not permissions.may_declare(member, now=now):
        raise NotOpenError(member.code)
    numbers = sorted(set(ties))
    known = set(reads.first_round_bids(member.tender).values_list("number", flat=True))
    if not known >= set(numbers):
        raise SeatError("unknown_bid")
    if member.user and reads.ties_of(member.user, member.tender, now=now).exists() and not numbers:
        raise TiedError
    said = Declaration.objects.create(evaluator=member, conflict=bool(numbers), ties=numbers, at=now)
    ledger.record(
        "conflict_declared" if numbers else "no_conflict_declared", subject=member.tender.subject,
        actor=_actor(member), at=now, public=False, member=member.code,
    )  # fmt: skip
    return said


@transaction.atomic
def confirm_earlier(member: Evaluator, *, stands: bool, now: datetime) -> Evaluator:
    """By a new link: what an earlier one gave stands, or its points are thrown away. The declaration, said once,
    can only stand or end the seat. Said once; raises NotOpenError."""
    member = _member(member)
    if not permissions.may_declare(member, now=now):
        raise NotOpenError(member.code)
    if not member.unconfirmed:
        return member
    member.unconfirmed = False
    if not stands:
        member.draft = {}
    member.version += 1
    member.save(update_fields=["unconfirmed", "draft", "version"])
    ledger.record(
        "earlier_scores_confirmed" if stands else "earlier_scores_dropped", subject=member.tender.subject,
        actor=_actor(member), at=now, public=False, member=member.code,
    )  # fmt: skip
    return member


@transaction.atomic
def save_scores(
    member: Evaluator,
    offer: OpenedOffer,
    *,
    points: Mapping[int, Decimal | None],
    comments: Mapping[int, str] | None = None,
    read: Mapping[str, str] | None = None,
    choices: Mapping[str, tuple[str, str]] | None = None,
    now: datetime,
) -> Evaluator:
    """Keep what was given for one offer so far; ``None`` empties a criterion. Nobody else reads it.

    Of two pages of one member each box is joined by itself (:mod:`procurement.rules.merging`): ``read`` has the mark
    that ``points_ID`` and ``comment_ID`` were served with, without which nothing is replaced; ``choices`` what was
    chosen between two wordings. While there are two, nothing is handed in. Twice is harmless.

    Raises NotOpenError after handing in or after the time, NotDeclaredError; PointsError and, for a comment
    that could identify a person, PersonalDataError with nothing saved; OpenedOffer.DoesNotExist for an offer
    of another call or one that was set aside."""
    member = _scoring(member, now)
    offer = scored_offers(member.tender).get(pk=offer.pk)
    weights = {one.key: one.of for one in plan_of(offer.lot, case_of(member.tender)).panel}
    wrong = [key for key, given in points.items() if not _fits(given, weights.get(key))]
    if wrong:
        raise PointsError(wrong)
    said = {f"comment_{key}": text for key, text in (comments or {}).items()}
    public_words.guard(said, about=member.tender.subject)
    figures = {
        f"points_{key}": "" if given is None else str(given.quantize(rules.CENT))
        for key, given in points.items()
    }
    standing = {name: Joined("") for name in figures | said} | boxes_of(member, offer)
    chosen = {
        name: choice
        for name, choice in (choices or {}).items()
        if choice[0] != "other" or not name.startswith("points_") or standing[name].is_pair
    }
    joined = join_boxes(standing, figures | said, read=read or {}, choices=chosen)
    if joined == standing:
        return member
    member.draft = {**member.draft, str(offer.pk): _rows(joined)}
    member.version += 1
    member.save(update_fields=["draft", "version"])
    return member


def _rows(boxes: Mapping[str, Joined]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for key in dict.fromkeys(name.partition("_")[2] for name in boxes):
        own = {name: boxes.get(f"{name}_{key}", Joined("")) for name in BOXES}
        others = {name: one.other for name, one in own.items() if one.other}
        row = {name: one.text for name, one in own.items()} | ({"others": others} if others else {})
        if any(row.values()):
            rows[key] = row
    return rows


def _fits(given: Decimal | None, of: Decimal | None) -> bool:
    return of is not None and (given is None or rules.in_range(given, of))


def _scoring(member: Evaluator, now: datetime) -> Evaluator:
    """The member under lock, if it may score now. Raises NotOpenError, NotDeclaredError."""
    member = _member(member)
    if not permissions.may_declare(member, now=now):
        raise NotOpenError(member.code)
    if not permissions.may_score(member, now=now):
        raise NotDeclaredError
    return member


@transaction.atomic
def hand_in(member: Evaluator, *, version: int, now: datetime) -> Evaluator:
    """Hand the scores in, for good: the link ends. A second press finds it done.

    Raises IncompleteScoresError, StaleScoresError, NotOpenError, NotDeclaredError."""
    fresh = _member(member)
    if fresh.handed_in_at:
        return fresh
    member = _scoring(fresh, now)
    if member.version != version:
        raise StaleScoresError
    scored = {str(pk) for pk in scored_offers(member.tender).values_list("pk", flat=True)}
    if not scored:
        raise NotOpenError(member.code)
    if missing := missing_of(member):
        raise IncompleteScoresError(missing)
    Score.objects.bulk_create(
        Score(
            evaluator=member,
            offer_id=int(offer),
            criterion_id=int(criterion),
            points=Decimal(given["points"]),
            comment=given["comment"],
            at=now,
        )
        for offer, rows in member.draft.items()
        if offer in scored
        for criterion, given in rows.items()
    )
    member.handed_in_at, member.contact = now, ""
    member.save(update_fields=["handed_in_at", "contact"])
    ledger.record(
        "scores_handed_in", subject=member.tender.subject, actor=_actor(member), at=now, public=False,
        member=member.code,
    )  # fmt: skip
    return member
