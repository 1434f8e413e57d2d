"""Amendments of a published call: one drafts, another approves, then it is published and everyone concerned is told.

The act is one; what differs is said in rows: here for a call that is open, in ``voids`` for one that was opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import User
from procurement.errors import AnotherWaitsError, MediumNeededError, NotOpenError
from procurement.judgement import repeats
from procurement.judgement.corrections import REASONS, on_medium_of_first, stated_by
from procurement.models import Amendment, Notice, Review, Tender
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.rules.verdicts import enforce
from procurement.services import public_words
from procurement.services.calls import corrections, ends
from procurement.services.calls.tenders import locked


@dataclass(frozen=True)
class Kind:
    """One kind of amendment. ``ready``: whether a call is as it has to be for it, where it asks for more than its
    stage; ``publish``: what the second person's word brings about."""

    ready: Callable[[Tender], bool] | None
    publish: Callable[[Tender, Amendment, User, datetime], Notice]


@dataclass(frozen=True)
class Stage:
    """The amendments of a call at one time of its life. Whoever may draft one may put it away; one of the kinds in
    ``replaces`` that nobody approved in time gives way to a new one."""

    may_draft: Callable[..., bool]
    may_approve: Callable[..., bool]
    replaces: tuple[str, ...]
    kinds: Mapping[str, Kind]


class Said(TypedDict):
    """What is said of any amendment, by whom and when."""

    reason_code: str
    reason_zh: str
    reason_en: NotRequired[str]
    form_id: UUID
    by: User
    now: datetime


OPEN = Stage(
    may_draft=permissions.may_amend,
    may_approve=permissions.may_approve_amendment,
    replaces=(),
    kinds={
        "correction": Kind(ready=None, publish=corrections.publish),
        "termination": Kind(ready=None, publish=ends.terminate),
    },
)


def draft_correction(number: str, *, offered: Mapping[str, Any], **said: Unpack[Said]) -> Amendment:
    """Draft a correction of an open call, whose fields would be as ``offered``, and send it to the second person.

    Raises RuleError for a change that may not be made or a call that would no longer keep its rules,
    PersonalDataError, NothingChangedError, OtherWordsError, and AnotherWaitsError."""
    return draft(number, "correction", OPEN, offered=offered, **said)


def draft_termination(number: str, **said: Unpack[Said]) -> Amendment:
    """Draft the end of an open call without an award (Order 87 art. 29: with its reason, on the same media).

    Raises PersonalDataError, OtherWordsError, AnotherWaitsError."""
    return draft(number, "termination", OPEN, **said)


@transaction.atomic
def draft(
    number: str,
    kind: str,
    stage: Stage,
    *,
    reason_code: str,
    reason_zh: str,
    reason_en: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
    offered: Mapping[str, Any] | None = None,
) -> Amendment:
    """Draft an amendment of ``kind`` and send it to the second person. ``offered``: fields that a correction would
    change.

    Raises NotOpenError where the call is not ready for it, PersonalDataError, OtherWordsError, AnotherWaitsError."""
    tender = locked(number)
    require(stage.may_draft(by, tender, now=now))
    ready = stage.kinds[kind].ready
    if ready and not ready(tender):
        raise NotOpenError
    reasons = {"reason_zh": reason_zh, "reason_en": reason_en}
    own = {"tender": tender, "kind": kind, "drafted_by": by}
    said = {"reason_code": reason_code, **reasons}
    if standing := repeats.standing(Amendment, form_id, own=own, said=said):
        repeats.same_or_refuse(stated_by(tender, standing, offered or {}), offered or {})
        return standing
    waiting = tender.amendments.filter(state="submitted")
    if waiting.exclude(kind__in=stage.replaces).exists():
        raise AnotherWaitsError(tender.number)
    published = {f"reason:{rule}": text for rule, text in (offered or {}).get(REASONS, {}).items()}
    public_words.guard_stated(offered or {}, reasons | published, about=tender.subject)
    changes = {} if offered is None else corrections.checked(tender, offered, now=now)
    waiting.update(state="discarded")
    return Amendment.objects.create(**own, **said, changes=changes, created_at=now, form_id=form_id)


@transaction.atomic
def discard(number: str, *, by: User, now: datetime, stage: Stage = OPEN) -> None:
    """Put the amendment that waits for approval away. Raises Amendment.DoesNotExist."""
    tender = locked(number)
    require(stage.may_draft(by, tender, now=now))
    if not tender.amendments.filter(state="submitted", kind__in=stage.kinds).update(state="discarded"):
        raise Amendment.DoesNotExist


@transaction.atomic
def send_back(number: str, *, comment: str, by: User, now: datetime, stage: Stage = OPEN) -> None:
    """The second person does not approve; the reason stands beside the discarded amendment."""
    amendment = _waiting(locked(number), stage, by, now)
    _say(amendment, "sent_back", by, now, comment=comment)
    amendment.state = "discarded"
    amendment.save(update_fields=["state"])


@transaction.atomic
def approve(number: str, *, by: User, now: datetime, medium_url: str = "", stage: Stage = OPEN) -> Notice:
    """The second person approves and the amendment is published at once.

    A statutory one needs ``medium_url``, its address on the official medium, where it stands first (Order
    101). Raises MediumNeededError without it, RuleError when the dates no longer hold as of now, NotOpenError where
    an extension is no longer lawful."""
    tender = locked(number)
    amendment = _waiting(tender, stage, by, now)
    if tender.regime == "statutory" and not medium_url:
        raise MediumNeededError
    enforce(on_medium_of_first(tender, amendment.kind, medium_url))
    _say(amendment, "approved", by, now)
    tender.official_medium_url = medium_url or tender.official_medium_url
    notice = stage.kinds[amendment.kind].publish(tender, amendment, by, now)
    amendment.state, amendment.approved_by, amendment.notice = "published", by, notice
    amendment.save(update_fields=["state", "approved_by", "notice", "changes"])
    return notice


def _waiting(tender: Tender, stage: Stage, by: User, now: datetime) -> Amendment:
    """What waits for the second person of a locked call. Raises PermissionDenied, also where nothing does any more."""
    waiting = tender.amendments.select_for_update().filter(state="submitted", kind__in=stage.kinds)
    amendment = waiting.first()
    if amendment is None:
        raise PermissionDenied
    require(stage.may_approve(by, amendment, now=now))
    return amendment


def _say(amendment: Amendment, act: str, by: User, now: datetime, comment: str = "") -> None:
    Review.objects.create(
        tender=amendment.tender, amendment=amendment, act=act, comment=comment, by=by, at=now
    )
