"""An organisation enters itself, corrects what it said, and decides whether the public sees it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.models import Cso, Division, Kind, LegalForm, Membership, Organization, Role, User
from organizations.services.names import guard_names
from portal.ground import clock, ledger

ABOUT = ("populations", "services", "size_band", "founded_on", "hosts_groups", "host_keeps_percent")
OWN = ("division", "name_zh", "name_en", "legal_form", "uscc", "named_in_awards")


@transaction.atomic
def create_cso(
    values: Mapping[str, Any], *, areas: Sequence[str] = (), by: User, now: datetime
) -> Organization:
    """A new organisation; who enters it leads it. Raises IntegrityError for a code already here,
    NameReachesError, NameInDoubtError without ``name_read``."""
    read = guard_names(values)
    organization = Organization(kind=Kind.CSO, created_at=now, **{k: values[k] for k in OWN if k in values})
    organization.slug = organization.number.lower()
    organization.save(force_insert=True)
    cso = Cso.objects.create(organization=organization, **{k: values[k] for k in ABOUT if k in values})
    cso.areas.set(Division.objects.filter(pk__in=areas))
    Membership.objects.create(
        user=by, organization=organization, role=Role.LEADER, from_date=clock.legal_date(now)
    )
    _record(
        "organization_created",
        organization,
        by=by,
        now=now,
        legal_form=organization.legal_form,
        **_answered(read),
    )
    return organization


@transaction.atomic
def change_profile(
    organization: Organization,
    values: Mapping[str, Any],
    *,
    areas: Sequence[str] | None = None,
    by: User,
    now: datetime,
) -> Organization:
    """Correct the profile. A change of name, form, code or place has to be verified anew.

    Raises NameReachesError, NameInDoubtError for a new name without ``name_read``."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    read = guard_names(values, locked)
    looked_at = ("division_id", "name_zh", "name_en", "legal_form", "uscc")
    before = [getattr(locked, name) for name in looked_at]
    for name in OWN:
        if name in values:
            setattr(locked, name, values[name])
    changed = before != [getattr(locked, name) for name in looked_at]
    if changed:
        locked.verified_at = None
    locked.save(update_fields=[*OWN, "verified_at"])
    Cso.objects.filter(organization=locked).update(**{k: values[k] for k in ABOUT if k in values})
    if areas is not None:
        locked.cso.areas.set(Division.objects.filter(pk__in=areas))
    _record("organization_changed", locked, by=by, now=now, verify_again=changed, **_answered(read))
    return locked


@transaction.atomic
def ask_public_page(organization: Organization, *, by: User, now: datetime) -> None:
    """The named act by which a group on no register shows itself. Safe to repeat."""
    Cso.objects.filter(organization=organization, page_asked_at__isnull=True).update(
        page_asked_at=now, page_asked_by=by
    )
    _record("public_page_asked", organization, by=by, now=now)


@transaction.atomic
def withdraw_public_page(organization: Organization, *, by: User, now: datetime) -> None:
    """The page is gone at once. Safe to repeat."""
    Cso.objects.filter(organization=organization).update(page_asked_at=None, page_asked_by=None)
    _record("public_page_withdrawn", organization, by=by, now=now)


@transaction.atomic
def ask_verification(organization: Organization, *, by: User, now: datetime) -> None:
    """From here on the officials of the place see that it waits. Safe to repeat."""
    waiting = Organization.objects.filter(pk=organization.pk, verification_asked_at__isnull=True)
    if waiting.update(verification_asked_at=now):
        _record("verification_asked", organization, by=by, now=now)


def _answered(read: bool) -> dict[str, bool]:
    """That whoever entered a name in doubt said that nobody can be recognised by it."""
    return {"name_read": True} if read else {}


def _record(kind: str, organization: Organization, *, by: User, now: datetime, **payload: Any) -> None:
    """Public only while the organisation is: the record must not betray a group that chose not to be seen."""
    public = Organization.objects.public().filter(pk=organization.pk).exists()
    # A registered one of today may have been unregistered before: its earlier, hidden events stay hidden.
    ledger.record(
        kind, subject=organization.subject, actor=by.pseudonym, at=now,
        public=public and organization.legal_form != LegalForm.UNREGISTERED, **payload,
    )  # fmt: skip
