"""Pressing *seal*, *withdraw* or *confirm*, and what becomes of it: received first, judged afterwards.

A press (T1) commits its intake, and the sealed package with it, before anybody's row of the tender is locked;
the verdict (T2) follows in a transaction of its own and may be written by whoever comes first."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from organizations.models import User
from portal.ground.ledger import trust
from procurement import sealing
from procurement.errors import NotOpenError
from procurement.errors.bids import KeyTakenError, NothingToSealError, StaleBidError, StaleTermsError
from procurement.judgement.bids import drafts
from procurement.judgement.bids.parts import Parts, last_press
from procurement.models import Bid, BidLot, BidPackage, Intake, IntakeVerdict, KeyWrap, Lot, Notice, Tender
from procurement.permissions import bids as permissions
from procurement.permissions import require
from procurement.rules.bidding import BidRefusedError, in_time
from procurement.selectors import bids as selectors_bids
from procurement.services.bids import parts as bid_parts
from procurement.services.bids import verdicts
from procurement.services.calls.tenders import locked

log = logging.getLogger(__name__)

# Presses of one call share this advisory lock; whoever decides what waits after closing takes it alone.
LODGING_LOCK = 7310 << 40
# A verdict that is missing so long after its intake was forgotten by a process that died.
FORGOTTEN = timedelta(seconds=30)


class Stamp(NamedTuple):
    """What the database wrote into the row of a press."""

    press: int
    received_at: datetime
    due_at: datetime | None
    on_hold: bool
    round: int
    after_seal: int


def seal(
    bid_number: str,
    *,
    key: UUID,
    by: User,
    terms_version: int | None = None,
    version: int | None = None,
    on_phone: bool = False,
) -> Intake:
    """Press *seal*: when this returns, the draft is committed as sealed and its moment is the database's.

    ``key`` is the request's own: the same key gives the same intake. ``terms_version`` is that of the page the
    bidder read, ``version`` that of the draft as it stood there. Nothing is *lodged* before :func:`decide` says so.
    Raises BidRefusedError for what the bid lacks, StaleBidError for a draft that was changed since, StaleTermsError,
    NothingToSealError, KeyTakenError, NotOpenError, PermissionDenied."""

    def press(bid: Bid, stamp: Stamp) -> Intake:
        require(permissions.may_lodge(by, bid, now=stamp.received_at))
        if bid.draft_revision is None:
            raise NothingToSealError(bid.number)
        if permissions.needs_word_of_lead(by, bid, now=stamp.received_at):
            raise BidRefusedError([drafts.LEAD_NOT_AGREED])
        late = not in_time(stamp.received_at, _due(bid, stamp))
        # A clock that is doubted makes nothing late: the verdict waits, so it is wrapped as if in time.
        doubted = bool(trust.standing().doubt)
        late = late and not doubted
        standing = last_press(bid, bid.draft_revision)
        if standing and (late or getattr(standing, "verdict", None) is None):
            return standing
        if version not in (None, bid.version):
            raise StaleBidError(bid)
        notice = _terms_read(bid.tender, terms_version)
        parts = bid_parts.writable(bid, now=stamp.received_at)
        package = _pack(bid, parts, notice, stamp, late=late, on_phone=on_phone)
        return _intake(bid, "lodge", key, by, stamp, package, doubted=doubted)

    return _press(bid_number, "lodge", key, press)


def withdraw(bid_number: str, *, key: UUID, by: User) -> Intake:
    """Press *withdraw*. The same key gives the same intake. Raises NotOpenError, PermissionDenied,
    KeyTakenError."""

    def press(bid: Bid, stamp: Stamp) -> Intake:
        require(permissions.may_withdraw(by, bid, now=stamp.received_at))
        _due(bid, stamp)
        return _intake(bid, "withdraw", key, by, stamp, None, doubted=bool(trust.standing().doubt))

    return _press(bid_number, "withdraw", key, press)


def confirm(bid_number: str, *, key: UUID, by: User, terms_version: int | None = None) -> Intake:
    """Press *confirm*: the lodged bid holds under the corrected terms. The same key gives the same intake.

    Raises StaleTermsError, NotOpenError, PermissionDenied, KeyTakenError."""

    def press(bid: Bid, stamp: Stamp) -> Intake:
        require(permissions.may_confirm(by, bid, now=stamp.received_at))
        _due(bid, stamp)
        _terms_read(bid.tender, terms_version)
        return _intake(bid, "confirm", key, by, stamp, bid.current, doubted=bool(trust.standing().doubt))

    return _press(bid_number, "confirm", key, press)


def _press(bid_number: str, act: str, key: UUID, press: Callable[[Bid, Stamp], Intake]) -> Intake:
    """The stamp comes before any row is waited for, so that waiting never makes a bid late; the shared lock
    comes before the stamp, so that whoever opens can wait for every press that was stamped."""
    try:
        with transaction.atomic(durable=True):
            bid_id, tender_id = Bid.objects.values_list("pk", "tender_id").get(number=bid_number)
            _advisory_lock(tender_id, "pg_advisory_xact_lock_shared")
            stamp = _stamp(bid_id)
            bid = bid_parts.locked(bid_number)
            standing = _same_key(bid, act, key)
            return standing or press(bid, stamp)
    except IntegrityError:
        # Another bid used the key in the same instant; one bid's own presses wait for each other.
        standing = Intake.objects.filter(key=key).first()
        if standing is None:
            raise
        if standing.act != act or standing.bid.number != bid_number:
            raise KeyTakenError(str(key)) from None
        return standing


def _same_key(bid: Bid, act: str, key: UUID) -> Intake | None:
    standing = Intake.objects.filter(key=key).first()
    if standing and (standing.bid_id != bid.pk or standing.act != act):
        raise KeyTakenError(str(key))
    return standing


def _advisory_lock(tender_id: int, function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LODGING_LOCK + tender_id])


def _round(bid: Bid) -> int:
    return 2 if bid.status == "opened" else 1


def _stamp(bid_id: int) -> Stamp:
    """The first row of a press: of all columns the web may name the bid alone, the database writes the rest."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procurement_press (bid_id) VALUES (%s)"
            " RETURNING id, received_at, due_at, on_hold, round, after_seal",
            [bid_id],
        )
        return Stamp(*cursor.fetchone())


