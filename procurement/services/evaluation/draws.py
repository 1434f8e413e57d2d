"""The draw of a panel: the pool is closed, the next seal of the record decides, the portal seats who was drawn."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from organizations.models import User
from organizations.selectors import recipients
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.errors import NotOpenError
from procurement.errors.evaluation import DrawError
from procurement.judgement import draws as judging
from procurement.judgement import repeats
from procurement.models import Evaluator, PanelDraw, PoolEntry, Tender
from procurement.models.evaluation import DRAWN_HERE
from procurement.permissions import evaluation as permissions
from procurement.permissions import require
from procurement.publication.body import canonical
from procurement.rules import draws as rules
from procurement.selectors import draws as reads
from procurement.services import duties
from procurement.services.calls.tenders import locked
from procurement.services.evaluation import panels


@transaction.atomic
def close(number: str, *, wanted: Mapping[str, int], form_id: UUID, by: User, now: datetime) -> PanelDraw:
    """Close the pool for the one draw of a panel: so many of each seat are drawn by the next seal.

    Raises DrawError, PanelError, OtherWordsError, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    if standing := _standing(tender, wanted, form_id, by):
        return standing
    if reads.drawn(tender).exists():
        raise DrawError("drawn_already")
    judging.check_wanted(tender, wanted)
    draw = _asked(tender, wanted, 1, form_id, by, now)
    return _close(draw, tender, by, now)


@transaction.atomic
def ask_again(
    number: str, *, wanted: Mapping[str, int], reason: str, form_id: UUID, by: User, now: datetime
) -> PanelDraw:
    """Ask for another draw, and say why; a second person closes the pool for it (:func:`allow`) or refuses.

    Raises DrawError, PanelError, OtherWordsError, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    if standing := _standing(tender, wanted, form_id, by):
        return standing
    judging.check_wanted(tender, wanted)
    if not (last := reads.draws_of(tender).last()):
        raise DrawError("not_drawn_yet")
    if not reason.strip():
        raise DrawError("reason_missing")
    draw = _asked(tender, wanted, last.attempt + 1, form_id, by, now, reason=reason.strip())
    _record("panel_draw_asked", tender, by, now, attempt=draw.attempt)
    return draw


@transaction.atomic
def allow(number: str, *, by: User, now: datetime) -> PanelDraw:
    """The second person's yes to another draw: the pool is closed for it at this moment.

    Raises NotOpenError where none was asked for, DrawError, PanelError, PermissionDenied."""
    tender, draw = _to_allow(number, by, now)
    judging.check_room(tender, draw.wanted)
    return _close(draw, tender, by, now)


@transaction.atomic
def refuse(number: str, *, by: User, now: datetime) -> PanelDraw:
    """The second person's no: the draw before and its reserve stand. Raises NotOpenError, PermissionDenied."""
    tender, draw = _to_allow(number, by, now)
    draw.refused_by, draw.refused_at = by, now
    draw.save(update_fields=["refused_by", "refused_at"])
    _record("panel_draw_refused", tender, by, now, attempt=draw.attempt)
    return draw


@transaction.atomic
def draw_due(number: str, *, now: datetime) -> PanelDraw | None:
    """Draw, once the seal over the closed pool stands: seat so many of each, keep the rest as reserve in their order.

    The portal's own duty; twice is harmless, and before the seal nothing happens."""
    tender = locked(number)
    draw = reads.waiting_draw(tender)
    if draw is None or draw.event is None or draw.event.seal is None or tender.step != "evaluating":
        return None
    draw.seal, draw.drawn_at = draw.event.seal, now
    chosen = [
        one for one in reads.tickets_of(draw) if one.place and one.place <= draw.wanted.get(one.seat, 0)
    ]
    entries = reads.entries_by_code([one.code for one in chosen])
    for one in chosen:
        _seat(draw, tender, entries[one.code], now)
    draw.save(update_fields=["seal", "drawn_at"])
    ledger.record(
        "panel_drawn", subject=tender.subject, at=now, attempt=draw.attempt, seal=draw.seal.number,
        digest=draw.digest,
    )  # fmt: skip
    duties.done(tender, "draw_panel", now=now)
    duties.replan(tender, now=now)
    ledger.letters.queue(
        recipients(legal_date(now), role="approver", organization=tender.buyer),
        subject=f"{tender.subject}/draw/{draw.attempt}",
        kind="panel_drawn",
        due_at=now,
        payload={"path": f"/workspace/calls/{tender.number}/evaluation/"},
    )
    return draw


