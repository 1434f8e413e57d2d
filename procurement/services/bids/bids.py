"""A bid while it is written: encrypted from its first word, each part saved by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from organizations.models import Organization, Tie, User
from portal.ground import ledger
from procurement.errors import NotOpenError
from procurement.errors.bids import AlreadyBiddingError, OwnCopyError, StaleBidError
from procurement.judgement import repeats as judgement
from procurement.judgement.bids import lines, offers, terms
from procurement.judgement.bids.parts import ANSWERS, BUDGET, FILE, STATEMENT, refuse_while_pressed
from procurement.judgement.public_words import check_statement
from procurement.models import Bid, BidLot, BidParty, Tender
from procurement.permissions import bids as permissions
from procurement.permissions import require
from procurement.rules import bidding as rules
from procurement.rules import statements
from procurement.rules.bidding import BidRefusedError, Fault
from procurement.rules.merging import Row
from procurement.selectors.bids import organizations_of
from procurement.services.bids import letters, writing
from procurement.services.bids import parts as bid_parts
from procurement.services.bids.parts import WritableParts
from procurement.services.savepoints import or_taken
from procurement.uploads import CleanFile, told_apart


@transaction.atomic
def begin(
    number: str,
    *,
    lead: Organization,
    assisted_by: Organization | None = None,
    partners: Sequence[Organization] = (),
    host: Organization | None = None,
    form_id: UUID,
    by: User,
    now: datetime,
) -> Bid:
    """Begin the bid of ``lead`` for a call. A second request with the same ``form_id`` gives the first one's.

    Raises NotOpenError, PermissionDenied, OtherWordsError where the first named others, AlreadyBiddingError for a
    lead with a live bid, BidRefusedError for
    who may not stand behind it."""
    tender = Tender.objects.select_related("buyer").get(number=number)
    parties = sorted(one.number for one in partners)
    mark = judgement.mark_of({"host": host.number if host else "", "partners": parties})
    own = {"begun_by": by, "tender": tender, "lead": lead}
    if standing := judgement.standing(Bid, form_id, own=own, said={}):
        judgement.same_beginning_or_refuse(standing.subject, "bid_begun", mark)
        return standing
    if not permissions.takes_bids(tender, now=now):
        raise NotOpenError(tender.number)
    require(permissions.may_bid(by, tender, lead, assisted_by=assisted_by, now=now))
    _check_parties(tender, lead, partners, host)
    live = Bid.objects.filter(tender=tender, lead=lead, status__in=("draft", "lodged")).first()
    if live:
        raise AlreadyBiddingError(live)
    bid = Bid(
        tender=tender,
        lead=lead,
        assisted_by=assisted_by,
        begun_by=by,
        form_id=form_id,
        begun_at=now,
        saved_at=now,
    )
    with or_taken(lambda: _collision(tender, lead)):
        bid.save(force_insert=True)
        _write_parties(bid, partners, host, by=by, now=now)
    BidLot.objects.bulk_create(BidLot(bid=bid, lot=lot) for lot in tender.lots.all())
    bid_parts.begin(bid, 1, now=now)
    for party in bid.parties.filter(agreed_at=None).select_related("organization"):
        letters.tell_asked(party, now=now)
    if permissions.needs_word_of_lead(by, bid, now=now):
        letters.ask_lead(bid, now=now)
    ledger.record("bid_begun", subject=bid.subject, actor=by.pseudonym, at=now, public=False, said=mark)
    return bid


def _collision(tender: Tender, lead: Organization) -> Exception:
    """Two began at once, or somebody stands behind another bid: which of them is not said."""
    live = Bid.objects.filter(tender=tender, lead=lead, status__in=("draft", "lodged")).first()
    return AlreadyBiddingError(live) if live else BidRefusedError([Fault("partners", "party_not_free")])


def _check_parties(
    tender: Tender, lead: Organization, partners: Sequence[Organization], host: Organization | None
) -> None:
    """Raises BidRefusedError. Partners and hosts stand by ties that both sides confirmed."""
    faults = terms.check_parties(tender, lead=lead, partners=partners, host=host)
    ties = Tie.objects.standing()
    if host and not ties.filter(kind="host", upper=host, member=lead).exists():
        faults.append(Fault("host", "tie_missing"))
    for partner in partners:
        tied = ties.filter(upper=partner, member=lead) | ties.filter(upper=lead, member=partner)
        if partner.pk == lead.pk or not tied.exists():
            faults.append(Fault("partners", "tie_missing"))
    if faults:
        raise BidRefusedError(faults)


def _write_parties(
    bid: Bid, partners: Sequence[Organization], host: Organization | None, *, by: User, now: datetime
) -> None:
    """The lead stands behind it by beginning it, the others once they say so; who begins it and leads one of
    them has said so."""
    own = set(organizations_of(by, now=now).values_list("pk", flat=True)) | {bid.lead_id}
    named = [(bid.lead, "lead"), *((one, "partner") for one in partners), *([(host, "host")] if host else [])]
    BidParty.objects.bulk_create(
        BidParty(
            bid=bid,
            tender=bid.tender,
            organization=organization,
            part=part,
            agreed_at=now if organization.pk in own else None,
        )
        for organization, part in named
    )


def _editable(bid_number: str, version: int | None, by: User, now: datetime) -> tuple[Bid, WritableParts]:
    bid = bid_parts.locked(bid_number)
    require(permissions.may_edit_bid(by, bid, now=now))
    if version is not None and version != bid.version:
        raise StaleBidError(bid)
    return bid, bid_parts.writable(bid, now=now)


def _saved(bid: Bid, by: User, now: datetime) -> Bid:
    """One version more. What its host changed, the group has to agree to anew; what it changed itself it need not."""
    agreed = bid.is_agreed_by_lead
    bid.version += 1
    bid.saved_at = now
    if agreed and permissions.is_of_lead(by, bid, now=now):
        bid.lead_agreed_version = bid.version
    elif agreed:
        letters.ask_lead(bid, now=now)
    bid.save(update_fields=["version", "saved_at", "lead_agreed_version"])
    return bid


@transaction.atomic
def save_answers(
    bid_number: str, *, answers: Mapping[str, str], version: int, by: User, now: datetime
) -> Bid:
    """Save the answers to some of the six questions; an empty one takes its answer back, the others stay.

    Raises StaleBidError, BidRefusedError for one that is too long, BeingSealedError."""
    bid, parts = _editable(bid_number, version, by, now)
    offered = {question: text for question, text in answers.items() if text.strip()}
    kept = {
        question: text
        for question, text in parts.json(ANSWERS).get("answers", {}).items()
        if question not in answers
    }
    parts.write_json(ANSWERS, {"answers": rules.read_answers(kept | offered)}, now=now)
    return _saved(bid, by, now)


@transaction.atomic
def save_budget(
    bid_number: str, *, lots: Sequence[Mapping[str, Any]], version: int, by: User, now: datetime
) -> Bid:
    """Save the whole budget: ``[{"position": 1, "lines": [{"label", "kind", "amount"}]}]``, amounts in yuan.

    A budget above the call's ceilings is kept as a draft and cannot be sealed. Raises StaleBidError,
    BidRefusedError for what is no budget, BeingSealedError."""
    bid, parts = _editable(bid_number, version, by, now)
    known = lines.read_lots(lots, positions=bid.tender.lots.values_list("position", flat=True))
    parts.write_json(BUDGET, {"lots": terms.plain_lots(known)}, now=now)
    return _saved(bid, by, now)


@transaction.atomic
def write_answers(
    bid_number: str,
    *,
    answers: Mapping[str, str],
    read: Mapping[str, str],
    choices: Mapping[str, tuple[str, str]],
    by: User,
    now: datetime,
) -> Bid:
    """Save what a page changed of the six questions, joined with what others saved since it was served: see
    :func:`writing.write_answers`. Twice is harmless. Raises BidRefusedError, BeingSealedError."""
    bid, parts = _editable(bid_number, None, by, now)
    changed = writing.write_answers(parts, answers, read=read, choices=choices, now=now)
    return _saved(bid, by, now) if changed else bid


@transaction.atomic
def write_statement(
    bid_number: str,
    *,
    said: Mapping[str, str],
    read: Mapping[str, str],
    choices: Mapping[str, tuple[str, str]],
    by: User,
    now: datetime,
) -> Bid:
    """Save what a page changed of the statement, as :func:`write_answers` does. Address and contact become public if
    the bidder is chosen: they are an organisation's. Raises PersonalDataError, BeingSealedError."""
    bid, parts = _editable(bid_number, None, by, now)
    check_statement(said, about=bid.tender.subject)
    changed = writing.write_statement(parts, said, read=read, choices=choices, now=now)
    return _saved(bid, by, now) if changed else bid


