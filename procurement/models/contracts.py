"""The signed agreement and its acceptance."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from procurement.models.constraints import one_of

CONTRACT_STATES = ("signed", "completed")
RECORDS = ("contract", "acceptance")
RECORD_STATES = ("submitted", "published", "discarded")
ACCEPTANCE_RESULTS = ("passed", "passed_in_part", "failed")


class Contract(models.Model):
    """A signed contract or grant agreement of one award, in yuan. ``payments`` is the schedule as
    published, ``[{"share", "due_on", "basis"}]``, shares in percent."""

    number = models.CharField(max_length=24, unique=True)
    award = models.OneToOneField("procurement.Award", models.PROTECT, related_name="contract")
    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="contracts")
    # Who signed: the winner, or the registered host of a winner that is on no register.
    signatory = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="contracts")
    state = models.TextField(default="signed")
    value = models.DecimalField(max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    payments = models.JSONField(default=list)
    host_fee_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    summary_zh = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    # The text with state, trade and personal secrets taken out; null where only the form is published.
    document = models.ForeignKey("ledger.Blob", models.PROTECT, null=True, blank=True, related_name="+")
    document_extension = models.CharField(max_length=8, blank=True)
    notice = models.OneToOneField(
        "procurement.Notice", models.PROTECT, null=True, blank=True, related_name="contract"
    )
    signed_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    # What became of it, each recorded once: the first payment, its passing on by a host, the copy for finance.
    first_paid_on = models.DateField(null=True, blank=True)
    first_passed_on = models.DateField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    filed_no = models.CharField(max_length=80, blank=True)
    form_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-signed_on", "-id"]
        constraints = [
            one_of("contract", "state", CONTRACT_STATES),
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="contract_runs_forward"),
        ]
        indexes = [models.Index(fields=["-signed_on", "-id"], name="contract_register")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_hosted(self) -> bool:
        """Whether another signed for those who do the work."""
        return self.signatory_id != self.award.bid.lead_id


class Acceptance(models.Model):
    """验收: what was delivered, judged with service users under codes. Append-only."""

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="acceptance")
    result = models.TextField()
    accepted_on = models.DateField()
    quantity_zh = models.TextField()
    quality_zh = models.TextField()
    # What service users said, under no name; where none took part, why.
    users_zh = models.TextField()
    # Why it was accepted before the service ended; published.
    early_zh = models.TextField(blank=True)
    # Who accepted: posts or names, service users under codes.
    panel_zh = models.TextField(blank=True, default="", db_default="")
    summary_en = models.TextField(blank=True)
    service_users_took_part = models.BooleanField()
    notice = models.OneToOneField("procurement.Notice", models.PROTECT, related_name="acceptance")
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)

    class Meta:
        constraints = [one_of("acceptance", "result", ACCEPTANCE_RESULTS)]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.result}"


class RecordDraft(models.Model):
    """A contract or an acceptance as one person recorded it, until a second one confirms it: nothing of it is
    public before. ``subject`` is the number of the award or of the contract, ``said`` what was entered, days and
    sums as text."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="record_drafts")
    kind = models.TextField()
    subject = models.CharField(max_length=24)
    said = models.JSONField()
    document = models.ForeignKey("ledger.Blob", models.PROTECT, null=True, blank=True, related_name="+")
    document_extension = models.CharField(max_length=8, blank=True)
    state = models.TextField(default="submitted")
    drafted_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            one_of("recorddraft", "kind", RECORDS),
            one_of("recorddraft", "state", RECORD_STATES),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state="submitted"), name="recorddraft_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("drafted_by")),
                name="recorddraft_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind}"
