"""Agencies that buy and organisations that serve, with what each lets the public see."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from organizations.models.codes import (
    AGENCY_FORMS,
    CSO_FORMS,
    REGISTERED_FORMS,
    Kind,
    LegalForm,
    Level,
    Population,
    Service,
    SizeBand,
    all_of,
    clock,
    one_of,
)
from organizations.models.divisions import Division, PlaceField
from organizations.models.users import User
from portal.ground.formatting import reader_language
from portal.ground.numbers import random_number


def new_number() -> str:
    """A random number, so that gaps do not betray how many groups chose not to be seen."""
    return random_number("O", 7)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self) -> Self:
        """Those everyone may see: agencies, and organisations somebody verified that are on a
        state register or asked for a page of their own. The only definition of *public* there is."""
        shown = Q(legal_form__in=REGISTERED_FORMS) | Q(cso__page_asked_at__isnull=False)
        return self.filter(Q(kind=Kind.AGENCY) | (Q(verified_at__isnull=False) & shown))

    def hosting(self) -> Self:
        """Those everyone may see that say they sign for groups on no register; only a registered one can."""
        return self.public().filter(cso__hosts_groups=True, legal_form__in=REGISTERED_FORMS)

    def agencies(self) -> Self:
        return self.filter(kind=Kind.AGENCY)

    def csos(self) -> Self:
        return self.filter(kind=Kind.CSO)


class Organization(models.Model):
    number = models.CharField(max_length=20, unique=True, default=new_number)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    slug = models.SlugField(max_length=80, unique=True)
    division = PlaceField(Division, models.PROTECT, related_name="organizations")
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    legal_form = models.CharField(max_length=30, choices=LegalForm.choices)
    uscc = models.CharField(max_length=18, blank=True, default="")
    is_example = models.BooleanField(default=False)
    # Officials see an organisation that waits for verification only once it asked to be looked at.
    verification_asked_at = models.DateTimeField(null=True, blank=True)
    # Set by the newest verification, cleared when it is withdrawn.
    verified_at = models.DateTimeField(null=True, blank=True)
    # Consent to be named as the group that does the work under somebody else's contract.
    named_in_awards = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=clock())

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            one_of("organization", "kind", Kind.values),
            one_of("organization", "legal_form", LegalForm.values),
            models.CheckConstraint(
                condition=Q(kind=Kind.AGENCY, legal_form__in=sorted(AGENCY_FORMS))
                | Q(kind=Kind.CSO, legal_form__in=sorted(CSO_FORMS)),
                name="organization_form_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.AGENCY)
                | Q(legal_form=LegalForm.UNREGISTERED, uscc="")
                | (~Q(legal_form=LegalForm.UNREGISTERED) & ~Q(uscc="")),
                name="organization_registered_means_code",
            ),
            models.CheckConstraint(
                condition=Q(uscc="") | Q(uscc__regex=r"^[0-9A-HJ-NP-RTUWXY]{18}$"),
                name="organization_uscc_shape",
            ),
            models.UniqueConstraint(
                fields=["uscc"], condition=~Q(uscc=""), name="organization_uscc_once_where_given"
            ),
        ]
        indexes = [models.Index(fields=["kind", "division", "id"], name="organization_in_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page; Chinese where no English one was given."""
        in_english = reader_language() == "en"
        return self.name_en if in_english and self.name_en else self.name_zh

    @property
    def name_lang(self) -> str:
        """The language ``name`` is written in, for its ``lang`` mark."""
        in_english = reader_language() == "en"
        return "en" if in_english and self.name_en else "zh-CN"

    @property
    def is_registered(self) -> bool:
        return self.legal_form in REGISTERED_FORMS or self.kind == Kind.AGENCY

    @property
    def subject(self) -> str:
        return f"organization:{self.number}"


class Agency(models.Model):
    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="agency")
    level = models.CharField(max_length=10, choices=Level.choices)
    address = models.CharField(max_length=200, blank=True)
    contact_office = models.CharField(max_length=80, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    # A membership with the role of head acts; this is only the name printed on notices.
    head_name = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "agencies"
        constraints = [
            one_of("agency", "level", Level.values),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def buyer_class(self) -> str:
        """What kind of buyer the rules see: an agency's legal form, under the name the rules use."""
        return self.organization.legal_form


class Cso(models.Model):
    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="cso")
    populations = ArrayField(
        models.CharField(max_length=40, choices=Population.choices), default=list, blank=True
    )
    services = ArrayField(models.CharField(max_length=40, choices=Service.choices), default=list, blank=True)
    # Where it works besides its home: whole prefectures, never a place of outreach.
    areas = models.ManyToManyField(Division, related_name="+", blank=True)
    # Whether it signs for groups that are on no register, and how much of the money it keeps at most.
    hosts_groups = models.BooleanField(default=False, db_default=False)
    host_keeps_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    size_band = models.CharField(max_length=10, choices=SizeBand.choices, blank=True, default="")
    founded_on = models.DateField(null=True, blank=True)
    # The named act: a group that is on no register asked, itself, to have a public page.
    page_asked_at = models.DateTimeField(null=True, blank=True)
    page_asked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            all_of("cso", "populations", Population.values),
            all_of("cso", "services", Service.values),
            one_of("cso", "size_band", SizeBand.values, empty=True),
            models.CheckConstraint(
                condition=Q(host_keeps_percent__isnull=True)
                | Q(hosts_groups=True, host_keeps_percent__lte=100),
                name="cso_host_keeps_of_a_hundred",
            ),
            models.CheckConstraint(
                condition=Q(page_asked_at__isnull=True, page_asked_by__isnull=True)
                | Q(page_asked_at__isnull=False, page_asked_by__isnull=False),
                name="cso_page_asked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def service_names(self) -> list[str]:
        return [str(Service(code).label) for code in self.services]

    @property
    def asks_public_page(self) -> bool:
        return self.page_asked_at is not None
