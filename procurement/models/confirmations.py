"""What the province's finance office says of rows of the rulebook: by which document a figure stands."""

from django.db import models

from procurement.models.constraints import one_of

WORDS = ("confirmed", "declined")


class RuleConfirmation(models.Model):
    """One person's proposal that the document confirms the row ``rule`` as it read then: ``text`` is the digest of the
    row. It counts once a second person said so. Append-only."""

    rule = models.TextField()
    text = models.CharField(max_length=64)
    document_no = models.TextField()
    document_on = models.DateField()
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["rule"], name="rule_confirmation_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.document_no}"


class RuleConfirmationWord(models.Model):
    """The second person's word on a proposal. Append-only."""

    confirmation = models.OneToOneField(RuleConfirmation, models.PROTECT, related_name="word")
    act = models.TextField()
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [one_of("rule_confirmation_word", "act", WORDS)]

    def __str__(self) -> str:
        return f"{self.confirmation_id} {self.act}"
