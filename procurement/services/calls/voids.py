"""When an opening found too few bids: void and called again, or extended once. One drafts, another approves."""

from datetime import datetime
from functools import partial
from typing import Unpack
from uuid import UUID

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from portal.ground.clock import legal_date
from procurement.errors import NotOpenError
from procurement.judgement.corrections import moved_by_rule
from procurement.judgement.openings import extended_closing, may_be_extended
from procurement.models import Amendment, Notice, Tender
from procurement.permissions import openings as permissions
from procurement.permissions import require
from procurement.permissions.calls import may_draft
from procurement.rules.procedures import move
from procurement.services import duties
from procurement.services.calls import amendments, corrections, ends, tenders
from procurement.services.calls.amendments import Kind, Said, Stage
from procurement.services.calls.tenders import locked


def _extend(tender: Tender, amendment: Amendment, by: User, now: datetime) -> Notice:
    """The correction with the later closing. Raises NotOpenError where it is no longer lawful."""
    closes = extended_closing(tender, now=now)
    if closes is None:
        raise NotOpenError
    amendment.changes = moved_by_rule(tender, {"bids_due": closes}, asking_from=legal_date(now))
    duties.done(tender, "decide_void", now=now)
    tender.step = move(tender.step, "extend", regime=tender.regime)
    tender.closed_at = None
    tender.save(update_fields=["step", "closed_at"])
    notice = corrections.publish_by_rule(
        tender, amendment.changes, reason_code=amendment.reason_code, now=now
    )
    ledger.record(
        "extended", subject=tender.subject, actor=by.pseudonym, at=now, notice=notice.seq,
        deadline_version=tender.deadline_version,
    )  # fmt: skip
    return notice


OPENED = Stage(
    may_draft=permissions.may_end_opened,
    may_approve=permissions.may_approve_end,
    # What nobody approved before the closing can be published no more.
    replaces=tuple(amendments.OPEN.kinds),
    kinds={
        "void": Kind(ready=None, publish=ends.declare_void),
        "extension": Kind(ready=may_be_extended, publish=_extend),
    },
)


def declare_void(number: str, **said: Unpack[Said]) -> Amendment:
    """Draft that the call is void (Law art. 36, 37) and send it to the second person.

    Raises PersonalDataError, OtherWordsError, AnotherWaitsError."""
    return amendments.draft(number, "void", OPENED, **said)


def extend(
    number: str, *, reason_zh: str, reason_en: str = "", form_id: UUID, by: User, now: datetime
) -> Amendment:
    """Draft the one extension of a programme call that nobody answered.

    Raises NotOpenError where somebody did, where it was extended before, and in the statutory regime,
    PersonalDataError, OtherWordsError, AnotherWaitsError."""
    return amendments.draft(
        number, "extension", OPENED, reason_code="nobody_applied", reason_zh=reason_zh, reason_en=reason_en,
        form_id=form_id, by=by, now=now,
    )  # fmt: skip


# The same acts, on what waits at an opened call.
take_back = partial(amendments.discard, stage=OPENED)
send_back = partial(amendments.send_back, stage=OPENED)
approve = partial(amendments.approve, stage=OPENED)


@transaction.atomic
def re_tender(number: str, *, form_id: UUID, by: User, now: datetime) -> Tender:
    """Begin the call that follows a void one: a draft with everything but dates and numbers, linked to it.

    A second press, also by a colleague, gives the draft that stands."""
    tender = locked(number)
    require(permissions.may_call_again(by, tender, now=now) and may_draft(by, tender.buyer, now=now))
    standing = tender.followed_by.filter(relation="re_tender").exclude(step="discarded").first()
    if standing:
        return standing
    draft = tenders.copy_tender(number, form_id=form_id, by=by, now=now)
    draft.follows, draft.relation = tender, "re_tender"
    draft.root_id = tender.root_id or tender.pk
    draft.save(update_fields=["follows", "relation", "root"])
    ledger.record(
        "called_again", subject=tender.subject, actor=by.pseudonym, at=now, public=False, draft=draft.number
    )
    return draft
