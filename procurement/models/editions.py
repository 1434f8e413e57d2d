"""The law as pinned: each tender keeps the rulebook and the calendar it was published under."""

from django.db import models


class RulebookEdition(models.Model):
    """One loaded state of the rulebook, as canonical text. Append-only."""

    edition = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    province = models.CharField(max_length=6)
    rows = models.TextField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.edition


class CalendarEdition(models.Model):
    """One loaded state of the working-day calendar. An import makes a new edition. Append-only."""

    digest = models.CharField(max_length=64, unique=True)
    days = models.TextField()
    announced_through = models.DateField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.announced_through:%Y} {self.digest[:8]}"


class Waiver(models.Model):
    """A supervisor sets one portal rule aside for one tender, for a published reason. Append-only."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="waivers")
    rule = models.TextField()
    reason_zh = models.TextField()
    reason_en = models.TextField(blank=True)
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "rule"], name="waiver_once")]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.rule}"
