"""Who may open sealed bids, end a call that found too few, and read what was opened."""

from datetime import datetime

from organizations.models import User
from procurement.models import Amendment, Evaluator, Tender
from procurement.permissions.calls import may_approve_amendment, may_oversee, works_for
from procurement.selectors.awards import active_awards
from procurement.selectors.openings import opening_of

SEALED_STEPS = ("closed", "evaluating")
OPENED_STEPS = ("evaluating", "publicity", "awarded", "contracted", "completed")


def may_see_opening(user: User, tender: Tender, *, now: datetime) -> bool:
    """The people of the buyer at any time; a supervisor once the call is closed."""
    if works_for(user, tender.buyer, now=now):
        return tender.is_public
    return tender.is_public and tender.step not in ("open", "suspended") and may_oversee(user, now=now)


def may_open(user: User, tender: Tender, *, now: datetime) -> bool:
    """Give one of the two words: the buyer's people, or a supervisor who stands in for one of them."""
    return tender.step in SEALED_STEPS and (
        works_for(user, tender.buyer, now=now) or may_oversee(user, now=now)
    )


def may_read_offers(reader: User | Evaluator, tender: Tender, *, now: datetime) -> bool:
    """What was opened: the buyer's people; and who sits on the panel, has declared no conflict and is still
    judging, as long as the link works."""
    if opening_of(tender) is None or tender.step not in OPENED_STEPS:
        return False
    if isinstance(reader, User):
        return works_for(reader, tender.buyer, now=now)
    declared = getattr(reader, "declaration", None)
    seated = reader.tender_id == tender.pk and reader.left_at is None and reader.handed_in_at is None
    judging = seated and tender.step == "evaluating" and now < reader.link_until
    return judging and declared is not None and not declared.conflict


def may_end_opened(user: User, tender: Tender, *, now: datetime) -> bool:
    """Draft that a call is void: after its opening found too few, or while bids are judged and no lot of it is
    awarded."""
    judged = tender.step == "evaluating" and not active_awards(tender).exists()
    return (found_few(tender) or judged) and works_for(user, tender.buyer, now=now)


def may_approve_end(user: User, amendment: Amendment, *, now: datetime) -> bool:
    """The second person, as long as the call may still be ended so."""
    return may_approve_amendment(user, amendment, now=now) and may_end_opened(user, amendment.tender, now=now)


def found_few(tender: Tender) -> bool:
    """The bids were looked at and were fewer than the rule asks for."""
    opening = opening_of(tender) if tender.step == "closed" else None
    return opening is not None and not opening.enough


def may_read_end(user: User, tender: Tender, *, now: datetime) -> bool:
    """What waits for the second person is nobody's but the buyer's."""
    return works_for(user, tender.buyer, now=now)


def may_call_again(user: User, tender: Tender, *, now: datetime) -> bool:
    """Begin the call that follows a void one."""
    return tender.step == "void" and works_for(user, tender.buyer, now=now)
