"""Who is who: people, places, agencies, organisations, and who may act for whom."""

from organizations.models.codes import (
    Kind,
    LegalForm,
    Level,
    Outcome,
    Population,
    Role,
    Service,
    SizeBand,
    TieKind,
)
from organizations.models.divisions import Division, PlaceField, kept_places
from organizations.models.memberships import Invitation, Membership, Tie, Verification
from organizations.models.organizations import Agency, Cso, Organization
from organizations.models.sign_ins import SignIn
from organizations.models.users import User

__all__ = [
    "Agency",
    "Cso",
    "Division",
    "Invitation",
    "Kind",
    "LegalForm",
    "Level",
    "Membership",
    "Organization",
    "Outcome",
    "PlaceField",
    "Population",
    "Role",
    "Service",
    "SignIn",
    "SizeBand",
    "Tie",
    "TieKind",
    "User",
    "Verification",
    "kept_places",
]
