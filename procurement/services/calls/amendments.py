"""Corrections and terminations: one drafts, another approves, everyone concerned is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement import fields, stated
from procurement.errors import AnotherWaitsError, MediumNeededError, NothingChangedError
from procurement.judgement import calls, law, repeats
from procurement.judgement.corrections import changes_between
from procurement.models import Amendment, Lot, Notice, Review, Tender
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.rules.procedures import move
from procurement.rules.verdicts import enforce
from procurement.services import duties, public_words
from procurement.services.calls import notices
from procurement.services.calls.tenders import locked

# What this module publishes; an extension and a void call have services of their own.
KINDS = ("correction", "termination")


@transaction.atomic
def draft_correction(
    number: str,
    *,
    offered: Mapping[str, Any],
    reason_code: str,
    reason_zh: str,
    reason_en: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> Amendment:
    """Draft a correction of an open call and send it to the second person.

    Raises RuleError for a change that may not be made or a call that would no longer keep its rules,
    PersonalDataError, NothingChangedError, OtherWordsError, and AnotherWaitsError."""
    tender = locked(number)
    require(permissions.may_amend(by, tender, now=now))
    said = {"reason_code": reason_code, "reason_zh": reason_zh, "reason_en": reason_en}
    own = {"tender": tender, "kind": "correction", "drafted_by": by}
    if standing := repeats.standing(Amendment, form_id, own=own, said=said):
        repeats.same_or_refuse(*_as_offered(tender, standing, offered))
        return standing
    _refuse_while_another_waits(tender)
    public_words.guard(
        {name: str(value) for name, value in offered.items() if name in fields.PUBLIC_WORDS},
        about=tender.subject,
    )
    public_words.guard({"reason_zh": reason_zh, "reason_en": reason_en}, about=tender.subject)
    changes = changes_between(tender, offered, corrected_at=now)
    if not changes:
        raise NothingChangedError
    _check_as_corrected(number, changes)
    return Amendment.objects.create(**own, **said, changes=changes, created_at=now, form_id=form_id)


def _as_offered(
    tender: Tender, standing: Amendment, offered: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a correction and the call say of each field that is offered, and what is offered, to be compared."""
    call = stated.read(tender)
    stands = {
        name: standing.changes[name]["after"] if name in standing.changes else stated.plain(call.get(name))
        for name in offered
    }
    return stands, dict(offered)


def _refuse_while_another_waits(tender: Tender) -> None:
    if tender.amendments.filter(state="submitted").exists():
        raise AnotherWaitsError(tender.number)


def _check_as_corrected(number: str, changes: Mapping[str, Any]) -> None:
    """Raises RuleError when the call, as it would stand, breaks a rule of its own edition."""
    with transaction.atomic():
        trial = locked(number)
        apply_changes(trial, changes)
        verdicts = calls.verdicts_on(trial)
        transaction.set_rollback(True)
    enforce(verdicts)


@transaction.atomic
def draft_termination(
    number: str,
    *,
    reason_code: str,
    reason_zh: str,
    reason_en: str = "",
    form_id: UUID,
    by: User,
    now: datetime,
) -> Amendment:
    """Draft the end of an open call without an award (Order 87 art. 29: with its reason, on the same media).

    Raises PersonalDataError, OtherWordsError, AnotherWaitsError."""
    tender = locked(number)
    require(permissions.may_amend(by, tender, now=now))
    said = {"reason_code": reason_code, "reason_zh": reason_zh, "reason_en": reason_en}
    own = {"tender": tender, "kind": "termination", "drafted_by": by}
    if standing := repeats.standing(Amendment, form_id, own=own, said=said):
        return standing
    _refuse_while_another_waits(tender)
    public_words.guard({"reason_zh": reason_zh, "reason_en": reason_en}, about=tender.subject)
    return Amendment.objects.create(**own, **said, created_at=now, form_id=form_id)


@transaction.atomic
def discard(number: str, *, by: User, now: datetime) -> None:
    """Put the amendment that waits for approval away; whoever may draft one may. Raises Amendment.DoesNotExist."""
    tender = locked(number)
    require(permissions.may_amend(by, tender, now=now))
    if not tender.amendments.filter(state="submitted").update(state="discarded"):
        raise Amendment.DoesNotExist


