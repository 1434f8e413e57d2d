"""The panel of a call: seated by rule after the opening, by account or by a one-time link."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from organizations.models import Kind, Organization, User
from portal import ledger
from portal.numbers import random_number
from procurement.models import BidParty, Evaluator, Tender
from procurement.models.evaluation import CHOSEN, SEATS
from procurement.permissions import evaluation as permissions
from procurement.rules import evaluation as rules
from procurement.selectors import evaluation as reads
from procurement.services import conformity, low_offers
from procurement.services.errors import NotOpenError
from procurement.services.evaluation_errors import PanelError, SeatError, TiedError
from procurement.services.evaluations import case_of, plan_of
from procurement.services.tenders import locked, require

CODE_LENGTH = 6
LINK_TIME = timedelta(days=rules.LINK_DAYS)


@dataclass(frozen=True)
class Seated:
    """``token`` is the secret of the member's link, said once to who prints it; "" to who gives the seat."""

    member: Evaluator
    token: str = ""


@transaction.atomic
def seat(
    number: str,
    *,
    seat: str,
    chosen: str,
    user: User | None = None,
    name: str = "",
    office: str = "",
    contact: str = "",
    drawn_how: str = "",
    vouched_by: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> Seated:
    """Give one place on the panel: the buyer's member by account, everybody else by a one-time link that
    another person prints (:func:`print_link`); who gives the seat never learns it.

    Who an outsider is, and how to reach them, is kept for the second person and the supervisor, and published in
    the statutory regime only. Of a community member nothing is kept but ``vouched_by``, the number of the
    organisation elsewhere that vouches. A draw says how it was made. A second request with the same ``form_id``
    gives the first one's member. Raises PanelError, SeatError, TiedError,
    PriceUnclearError, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    if standing := Evaluator.objects.filter(form_id=form_id, seated_by=by).first():
        return Seated(standing)
    case = case_of(tender)
    for lot in tender.lots.all():
        plan_of(lot, case)
    _check_seat(tender, seat, chosen, user, name, now)
    voucher = _check_outsider(tender, seat, chosen, name, office, contact, drawn_how, vouched_by)
    taken = [*reads.panel_of(tender).values_list("seat", flat=True), seat]
    if faults := rules.panel_faults(taken, case, complete=False):
        raise PanelError(faults)
    # Nobody knows this one: the seat has no link before a second person prints it.
    unknown = secrets.token_urlsafe(32)
    member = Evaluator.objects.create(
        tender=tender,
        code=random_number("E", CODE_LENGTH),
        seat=seat,
        chosen=chosen,
        user=user,
        name=_name_of(tender, user, name),
        office=office.strip(),
        contact=contact.strip(),
        drawn_how=drawn_how.strip(),
        vouched_by=voucher,
        link_hash=reads.hash_of(unknown),
        link_until=now + LINK_TIME,
        seated_by=by,
        seated_at=now,
        form_id=form_id,
    )
    ledger.record(
        "panel_seated", subject=tender.subject, actor=by.pseudonym, at=now, public=False,
        seat=seat, chosen=chosen, member=member.code,
    )  # fmt: skip
    return Seated(member)


def _name_of(tender: Tender, user: User | None, name: str) -> str:
    """The buyer's member has an account; its name is kept where the law publishes it."""
    if user is None:
        return name.strip()
    return (user.display_name or user.username) if tender.regime == "statutory" else ""


def _same(text: str) -> str:
    """Without spaces and letter size, so that one person written twice is found."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _check_outsider(
    tender: Tender,
    seat: str,
    chosen: str,
    name: str,
    office: str,
    contact: str,
    drawn_how: str,
    vouched_by: str,
) -> Organization | None:
    """The organisation that vouches for a community member. Raises SeatError."""
    if (seat == rules.BUYER) != (chosen == rules.BUYER):
        raise SeatError("origin_of_buyer")
    if (chosen == "drawn") != bool(drawn_how.strip()):
        raise SeatError("draw_untold" if chosen == "drawn" else "draw_unasked")
    if seat == rules.BUYER:
        return None
    if seat == rules.COMMUNITY:
        if office.strip() or contact.strip():
            raise SeatError("community_named")
        return _voucher(tender, vouched_by)
    for given, code in ((name, "name_missing"), (office, "office_missing"), (contact, "contact_missing")):
        if not given.strip():
            raise SeatError(code)
    for one in reads.panel_of(tender):
        known = {_same(one.name), _same(one.contact)} - {""}
        if one.user:
            known |= {_same(one.user.display_name or one.user.username), _same(one.user.email)} - {""}
        if {_same(name), _same(contact)} & known:
            raise SeatError("seated_already")
    return None


def _voucher(tender: Tender, number: str) -> Organization:
    """Raises SeatError for none, a bidder, the buyer itself, or an organisation of the buyer's own place."""
    found = Organization.objects.filter(number=number.strip().upper(), kind=Kind.CSO).first()
    if found is None:
        raise SeatError("voucher_unknown")
    bids = reads.first_round_bids(tender)
    partners = BidParty.objects.filter(tender=tender, live=True).values("organization_id")
    behind = bids.filter(lead=found).exists() or partners.filter(organization=found).exists()
    if behind or found.division_id == tender.buyer.division_id:
        raise SeatError("voucher_near")
    return found


def _check_seat(tender: Tender, seat: str, chosen: str, user: User | None, name: str, now: datetime) -> None:
    """Raises SeatError, TiedError."""
    if seat not in SEATS or chosen not in CHOSEN:
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
    if reads.panel_of(tender).filter(user=user).exists():
        raise SeatError("seated_already")


@transaction.atomic
def remove(number: str, code: str, *, by: User, now: datetime) -> Evaluator:
    """A member leaves, so that another may be seated: at any time before handing in. The link ends at once.

    Raises NotOpenError after handing in, Evaluator.DoesNotExist, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    member = Evaluator.objects.select_for_update(no_key=True).get(tender=tender, code=code)
    if member.left_at:
        return member
    if member.handed_in_at:
        raise NotOpenError(code)
    return _leave(member, by, now)


def disband(tender: Tender, *, by: User, now: datetime) -> None:
    """The whole panel leaves, an objection was upheld: what it set aside and made of low prices falls with
    it, and another one judges. The caller has locked the tender and judged who may."""
    for member in reads.panel_of(tender):
        _leave(member, by, now)
    conformity.reopen(tender, now=now)
    low_offers.reopen(tender)


def _leave(member: Evaluator, by: User, now: datetime) -> Evaluator:
    member.left_at = now
    # How to reach somebody is kept no longer than it is needed.
    member.draft, member.contact = {}, ""
    member.save(update_fields=["left_at", "draft", "contact"])
    ledger.record(
        "panel_member_left", subject=member.tender.subject, actor=by.pseudonym, at=now, public=False,
        member=member.code,
    )  # fmt: skip
    return member


@transaction.atomic
def print_link(number: str, code: str, *, by: User, now: datetime) -> Seated:
    """The second person prints the link of an outside member, or a new one for a link that was lost or ran out;
    the old one ends. What it gave, the declaration included, counts no more until the member says by the new
    link that it stands (:func:`procurement.services.evaluations.confirm_earlier`).

    Raises NotOpenError for who has left or handed in, PermissionDenied for who gave the seat or sits there."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    member = _staying(tender, code)
    require(permissions.may_print_link(by, member, now=now))
    renewed = member.link_by_id is not None
    token = secrets.token_urlsafe(32)
    member.link_hash, member.link_until, member.link_by = reads.hash_of(token), now + LINK_TIME, by
    member.unconfirmed = member.unconfirmed or bool(member.draft) or reads.declaration_of(member) is not None
    member.version += 1
    member.save(update_fields=["link_hash", "link_until", "link_by", "unconfirmed", "version"])
    ledger.record(
        "panel_link_renewed" if renewed else "panel_link_printed", subject=tender.subject, actor=by.pseudonym,
        at=now, public=False, member=code,
    )  # fmt: skip
    return Seated(member, token)


@transaction.atomic
def give_time(number: str, code: str, *, by: User, now: datetime) -> Evaluator:
    """The buyer's member gets as long again. Raises NotOpenError for who has left or handed in,
    PermissionDenied for a member by link."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    member = _staying(tender, code)
    require(member.user_id is not None)
    member.link_until = now + LINK_TIME
    member.save(update_fields=["link_until"])
    ledger.record(
        "panel_time_given", subject=tender.subject, actor=by.pseudonym, at=now, public=False, member=code
    )
    return member


def _staying(tender: Tender, code: str) -> Evaluator:
    """The member under lock. Raises Evaluator.DoesNotExist, NotOpenError for who has left or handed in."""
    member = (
        Evaluator.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tender__buyer")
        .get(tender=tender, code=code)
    )
    if member.left_at or member.handed_in_at:
        raise NotOpenError(code)
    return member
