"""A bid before it is sealed, in clear for whoever may read it, and what keeps it from being sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from organizations.models import User
from procurement.judgement.bids import lines, terms
from procurement.judgement.bids.parts import ANSWERS, BUDGET, STATEMENT, Parts
from procurement.models import Bid
from procurement.permissions import bids as permissions
from procurement.permissions import require
from procurement.rules import bidding as rules
from procurement.rules import statements
from procurement.rules.bidding import Fault, Line
from procurement.rules.merging import Row
from procurement.rules.statements import Statement

# What a host that types a bid in is told until the group has said yes to it.
LEAD_NOT_AGREED = Fault("lead", "lead_not_agreed")


@dataclass(frozen=True)
class DraftFile:
    """``name`` is that of the part; ``size`` in bytes."""

    name: str
    title: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Draft:
    """What is not sealed yet, in clear, for its bidder. ``faults`` is what keeps it from being sealed.

    ``others`` are second wordings of answers; ``rows`` are the lines as they were typed, those that are no
    ``lots`` yet included."""

    revision: int
    answers: Mapping[str, str]
    others: Mapping[str, str]
    lots: Mapping[int, Sequence[Line]]
    rows: Mapping[int, Sequence[Row]]
    files: Sequence[DraftFile]
    faults: Sequence[Fault]
    statement: Statement


def draft_of(bid: Bid, *, by: User, now: datetime) -> Draft:
    """The draft in clear. Raises PermissionDenied, also where nothing is unsealed; DraftGoneError."""
    require(permissions.may_read_draft(by, bid, now=now))
    draft = read_draft(bid, Parts.of_draft(bid))
    if permissions.needs_word_of_lead(by, bid, now=now):
        return replace(draft, faults=[LEAD_NOT_AGREED, *draft.faults])
    return draft


def shown_to_host(bid: Bid, *, by: User, now: datetime) -> Draft:
    """The draft in clear, for the host that signs and that the group lets read it. Raises PermissionDenied, also
    once it is sealed; DraftGoneError."""
    require(permissions.may_read_shown(by, bid, now=now))
    return read_draft(bid, Parts.of_draft(bid))


def sum_for_host(bid: Bid, *, by: User, now: datetime) -> Decimal:
    """What the draft asks for in all, in yuan, and nothing else of it. Raises PermissionDenied, also once it is
    sealed; DraftGoneError."""
    require(permissions.may_see_sum(by, bid, now=now))
    lots = terms.lots_of(Parts.of_draft(bid).json(BUDGET))
    return sum((rules.sums(budget).total for budget in lots.values()), Decimal())


def read_draft(bid: Bid, parts: Parts) -> Draft:
    """The draft that ``parts`` hold, with what it lacks."""
    answers = parts.json(ANSWERS).get("answers", {})
    lots = terms.lots_of(parts.json(BUDGET))
    files = [
        DraftFile(entry["name"], entry["title"], entry["media_type"], entry["size"]) for entry in parts.files
    ]
    others, rows = lines.others_of(parts), lines.rows_of(parts)
    faults = [Fault(question, "answer_in_two") for question in others] + lines.row_faults(rows)
    asked, statement = terms.terms_of(bid.tender), statement_of(parts)
    faults += rules.check_bid(answers, lots, files=len(files), terms=asked) + statements.check(
        statement, asked
    )
    said = bid.parties.order_by("id").values_list("part", "agreed_at")
    faults = rules.check_agreed((part, at is not None) for part, at in said) + faults
    return Draft(parts.revision, answers, others, lots, rows, files, faults, statement)


def statement_of(parts: Parts) -> Statement:
    """What the bidder states of itself."""
    known = parts.json(STATEMENT)
    return Statement(known.get("said", {}), known.get("others", {}))


def file_of(bid: Bid, name: str, *, by: User, now: datetime) -> tuple[DraftFile, bytes]:
    """One file of the draft and its bytes. Raises PermissionDenied, DraftGoneError, KeyError for an unknown name."""
    require(permissions.may_read_draft(by, bid, now=now))
    parts = Parts.of_draft(bid)
    entry = {entry["name"]: entry for entry in parts.files}[name]
    shown = DraftFile(entry["name"], entry["title"], entry["media_type"], entry["size"])
    return shown, parts.read(name) or b""


def own_copy(bid: Bid, *, by: User, now: datetime) -> dict[str, Any]:
    """The bidder's own copy, before sealing only: content, and the manifest with its salts, by which the
    bidder can later prove what the commitment on the receipt stands for. Files are named, not contained.

    Raises PermissionDenied, DraftGoneError."""
    require(permissions.may_read_draft(by, bid, now=now))
    parts = Parts.of_draft(bid)
    return {
        "version": 1,
        "bid": bid.number,
        "revision": parts.revision,
        "commitment": parts.commitment,
        "manifest": parts.manifest,
        "answers": parts.json(ANSWERS),
        "budget": parts.json(BUDGET),
        "statement": parts.json(STATEMENT),
    }
