"""Who seats the panel, scores, asks about low offers and explains them."""

from datetime import datetime

from organizations.models import User
from organizations.permissions import Person
from procurement.models import Bid, Evaluator, LowOffer, PanelDraw, Tender
from procurement.permissions.bids import may_lodge as answers_for
from procurement.permissions.calls import approves_for, may_oversee, works_for
from procurement.permissions.openings import OPENED_STEPS, may_read_offers
from procurement.rules.evaluation import scored_alone
from procurement.selectors.openings import opening_of


def may_see_evaluation(user: Person, tender: Tender, *, now: datetime) -> bool:
    """The people of the buyer, once bids were opened and as long as the call is not void."""
    opening = opening_of(tender)
    opened = opening is not None and opening.enough
    return opened and tender.step in OPENED_STEPS and works_for(user, tender.buyer, now=now)


def may_run_panel(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Seat and replace members, set offers aside, ask about low ones, call for final ones, have the report
    made."""
    opening = opening_of(tender)
    opened = opening is not None and opening.enough
    return tender.step == "evaluating" and opened and works_for(user, tender.buyer, now=now)


def may_allow_draw(user: Person, draw: PanelDraw, *, now: datetime) -> bool:
    """Close the pool for another draw, or refuse it: the second person, an approver who did not ask for it and does not
    sit on the panel."""
    tender = draw.tender
    return (
        isinstance(user, User)
        and user.pk != draw.asked_by_id
        and draw.attempt > 1
        and may_run_panel(user, tender, now=now)
        and approves_for(user, tender.buyer, now=now)
        and not tender.evaluators.filter(user=user, left_at=None).exists()
    )


def may_print_link(user: Person, member: Evaluator, *, now: datetime) -> bool:
    """Print an outside member's link: the second person, an approver who neither gave the seat nor sits on the
    panel."""
    tender = member.tender
    return (
        isinstance(user, User)
        and user.pk != member.seated_by_id
        and member.user_id is None
        and may_run_panel(user, tender, now=now)
        and approves_for(user, tender.buyer, now=now)
        and not tender.evaluators.filter(user=user, left_at=None).exists()
    )


def may_read_people(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Read who sits on the panel: a supervisor who does not work for the buyer, once bids were opened. The
    buyer's second person reads it where a link is printed (:func:`may_print_link`)."""
    opening = opening_of(tender)
    opened = opening is not None and opening.enough and tender.step in OPENED_STEPS
    return (
        opened
        and isinstance(user, User)
        and may_oversee(user, now=now)
        and not works_for(user, tender.buyer, now=now)
    )


def may_sit(user: Person, tender: Tender, *, now: datetime) -> bool:
    """Be the buyer's member of the panel."""
    return works_for(user, tender.buyer, now=now)


def may_declare(member: Evaluator, *, now: datetime) -> bool:
    """Who sits on the panel, in the time of the link, while bids are judged; with an account only who still
    works for the buyer."""
    seated = member.left_at is None and member.handed_in_at is None
    stands = member.user is None or may_sit(member.user, member.tender, now=now)
    return seated and stands and member.tender.step == "evaluating" and now < member.link_until


def may_score(member: Evaluator, *, now: datetime) -> bool:
    """The same, after declaring that no tie stands in the way."""
    return (
        not member.unconfirmed
        and may_declare(member, now=now)
        and may_read_offers(member, member.tender, now=now)
    )


def may_explain(user: Person, asked: LowOffer, *, now: datetime) -> bool:
    """Whoever answers for the bid, until the time is over."""
    waits = asked.explained_at is None and asked.decided_at is None and now < asked.explain_by
    return waits and answers_for(user, asked.offer.bid, now=now)


def may_read_question(user: Person, bid: Bid, *, now: datetime) -> bool:
    """Whoever answers for the bid reads what was asked of it."""
    return answers_for(user, bid, now=now)


def has_scored_alone(user: User, tender: Tender) -> bool:
    """Whether all scores that count are this person's, who then approves nothing that rests on them."""
    members = Evaluator.objects.filter(tender=tender, handed_in_at__isnull=False, left_at__isnull=True)
    return scored_alone(user.pk, members.values_list("user_id", flat=True))
