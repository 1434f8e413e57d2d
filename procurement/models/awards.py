"""Who won and why, what each bidder learns, and what is talked over before signing."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from procurement.models.constraints import one_of
from procurement.rules.awarding import Cut

OUTCOMES = ("won", "lost", "passed_over", "invalid", "void")


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
    # Where the supplier is registered, as a statutory notice must say (Regulation art. 43), and how it is reached.
    supplier_contact = models.CharField(max_length=200, blank=True, default="", db_default="")
    supplier_address = models.CharField(max_length=200, blank=True)
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
        indexes = [
            models.Index(fields=["-at", "-id"], condition=Q(revoked_at__isnull=True), name="award_register")
        ]

    def __str__(self) -> str:
        return self.number


class AwardDraft(models.Model):
    """The decision on its way: one writes it down, another approves, then list publicity or the award.

    ``winners`` are keys of bids (:func:`procurement.rules.awarding.key_of`); ``passed_over`` gives the reason for each
    better ranked bid not chosen; ``cuts`` the ``{"value", "reason"}`` of each that gets less than it asks for;
    ``void_lots`` by position why a lot of several gets no award."""

    tender = models.OneToOneField("procurement.Tender", models.PROTECT, related_name="award_draft")
    winners = models.JSONField(default=list)
    passed_over = models.JSONField(default=dict)
    cuts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    void_lots = models.JSONField(default=dict, db_default={})
    supplier_address = models.CharField(max_length=200, blank=True)
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

    @property
    def cut(self) -> dict[str, Cut]:
        """:attr:`cuts` as the rules read them."""
        return {bid: Cut(Decimal(one["value"]), one["reason"]) for bid, one in self.cuts.items()}

    def value_of(self, bid: str, asked: Decimal) -> Decimal:
        """What ``bid``, which asks for ``asked``, is to get."""
        cut = self.cut.get(bid)
        return asked if cut is None else cut.value


class BidResult(models.Model):
    """What one bidder privately learns: outcome, rank, points per criterion, the weakest. Append-only.

    ``attempt`` counts the decisions that were shown; ``criteria`` are ``[{"criterion", "points", "of"}]``;
    ``weakest`` the ids of the two lowest by share."""

    bid = models.ForeignKey("procurement.Bid", models.PROTECT, related_name="results")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, related_name="results")
    attempt = models.PositiveSmallIntegerField(default=1)
    outcome = models.TextField()
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    criteria = models.JSONField(default=list)
    weakest = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    # How its price was judged, where something was declared for it: ``{"asked", "judged", "share", "claims"}``.
    priced = models.JSONField(default=dict, db_default={})
    # What whoever is chosen gets, in yuan, and why it is less than they asked for.
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    cut_reason = models.TextField(blank=True, default="", db_default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0), name="bidresult_value_not_negative"
            ),
            one_of("bidresult", "outcome", OUTCOMES),
            models.UniqueConstraint(fields=["bid", "lot", "attempt"], name="bidresult_once"),
        ]
        ordering = ["attempt"]

    def __str__(self) -> str:
        return f"{self.bid_id} {self.outcome}"


class PlanTalk(models.Model):
    """The one talk on the plan after an award of a programme: when, and what was changed. Append-only."""

    award = models.OneToOneField(Award, models.PROTECT, related_name="plan_talk")
    held_on = models.DateField()
    changes_zh = models.TextField()
    changes_en = models.TextField(blank=True)
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return str(self.award_id)


class FundingConfirmation(models.Model):
    """Money that was conditional stands now; before that nothing is signed. Append-only, public."""

    tender = models.OneToOneField("procurement.Tender", models.PROTECT, related_name="funding_confirmation")
    document_no = models.CharField(max_length=80)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return self.document_no
