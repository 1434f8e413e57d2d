"""Passages of public texts that somebody read and answers for, where the guard was in doubt."""

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
