"""Who decides, objects, signs and accepts. Everything not said here is refused."""

from datetime import datetime

from organizations.models import Organization, User
from organizations.permissions import Person, organizations_where
from procurement.models import Award, AwardDraft, Bid, Contract, Objection, RecordDraft, Tender
from procurement.permissions.bids import may_read_bid
from procurement.permissions.calls import approves_for, works_for
from procurement.permissions.evaluation import has_scored_alone
from procurement.rules.awarding import REVOKED
from procurement.rules.procedures import TENDER_STEPS
from procurement.rules.vocabulary import PROGRAMME, STATUTORY
from procurement.selectors.awards import holding, objections_to_result
from procurement.selectors.evaluation import current_reports
from procurement.selectors.holds import concerns

DECIDED_STEPS = TENDER_STEPS[TENDER_STEPS.index("publicity") : TENDER_STEPS.index("completed") + 1]
SIGNED_STEPS = ("awarded", "contracted")


def may_see_decision(user: Person, tender: Tender, *, now: datetime) -> bool:
    """The people of the buyer, from the report on."""
    if not works_for(user, tender.buyer, now=now):
        return False
    return tender.step in DECIDED_STEPS or (tender.step == "evaluating" and bool(current_reports(tender)))


def may_draft_decision(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Write the decision down, while bids are judged."""
    return tender.step == "evaluating" and works_for(user, tender.buyer, now=now)


def may_approve_decision(user: User, draft: AwardDraft, *, now: datetime) -> bool:
    """The second person: an approver of the buyer who did not write the decision down, and who is not the
    only one that scored."""
    tender = draft.tender
    return (
        tender.step == "evaluating"
        and user.pk != draft.drafted_by_id
        and approves_for(user, tender.buyer, now=now)
        and not has_scored_alone(user, tender)
    )


def may_award(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Make the list that was shown the award, after its time."""
    return tender.step == "publicity" and approves_for(user, tender.buyer, now=now)


def may_evaluate_again(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Judge or decide again, after an objection to the list now shown was upheld, in whole or in part."""
    upheld = objections_to_result(tender).filter(outcome__in=("upheld", "upheld_in_part"))
    return may_award(user, tender, now=now) and upheld.exists()


def may_revoke(user: Person, award: Award, *, now: datetime) -> bool:
    """Take an award back whose contract is not signed."""
    tender = award.lot.tender
    stands = award.revoked_at is None and not hasattr(award, "contract")
    return stands and tender.step == "awarded" and approves_for(user, tender.buyer, now=now)


def may_revoke_for(reason: str, award: Award) -> bool:
    """An upheld objection is a reason only where one was upheld, to this award or to the result that was shown."""
    tender = award.lot.tender
    if reason == "objection_upheld":
        if any(one.outcome and concerns(one, bid=award.bid_id, lot=award.lot_id) for one in holding(tender)):
            return True
        return objections_to_result(tender).filter(outcome__in=("upheld", "upheld_in_part")).exists()
    return reason in REVOKED


def may_object(user: Person, organization: Organization | None, tender: Tender, *, now: datetime) -> bool:
    """Programme: anyone, unknown. Statutory: a leader of a supplier that took part, by name (GPL art. 52; Order
    94 art. 11)."""
    if tender.regime != STATUTORY:
        return organization is None
    return organization is not None and organization in challengers(user, tender, now=now)


def challengers(user: Person, tender: Tender, *, now: datetime) -> list[Organization]:
    """The suppliers that took part and for which ``user`` may challenge a statutory result."""
    took_part = tender.bids.filter(status__in=("opened", "not_opened")).values("lead_id")
    return list(organizations_where(user, ["leader"], now=now).filter(pk__in=took_part).order_by("pk"))


def may_answer_objection(user: Person, objection: Objection, *, now: datetime) -> bool:
    """The buyer's people, as long as it is open."""
    return objection.decided_at is None and may_read_objection(user, objection, now=now)


def may_read_objection(user: Person, objection: Objection, *, now: datetime) -> bool:
    """The buyer's people; whoever holds the code reads it without being anybody."""
    return works_for(user, objection.tender.buyer, now=now)


def may_confirm_funding(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Say that conditional money stands now: an approver, once, before signing."""
    waits = tender.terms.get("funding") == "conditional" and not hasattr(tender, "funding_confirmation")
    return (
        waits
        and tender.step in ("closed", "evaluating", "publicity", *SIGNED_STEPS)
        and approves_for(user, tender.buyer, now=now)
    )


def may_record_plan_talk(user: Person, award: Award, *, now: datetime) -> bool:
    """Once for each award of a programme, before its contract is signed."""
    tender = award.lot.tender
    signed = hasattr(award, "contract")
    return (
        tender.regime == PROGRAMME
        and tender.step in SIGNED_STEPS
        and award.revoked_at is None
        and not signed
        and not hasattr(award, "plan_talk")
        and works_for(user, tender.buyer, now=now)
    )


def may_sign(user: Person, award: Award, *, now: datetime) -> bool:
    """Record a signed contract of an award in force; a second person publishes it."""
    tender = award.lot.tender
    unsigned = award.revoked_at is None and not hasattr(award, "contract")
    return unsigned and tender.step in SIGNED_STEPS and works_for(user, tender.buyer, now=now)


def may_sign_some(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Record the signed contracts of a call, many at once: of which awards, :func:`may_sign` says."""
    return tender.step in SIGNED_STEPS and works_for(user, tender.buyer, now=now)


def may_confirm_many(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Confirm or send back what waits of a call, many at once: which, :func:`may_confirm_record` says."""
    return tender.step in SIGNED_STEPS and approves_for(user, tender.buyer, now=now)


def may_accept(user: Person, contract: Contract, *, now: datetime) -> bool:
    """Record the acceptance of a contract that runs; a second person publishes it."""
    return contract.state == "signed" and works_for(user, contract.tender.buyer, now=now)


def may_confirm_record(user: Person, draft: RecordDraft, *, now: datetime) -> bool:
    """The second person: an approver of the buyer who did not record it, while it waits."""
    waits = draft.state == "submitted" and user.pk != draft.drafted_by_id
    return waits and approves_for(user, draft.tender.buyer, now=now)


def may_record_payment(user: Person, contract: Contract, *, now: datetime) -> bool:
    """Say when the first payment was made, and when a host passed it on."""
    return works_for(user, contract.tender.buyer, now=now)


def may_record_filing(user: Person, contract: Contract, *, now: datetime) -> bool:
    """Say that finance has its copy (GPL art. 47)."""
    statutory = contract.tender.regime == STATUTORY
    return statutory and contract.filed_on is None and works_for(user, contract.tender.buyer, now=now)


def may_read_result(user: User, bid: Bid, *, now: datetime) -> bool:
    """Whoever stands behind the bid, and nobody else."""
    return may_read_bid(user, bid, now=now)
