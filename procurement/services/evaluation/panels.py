"""The panel of a call: seated by rule after the opening, by account or by a one-time link."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from portal.ground.numbers import random_number
from procurement.errors import NotOpenError
from procurement.errors.evaluation import PanelError, SeatError
from procurement.judgement import repeats, seating
from procurement.judgement.evaluation import plan_of
from procurement.judgement.law import case_of
from procurement.models import Evaluator, Tender
from procurement.permissions import evaluation as permissions
from procurement.permissions import require
from procurement.rules import evaluation as rules
from procurement.rules.vocabulary import STATUTORY
from procurement.selectors import draws
from procurement.selectors import evaluation as reads
from procurement.services import public_words
from procurement.services.calls.tenders import locked
from procurement.services.evaluation import claims, conformity, low_offers

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
    the statutory regime only. Of a community member nothing is kept but ``vouched_by``, the name or code of the
    organisation elsewhere that vouches. A draw says how it was made. A second request with the same ``form_id``
    gives the first one's member.

    Raises OtherWordsError, PanelError, SeatError, TiedError, PriceUnclearError, PersonalDataError for a name that
    the law publishes, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    said = {"seat": seat, "chosen": chosen, "user": user, "drawn_how": drawn_how}
    if user is None:
        said |= {"name": name, "office": office, "contact": contact}
    own = {"tender": tender, "seated_by": by}
    if standing := repeats.standing(Evaluator, form_id, own=own, said=said):
        if seat == rules.COMMUNITY:
            named = seating.voucher_of(tender, vouched_by, office=office, contact=contact)
            repeats.same_or_refuse({"vouched_by": standing.vouched_by}, {"vouched_by": named})
        return Seated(standing)
    if draws.waiting_draw(tender):
        raise SeatError("draw_waits")
    case = case_of(tender)
    for lot in tender.lots.all():
        plan_of(lot, case)
    seating.check_seat(tender, seat, user, name, now=now)
    seating.check_origin(seat, chosen, drawn_how)
    voucher = None
    if seat == rules.COMMUNITY:
        voucher = seating.voucher_of(tender, vouched_by, office=office, contact=contact)
    elif user is None:
        seating.check_outsider(tender, name, office, contact, now=now)
    shown = _name_of(tender, user, name)
    if tender.regime == STATUTORY:
        public_words.guard({"name": shown}, about=tender.subject)
    marks = seating.marks_of(user, name, contact)
    if seating.sits_already(tender, user, marks):
        raise SeatError("seated_already")
    taken = [*reads.panel_of(tender).values_list("seat", flat=True), seat]
    if faults := rules.panel_faults(taken, case, complete=False):
        raise PanelError(faults)
    return Seated(
        give(
            tender,
            by=by,
            now=now,
            actor=by.pseudonym,
            seat=seat,
            chosen=chosen,
            user=user,
            name=shown,
            office=office.strip(),
            contact=contact.strip(),
            drawn_how=drawn_how.strip(),
            vouched_by=voucher,
            marks=sorted(marks),
            form_id=form_id,
        )
    )


def give(tender: Tender, *, by: User, now: datetime, actor: str, **who: Any) -> Evaluator:
    """Write the seat down. Nobody knows its link: it has none before a second person prints it. The caller has locked
    the tender and judged who may sit."""
    member = Evaluator.objects.create(
        tender=tender,
        code=random_number("E", CODE_LENGTH),
        link_hash=reads.hash_of(secrets.token_urlsafe(32)),
        link_until=now + LINK_TIME,
        seated_by=by,
        seated_at=now,
        **{"form_id": uuid4(), **who},
    )
    ledger.record(
        "panel_seated", subject=tender.subject, actor=actor, at=now, public=False,
        seat=member.seat, chosen=member.chosen, member=member.code,
    )  # fmt: skip
    return member


def _name_of(tender: Tender, user: User | None, name: str) -> str:
    """The buyer's member has an account; its name is kept where the law publishes it."""
    if user is None:
        return name.strip()
    return str(user) if tender.regime == STATUTORY else ""


@transaction.atomic
def remove(number: str, code: str, *, by: User, now: datetime) -> Evaluator:
    """A member leaves, so that another may be seated: at any time before handing in. The link ends at once.

    Raises NotOpenError after handing in, SeatError for who was drawn and gives the seat to the next,
    Evaluator.DoesNotExist, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    member = Evaluator.objects.select_for_update(no_key=True).get(tender=tender, code=code)
    if member.left_at:
        return member
    if member.handed_in_at:
        raise NotOpenError(code)
    if member.draw_id:
        raise SeatError("drawn_here")
    return leave(member, by, now)


def disband(tender: Tender, *, by: User, now: datetime) -> None:
    """The whole panel leaves, an objection was upheld: what it set aside and made of low prices and declarations falls
    with it, and another one judges. The caller has locked the tender and judged who may."""
    for member in reads.panel_of(tender):
        leave(member, by, now)
    conformity.reopen(tender, now=now)
    low_offers.reopen(tender)
    claims.reopen(tender)


def leave(member: Evaluator, by: User, now: datetime, *, why: str = "") -> Evaluator:
    """The link ends, what was not handed in is deleted. The caller has judged who may."""
    member.left_at, member.left_why = now, why
    # How to reach somebody is kept no longer than it is needed.
    member.draft, member.contact = {}, ""
    member.save(update_fields=["left_at", "left_why", "draft", "contact"])
    ledger.record(
        "panel_member_left", subject=member.tender.subject, actor=by.pseudonym, at=now, public=False,
        member=member.code,
    )  # fmt: skip
    return member


@transaction.atomic
def print_link(number: str, code: str, *, by: User, now: datetime) -> Seated:
    """The second person prints the link of an outside member, or a new one for a link that was lost or ran out;
    the old one ends. What it gave, the declaration included, counts no more until the member says by the new
    link that it stands (:func:`procurement.services.evaluation.evaluations.confirm_earlier`).

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
def read_people(number: str, *, by: User, now: datetime) -> list[Evaluator]:
    """A supervisor reads who sits or sat on the panel, who seated them and who printed their links; that it was
    read is recorded. Raises PermissionDenied."""
    tender = locked(number)
    require(permissions.may_read_people(by, tender, now=now))
    ledger.record("panel_people_read", subject=tender.subject, actor=by.pseudonym, at=now, public=False)
    return list(reads.everybody_seated(tender))


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
