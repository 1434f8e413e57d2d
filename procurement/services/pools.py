"""The pool for panels that a prefecture's agencies share: who enters it and leaves it, each time by two people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from organizations.models import Division, Organization, User
from portal.ground import ledger
from portal.ground.clock import legal_date
from portal.ground.numbers import random_number
from procurement.errors import NotOpenError
from procurement.errors.evaluation import SeatError
from procurement.judgement import repeats, seating
from procurement.models import PoolEntry
from procurement.permissions import pools as permissions
from procurement.permissions import require
from procurement.rules.draws import POOLED
from procurement.rules.evaluation import COMMUNITY
from procurement.selectors import pools as reads
from procurement.services import public_words

CODE_LENGTH = 6


@dataclass(frozen=True)
class Somebody:
    """Who is entered. Of a community member nothing but ``vouched_by``: the name or code of an organisation."""

    seat: str
    name: str = ""
    office: str = ""
    contact: str = ""
    vouched_by: str = ""
    home: Division | None = None
    knows: Iterable[str] = ()


@transaction.atomic
def enter(
    agency: Organization,
    who: Somebody,
    *,
    from_date: date,
    until_date: date | None = None,
    form_id: UUID,
    by: User,
    now: datetime,
) -> PoolEntry:
    """Enter somebody in the pool of ``agency``'s prefecture; it counts once a second person confirmed it.

    Raises SeatError for who cannot be entered so, OtherWordsError, PersonalDataError, PermissionDenied."""
    require(permissions.may_enter(by, agency, now=now))
    # Two entries of one person wait for each other here.
    agency = Organization.objects.select_for_update(no_key=True).get(pk=agency.pk)
    said = {"seat": who.seat, "from_date": from_date, "until_date": until_date}
    said |= {"name": who.name, "office": who.office, "contact": who.contact}
    if standing := repeats.standing(PoolEntry, form_id, own={"agency": agency, "entered_by": by}, said=said):
        return standing
    if until_date and until_date < from_date:
        raise SeatError("until_early")
    person = _person(who)
    # Where the law has it, the names of experts are published with the result.
    public_words.guard({"name": str(person.get("name", ""))}, about=agency.subject)
    place = reads.pool_of(agency.division)
    marks = set(person["marks"])
    if any(marks & set(one.marks) for one in reads.entries_of(place) if one.end_confirmed_at is None):
        raise SeatError("pooled_already")
    entry = PoolEntry.objects.create(
        place_id=place,
        agency=agency,
        code=random_number("P", CODE_LENGTH),
        seat=who.seat,
        from_date=from_date,
        until_date=until_date,
        entered_by=by,
        entered_at=now,
        form_id=form_id,
        **person,
    )
    return _recorded("pool_entered", entry, by, now)


def _person(who: Somebody) -> dict[str, Any]:
    """What is kept of somebody. Raises SeatError."""
    if who.seat not in POOLED:
        raise SeatError("unknown")
    if who.seat == COMMUNITY:
        if who.name.strip():
            raise SeatError("community_named")
        voucher = seating.voucher_named(who.vouched_by, office=who.office, contact=who.contact)
        return {"vouched_by": voucher, "home": voucher.division, "marks": []}
    seating.check_known(who.name, who.office, who.contact)
    if who.home is None:
        raise SeatError("home_missing")
    return {
        "name": who.name.strip(),
        "office": who.office.strip(),
        "contact": who.contact.strip(),
        "home": who.home,
        "knows": sorted(set(who.knows)),
        "marks": sorted(seating.marks_of(None, who.name, who.contact)),
    }


@transaction.atomic
def end(code: str, *, by: User, now: datetime) -> PoolEntry:
    """Ask that somebody leaves: not drawn any more from now on, gone once a second person confirmed it.

    Raises PoolEntry.DoesNotExist, NotOpenError where no confirmed entry stands, PermissionDenied."""
    entry = _locked(code)
    require(permissions.may_enter(by, entry.agency, now=now))
    if entry.ended_at and entry.ended_by_id == by.pk:
        return entry
    if entry.ended_at or not entry.confirmed_at:
        raise NotOpenError(code)
    entry.ended_by, entry.ended_at = by, now
    entry.save(update_fields=["ended_by", "ended_at"])
    return _recorded("pool_end_asked", entry, by, now)


@transaction.atomic
def confirm(code: str, *, by: User, now: datetime) -> PoolEntry:
    """The second person's yes to an entry or to its end; with the end goes how somebody is reached.

    Raises PoolEntry.DoesNotExist, NotOpenError where nothing waits, PermissionDenied."""
    entry = _waiting(code, by, now)
    if entry.ended_at:
        entry.end_confirmed_by, entry.end_confirmed_at, entry.contact = by, now, ""
        entry.save(update_fields=["end_confirmed_by", "end_confirmed_at", "contact"])
        return _recorded("pool_ended", entry, by, now)
    entry.confirmed_by, entry.confirmed_at = by, now
    entry.save(update_fields=["confirmed_by", "confirmed_at"])
    return _recorded("pool_confirmed", entry, by, now)


@transaction.atomic
def decline(code: str, *, by: User, now: datetime) -> None:
    """The second person's no: an entry that waited is deleted, one that was to end stays. Raises as :func:`confirm`."""
    entry = _waiting(code, by, now)
    if entry.ended_at:
        entry.ended_by = entry.ended_at = None
        entry.save(update_fields=["ended_by", "ended_at"])
        _recorded("pool_end_declined", entry, by, now)
        return
    _recorded("pool_declined", entry, by, now)
    entry.delete()


def forget_contacts(now: datetime) -> int:
    """How people whose time in a pool is over are reached is deleted; says of how many."""
    return reads.contacts_over(legal_date(now)).update(contact="")


def _locked(code: str) -> PoolEntry:
    return (
        PoolEntry.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(code=code)
    )


def _waiting(code: str, by: User, now: datetime) -> PoolEntry:
    entry = _locked(code)
    require(permissions.may_confirm_entry(by, entry, now=now))
    if reads.state_of(entry, now) not in ("waiting", "leaving"):
        raise NotOpenError(code)
    return entry


def _recorded(kind: str, entry: PoolEntry, by: User, now: datetime) -> PoolEntry:
    ledger.record(kind, subject=entry.subject, actor=by.pseudonym, at=now, public=False, member=entry.code)
    return entry
