"""Opening sealed bids: two people confirm, the opener's process looks at everything anew and opens, once."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from portal.ground.ledger import bell, trust
from procurement.errors import NotOpenError
from procurement.judgement import law
from procurement.judgement.openings import due, gate_of
from procurement.judgement.questions import silence_of
from procurement.models import (
    BidItem,
    BidLot,
    BidPackage,
    BidStatement,
    KeyWrap,
    Lot,
    OpenedOffer,
    Opening,
    OpeningConfirmation,
    OpeningFault,
    PriceClaim,
    Tender,
)
from procurement.permissions import openings as permissions
from procurement.permissions import require
from procurement.rules import inquiries, statements
from procurement.rules import opening as rules
from procurement.rules.case import Case
from procurement.rules.deductions import shares
from procurement.rules.opening import Gate
from procurement.rules.procedures import LOT_TRANSITIONS, move
from procurement.rules.statements import Statement
from procurement.sealing import SealError, Wrapped, new_salt
from procurement.selectors import openings as reads
from procurement.selectors.bids import live_hash, live_packages, unconfirmed_packages
from procurement.services import duties
from procurement.services.bids import lodging
from procurement.services.calls import search_entries
from procurement.services.calls.tenders import locked

TASK = "procurement.opener.open_bids"


class OpeningBlockedError(Exception):
    """An overdue question without an answer: nobody may open before it is answered."""


class NothingOpensError(Exception):
    """Not one bid opens with this process's key: the key is wrong, so nothing is recorded."""


class Unsealed(Protocol):
    """What the opener's process makes of one package."""

    @property
    def items(self) -> Mapping[str, bytes]: ...
    @property
    def evaluation(self) -> Wrapped: ...


# Given the package, its wrap for the opener and its ciphertexts by name. Raises SealError.
Unseal = Callable[[BidPackage, KeyWrap, Mapping[str, bytes]], Unsealed]


@transaction.atomic
def confirm(number: str, *, round: int = 1, by: User, now: datetime) -> OpeningConfirmation:
    """One of the two words that open. A second press gives the first one's confirmation.

    Raises NotOpenError where no bids wait to be opened by now, OpeningBlockedError, ClockDoubtedError."""
    trust.require()
    tender = locked(number)
    require(permissions.may_open(by, tender, now=now))
    opens_at = reads.opens_at(tender, round)
    if opens_at is None or now < opens_at or reads.opening_of(tender, round):
        raise NotOpenError
    given = reads.confirmations_of(tender, round)
    if standing := given.filter(by=by).first():
        return standing
    case = law.case_of(tender)
    if silence_of(tender, case, now) is inquiries.Silence.BLOCKS_OPENING:
        raise OpeningBlockedError
    lodging.decide_waiting(tender, now=now)
    salt = new_salt()
    made = OpeningConfirmation.objects.create(
        tender=tender,
        round=round,
        deadline_version=tender.deadline_version,
        by=by,
        stands_in=not reads.is_of_buyer(by, tender, now=now),
        at=now,
        salt=salt,
        live_hash=live_hash(tender, round, salt),
    )
    ledger.record(
        "opening_confirmed", subject=tender.subject, actor=by.pseudonym, at=now, round=round,
        stands_in=made.stands_in, live_hash=made.live_hash,
    )  # fmt: skip
    duties.replan(tender, now=now, case=case)
    if gate_of(tender, case, round=round, now=now).is_open:
        transaction.on_commit(lambda: bell.ring_task(TASK, number, round))
    return made


def ring_if_due(number: str, *, now: datetime) -> None:
    """The clock rings the opener's bell again, as long as what is due is not done."""
    tender = Tender.objects.select_related("buyer").get(number=number)
    round = reads.waiting_round(tender)
    if round is not None and due(tender, now):
        bell.ring_task(TASK, number, round)


@transaction.atomic
def open_bids(number: str, *, round: int = 1, unseal: Unseal) -> Opening | None:
    """Open what may be opened now: all of it and its record in one transaction, or nothing.

    Believes the number alone; called again it gives the first opening. None while something is missing.
    Raises ClockDoubtedError, RecordBrokenError, NothingOpensError."""
    tender = locked(number)
    if standing := reads.opening_of(tender, round):
        return standing
    now = trust.require()
    lodging.decide_waiting(tender, now=now)
    case = law.case_of(tender)
    gate = gate_of(tender, case, round=round, now=now)
    if not gate.is_open:
        return None
    live = list(live_packages(tender, round=round).select_related("bid__lead", "bid__tender", "notice"))
    opening = Opening.objects.create(
        tender=tender,
        round=round,
        deadline_version=tender.deadline_version,
        opened_at=now,
        alone=gate is Gate.ALONE,
        # Nothing is secret any more, so this one is not salted and anybody can compute it again.
        live_hash=live_hash(tender, round, ""),
        bids=len(live),
        least=rules.least_bidders(case.facts, book=case.book, calendar=case.calendar, waivers=case.waivers),
        lots=_lots_of(tender, live),
    )
    if opening.enough:
        _unseal_all(opening, live, unseal, frozenset(shares(case)))
        _put_aside(opening)
    _move_on(opening, tender, case, now)
    return opening


def _lots_of(tender: Tender, live: list[BidPackage]) -> dict[str, int]:
    """How many of these bid for each lot that is still bid for."""
    said = BidLot.objects.filter(bid__in=[one.bid_id for one in live]).values_list("lot", flat=True)
    number = Counter(said)
    return {str(lot.position): number[lot.pk] for lot in _waiting(tender)}


