"""What bidders say of a purchase once it is over, in three taps."""

import uuid

from django.db import models

from procurement.models.constraints import one_of

PULSE_QUESTIONS = ("clear", "covered", "again")
PULSE_ANSWERS = ("yes", "partly", "no")


class Pulse(models.Model):
    """Three answers of one bidder. Append-only. Neither bid nor call, agency or day stands in it, and its key is
    random: nobody learns who gave it, so that nobody has to fear for the next call."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    clear = models.TextField()
    covered = models.TextField()
    again = models.TextField()

    class Meta:
        constraints = [one_of("pulse", name, PULSE_ANSWERS) for name in PULSE_QUESTIONS]
        indexes = [models.Index(fields=["year"], name="pulse_year")]

    def __str__(self) -> str:
        return f"{self.year}"
