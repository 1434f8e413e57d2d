"""A statutory notice that stands on the official medium with a date that breaks a rule is published here in step: the
public finds it in both places or is misled. One says where it stands, a second person publishes it; the fault is
recorded, counted in public and corrected."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors import NotOpenError
from procurement.judgement import law
from procurement.judgement.calls import date_faults, judged, standing_faults
from procurement.models import InStep, Tender
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.rules.verdicts import Verdict, enforce
from procurement.services import duties
from procurement.services.calls import notices
from procurement.services.calls.tenders import locked


@transaction.atomic
def ask(number: str, *, url: str, stands_since: datetime, by: User, now: datetime) -> InStep:
    """Say where the notice of an approved call stands, for a second person to publish it here with its faults. Said
    again, it stands as said last.

    Raises RuleError where anything but a date stops it, NotOpenError where nothing does."""
    tender = locked(number)
    require(permissions.may_record_medium(by, tender, now=now))
    faults = _faults(tender, url, stands_since, now)
    said = {
        "url": url,
        "stands_since": stands_since,
        "asked_by": by,
        "asked_at": now,
        "faults": _plain(faults),
    }
    asked, _new = InStep.objects.update_or_create(tender=tender, defaults=said)
    ledger.record("in_step_asked", subject=tender.subject, actor=by.pseudonym, at=now, public=False)
    return asked


@transaction.atomic
def publish(number: str, *, by: User, now: datetime) -> Tender:
    """The second person publishes it with its faults. Raises RuleError where anything but a date stops it by now,
    NotOpenError where nothing does."""
    tender = locked(number)
    asked = InStep.objects.select_for_update().filter(tender=tender, passed_at=None).first()
    if asked is None:
        raise PermissionDenied
    require(permissions.may_publish_in_step(by, asked, now=now))
    faults = _faults(tender, asked.url, asked.stands_since, now)
    asked.passed_by, asked.passed_at, asked.faults = by, now, _plain(faults)
    asked.save(update_fields=["passed_by", "passed_at", "faults"])
    tender.save(update_fields=["official_medium_url", "official_medium_published_at"])
    ledger.record("official_medium_recorded", subject=tender.subject, actor=by.pseudonym, at=now)
    notices.publish_tender(tender, legal_at=asked.stands_since, now=now, passed=asked.faults)
    ledger.record(
        "date_fault_recorded", subject=tender.subject, actor=by.pseudonym, at=now, faults=asked.faults
    )
    return tender


def mend(tender: Tender, *, now: datetime) -> None:
    """A correction was applied: where no fault that was passed stands any more, it is mended and nothing is owed."""
    if law.passed_of(tender) and not standing_faults(tender):
        InStep.objects.filter(tender=tender).update(mended_at=now)
        duties.done(tender, "correct_date_fault", now=now)


def _faults(tender: Tender, url: str, stands_since: datetime, now: datetime) -> list[Verdict]:
    """The dates that break a rule, with the notice standing there since then. Raises RuleError, NotOpenError."""
    tender.official_medium_url, tender.official_medium_published_at = url, stands_since
    verdicts = judged(tender, published_at=now)[1]
    faults = date_faults(verdicts)
    if not faults:
        enforce(verdicts)
        raise NotOpenError(tender.number)
    return faults


def _plain(faults: list[Verdict]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "field": one.field, "code": one.code} for one in faults]
