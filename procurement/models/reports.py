"""What people tell the province: a call that is not published here, or anything in confidence."""

from django.db import models
from django.db.models import Q

from organizations.models import PlaceField
from portal.ground.numbers import random_number
from procurement.models.constraints import one_of

REPORT_KINDS = ("missing", "confidential")
# Not looked at, or ``asked``, which waits for the agency and may still become any other.
OPEN_OUTCOMES = ("", "asked")
REPORT_OUTCOMES = ("posted", "asked", "not_ours", "not_found", "answered")


def new_report_number() -> str:
    """Random: gaps tell nobody how many reports there are."""
    return random_number("M", 8)


class Report(models.Model):
    """One report to the province. Who sends it nobody learns; ``code_hash`` is the way back to the reply.

    Of kind ``missing`` the public reads what is not published here, where it was seen and what the province found;
    the words and the reply of kind ``confidential`` are read by supervisors and by whoever holds the code. Those, and
    words in which the guard finds a person, are a :class:`Confidence`, and the columns of words stay empty."""

    number = models.CharField(max_length=16, unique=True, default=new_report_number)
    kind = models.TextField()
    agency = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    division = PlaceField("organizations.Division", models.PROTECT, null=True, blank=True, related_name="+")  # type: ignore[misc]
    text = models.TextField()
    seen_at = models.TextField(blank=True)
    seen_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    reply_due = models.DateField()
    code_hash = models.CharField(max_length=64, unique=True)
    form_id = models.UUIDField(unique=True)
    said = models.CharField(max_length=64, blank=True)
    outcome = models.TextField(blank=True)
    tender = models.ForeignKey(
        "procurement.Tender", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    reply_zh = models.TextField(blank=True)
    reply_en = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            one_of("report", "kind", REPORT_KINDS),
            one_of("report", "outcome", REPORT_OUTCOMES, empty=True),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | ~Q(outcome="") & Q(decided_at__isnull=False),
                name="report_decided_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(outcome="posted", tender__isnull=False)
                | ~Q(outcome="posted") & Q(tender__isnull=True),
                name="report_posted_as_a_call",
            ),
            models.CheckConstraint(
                condition=Q(kind="missing") & ~Q(outcome="answered")
                | Q(kind="confidential", outcome__in=("", "answered")),
                name="report_outcome_of_its_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], condition=Q(kind="missing"), name="report_public"),
            models.Index(fields=["reply_due"], condition=Q(outcome__in=OPEN_OUTCOMES), name="report_waiting"),
            models.Index(fields=["agency", "outcome"], name="report_of_agency"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether the province still has something to say to it."""
        return self.outcome in OPEN_OUTCOMES

    @property
    def subject(self) -> str:
        """The ledger's name for it."""
        return f"report:{self.number}"
