"""A tender: one attempt to buy by one procedure."""

from datetime import datetime
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.functional import cached_property

from organizations.models import PlaceField
from portal.ground.province import chosen
from procurement.models.codes import ProcedureCode
from procurement.models.constraints import judged_day, one_of, row_of
from procurement.rules.procedures import RELATIONS, TENDER_STEPS
from procurement.rules.vocabulary import AWARDS_BY, CONTRACT_OBJECTS, INSTRUMENTS, REGIMES, SERVICE_CLASSES

OCID_PREFIX = chosen().ocid_prefix
# Every column that an official types a day or a moment into.
DAYS = ("intention_published_on", "documents_from", "documents_to", "ask_by", "answers_by")
MOMENTS = ("publish_at", "official_medium_published_at", "bids_due", "opens_at")


def closing(path: str = "") -> Case:
    """:attr:`Tender.closes_at` as the database reads it; ``path`` leads to the call."""
    held = Q(**{f"{path}step": "suspended"})
    called_off = Q(**{f"{path}step": "terminated", f"{path}closed_at": None})
    return Case(When(held | called_off, then=None), default=F(f"{path}bids_due"))


class TenderQuerySet(models.QuerySet["Tender"]):
    """Named questions about tenders."""

    def published(self) -> "TenderQuerySet":
        """Those the public may read."""
        return self.filter(published_at__isnull=False)

    def of_buyer(self, organization_id: int) -> "TenderQuerySet":
        return self.filter(buyer_id=organization_id)


