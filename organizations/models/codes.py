"""The closed lists of this room; each is held by a CHECK in the database."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, DateTimeField, Func, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    PROVINCE = "province", pgettext_lazy("level", "Province")
    PREFECTURE = "prefecture", pgettext_lazy("level", "Prefecture")
    COUNTY = "county", pgettext_lazy("level", "County")


class Kind(TextChoices):
    AGENCY = "agency", _("Agency")
    CSO = "cso", _("Civil society organisation")


class LegalForm(TextChoices):
    """One list for both kinds, in the words of the rules' eligibility; hosted and in a network are ties."""

    SOCIAL_ASSOCIATION = "social_association", pgettext_lazy("legal form", "Social association")
    SOCIAL_SERVICE_AGENCY = "social_service_agency", pgettext_lazy("legal form", "Social service agency")
    FOUNDATION = "foundation", pgettext_lazy("legal form", "Foundation")
    ENTERPRISE = "enterprise", pgettext_lazy("legal form", "Company")
    PUBLIC_INSTITUTION = "public_institution", pgettext_lazy("legal form", "Public institution")
    UNREGISTERED = "unregistered", pgettext_lazy("legal form", "Group not registered")
    ADMINISTRATIVE_ORGAN = "administrative_organ", pgettext_lazy("buyer class", "Administrative organ")
    PUBLIC_INSTITUTION_CLASS_1 = (
        "public_institution_class_1",
        pgettext_lazy("buyer class", "Public institution, class 1"),
    )
    PUBLIC_INSTITUTION_CLASS_2 = (
        "public_institution_class_2",
        pgettext_lazy("buyer class", "Public institution, class 2"),
    )
    MASS_ORGANISATION = "mass_organisation", pgettext_lazy("buyer class", "Mass organisation")


# A register of the state already shows these to everyone.
REGISTERED_FORMS = (
    LegalForm.SOCIAL_ASSOCIATION,
    LegalForm.SOCIAL_SERVICE_AGENCY,
    LegalForm.FOUNDATION,
    LegalForm.ENTERPRISE,
    LegalForm.PUBLIC_INSTITUTION,
)
CSO_FORMS = (*REGISTERED_FORMS, LegalForm.UNREGISTERED)
AGENCY_FORMS = (
    LegalForm.ADMINISTRATIVE_ORGAN,
    LegalForm.PUBLIC_INSTITUTION_CLASS_1,
    LegalForm.PUBLIC_INSTITUTION_CLASS_2,
    LegalForm.MASS_ORGANISATION,
)


class Population(TextChoices):
    """Codes and words are those of a call (a test holds the two lists together)."""

    PLWH = "plwh", pgettext_lazy("population", "People living with HIV")
    MSM = "men_who_have_sex_with_men", pgettext_lazy("population", "Men who have sex with men")
    DRUGS = "people_who_use_drugs", pgettext_lazy("population", "People who use drugs")
    SEX_WORKERS = "sex_workers", pgettext_lazy("population", "Sex workers")
    MOBILE = "mobile_population", pgettext_lazy("population", "Migrants and mobile people")
    YOUTH = "youth", pgettext_lazy("population", "Young people")
    WOMEN_AND_CHILDREN = "women_and_children", pgettext_lazy("population", "Women and children")
    GENERAL = "general_population", pgettext_lazy("population", "General population")


class Service(TextChoices):
    """Codes and words are those of a call (a test holds the two lists together)."""

    PREVENTION = "prevention_education", pgettext_lazy("service", "Prevention and education")
    TESTING = "testing", pgettext_lazy("service", "Testing")
    LINKAGE = "linkage_to_care", pgettext_lazy("service", "Linkage to care")
    FOLLOW_UP = "follow_up_support", pgettext_lazy("service", "Follow-up support")
    PSYCHOSOCIAL = "psychosocial", pgettext_lazy("service", "Counselling and peer support")
    STIGMA = "stigma_reduction", pgettext_lazy("service", "Against stigma")
    HARM_REDUCTION = "harm_reduction", pgettext_lazy("service", "Harm reduction")
    TRAINING = "training", pgettext_lazy("service", "Training")
    EVALUATION = "evaluation", pgettext_lazy("service", "Evaluation")


class SizeBand(TextChoices):
    """People who work or volunteer regularly; bands, because exact numbers are not published."""

    UP_TO_5 = "up_to_5", _("Up to 5 people")
    UP_TO_20 = "up_to_20", _("6 to 20 people")
    UP_TO_50 = "up_to_50", _("21 to 50 people")
    OVER_50 = "over_50", _("More than 50 people")


class Role(TextChoices):
    DRAFTER = "drafter", pgettext_lazy("role", "Drafter")
    APPROVER = "approver", pgettext_lazy("role", "Approver")
    HEAD = "head", pgettext_lazy("role", "Head")
    SUPERVISOR = "supervisor", pgettext_lazy("role", "Supervisor")
    WRITER = "writer", pgettext_lazy("role", "Writer of bids")
    LEADER = "leader", pgettext_lazy("role", "Leader of the organisation")
    PRIVACY_REVIEWER = "privacy_reviewer", pgettext_lazy("role", "Privacy reviewer")


OFFICIAL_ROLES = (Role.DRAFTER, Role.APPROVER, Role.HEAD, Role.SUPERVISOR, Role.PRIVACY_REVIEWER)


class TieKind(TextChoices):
    HOST = "host", _("Host")
    NETWORK = "network", _("Network")


class Outcome(TextChoices):
    VERIFIED = "verified", pgettext_lazy("verification", "Verified")
    REFUSED = "refused", pgettext_lazy("verification", "Not verified")
    WITHDRAWN = "withdrawn", pgettext_lazy("verification", "Verification withdrawn")


def one_of(model: str, field: str, values: Iterable[str], *, empty: bool = False) -> CheckConstraint:
    """A CHECK that ``field`` holds one of ``values`` (or nothing, where ``empty``)."""
    allowed = sorted(str(value) for value in values) + ([""] if empty else [])
    return CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"{model}_{field}_known")


def all_of(model: str, field: str, values: Iterable[str]) -> CheckConstraint:
    """A CHECK that every member of the array ``field`` is one of ``values``."""
    allowed = sorted(str(value) for value in values)
    return CheckConstraint(condition=Q(**{f"{field}__contained_by": allowed}), name=f"{model}_{field}_known")


def clock() -> Func:
    """The portal's clock as a column default, so that a row never carries the machine's own time."""
    return Func(function="portal_clock", output_field=DateTimeField())
