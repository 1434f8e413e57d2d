"""What a correction changes, checked before it is sent and published after it was approved, or by a rule alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement import fields, stated
from procurement.errors import NothingChangedError
from procurement.judgement import calls, law
from procurement.judgement.corrections import DOCUMENTS, REASONS, changes_between
from procurement.models import Amendment, Document, Notice, Tender
from procurement.rules.verdicts import enforce
from procurement.selectors.calls import current_documents, waiting_documents
from procurement.services import duties
from procurement.services.calls import documents, in_step, notices
from procurement.services.calls.tenders import locked


def checked(tender: Tender, offered: Mapping[str, Any], *, now: datetime) -> dict[str, dict[str, Any]]:
    """The changes that ``offered`` makes. Raises NothingChangedError; RuleError for a change that may not be made,
    and when the call, as it would stand, breaks a rule of its own edition."""
    changes = changes_between(tender, offered, corrected_at=now)
    if not changes:
        raise NothingChangedError
    _guard_files(tender, changes)
    with transaction.atomic():
        trial = locked(tender.number)
        _apply(trial, changes)
        verdicts = calls.verdicts_on(trial)
        transaction.set_rollback(True)
    enforce(law.unpassed(tender, verdicts))
    return changes


def _guard_files(tender: Tender, changes: Mapping[str, Any]) -> None:
    """Raises Document.DoesNotExist for a file that neither stands nor waits at ``tender``."""
    named = {row["id"] for row in changes.get(DOCUMENTS, {}).get("after") or ()}
    there = {one.pk for one in (*current_documents(tender), *waiting_documents(tender))}
    if not named <= there:
        raise Document.DoesNotExist


def publish(tender: Tender, amendment: Amendment, by: User, now: datetime) -> Notice:
    """The correction as it reads now: a closing that its weight moves is counted from ``now``, and what follows the
    closing with it. Raises RuleError."""
    asked = {name: change for name, change in amendment.changes.items() if not change.get("follows")}
    offered = {name: stated.typed(name, change["after"]) for name, change in asked.items()}
    amendment.changes = changes_between(tender, offered, corrected_at=now)
    return _correct(tender, amendment.changes, amendment.reason, actor=by.pseudonym, now=now)


def publish_by_rule(tender: Tender, changes: Mapping[str, Any], *, reason_code: str, now: datetime) -> Notice:
    """A correction that a rule itself brings about; no person decides it, so none approves it."""
    return _correct(tender, changes, {"code": reason_code, "zh": "", "en": ""}, actor="", now=now)


def _correct(
    tender: Tender, changes: Mapping[str, Any], reason: Mapping[str, str], *, actor: str, now: datetime
) -> Notice:
    moved = _apply(tender, changes)
    duties.done(tender, "correct_for_calendar", now=now)
    case, verdicts = calls.judged(tender)
    enforce(law.unpassed(tender, verdicts))
    in_step.mend(tender, now=now)
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


def _apply(tender: Tender, changes: Mapping[str, Mapping[str, Any]]) -> bool:
    """Write ``changes`` into ``tender`` as its next version; true when a deadline moved."""
    after = {name: stated.typed(name, change["after"]) for name, change in changes.items()}
    files, tender.reasons = after.pop(DOCUMENTS, None), after.pop(REASONS, tender.reasons)
    columns = stated.write(tender, after)
    moved = bool(fields.DEADLINES & changes.keys())
    tender.terms_version += 1
    tender.deadline_version += moved
    tender.version += 1
    tender.save(update_fields=[*columns, "reasons", "terms_version", "deadline_version", "version"])
    if files is not None:
        documents.exchange(tender, files)
    return moved
