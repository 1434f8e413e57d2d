"""A statutory notice that stands on the official medium with a date that breaks a rule."""

from django.db import models


class InStep(models.Model):
    """One person says where the notice stands, a second one publishes it here in step with its faults, which a
    correction mends. ``faults`` are those that were passed: the rule and the field of each."""

    tender = models.OneToOneField("procurement.Tender", models.PROTECT, related_name="in_step")
    url = models.TextField()
    stands_since = models.DateTimeField()
    asked_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    passed_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    passed_at = models.DateTimeField(null=True, blank=True)
    faults = models.JSONField(default=list)
    mended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(passed_at__isnull=True, passed_by__isnull=True, mended_at__isnull=True)
                | models.Q(passed_at__isnull=False, passed_by__isnull=False)
                & ~models.Q(passed_by=models.F("asked_by")),
                name="in_step_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.tender_id)

    @property
    def passed(self) -> frozenset[tuple[str, str]]:
        """The rule and the field of each fault."""
        return frozenset((one["rule"], one["field"]) for one in self.faults)
