"""Whether sealed bids may be opened, and what may follow an opening that found nobody."""

from datetime import datetime

from procurement.facts import facts_of
from procurement.judgement import law
from procurement.judgement.questions import silence_of
from procurement.models import Tender
from procurement.rules import opening as rules
from procurement.rules.case import Case
from procurement.rules.opening import Gate
from procurement.selectors import openings as reads
from procurement.selectors.bids import live_hash


def may_be_extended(tender: Tender) -> bool:
    """A programme call whose opening found nobody, as often as its rulebook allows."""
    opening = reads.opening_of(tender) if tender.step == "closed" else None
    if tender.regime != "programme" or opening is None or opening.bids:
        return False
    return extended_closing(tender, now=opening.opened_at) is not None


def extended_closing(tender: Tender, *, now: datetime) -> datetime | None:
    """When the call closes anew if it is extended ``now``; None where its rulebook allows no other extension."""
    book, calendar = law.law_of(tender)
    done = tender.amendments.filter(kind="extension", state="published").count()
    return rules.closing_after_extension(
        facts_of(tender), now=now, extended=done, book=book, calendar=calendar
    )


def counting_of(tender: Tender, round: int, opens_at: datetime) -> list[rules.Confirmed]:
    """The confirmations that count, each salted hash computed anew over the bids that live now."""
    words = [
        reads.confirmed(one, tender, stands=one.live_hash == live_hash(tender, round, one.salt))
        for one in reads.confirmations_of(tender, round)
    ]
    return rules.counting(words, opens_at=opens_at)


def gate_of(tender: Tender, case: Case, *, round: int, now: datetime) -> Gate:
    """Whether the bids of ``round`` may be opened at ``now``, or why not. Raises RecordBrokenError."""
    opens_at = reads.opens_at(tender, round)
    if opens_at is None:
        return Gate.TOO_EARLY
    return rules.gate(
        counting_of(tender, round, opens_at),
        opens_at=opens_at,
        now=now,
        regime=tender.regime,
        silence=silence_of(tender, case, now),
        calendar=case.calendar,
    )


def due(tender: Tender, now: datetime) -> bool:
    """Whether the opener has something to do for ``tender``. Raises RecordBrokenError."""
    round = reads.waiting_round(tender)
    return round is not None and gate_of(tender, law.case_of(tender), round=round, now=now).is_open
