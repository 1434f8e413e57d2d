"""Who may do what to a call. One decision per act; everything not said here is refused."""

from datetime import datetime

from organizations.models import Organization, User
from organizations.permissions import Person, holds_anywhere, roles_in
from portal.ground.clock import legal_date
from procurement.models import Amendment, Inquiry, InStep, RuleConfirmation, Tender
from procurement.rules.calendar import WorkCalendar
from procurement.rules.inquiries import review_due
from procurement.rules.procedures import acts

DRAFTERS = frozenset({"drafter", "approver", "head"})
APPROVERS = frozenset({"approver", "head"})


def works_for(user: Person, buyer: Organization, *, now: datetime) -> bool:
    """One of the people of ``buyer``: whoever drafts, approves or heads."""
    return user.is_authenticated and bool(DRAFTERS & roles_in(user, buyer, now=now))


def approves_for(user: Person, buyer: Organization, *, now: datetime) -> bool:
    """One of those of ``buyer`` who may be the second person."""
    return user.is_authenticated and bool(APPROVERS & roles_in(user, buyer, now=now))


def _may_act(user: User, tender: Tender, act: str, now: datetime) -> bool:
    """The step table decides, for the roles this person holds at the buyer; whoever holds any may draft."""
    roles = roles_in(user, tender.buyer, now=now) if user.is_authenticated else frozenset()
    held = roles | {"drafter"} if roles & DRAFTERS else frozenset()
    return act in acts(tender.step, regime=tender.regime or "programme", roles=held)


def may_draft(user: User, buyer: Organization, *, now: datetime) -> bool:
    return works_for(user, buyer, now=now)


def may_read_draft(user: User, tender: Tender, *, now: datetime) -> bool:
    return works_for(user, tender.buyer, now=now)


def may_edit(user: User, tender: Tender, *, now: datetime) -> bool:
    return _may_act(user, tender, "submit", now)


def may_approve(user: User, tender: Tender, *, now: datetime) -> bool:
    """The second person: an approver of the buyer who did not write this draft."""
    return user.pk != tender.drafted_by_id and _may_act(user, tender, "approve", now)


def may_clear_passage(user: User, tender: Tender, *, now: datetime) -> bool:
    """The second person, while the call is not published: an approver of the buyer who did not write this draft."""
    waits = tender.step in ("draft", "submitted", "scheduled", "awaiting_medium")
    return waits and user.pk != tender.drafted_by_id and approves_for(user, tender.buyer, now=now)


def may_send_back(user: User, tender: Tender, *, now: datetime) -> bool:
    return _may_act(user, tender, "send_back", now)


def may_take_back(user: User, tender: Tender, *, now: datetime) -> bool:
    return _may_act(user, tender, "take_back", now)


def may_record_medium(user: User, tender: Tender, *, now: datetime) -> bool:
    return tender.step == "awaiting_medium" and _may_act(user, tender, "publish", now)


def may_publish_in_step(user: User, asked: InStep, *, now: datetime) -> bool:
    """The second person: an approver of the buyer who neither asked for it nor wrote the call."""
    tender = asked.tender
    own = (asked.asked_by_id, tender.drafted_by_id)
    waits = tender.step == "awaiting_medium" and asked.passed_at is None
    return waits and user.pk not in own and approves_for(user, tender.buyer, now=now)


def may_discard(user: User, tender: Tender, *, now: datetime) -> bool:
    return may_edit(user, tender, now=now)


def may_amend(user: User, tender: Tender, *, now: datetime) -> bool:
    """Draft a correction or a termination of a published call."""
    return tender.step in ("open", "suspended") and works_for(user, tender.buyer, now=now)


def may_approve_amendment(user: User, amendment: Amendment, *, now: datetime) -> bool:
    """The second person: an approver of the buyer who did not draft this amendment."""
    return (
        amendment.state == "submitted"
        and user.pk != amendment.drafted_by_id
        and approves_for(user, amendment.tender.buyer, now=now)
    )


def may_answer(user: User, inquiry: Inquiry, *, now: datetime) -> bool:
    return inquiry.state == "shown" and works_for(user, inquiry.tender.buyer, now=now)


def may_review_privacy(user: User, *, now: datetime) -> bool:
    """The provincial privacy reviewer, who belongs to no buyer."""
    return user.is_authenticated and holds_anywhere(user, "privacy_reviewer", now=now)


def may_review_question(user: User, inquiry: Inquiry, *, calendar: WorkCalendar, now: datetime) -> bool:
    """The reviewer; after the reviewer's day a supervisor, who stands in."""
    late = legal_date(now) > review_due(inquiry.arrived_at, calendar=calendar).last_day
    return may_review_privacy(user, now=now) or (late and may_oversee(user, now=now))


def may_oversee(user: User, *, now: datetime) -> bool:
    """A supervisor, who watches over every agency."""
    return user.is_authenticated and holds_anywhere(user, "supervisor", now=now)


def may_waive(user: User, tender: Tender, *, now: datetime) -> bool:
    """A supervisor who does not work for the buyer, before the call is published or put away."""
    waits = not tender.is_public and tender.step != "discarded"
    return waits and may_oversee(user, now=now) and not may_draft(user, tender.buyer, now=now)


def may_confirm_rule(user: User, waiting: RuleConfirmation | None = None, *, now: datetime) -> bool:
    """The province's finance office, which its supervisors are: name the document that confirms a row of the rulebook;
    where one ``waiting`` was named, another of them says whether it does."""
    return may_oversee(user, now=now) and (waiting is None or waiting.by_id != user.pk)
