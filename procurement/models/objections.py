"""Who objects to a result, and what the buyer answers."""

from django.db import models
from django.db.models import Q

from portal.ground.numbers import random_number
from procurement.models.constraints import one_of

OBJECTION_KINDS = ("objection", "challenge")
OBJECTION_OUTCOMES = ("upheld", "upheld_in_part", "rejected", "withdrawn")


def new_objection_number() -> str:
    """Random: gaps tell nobody how many objections there are."""
    return random_number("J", 8)


class Objection(models.Model):
    """异议 (programme) or 质疑 (statutory). While one is undecided nothing that it concerns is signed: of a statutory
    call all; of a programme the award to ``bid`` in ``lot``, all awards of ``lot`` where no bid is named, or all.

    Who objects is known to the buyer only where the law asks for it (statutory); ``code_hash`` is the way
    back to the reply. ``letter`` holds what a 质疑函 must say beyond the points themselves (Order 94 art. 12):
    ``{"requests", "facts", "basis", "contact"}``."""

    number = models.CharField(max_length=16, unique=True, default=new_objection_number)
    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="objections")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, null=True, blank=True, related_name="+")
    bid = models.ForeignKey("procurement.Bid", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.TextField()
    step = models.TextField()
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, blank=True, related_name="objections"
    )
    text = models.TextField()
    letter = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    reply_due = models.DateField()
    code_hash = models.CharField(max_length=64, unique=True)
    form_id = models.UUIDField(unique=True)
    said = models.CharField(max_length=64, blank=True)
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
