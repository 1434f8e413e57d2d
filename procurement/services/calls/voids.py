"""When an opening found too few bids: void and called again, or extended once. One drafts, another approves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement import stated
from procurement.errors import AnotherWaitsError, MediumNeededError, NotOpenError
from procurement.judgement import corrections, law, repeats
from procurement.judgement.openings import extended_closing, may_be_extended
from procurement.models import Amendment, Lot, Notice, Review, Tender
from procurement.permissions import calls as permissions
from procurement.permissions import openings as may
from procurement.permissions import require
from procurement.rules.procedures import move
from procurement.selectors.openings import opening_of
from procurement.services import duties, public_words
from procurement.services.calls import amendments, notices, tenders
from procurement.services.calls.tenders import locked

KINDS = ("void", "extension")


@transaction.atomic
def declare_void(
    number: str,
    *,
    reason_code: str,
    reason_zh: str,
    reason_en: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> Amendment:
    """Draft that the call is void (Law art. 36, 37) and send it to the second person.

    Raises PersonalDataError, OtherWordsError, AnotherWaitsError."""
    tender = locked(number)
    require(may.may_end_opened(by, tender, now=now))
    return _draft(tender, "void", reason_code, reason_zh, reason_en, form_id, by, now)


@transaction.atomic
def extend(
    number: str, *, reason_zh: str, reason_en: str = "", form_id: UUID, by: User, now: datetime
) -> Amendment:
    """Draft the one extension of a programme call that nobody answered.

    Raises NotOpenError where somebody did, where it was extended before, and in the statutory regime,
    OtherWordsError, AnotherWaitsError."""
    tender = locked(number)
    require(may.may_end_opened(by, tender, now=now))
    if not may_be_extended(tender):
        raise NotOpenError
    return _draft(tender, "extension", "nobody_applied", reason_zh, reason_en, form_id, by, now)


def _draft(
    tender: Tender, kind: str, code: str, zh: str, en: str, form_id: UUID, by: User, now: datetime
) -> Amendment:
    said = {"reason_code": code, "reason_zh": zh, "reason_en": en}
    own = {"tender": tender, "kind": kind, "drafted_by": by}
    if standing := repeats.standing(Amendment, form_id, own=own, said=said):
        return standing
    if tender.amendments.filter(state="submitted", kind__in=KINDS).exists():
        raise AnotherWaitsError(tender.number)
    public_words.guard({"reason_zh": zh, "reason_en": en}, about=tender.subject)
    # A correction that nobody approved before the closing can be published no more.
    tender.amendments.filter(state="submitted").exclude(kind__in=KINDS).update(state="discarded")
    return Amendment.objects.create(**own, **said, created_at=now, form_id=form_id)


@transaction.atomic
def take_back(number: str, *, by: User, now: datetime) -> None:
    """Put the draft that waits away; whoever may draft one may. Raises Amendment.DoesNotExist."""
    tender = locked(number)
    require(may.may_end_opened(by, tender, now=now))
    if not tender.amendments.filter(state="submitted", kind__in=KINDS).update(state="discarded"):
        raise Amendment.DoesNotExist


@transaction.atomic
def send_back(number: str, *, comment: str, by: User, now: datetime) -> None:
    """The second person does not agree; the words stand beside the discarded draft."""
    amendment = _waiting(locked(number), by, now)
    Review.objects.create(
        tender=amendment.tender, amendment=amendment, act="sent_back", comment=comment, by=by, at=now
    )
    amendment.state = "discarded"
    amendment.save(update_fields=["state"])


@transaction.atomic
def approve(number: str, *, by: User, now: datetime, medium_url: str = "") -> Notice:
    """The second person approves: the void notice, or the correction with the later closing, is published.

    Raises MediumNeededError for a statutory one without ``medium_url``, NotOpenError where an extension is
    no longer lawful."""
    tender = locked(number)
    amendment = _waiting(tender, by, now)
    if tender.regime == "statutory" and not medium_url:
        raise MediumNeededError
    Review.objects.create(tender=tender, amendment=amendment, act="approved", by=by, at=now)
    tender.official_medium_url = medium_url or tender.official_medium_url
    publish = _publish_void if amendment.kind == "void" else _publish_extension
    notice = publish(tender, amendment, by, now)
    amendment.state, amendment.approved_by, amendment.notice = "published", by, notice
    amendment.save(update_fields=["state", "approved_by", "notice", "changes"])
    return notice


def _waiting(tender: Tender, by: User, now: datetime) -> Amendment:
    amendment = tender.amendments.select_for_update().filter(state="submitted", kind__in=KINDS).first()
    if amendment is None:
        raise PermissionDenied
    require(permissions.may_approve_amendment(by, amendment, now=now))
    require(may.may_end_opened(by, tender, now=now))
    return amendment


def _publish_void(tender: Tender, amendment: Amendment, by: User, now: datetime) -> Notice:
    tender.step = move(tender.step, "declare_void", regime=tender.regime)
    tender.terms_version += 1
    tender.version += 1
    tender.save(update_fields=["step", "terms_version", "version", "official_medium_url"])
    Lot.objects.filter(tender=tender).exclude(status="terminated").update(status="void")
    opening = opening_of(tender)
    found = {"bids": opening.bids, "least": opening.least} if opening else {}
    notice = notices.add_notice(
        tender, kind="void", legal_at=now, now=now, extra={"reason": _reason(amendment), "opening": found}
    )
    duties.done(tender, "decide_void", now=now)
    notices.after_notice(tender, notice, law.case_of(tender), actor=by.pseudonym, now=now)
    ledger.letters.cancel(subject=tender.subject, before_version=tender.deadline_version + 1)
    return notice


def _reason(amendment: Amendment) -> dict[str, str]:
    return {"code": amendment.reason_code, "zh": amendment.reason_zh, "en": amendment.reason_en}


def _publish_extension(tender: Tender, amendment: Amendment, by: User, now: datetime) -> Notice:
    changes = _later(tender, now)
    duties.done(tender, "decide_void", now=now)
    tender.step = move(tender.step, "extend", regime=tender.regime)
    tender.closed_at = None
    tender.save(update_fields=["step", "closed_at"])
    amendment.changes = changes
    notice = amendments.publish_by_rule(tender, changes, reason_code=amendment.reason_code, now=now)
    ledger.record(
        "extended", subject=tender.subject, actor=by.pseudonym, at=now, notice=notice.seq,
        deadline_version=tender.deadline_version,
    )  # fmt: skip
    return notice


def _later(tender: Tender, now: datetime) -> dict[str, dict[str, Any]]:
    """The new closing and what follows it, as changes of a correction. Raises NotOpenError."""
    closes = extended_closing(tender, now=now)
    if closes is None:
        raise NotOpenError
    after: dict[str, Any] = {"bids_due": closes}
    after |= corrections.following(tender, after)
    return {
        name: {
            "before": stated.plain(getattr(tender, name)),
            "after": stated.plain(moment),
            "weight": "informative",
        }
        for name, moment in after.items()
    }


@transaction.atomic
def re_tender(number: str, *, form_id: UUID, by: User, now: datetime) -> Tender:
    """Begin the call that follows a void one: a draft with everything but dates and numbers, linked to it.

    A second press, also by a colleague, gives the draft that stands."""
    tender = locked(number)
    require(may.may_call_again(by, tender, now=now) and permissions.may_draft(by, tender.buyer, now=now))
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
