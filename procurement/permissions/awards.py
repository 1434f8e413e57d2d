"""Who decides, objects, signs and accepts. Everything not said here is refused."""

from datetime import datetime

from organizations.models import User
from organizations.permissions import Person, roles_in
from procurement.models import AwardDraft, Bid, Contract, Objection, Tender
from procurement.permissions.bids import may_read_bid
from procurement.permissions.calls import APPROVERS, DRAFTERS
from procurement.permissions.evaluation import has_scored_alone


def _of_buyer(user: Person, tender: Tender, now: datetime) -> frozenset[str]:
    return roles_in(user, tender.buyer, now=now) if user.is_authenticated else frozenset()


def may_draft_decision(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Write the decision down, while bids are judged."""
    return tender.step == "evaluating" and bool(DRAFTERS & _of_buyer(user, tender, now))


def may_see_decision(user: Person, tender: Tender, *, now: datetime) -> bool:
    """The people of the buyer, from the opening on."""
    seen = ("evaluating", "publicity", "awarded", "contracted", "completed")
    return tender.step in seen and bool(DRAFTERS & _of_buyer(user, tender, now))


def may_approve_decision(user: User, draft: AwardDraft, *, now: datetime) -> bool:
    """The second person: an approver of the buyer who did not write the decision down, and who is not the
    only one that scored."""
    tender = draft.tender
    return (
        tender.step == "evaluating"
        and user.pk != draft.drafted_by_id
        and bool(APPROVERS & _of_buyer(user, tender, now))
        and not has_scored_alone(user, tender)
    )


def may_award(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Make the list that was shown the award, after its time."""
    return tender.step == "publicity" and bool(APPROVERS & _of_buyer(user, tender, now))


def may_evaluate_again(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Go back to the panel, after an objection that was upheld."""
    upheld = tender.objections.filter(outcome__in=("upheld", "upheld_in_part")).exists()
    return upheld and may_award(user, tender, now=now)


def may_answer_objection(user: Person, objection: Objection, *, now: datetime) -> bool:
    """The buyer's people, as long as it is open."""
    return objection.decided_at is None and bool(DRAFTERS & _of_buyer(user, objection.tender, now))


def may_sign(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Record a signed contract of an award."""
    return tender.step in ("awarded", "contracted") and bool(APPROVERS & _of_buyer(user, tender, now))


def may_accept(user: Person, contract: Contract, *, now: datetime) -> bool:
    """Record the acceptance of a contract that runs."""
    return contract.state == "signed" and bool(APPROVERS & _of_buyer(user, contract.tender, now))


def may_read_result(user: User, bid: Bid, *, now: datetime) -> bool:
    """Whoever stands behind the bid, and nobody else."""
    return may_read_bid(user, bid, now=now)
