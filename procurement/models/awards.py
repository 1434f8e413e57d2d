"""Who won and why, what each bidder learns, and who objects."""

from django.db import models
from django.db.models import Q

from portal.numbers import random_number
from procurement.models.constraints import one_of

OUTCOMES = ("won", "reserve", "lost", "invalid")
OBJECTION_KINDS = ("objection", "challenge")
OBJECTION_OUTCOMES = ("upheld", "upheld_in_part", "rejected", "withdrawn")


def new_objection_number() -> str:
    """Random: gaps tell nobody how many objections there are."""
    return random_number("J", 8)


class Award(models.Model):
    """中标、成交: one winner of one lot, in yuan. Append-only but for its end, which is set once."""

    number = models.CharField(max_length=24, unique=True)
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="awards")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="awards")
    offer = models.ForeignKey("procurement.OpenedOffer", models.PROTECT, related_name="awards")
    # Whose name stands in public: the party that signs, and the group that does the work if it agreed.
    supplier = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="awards")
    implementer = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    rank = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    reason_zh = models.TextField()
    reason_en = models.TextField(blank=True)
    decided_body = models.CharField(max_length=120)
    decided_on = models.DateField()
    decided_minute = models.CharField(max_length=60)
    approved_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "bid"], condition=Q(revoked_at__isnull=True), name="award_once_per_bid"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="award_value_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number


class AwardDraft(models.Model):
    """The decision on its way: one writes it down, another approves, then list publicity or the award."""

    tender = models.OneToOneField("procurement.Tender", models.PROTECT, related_name="award_draft")
    winners = models.JSONField(default=list)
    reason_zh = models.TextField()
    reason_en = models.TextField(blank=True)
    decided_body = models.CharField(max_length=120)
    decided_on = models.DateField()
    decided_minute = models.CharField(max_length=60)
    drafted_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    form_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.tender_id)


class BidResult(models.Model):
    """What one bidder privately learns: outcome, rank, points per criterion, the weakest. Append-only.

    ``criteria`` are ``[{"criterion", "points", "of"}]``; ``weakest`` the ids of the two lowest by share."""

    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="results")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="results")
    outcome = models.TextField()
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    criteria = models.JSONField(default=list)
    weakest = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("bidresult", "outcome", OUTCOMES),
            models.UniqueConstraint(fields=["bid", "lot"], name="bidresult_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.outcome}"


class Objection(models.Model):
    """异议 (programme) or 质疑 (statutory). While one is undecided nothing of its call is signed.

    Who objects is known to the buyer only where the law asks for it (statutory); ``code_hash`` is the way
    back to the reply."""

    number = models.CharField(max_length=16, unique=True, default=new_objection_number)
    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="objections")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.TextField()
    step = models.TextField()
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="objections"
    )
    text = models.TextField()
    received_at = models.DateTimeField()
    reply_due = models.DateField()
    code_hash = models.CharField(max_length=64, unique=True)
    form_id = models.UUIDField(unique=True)
    outcome = models.TextField(blank=True)
    reply_zh = models.TextField(blank=True)
    reply_en = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            one_of("objection", "kind", OBJECTION_KINDS),
            one_of("objection", "outcome", OBJECTION_OUTCOMES, empty=True),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | ~Q(outcome="") & Q(decided_at__isnull=False),
                name="objection_decided_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["tender"], condition=Q(decided_at__isnull=True), name="objection_open")
        ]

    def __str__(self) -> str:
        return self.number
