"""A call from the first word to its publication. One verb, one transaction, one event."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from organizations.models import Organization, User
from portal.ground import ledger
from portal.ground.province import chosen
from procurement import fields, stated
from procurement.errors import IncompleteError, StaleVersionError, UnseenError
from procurement.facts import facts_of
from procurement.judgement import law, repeats
from procurement.judgement.calls import (
    LOOKED,
    PUT,
    STATED_LATER,
    judge,
    planned_publication,
    unlooked,
    unsaid,
)
from procurement.models import InStep, Lot, Review, Tender
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.rules.procedures import move
from procurement.rules.publication import lawful_dates
from procurement.rules.verdicts import RuleError, enforce
from procurement.services import duties, public_words
from procurement.services.calls import notices


def _next_number(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('procurement_tender_number')")
        (serial,) = cursor.fetchone()
    return f"{chosen().prefix}{now:%Y}-{serial:06d}"


def locked(number: str) -> Tender:
    """The tender, locked for this transaction. Raises Tender.DoesNotExist."""
    return Tender.objects.select_for_update(of=("self",)).select_related("buyer").get(number=number)


@transaction.atomic
def create_draft(
    *,
    buyer: Organization,
    values: Mapping[str, Any],
    ours: Collection[str] = (),
    form_id: UUID,
    by: User,
    now: datetime,
) -> Tender:
    """Begin a call. A second request with the same ``form_id`` gives the first one's draft. ``ours``: the fields whose
    values are the portal's own, not the office's.

    Raises OtherWordsError where that one began with other words, PermissionDenied."""
    require(permissions.may_draft(by, buyer, now=now))
    mark = repeats.mark_of(
        {"buyer": buyer.number, "source_text": ""}
        | {name: value for name, value in values.items() if name not in fields.NOT_COPIED - {"source_text"}}
    )
    if standing := repeats.standing(Tender, form_id, own={"drafted_by": by}, said={}):
        repeats.same_beginning_or_refuse(standing.subject, "draft_created", mark)
        return standing
    tender = Tender(
        number=_next_number(now),
        buyer=buyer,
        division=buyer.division,
        drafted_by=by,
        form_id=form_id,
        created_at=now,
        saved_at=now,
    )
    tender.save()
    Lot.objects.create(tender=tender, max_awards=None)
    columns = stated.write(tender, _with_regime(values, tender))
    said = stated.read(tender)
    tender.ours = {name: PUT for name in ours if name in said}
    tender.save(update_fields=[*columns, "ours"])
    ledger.record(
        "draft_created", subject=tender.subject, actor=by.pseudonym, at=now, public=False, said=mark
    )
    return tender


@transaction.atomic
def save_part(
    number: str,
    *,
    values: Mapping[str, Any],
    ours: Iterable[str] = (),
    version: int,
    by: User,
    now: datetime,
) -> Tender:
    """Save some fields of a draft, and the ticks under their words. ``ours``: those the portal fills in by itself.

    Raises StaleVersionError when someone saved since ``version`` was read; nothing is overwritten."""
    tender = locked(number)
    require(permissions.may_edit(by, tender, now=now))
    if tender.version != version:
        raise StaleVersionError(current=tender, offered=values)
    before = stated.read(tender)
    _apply(tender, values, now)
    _look(tender, before, values)
    if filled := dict.fromkeys(ours, PUT):
        tender.ours |= filled
        tender.save(update_fields=["ours"])
    public_words.keep_call(tender, values)
    return tender


def _look(tender: Tender, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """What the portal filled in was looked at by whoever saved its screen; what was changed is theirs."""
    shown = tender.ours.keys() & values.keys()
    if not shown:
        return
    after = stated.read(tender)
    kept = {name for name in shown if stated.alike(before.get(name), after.get(name))}
    tender.ours = {
        name: LOOKED if name in kept else state
        for name, state in tender.ours.items()
        if name in kept or name not in shown
    }
    tender.save(update_fields=["ours"])


def _apply(tender: Tender, values: Mapping[str, Any], now: datetime) -> None:
    columns = stated.write(tender, _with_regime(values, tender))
    tender.version += 1
    tender.saved_at = now
    tender.save(update_fields=[*columns, "version", "saved_at"])


def _with_regime(values: Mapping[str, Any], tender: Tender) -> dict[str, Any]:
    """The regime follows from the procedure where the procedure knows only one."""
    known = dict(values)
    regime = law.regime_of(known.get("procedure", tender.procedure))
    if "procedure" in known and regime:
        known["regime"] = regime
    return known


@transaction.atomic
def take_lawful_dates(number: str, *, version: int, by: User, now: datetime) -> Tender:
    """Write every date the rules ask for, counted from the planned publication (or from now)."""
    tender = locked(number)
    require(permissions.may_edit(by, tender, now=now))
    if tender.version != version:
        raise StaleVersionError(current=tender, offered={})
    book, calendar = law.current()
    facts = facts_of(tender, published_at=planned_publication(tender, now))
    dates = lawful_dates(facts, book=book, calendar=calendar, waivers=law.waivers_of(tender))
    _apply(tender, dates, now)
    return tender


@transaction.atomic
def give_reason(number: str, *, rule: str, reason: str, by: User, now: datetime) -> Tender:
    """State the public reason a rule asks for. An empty reason takes it back."""
    tender = locked(number)
    require(permissions.may_edit(by, tender, now=now))
    public_words.keep([reason], about=tender.subject)
    tender.reasons = {**tender.reasons, rule: reason} if reason else _without(tender.reasons, rule)
    tender.saved_at = now
    tender.version += 1
    tender.save(update_fields=["reasons", "saved_at", "version"])
    return tender


def _without(mapping: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name != key}


@transaction.atomic
def submit(number: str, *, version: int, by: User, now: datetime) -> Tender:
    """Send a draft for approval.

    Raises IncompleteError, UnseenError, RuleError with every verdict that stops it, PersonalDataError for public text
    that may identify a person, StaleVersionError."""
    tender = locked(number)
    require(permissions.may_edit(by, tender, now=now))
    if tender.version != version:
        raise StaleVersionError(current=tender, offered={})
    if missing := unsaid(tender, now=now):
        raise IncompleteError(missing)
    if unseen := unlooked(tender):
        raise UnseenError(unseen)
    public_words.guard_call(tender)
    enforce(judge(tender, now=now), not_yet=STATED_LATER)
    tender.step = move(tender.step, "submit", regime=tender.regime)
    tender.drafted_by = by
    tender.version += 1
    tender.save(update_fields=["step", "drafted_by", "version"])
    duties.replan(tender, now=now)
    ledger.record("submitted", subject=tender.subject, actor=by.pseudonym, at=now, public=False)
    return tender


@transaction.atomic
def take_back(number: str, *, by: User, now: datetime) -> Tender:
    """The drafter takes a sent draft back to go on with it."""
    tender = locked(number)
    require(permissions.may_take_back(by, tender, now=now))
    return _back_to_draft(tender, "take_back", by=by, now=now)


@transaction.atomic
def send_back(number: str, *, comment: str, by: User, now: datetime) -> Tender:
    """The second person asks for changes, in words the drafter reads."""
    tender = locked(number)
    require(permissions.may_send_back(by, tender, now=now))
    Review.objects.create(tender=tender, act="sent_back", comment=comment, by=by, at=now)
    return _back_to_draft(tender, "send_back", by=by, now=now)


_BACK = {"take_back": "taken_back", "send_back": "sent_back"}


def _back_to_draft(tender: Tender, act: str, *, by: User | None, now: datetime, event: str = "") -> Tender:
    tender.step = move(tender.step, act, regime=tender.regime)
    tender.approved_by = None
    tender.version += 1
    tender.save(update_fields=["step", "approved_by", "version"])
    InStep.objects.filter(tender=tender, passed_at=None).delete()
    duties.replan(tender, now=now)
    ledger.record(
        event or _BACK[act],
        subject=tender.subject,
        actor=by.pseudonym if by else "",
        at=now,
        public=False,
    )
    return tender


@transaction.atomic
def approve(number: str, *, by: User, now: datetime, comment: str = "") -> Tender:
    """The second person approves. A programme call is published at once or at its set time; a statutory
    one then waits for its official address.

    Raises RuleError when the dates no longer hold as of now."""
    tender = locked(number)
    require(permissions.may_approve(by, tender, now=now))
    public_words.guard_call(tender)
    step = move(tender.step, "approve", regime=tender.regime)
    at_once = step == "scheduled" and (tender.publish_at is None or tender.publish_at <= now)
    if not at_once:  # else it is judged as it is published
        enforce(judge(tender, now=now), not_yet=STATED_LATER)
    Review.objects.create(tender=tender, act="approved", comment=comment, by=by, at=now)
    tender.step = step
    tender.approved_by = by
    tender.version += 1
    tender.save(update_fields=["step", "approved_by", "version"])
    ledger.record("approved", subject=tender.subject, actor=by.pseudonym, at=now, public=False)
    if at_once:
        notices.publish_tender(tender, legal_at=now, now=now)
    else:
        duties.replan(tender, now=now)
    return tender


@transaction.atomic
def publish_scheduled(number: str, *, now: datetime) -> Tender:
    """The clock publishes an approved programme call whose set time has come. Twice is harmless.

    Where the clock stood still so long that the dates no longer hold, the call goes back to its drafter,
    who reads on the draft what to mend: nothing unlawful is published and nothing waits unseen."""
    tender = locked(number)
    if tender.step != "scheduled" or (tender.publish_at is not None and tender.publish_at > now):
        return tender
    try:
        with transaction.atomic():
            notices.publish_tender(tender, legal_at=now, now=now)
    except RuleError:
        return _back_to_draft(locked(number), "send_back", by=None, now=now, event="publication_missed")
    return tender


@transaction.atomic
def record_official_medium(
    number: str, *, url: str, published_at: datetime, by: User, now: datetime
) -> Tender:
    """A statutory call stands on the official medium since ``published_at`` at ``url``: the portal follows.

    Every clock starts at the official time (Order 87 art. 16). Raises RuleError when the dates do not
    hold counted from it."""
    tender = locked(number)
    require(permissions.may_record_medium(by, tender, now=now))
    tender.official_medium_url = url
    tender.official_medium_published_at = published_at
    tender.save(update_fields=["official_medium_url", "official_medium_published_at"])
    ledger.record("official_medium_recorded", subject=tender.subject, actor=by.pseudonym, at=now)
    notices.publish_tender(tender, legal_at=published_at, now=now)
    return tender


@transaction.atomic
def discard_draft(number: str, *, by: User, now: datetime) -> Tender:
    """Put an unpublished draft away; it leaves every list, the record keeps that there was one."""
    tender = locked(number)
    require(permissions.may_discard(by, tender, now=now))
    tender.step = move(tender.step, "discard", regime=tender.regime or "programme")
    tender.version += 1
    tender.save(update_fields=["step", "version"])
    duties.replan(tender, now=now)
    ledger.record("draft_discarded", subject=tender.subject, actor=by.pseudonym, at=now, public=False)
    return tender


@transaction.atomic
def copy_tender(number: str, *, form_id: UUID, by: User, now: datetime) -> Tender:
    """A new draft with everything of an earlier call of the same buyer but its dates and numbers."""
    source = Tender.objects.select_related("buyer").get(number=number)
    require(permissions.may_draft(by, source.buyer, now=now))
    values = {name: value for name, value in stated.read(source).items() if name not in fields.NOT_COPIED}
    return create_draft(buyer=source.buyer, values=values, form_id=form_id, by=by, now=now)
