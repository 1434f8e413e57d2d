"""Agencies, and the roles that nobody inside an agency can give; called by commands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.models import Agency, Kind, Membership, Organization, User
from portal.ground import clock, ledger

OFFICE = ("address", "contact_office", "telephone", "email", "head_name")
OWN = ("slug", "division", "division_id", "name_zh", "name_en", "legal_form", "uscc", "is_example")


@transaction.atomic
def create_agency(values: Mapping[str, Any], *, now: datetime) -> Organization:
    """An agency with its office's contact; its level is that of its place unless `level` says otherwise."""
    organization = Organization(
        kind=Kind.AGENCY, created_at=now, **{k: values[k] for k in OWN if k in values}
    )
    organization.save(force_insert=True)
    Agency.objects.create(
        organization=organization,
        level=values.get("level") or organization.division.level,
        **{k: values[k] for k in OFFICE if k in values},
    )
    ledger.record("agency_created", subject=organization.subject, at=now, place=organization.division_id)
    return organization


@transaction.atomic
def grant_role(organization: Organization, user: User, role: str, *, now: datetime) -> Membership:
    """Give any role in an agency, from today on; the same role twice is one."""
    today = clock.legal_date(now)
    held = Membership.objects.on(today).filter(user=user, organization=organization, role=role).first()
    if held:
        return held
    membership = Membership.objects.create(user=user, organization=organization, role=role, from_date=today)
    ledger.record("member_added", subject=organization.subject, at=now, public=False, role=role)
    return membership
