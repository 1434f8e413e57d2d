"""The panel of a call: seated by rule after the opening, by account or by a one-time link."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal import ledger
from portal.numbers import random_number
from procurement.models import Evaluator, Tender
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
    """``token`` is the secret of the member's link: said here once, "" for a member with an account and when
    a request is repeated."""

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
    form_id: UUID,
    by: User,
    now: datetime,
) -> Seated:
    """Give one place on the panel: the buyer's member by account, everybody else by a one-time link.

    Names are kept in the statutory regime only, and never of a community member. A second request with the
    same ``form_id`` gives the first one's member without the secret. Raises PanelError, SeatError, TiedError,
    PriceUnclearError, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    if standing := Evaluator.objects.filter(form_id=form_id, seated_by=by).first():
        return Seated(standing)
    case = case_of(tender)
    for lot in tender.lots.all():
        plan_of(lot, case)
    _check_seat(tender, seat, chosen, user, name, now)
    taken = [*reads.panel_of(tender).values_list("seat", flat=True), seat]
    if faults := rules.panel_faults(taken, case, complete=False):
        raise PanelError(faults)
    named = tender.regime == "statutory" and seat != rules.COMMUNITY
    token = secrets.token_urlsafe(32)
    member = Evaluator.objects.create(
        tender=tender,
        code=random_number("E", CODE_LENGTH),
        seat=seat,
        chosen=chosen,
        user=user,
        name=(user.display_name or user.username if user else name.strip()) if named else "",
        office=office.strip() if named else "",
        link_hash=reads.hash_of(token),
        link_until=now + LINK_TIME,
        seated_by=by,
        seated_at=now,
        form_id=form_id,
    )
    ledger.record(
        "panel_seated", subject=tender.subject, actor=by.pseudonym, at=now, public=False,
        seat=seat, chosen=chosen, member=member.code,
    )  # fmt: skip
    return Seated(member, "" if user else token)


def _check_seat(tender: Tender, seat: str, chosen: str, user: User | None, name: str, now: datetime) -> None:
    """Raises SeatError, TiedError."""
    if seat not in SEATS or chosen not in CHOSEN:
        raise SeatError("unknown")
    if (seat == rules.BUYER) != (user is not None):
        raise SeatError("account")
    if seat == rules.COMMUNITY and name.strip():
        raise SeatError("community_named")
    if tender.regime == "statutory" and seat in (rules.OUTSIDER, rules.EXPERT) and not name.strip():
        raise SeatError("name_missing")
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
    member.draft = {}
    member.save(update_fields=["left_at", "draft"])
    ledger.record(
        "panel_member_left", subject=member.tender.subject, actor=by.pseudonym, at=now, public=False,
        member=member.code,
    )  # fmt: skip
    return member


@transaction.atomic
def renew_link(number: str, code: str, *, by: User, now: datetime) -> Seated:
    """A new link for a member whose link was lost or ran out; the old one ends, what was saved stays. A member
    with an account gets time without a link. Raises NotOpenError for who has left or handed in,
    PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    member = Evaluator.objects.select_for_update(no_key=True).get(tender=tender, code=code)
    if member.left_at or member.handed_in_at:
        raise NotOpenError(code)
    token = secrets.token_urlsafe(32)
    member.link_hash, member.link_until = reads.hash_of(token), now + LINK_TIME
    member.save(update_fields=["link_hash", "link_until"])
    ledger.record(
        "panel_link_renewed", subject=tender.subject, actor=by.pseudonym, at=now, public=False,
        member=code,
    )  # fmt: skip
    return Seated(member, "" if member.user_id else token)