def _waiting(tender: Tender, by: User, now: datetime) -> Amendment:
    """What waits for the second person of a locked call. Raises PermissionDenied, also where nothing does any more."""
    amendment = tender.amendments.select_for_update().filter(state="submitted", kind__in=KINDS).first()
    if amendment is None:
        raise PermissionDenied
    require(permissions.may_approve_amendment(by, amendment, now=now))
    return amendment


@transaction.atomic
def send_back(number: str, *, comment: str, by: User, now: datetime) -> None:
    """The second person does not approve; the reason stands beside the discarded amendment."""
    tender = locked(number)
    amendment = _waiting(tender, by, now)
    Review.objects.create(tender=tender, amendment=amendment, act="sent_back", comment=comment, by=by, at=now)
    amendment.state = "discarded"
    amendment.save(update_fields=["state"])


@transaction.atomic
def approve(number: str, *, by: User, now: datetime, medium_url: str = "") -> Notice:
    """The second person approves and the amendment is published at once.

    A statutory one needs ``medium_url``, its address on the official medium, where it stands first (Order
    101). Raises MediumNeededError without it, RuleError when the dates no longer hold as of now."""
    tender = locked(number)
    amendment = _waiting(tender, by, now)
    if tender.regime == "statutory" and not medium_url:
        raise MediumNeededError
    Review.objects.create(tender=tender, amendment=amendment, act="approved", by=by, at=now)
    tender.official_medium_url = medium_url or tender.official_medium_url
    publish = _publish_correction if amendment.kind == "correction" else _publish_termination
    notice = publish(tender, amendment, by=by, now=now)
    amendment.state, amendment.approved_by, amendment.notice = "published", by, notice
    amendment.save(update_fields=["state", "approved_by", "notice", "changes"])
    return notice


def _publish_correction(tender: Tender, amendment: Amendment, *, by: User, now: datetime) -> Notice:
    offered = {name: stated.typed(name, change["after"]) for name, change in amendment.changes.items()}
    changes = changes_between(tender, offered, corrected_at=now)
    amendment.changes = changes
    return _correct(tender, changes, _reason(amendment), actor=by.pseudonym, now=now)


def publish_by_rule(tender: Tender, changes: Mapping[str, Any], *, reason_code: str, now: datetime) -> Notice:
    """A correction that a rule itself brings about; no person decides it, so none approves it."""
    return _correct(tender, changes, {"code": reason_code, "zh": "", "en": ""}, actor="", now=now)


def _correct(
    tender: Tender, changes: Mapping[str, Any], reason: Mapping[str, str], *, actor: str, now: datetime
) -> Notice:
    moved = apply_changes(tender, changes)
    duties.done(tender, "correct_for_calendar", now=now)
    case, verdicts = calls.judged(tender)
    enforce(verdicts)
    notice = notices.add_notice(
        tender,
        kind="correction",
        legal_at=now,
        now=now,
        verdicts=verdicts,
        corrects=tender.notices.order_by("seq").first(),
        extra={"changes": changes, "reason": reason},
    )
    notices.after_notice(tender, notice, case, actor=actor, now=now)
    if moved:
        ledger.letters.cancel(subject=tender.subject, before_version=tender.deadline_version)
    return notice


def _reason(amendment: Amendment) -> dict[str, str]:
    return {"code": amendment.reason_code, "zh": amendment.reason_zh, "en": amendment.reason_en}


def apply_changes(tender: Tender, changes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Write ``changes`` into ``tender`` as its next version; true when a deadline moved."""
    columns = stated.write(
        tender, {name: stated.typed(name, change["after"]) for name, change in changes.items()}
    )
    moved = bool(fields.DEADLINES & changes.keys())
    tender.terms_version += 1
    tender.deadline_version += moved
    tender.version += 1
    tender.save(update_fields=[*columns, "terms_version", "deadline_version", "version"])
    return moved


def _publish_termination(tender: Tender, amendment: Amendment, *, by: User, now: datetime) -> Notice:
    tender.step = move(tender.step, "terminate", regime=tender.regime)
    tender.terms_version += 1
    tender.version += 1
    tender.save(update_fields=["step", "terms_version", "version"])
    Lot.objects.filter(tender=tender).update(status="terminated")
    notice = notices.add_notice(
        tender, kind="termination", legal_at=now, now=now, extra={"reason": _reason(amendment)}
    )
    notices.after_notice(tender, notice, law.case_of(tender), actor=by.pseudonym, now=now)
    ledger.letters.cancel(subject=tender.subject, before_version=tender.deadline_version + 1)
    return notice
