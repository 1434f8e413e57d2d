"""What must be so before somebody takes a place on a panel: one person, one seat, and an origin as it was."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac

from organizations.models import Organization, Tie, User
from portal.ground.values.text import code, line
from procurement.errors.evaluation import SeatError, TiedError
from procurement.models import BidParty, Tender
from procurement.models.evaluation import CHOSEN, DRAWN_HERE, SEATS
from procurement.permissions import evaluation as permissions
from procurement.rules import evaluation as rules
from procurement.selectors import evaluation as reads


def check_seat(tender: Tender, seat: str, user: User | None, name: str, *, now: datetime) -> None:
    """Raises SeatError, TiedError."""
    if seat not in SEATS:
        raise SeatError("unknown")
    if (seat == rules.BUYER) != (user is not None):
        raise SeatError("account")
    if seat == rules.COMMUNITY and name.strip():
        raise SeatError("community_named")
    if user is None:
        return
    if not permissions.may_sit(user, tender, now=now):
        raise SeatError("not_of_buyer")
    if reads.ties_of(user, tender, now=now).exists():
        raise TiedError


def check_origin(seat: str, chosen: str, drawn_how: str) -> None:
    """Raises SeatError where how a member was chosen does not fit the seat, or a draw is not told."""
    if chosen not in CHOSEN or chosen == DRAWN_HERE:
        raise SeatError("unknown")
    if (seat == rules.BUYER) != (chosen == rules.BUYER):
        raise SeatError("origin_of_buyer")
    if (chosen == "drawn") != bool(drawn_how.strip()):
        raise SeatError("draw_untold" if chosen == "drawn" else "draw_unasked")


def check_outsider(tender: Tender, name: str, office: str, contact: str, *, now: datetime) -> None:
    """Raises SeatError for who is not said, or works for the buyer and so is not from outside."""
    check_known(name, office, contact)
    said = rules.marks_of(name, contact)
    if any(said & _marks_of_user(one) for one in reads.may_be_seated(tender, now=now)):
        raise SeatError("outsider_of_buyer")


def check_known(name: str, office: str, contact: str) -> None:
    """Raises SeatError for somebody from outside of whom too little is said."""
    for given, fault in ((name, "name_missing"), (office, "office_missing"), (contact, "contact_missing")):
        if not given.strip():
            raise SeatError(fault)


def _marks_of_user(user: User) -> frozenset[str]:
    return rules.marks_of(user.display_name or user.username, user.email)


def marks_of(user: User | None, name: str, contact: str) -> frozenset[str]:
    """What is kept to know this person again: digests under the portal's secret, never the words."""
    said = _marks_of_user(user) if user else rules.marks_of(name, contact)
    return frozenset(
        salted_hmac("procurement.panel", one, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()
        for one in said
    )


def sits_already(tender: Tender, user: User | None, marks: frozenset[str]) -> bool:
    """Whether this account, or somebody with one of these marks, is on the panel, scores handed in or not."""
    return any(
        marks & set(one.marks) or (user is not None and one.user_id == user.pk)
        for one in reads.panel_of(tender)
    )


def voucher_of(tender: Tender, called: str, *, office: str, contact: str) -> Organization:
    """The public organisation elsewhere that vouches for a community member, of whom nothing else is kept;
    ``called`` is its name, its unified social credit code or its number.

    Raises SeatError for a member who would be known, for none, for a bidder or what is tied to one, and for an
    organisation of the buyer's own place."""
    found = voucher_named(called, office=office, contact=contact)
    if is_near(tender, found):
        raise SeatError("voucher_near")
    return found


def voucher_named(called: str, *, office: str, contact: str) -> Organization:
    """The same, whatever it is judged for. Raises SeatError."""
    if office.strip() or contact.strip():
        raise SeatError("community_named")
    wanted = Q(number=code(called)) | Q(name_zh=line(called)) | (Q(uscc=code(called)) & ~Q(uscc=""))
    named = list(Organization.objects.public().csos().filter(wanted)[:2])
    if len(named) != 1:
        raise SeatError("voucher_unknown")
    return named[0]


def is_near(tender: Tender, found: Organization) -> bool:
    """Whether this organisation bids, is tied to who does, or is of the buyer's own place."""
    behind = bidders_of(tender)
    tied = Tie.objects.standing().filter(
        Q(upper=found, member_id__in=behind) | Q(member=found, upper_id__in=behind)
    )
    return found.pk in behind or found.division_id == tender.buyer.division_id or tied.exists()


def bidders_of(tender: Tender) -> frozenset[int]:
    """Whose bids were opened, with their partners and hosts, by their keys."""
    leads = reads.first_round_bids(tender).values_list("lead_id", flat=True)
    partners = BidParty.objects.filter(tender=tender, live=True).values_list("organization_id", flat=True)
    return frozenset({*leads, *partners})