class Tender(models.Model):
    """One attempt, from draft to its end. ``terms`` holds the facts that have no column of their own, in
    the shape of :func:`procurement.facts.parse`, and ``texts`` the words around them."""

    number = models.TextField(unique=True)
    project_no = models.TextField(blank=True)
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    relation = models.TextField(blank=True)
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="chain")

    buyer = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="tenders")
    division = PlaceField("organizations.Division", models.PROTECT, related_name="tenders")
    step = models.TextField(default="draft")
    regime = models.TextField(blank=True)
    procedure = models.TextField(blank=True)
    instrument = models.TextField(blank=True)
    object = models.TextField(default="services")
    service_class = models.TextField(blank=True)

    title_zh = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    estimated_value = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    largest_award = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    ceiling_price = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    intention_published_on = models.DateField(null=True, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    official_medium_url = models.TextField(blank=True)
    official_medium_published_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    documents_from = models.DateField(null=True, blank=True)
    documents_to = models.DateField(null=True, blank=True)
    ask_by = models.DateField(null=True, blank=True)
    answers_by = models.DateField(null=True, blank=True)
    bids_due = models.DateTimeField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # When the step after the opening was entered: the award, the signature. Duties count from it.
    entered_at = models.DateTimeField(null=True, blank=True)

    terms = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    # Entries that the portal filled in and nobody changed, by name: "put", or "looked" since their screen was saved.
    ours = models.JSONField(default=dict, db_default={})

    edition = models.ForeignKey("RulebookEdition", models.PROTECT, null=True, blank=True, related_name="+")
    calendar = models.ForeignKey("CalendarEdition", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_id = models.UUIDField(unique=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    deadline_version = models.PositiveIntegerField(default=0)
    terms_version = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    objects = TenderQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("tender", "step", TENDER_STEPS),
            *(judged_day("tender", name) for name in DAYS),
            *(judged_day("tender", name, moment=True) for name in MOMENTS),
            row_of("tender", "procedure", ProcedureCode),
            one_of("tender", "regime", REGIMES, empty=True),
            one_of("tender", "instrument", INSTRUMENTS, empty=True),
            one_of("tender", "object", CONTRACT_OBJECTS),
            one_of("tender", "service_class", SERVICE_CLASSES, empty=True),
            one_of("tender", "relation", RELATIONS, empty=True),
            models.CheckConstraint(
                condition=Q(bids_due__isnull=True)
                | Q(opens_at__isnull=True)
                | Q(bids_due__lte=F("opens_at")),
                name="tender_opens_after_closing",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, relation="") | Q(follows__isnull=False) & ~Q(relation=""),
                name="tender_follows_by_a_relation",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(edition__isnull=False, calendar__isnull=False, bids_due__isnull=False),
                name="tender_published_is_pinned",
            ),
        ]
        indexes = [
            models.Index(fields=["buyer", "step", "id"], name="tender_buyer_step"),
            models.Index(fields=["root", "id"], name="tender_root"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """The ledger's name for this tender."""
        return f"tender:{self.number}"

    @property
    def ocid(self) -> str:
        """The open contracting id: one for each attempt."""
        return f"{OCID_PREFIX}-{self.number}"

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def closes_at(self) -> datetime | None:
        """When applications close or closed. None while closing is on hold, when the published time says only that
        it will not be earlier, and None of a call that was called off before it closed."""
        return None if self.called_off or self.step == "suspended" else self.bids_due

    @property
    def called_off(self) -> bool:
        """Whether it was terminated before applications closed."""
        return self.step == "terminated" and self.closed_at is None

    @cached_property
    def all_lots(self) -> list["Lot"]:
        """In their order; a call that is not divided has one."""
        return list(self.lots.all())

    @property
    def first_lot(self) -> "Lot":
        """Where what is said of the call and kept with its lots is read: every lot has the same."""
        return self.all_lots[0]

    @property
    def is_divided(self) -> bool:
        return len(self.all_lots) > 1


class Lot(models.Model):
    """采购包. What may end in different ways inside one tender; every tender has at least one. What the call says for
    all of them (how many are chosen, for whom, which services, the criteria) every lot has alike; ``value`` and the
    columns ``own_…`` are what it says of one of several, in place of that."""

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="lots")
    position = models.PositiveSmallIntegerField(default=1)
    title_zh = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    where_zh = models.TextField(blank=True, default="", db_default="")
    # The codes of the divisions that those words name.
    places = models.JSONField(default=list, db_default=[])
    # What the call says of the number of awards; :attr:`most_awards` is what holds.
    awards_by = models.TextField(blank=True, default="", db_default="")
    max_awards = models.PositiveIntegerField(null=True, blank=True, default=1)
    smallest_award = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    own_awards = models.PositiveIntegerField(null=True, blank=True)
    own_smallest = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    own_largest = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    min_bidders = models.PositiveSmallIntegerField(default=1)
    status = models.TextField(default="planned")
    populations = models.JSONField(default=list)
    services = models.JSONField(default=list)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "position"], name="lot_position_once"),
            one_of("lot", "awards_by", AWARDS_BY, empty=True),
            models.CheckConstraint(
                condition=Q(smallest_award__isnull=True) | Q(smallest_award__gte=0),
                name="lot_smallest_award_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(own_awards__isnull=True) | Q(own_awards__gte=1))
                & (Q(own_smallest__isnull=True) | Q(own_smallest__gte=0))
                & (Q(own_largest__isnull=True) | Q(own_largest__gte=0)),
                name="lot_own_figures_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.position}"

    @property
    def money(self) -> Decimal | None:
        """What all its awards together may give."""
        return self.tender.estimated_value if self.value is None else self.value

    @property
    def most_awards(self) -> int | None:
        """How many may be awarded; None: as many as the money lasts. A call that does not say awards one."""
        if self.own_awards:
            return self.own_awards
        if self.awards_by == "money":
            return None
        return int(self.max_awards or 1) if self.awards_by == "number" else 1

    @property
    def least_of_one(self) -> Decimal | None:
        """The smallest single award."""
        return self.smallest_award if self.own_smallest is None else self.own_smallest

    @property
    def largest_of_one(self) -> Decimal | None:
        """The largest single award that is stated."""
        return self.tender.largest_award if self.own_largest is None else self.own_largest


class Criterion(models.Model):
    """One thing bids are scored on; the weights of a lot sum to 100 when its call is published."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    weight = models.DecimalField(max_digits=5, decimal_places=2, validators=[MinValueValidator(0)])
    text_zh = models.TextField()
    text_en = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "criteria"
        constraints = [models.UniqueConstraint(fields=["lot", "position"], name="criterion_position_once")]

    def __str__(self) -> str:
        return self.text_zh


class DocumentQuerySet(models.QuerySet["Document"]):
    """Named questions about files of calls."""

    def standing(self) -> "DocumentQuerySet":
        """Those of a call as it stands."""
        return self.filter(withdrawn_in__isnull=True, waits=False)

    def waiting(self) -> "DocumentQuerySet":
        """Those that a correction is to bring."""
        return self.filter(withdrawn_in__isnull=True, waits=True)

    def replaced(self) -> "DocumentQuerySet":
        """Those that a notice published and a correction took off. The first notice is version 1: what was taken off a
        draft nobody has read."""
        return self.filter(withdrawn_in__gt=1, waits=False)


class Document(models.Model):
    """A file of the call. Rows are added, never replaced; what a notice published stays downloadable. ``words`` is what
    the rules read of it, null where the portal has not read it. ``waits``: it was added to a published call, and no
    correction has published it."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="documents")
    terms_version = models.PositiveIntegerField()
    title = models.TextField()
    blob = models.ForeignKey("ledger.Blob", models.PROTECT, related_name="+")
    extension = models.CharField(max_length=8)
    words = models.TextField(null=True)
    added_at = models.DateTimeField()
    withdrawn_in = models.PositiveIntegerField(null=True, blank=True)
    waits = models.BooleanField(default=False, db_default=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