def _waiting(tender: Tender) -> list[Lot]:
    """The lots whose bids, or final offers, are sealed."""
    return list(tender.lots.filter(status="evaluating" if tender.step == "evaluating" else "open"))


def _unseal_all(opening: Opening, live: list[BidPackage], unseal: Unseal, asked: frozenset[str]) -> None:
    wrong_key = 0
    lots = {one.position: one for one in _waiting(opening.tender) if one.position not in opening.few}
    lost = _of_no_lot(live, lots.values()) if opening.few else set()
    for package in live:
        if package.bid_id in lost:
            _fault(opening, package, "too_few")
            continue
        try:
            _open_one(opening, package, unseal, lots, asked)
        except SealError as error:
            wrong_key += error.code == "keys"
            _fault(opening, package, "does_not_open")
        except rules.UnreadableError:
            _fault(opening, package, "unreadable")
        else:
            _settle(package, "opened", opening.opened_at)
    if live and wrong_key == len(live) - len(lost):
        raise NothingOpensError


def _of_no_lot(live: list[BidPackage], lots: Iterable[Lot]) -> set[int]:
    """The bids that are for none of these lots."""
    bids = {one.bid_id for one in live}
    return bids - set(BidLot.objects.filter(bid__in=bids, lot__in=lots).values_list("bid", flat=True))


def _open_one(
    opening: Opening, package: BidPackage, unseal: Unseal, lots: Mapping[int, Lot], asked: frozenset[str]
) -> None:
    """What it offers for these ``lots``; what it asks for in others is recorded nowhere. What its bidder states, and
    claims of the policies ``asked``. Raises SealError, UnreadableError; then nothing of this package is written."""
    bid = package.bid
    of_revision = {"bid": bid, "revision": package.revision}
    wrap = KeyWrap.objects.filter(**of_revision, recipient="opening").first()
    if wrap is None:
        raise SealError("wrap")
    ciphertexts = {one.name: bytes(one.ciphertext) for one in BidItem.objects.filter(**of_revision)}
    opened = unseal(package, wrap, ciphertexts)
    offers = rules.read_budget(opened.items["budget"])
    known = set(opening.tender.lots.values_list("position", flat=True))
    if not offers.keys() <= known or not offers.keys() & lots.keys():
        raise rules.UnreadableError
    OpenedOffer.objects.bulk_create(
        OpenedOffer(
            opening=opening,
            bid=bid,
            package=package,
            lot=lots[position],
            total=offer.total,
            direct=offer.direct,
            indirect=offer.indirect,
            lines=list(offer.lines),
        )
        for position, offer in offers.items()
        if position in lots
    )
    if stated := opened.items.get("statement"):
        _state(package, statements.of_opened(stated), asked)
    KeyWrap.objects.create(
        **of_revision,
        recipient="evaluation",
        key_id=opened.evaluation.key_id,
        wrapped=opened.evaluation.wrapped,
    )


def _state(package: BidPackage, stated: Statement, asked: frozenset[str]) -> None:
    BidStatement.objects.create(package=package, address=stated.of("address"), contact=stated.of("contact"))
    PriceClaim.objects.bulk_create(
        PriceClaim(package=package, policy=policy, said=said) for policy, said in stated.claims(asked).items()
    )


def _fault(opening: Opening, package: BidPackage, code: str) -> None:
    OpeningFault.objects.create(opening=opening, bid=package.bid, package=package, code=code)
    _settle(package, "not_opened", opening.opened_at, code=code)


def _settle(package: BidPackage, status: str, now: datetime, **codes: str) -> None:
    bid = package.bid
    bid.status = status
    bid.save(update_fields=["status"])
    ledger.record(f"bid_{status}", subject=bid.subject, at=now, public=False, round=package.round, **codes)


def _put_aside(opening: Opening) -> None:
    """What was lodged and does not live: sealed under earlier terms and not confirmed by its bidder."""
    for package in unconfirmed_packages(opening.tender, round=opening.round):
        _fault(opening, package, "not_confirmed")


def _move_on(opening: Opening, tender: Tender, case: Case, now: datetime) -> None:
    """The call's next step, its duties, its place in the lists and the event, all of this opening."""
    subject = "" if opening.round == 1 else str(opening.round)
    duties.done(tender, "open_bids", subject=subject, now=now)
    duties.done(tender, "unseal", subject=subject, now=now)
    if opening.enough and opening.round == 1:
        tender.step = move(tender.step, "open_bids", regime=tender.regime)
        for lot in tender.lots.filter(status="open").exclude(position__in=opening.few):
            lot.status = move(lot.status, "open_bids", regime=tender.regime, table=LOT_TRANSITIONS)
            lot.save(update_fields=["status"])
    tender.version += 1
    tender.save(update_fields=["step", "version"])
    duties.replan(tender, now=now, case=case)
    search_entries.index(tender, now=now)
    ledger.record(
        "bids_opened" if opening.enough else "too_few_bids",
        subject=tender.subject,
        at=now,
        round=opening.round,
        bids=opening.bids,
        least=opening.least,
        faults=opening.faults.count(),
        alone=opening.alone,
        deadline_version=opening.deadline_version,
        live_hash=opening.live_hash,
    )
