"""The one list of the future: what an official or the portal itself must do, and by when."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from procurement.models.inquiries import Inquiry


class DutyQuerySet(models.QuerySet["Duty"]):
    """Named questions about duties."""

    def open(self) -> "DutyQuerySet":
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)

    def due(self, now: datetime) -> "DutyQuerySet":
        return self.open().filter(due_at__lte=now)

    def told(self) -> "DutyQuerySet":
        """Without those about a question that is not shown: only the privacy reviewer may know that it is there."""
        hidden = Inquiry.objects.filter(tender=OuterRef("tender"), tag=OuterRef("subject")).exclude(
            state="shown"
        )
        return self.exclude(Exists(hidden))

    def of_portal(self) -> "DutyQuerySet":
        return self.filter(holder="portal")


class Duty(models.Model):
    """``subject`` names what it is about beyond the tender (an inquiry's tag, say) or is empty."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="duties")
    lot = models.ForeignKey("procurement.Lot", models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.TextField(blank=True)
    kind = models.TextField()
    holder = models.TextField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    rule = models.TextField(blank=True)
    planned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "subject", "kind", "version"], name="duty_planned_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="duty_open_due",
            ),
            models.Index(
                fields=["tender"],
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
                name="duty_open_tender",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.kind} {self.subject}"