@transaction.atomic
def write_budget(
    bid_number: str, *, rows: Mapping[int, Sequence[tuple[Row, str]]], by: User, now: datetime
) -> Bid:
    """Save the lines that a page changed, by lot: see :func:`writing.write_rows`. A line that cannot be
    read is kept as it was typed, and the bid cannot be sealed with it. Twice is harmless.

    Raises BidRefusedError for too many lines, BeingSealedError."""
    bid, parts = _editable(bid_number, None, by, now)
    positions = bid.tender.lots.values_list("position", flat=True)
    changed = writing.write_rows(parts, rows, positions=positions, now=now)
    return _saved(bid, by, now) if changed else bid


@transaction.atomic
def add_file(bid_number: str, *, title: str, upload: CleanFile, by: User, now: datetime) -> str:
    """Add a file, which :mod:`procurement.uploads` has cleaned; returns the name of its part.

    The same bytes twice are one file. Raises BidRefusedError for one file too many, BeingSealedError."""
    bid, parts = _editable(bid_number, None, by, now)
    for entry in parts.files:
        if parts.is_same(entry, upload.data):
            return str(entry["name"])
    if faults := rules.check_files([entry["size"] for entry in parts.files], adding=len(upload.data)):
        raise BidRefusedError(faults)
    taken = [int(entry["name"].removeprefix(FILE)) for entry in parts.files]
    name = f"{FILE}{max(taken, default=0) + 1}"
    shown = " ".join((title or upload.name or upload.extension).split())[: rules.LONGEST_TITLE]
    shown = told_apart(shown, [entry["title"] for entry in parts.files])
    parts.write(name, upload.data, title=shown, media_type=upload.media_type, now=now)
    _saved(bid, by, now)
    return name


