"""What was published, as it was published."""

from django.db import models

from procurement.models.codes import KindCode
from procurement.models.constraints import one_of, row_of

AMENDMENT_KINDS = ("correction", "termination", "extension", "void")
AMENDMENT_STATES = ("submitted", "published", "discarded")
REVIEW_ACTS = ("approved", "sent_back")


class Notice(models.Model):
    """One published notice. Append-only: ``body`` is canonical JSON and ``digest`` the root over its parts."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="notices")
    seq = models.PositiveIntegerField()
    kind = models.TextField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    terms_version = models.PositiveIntegerField()
    deadline_version = models.PositiveIntegerField()
    schema_version = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    legal_at = models.DateTimeField()
    published_at = models.DateTimeField()
    medium_url = models.TextField(blank=True)
    # Read from ``body`` by the database, which refuses a notice that closes or opens a call earlier.
    closes_at = models.DateTimeField(null=True, editable=False)
    opens_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "seq"], name="notice_seq_once"),
            row_of("notice", "kind", KindCode),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.seq}"


class Amendment(models.Model):
    """A correction, an extension, a termination or a void call on its way: one drafts, another approves, then it
    becomes a notice."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="amendments")
    kind = models.TextField()
    state = models.TextField(default="submitted")
    changes = models.JSONField(default=dict)
    reason_code = models.TextField()
    reason_zh = models.TextField()
    reason_en = models.TextField(blank=True)
    drafted_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, blank=True, related_name="amendment")
    form_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            one_of("amendment", "kind", AMENDMENT_KINDS),
            one_of("amendment", "state", AMENDMENT_STATES),
            models.UniqueConstraint(
                fields=["tender"],
                condition=models.Q(state="submitted"),
                name="amendment_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.kind}"

    @property
    def reason(self) -> dict[str, str]:
        """As a notice keeps it."""
        return {"code": self.reason_code, "zh": self.reason_zh, "en": self.reason_en}


class Review(models.Model):
    """What the second person said of a draft or an amendment. Append-only."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="reviews")
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, blank=True, related_name="reviews")
    act = models.TextField()
    comment = models.TextField(blank=True)
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [one_of("review", "act", REVIEW_ACTS)]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.act}"
