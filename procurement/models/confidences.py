"""Words told in confidence or held back: what of them the database holds, who asked to read them, what came of it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from procurement.models.constraints import one_of
from procurement.models.inquiries import Inquiry
from procurement.models.reports import Report

# One text is read by one person, or a question goes on and everybody reads it.
READING_ACTS = ("read", "release")


class Confidence(models.Model):
    """Words that no process but the confidant can read (docs/adr/0031), and the reply to them.

    ``reader`` is the public half of the key that follows from the code; empty where no code was at hand, as for what
    an earlier version kept in clear. Only ``reply`` is ever written after the words."""

    subject = models.TextField(unique=True)
    inquiry = models.OneToOneField(Inquiry, models.CASCADE, null=True, blank=True, related_name="confidence")
    report = models.OneToOneField(Report, models.CASCADE, null=True, blank=True, related_name="confidence")
    words = models.TextField()
    reply = models.TextField(blank=True)
    reader = models.TextField(blank=True)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(inquiry__isnull=True) ^ Q(report__isnull=True), name="confidence_of_one"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Reading(models.Model):
    """Somebody asks the confidant for one text. Append-only for the web; ``mark`` proves that the web asked, which a
    login of the database alone cannot. ``public`` is a key used once, whose private half only that browser has, and
    ``session`` a keyed digest of the session it belongs to."""

    number = models.UUIDField(unique=True, default=uuid4)
    subject = models.TextField()
    act = models.TextField()
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    session = models.CharField(max_length=64, blank=True)
    public = models.CharField(max_length=64, blank=True)
    mark = models.CharField(max_length=64)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [one_of("reading", "act", READING_ACTS)]
        indexes = [models.Index(fields=["subject", "by", "-asked_at"], name="reading_of_subject")]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"

    @property
    def what(self) -> str:
        """Which text, in figures: a call and a tag, or a report's number."""
        return self.subject.partition(":")[2].replace("/", " · ")


class ReadingAnswer(models.Model):
    """What the confidant answered: the text for that key alone, emptied after minutes, or why not."""

    reading = models.OneToOneField(Reading, models.CASCADE, related_name="answer")
    text = models.TextField(blank=True)
    fault = models.TextField(blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reading_id} {self.fault}"