@transaction.atomic
def remove_file(bid_number: str, *, name: str, by: User, now: datetime) -> Bid:
    """Take a file off the draft. Twice is harmless."""
    bid, parts = _editable(bid_number, None, by, now)
    if any(entry["name"] == name for entry in parts.files):
        parts.remove(name, now=now)
        return _saved(bid, by, now)
    return bid


@transaction.atomic
def begin_replacement(
    bid_number: str, *, copy: Mapping[str, Any] | None = None, by: User, now: datetime
) -> Bid:
    """Begin another revision beside the sealed one, which stays in force until this one is lodged.

    What is sealed cannot be read, so the new draft is empty but for what ``copy``, the bidder's own copy,
    says; files are attached again. A final offer begins as the bid that was opened, files and all. Twice is
    harmless. Raises OwnCopyError, BidRefusedError."""
    bid = bid_parts.locked(bid_number)
    require(permissions.may_replace(by, bid, now=now))
    if bid.draft_revision is not None:
        return bid
    last = bid.packages.order_by("-revision").values_list("revision", flat=True).first() or 0
    bid.draft_revision = last + 1
    bid.save(update_fields=["draft_revision"])
    parts = bid_parts.begin(bid, bid.draft_revision, now=now)
    if copy is not None:
        _take_over(bid, parts, copy, now)
    elif opened := bid.packages.filter(offers__isnull=False).order_by("-revision").first():
        for entry, data in offers.parts_of(opened):
            parts.write(entry["name"], data, title=entry["title"], media_type=entry["media_type"], now=now)
    ledger.record(
        "bid_reopened", subject=bid.subject, actor=by.pseudonym, at=now, public=False, revision=parts.revision
    )
    return _saved(bid, by, now)


def _take_over(bid: Bid, parts: WritableParts, copy: Mapping[str, Any], now: datetime) -> None:
    try:
        known = copy["version"] == 1 and copy["bid"] == bid.number
        answers = {str(question): str(text) for question, text in copy["answers"]["answers"].items()}
        offered = list(copy["budget"].get("lots", ()))
        positions = bid.tender.lots.values_list("position", flat=True)
        lots = lines.read_lots(offered, positions=positions)
        kept = rules.read_answers(answers)
        said = statements.read(copy.get("statement", {}).get("said", {}))
    except (KeyError, TypeError, AttributeError):
        raise OwnCopyError from None
    if not known:
        raise OwnCopyError
    parts.write_json(ANSWERS, {"answers": kept}, now=now)
    parts.write_json(BUDGET, {"lots": terms.plain_lots(lots)}, now=now)
    if said:
        check_statement(said, about=bid.tender.subject)
        parts.write_json(STATEMENT, {"said": said}, now=now)


@transaction.atomic
def discard_draft(bid_number: str, *, by: User, now: datetime) -> Bid:
    """Put the unsealed revision away for good; a lodged one beside it stays in force. Twice is harmless.

    Raises BeingSealedError while a press on it is undecided."""
    bid = bid_parts.locked(bid_number)
    require(permissions.may_discard_bid(by, bid, now=now))
    if bid.draft_revision is None:
        return bid
    refuse_while_pressed(bid)
    bid_parts.drop_draft(bid)
    bid.draft_revision = None
    if bid.status == "draft":
        bid.status = "discarded"
        bid.parties.update(live=False)
    bid.save(update_fields=["draft_revision", "status"])
    ledger.record("bid_discarded", subject=bid.subject, actor=by.pseudonym, at=now, public=False)
    return _saved(bid, by, now)