@transaction.atomic
def replace(number: str, code: str, *, by: User, now: datetime) -> Evaluator | None:
    """A member who was drawn is tied or does not take the seat: the next in the order sits. None where no reserve is
    left, or where the member had left before.

    Raises DrawError for who was not drawn, NotOpenError after handing in, Evaluator.DoesNotExist, PermissionDenied."""
    tender = locked(number)
    require(permissions.may_run_panel(by, tender, now=now))
    member = (
        Evaluator.objects.select_for_update(of=("self",), no_key=True)
        .select_related("draw__seal", "draw__tender__buyer", "declaration")
        .get(tender=tender, code=code)
    )
    if member.draw is None or reads.waiting_draw(tender):
        raise DrawError("draw_waits" if member.draw else "not_drawn_yet")
    if member.left_at:
        return None
    if member.handed_in_at:
        raise NotOpenError(code)
    why = "tied" if judging.is_tied(member) else "declined"
    panels.leave(member, by, now, why=why)
    last = reads.drawn(tender).last() or member.draw
    following = judging.next_in_order(last, member.seat, now=now)
    made = _seat(last, tender, following, now) if following else None
    _record("panel_member_replaced", tender, by, now, member=code, why=why, next=made.code if made else "")
    return made


def _standing(tender: Tender, wanted: Mapping[str, int], form_id: UUID, by: User) -> PanelDraw | None:
    own = {"tender": tender, "asked_by": by}
    return repeats.standing(PanelDraw, form_id, own=own, said={"wanted": dict(wanted)})


def _asked(
    tender: Tender,
    wanted: Mapping[str, int],
    attempt: int,
    form_id: UUID,
    by: User,
    now: datetime,
    *,
    reason: str = "",
) -> PanelDraw:
    return PanelDraw.objects.create(
        tender=tender, attempt=attempt, wanted=dict(wanted), reason=reason, asked_by=by, asked_at=now,
        form_id=form_id,
    )  # fmt: skip


def _to_allow(number: str, by: User, now: datetime) -> tuple[Tender, PanelDraw]:
    tender = locked(number)
    draw = reads.asked_draw(tender)
    if draw is None:
        raise NotOpenError(number)
    draw.tender = tender
    require(permissions.may_allow_draw(by, draw, now=now))
    return tender, draw


def _close(draw: PanelDraw, tender: Tender, by: User, now: datetime) -> PanelDraw:
    """Fix who can be drawn. The list's digest is public at once, what it says is not; nobody knows the seal yet."""
    found = [one for one in judging.eligible(tender, now=now) if draw.wanted.get(one.seat)]
    judging.check_enough(draw.wanted, found)
    salt = secrets.token_hex(32)
    tickets = sorted((rules.ticket_of(salt, one.code), one.seat, one.code) for one in found)
    draw.closed_by, draw.closed_at, draw.salt = by, now, salt
    draw.entries = [list(one) for one in tickets]
    draw.listed = canonical(
        {
            "attempt": draw.attempt,
            "call": tender.number,
            "tickets": {ticket: seat for ticket, seat, _code in tickets},
            "wanted": draw.wanted,
        }
    )
    draw.digest = hashlib.sha256(draw.listed.encode()).hexdigest()
    draw.event = ledger.record(
        "panel_pool_closed", subject=tender.subject, actor=by.pseudonym, at=now, attempt=draw.attempt,
        digest=draw.digest,
    )  # fmt: skip
    draw.save(update_fields=["closed_by", "closed_at", "salt", "entries", "listed", "digest", "event"])
    duties.replan(tender, now=now)
    return draw


def _seat(draw: PanelDraw, tender: Tender, entry: PoolEntry, now: datetime) -> Evaluator:
    assert draw.closed_by is not None, "drawn only after the pool was closed"
    return panels.give(
        tender,
        by=draw.closed_by,
        now=now,
        actor="",
        seat=entry.seat,
        chosen=DRAWN_HERE,
        name=entry.name,
        office=entry.office,
        contact=entry.contact,
        vouched_by=entry.vouched_by,
        marks=list(entry.marks),
        draw=draw,
        entry=entry,
    )


def _record(kind: str, tender: Tender, by: User, now: datetime, **more: Any) -> None:
    ledger.record(kind, subject=tender.subject, actor=by.pseudonym, at=now, public=False, **more)
