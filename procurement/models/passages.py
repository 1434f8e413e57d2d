"""Passages of public texts that somebody read and answers for: where the guard was in doubt, where a rule was."""

from django.db import models


class ReadPassage(models.Model):
    """One tick: no particular person can be recognised by this sentence. ``digest`` is keyed; the words stand in
    the text itself. Append-only."""

    digest = models.CharField(max_length=64, unique=True)
    kind = models.TextField()
    by = models.ForeignKey("organizations.User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"


class ClearedPassage(models.Model):
    """A second person's public word that a passage which the judge of words takes for a demand (``asks``) is harmless.
    It holds for that very wording (``key``) of that call. Append-only."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="cleared_passages")
    key = models.CharField(max_length=64)
    asks = models.TextField()
    words = models.TextField()
    reason = models.TextField()
    role = models.TextField()
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "key", "by"], name="passage_cleared_once")]
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.asks} {self.key[:8]}"