def _due(bid: Bid, stamp: Stamp) -> datetime | None:
    """The closing as it stood at the press, None while it was on hold. Raises NotOpenError for a call that
    takes no bids."""
    if stamp.round != _round(bid) or (stamp.due_at is None and not stamp.on_hold):
        raise NotOpenError(bid.tender.number)
    return stamp.due_at


def _terms_read(tender: Tender, terms_version: int | None) -> Notice:
    """The notice in force. Raises StaleTermsError where the bidder read an earlier one."""
    notice = selectors_bids.notice_in_force(tender)
    if terms_version is not None and terms_version != notice.terms_version:
        raise StaleTermsError(notice.terms_version)
    return notice


def _intake(
    bid: Bid, act: str, key: UUID, by: User, stamp: Stamp, package: BidPackage | None, *, doubted: bool
) -> Intake:
    return Intake.objects.create(
        key=key,
        act=act,
        bid=bid,
        package=package,
        by=by,
        press_id=stamp.press,
        received_at=stamp.received_at,
        due_at=stamp.due_at,
        doubted_after=stamp.after_seal if doubted else None,
    )


def _pack(bid: Bid, parts: Parts, notice: Notice, stamp: Stamp, *, late: bool, on_phone: bool) -> BidPackage:
    """Seal the draft as it stands. What comes too late is packed, for its receipt, and wrapped for nobody."""
    draft = drafts.read_draft(bid, parts)
    if draft.faults:
        raise BidRefusedError(draft.faults)
    _write_lots(bid, set(draft.lots))
    envelope = sealing.Envelope(
        tender=bid.tender.number,
        notice=notice.digest,
        terms_version=notice.terms_version,
        round=_round(bid),
        bid=bid.number,
        organization=bid.lead.number,
        revision=parts.revision,
        commitment=parts.commitment,
        items=parts.digests(),
        **sealing.recipients(),
    )
    package = BidPackage.objects.create(
        bid=bid,
        revision=parts.revision,
        round=envelope.round,
        terms_version=notice.terms_version,
        notice=notice,
        envelope=envelope.text,
        envelope_hash=envelope.digest,
        commitment=envelope.commitment,
        made_at=stamp.received_at,
        on_phone=on_phone,
    )
    wraps = [] if late else sealing.seal(parts.key, envelope)
    KeyWrap.objects.bulk_create(
        KeyWrap(
            bid=bid,
            revision=parts.revision,
            recipient=wrap.recipient,
            key_id=wrap.key_id,
            wrapped=wrap.wrapped,
        )
        for wrap in wraps
    )
    return package


def _write_lots(bid: Bid, positions: set[int]) -> None:
    """The lots with a budget are those bid for."""
    bid.bid_lots.exclude(lot__position__in=positions).delete()
    known = set(bid.bid_lots.values_list("lot__position", flat=True))
    wanted = Lot.objects.filter(tender=bid.tender, position__in=positions - known)
    BidLot.objects.bulk_create(BidLot(bid=bid, lot=lot) for lot in wanted)


@transaction.atomic
def decide(intake_id: int, *, now: datetime) -> IntakeVerdict:
    """Write the verdict on an intake and what follows from it, after those pressed before it for the same
    bid. Whoever comes second gets the verdict that stands. Raises ClockDoubtedError: then it waits."""
    trust.require()
    intake = Intake.objects.select_related("bid__tender").get(pk=intake_id)
    tender = locked(intake.bid.tender.number)
    verdicts.write_all(tender, Intake.objects.filter(bid=intake.bid_id), now=now, until=intake)
    return IntakeVerdict.objects.get(intake=intake_id)


def decide_waiting(tender: Tender, *, now: datetime) -> int:
    """Decide every intake of a locked ``tender`` that waits; returns how many did.

    After the closing it first waits for every press that is still on its way, and keeps new ones waiting for
    the caller's transaction: those are late in any case. Before the closing it waits for none, because a press
    that had to wait would be stamped later than it was made."""
    if not permissions.takes_bids(tender, now=now) and not permissions.takes_final_offers(tender, now=now):
        _advisory_lock(tender.pk, "pg_advisory_xact_lock")
    return verdicts.write_all(tender, Intake.objects.filter(bid__tender=tender), now=now)


def decide_forgotten(now: datetime) -> int:
    """Decide what a process that died between press and verdict left, and what was pressed while the clock was
    doubted; returns how many were tried.

    One that fails is logged and tried at the next call; the others go on."""
    waiting = Intake.objects.filter(
        Q(received_at__lt=now - FORGOTTEN, received_at__gt=now - timedelta(days=3))
        | Q(doubted_after__isnull=False),
        verdict__isnull=True,
    ).order_by("received_at", "id")
    left = list(waiting.values_list("pk", flat=True))
    for pk in left:
        try:
            decide(pk, now=now)
        except Exception:
            log.exception("intake %s could not be decided", pk)
    return len(left)
