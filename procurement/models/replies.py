"""The right of reply: what an agency or a provider says in public about its own figures or one of its calls."""

from django.db import models
from django.db.models import Q


class ReplyQuerySet(models.QuerySet["Reply"]):
    def public(self) -> "ReplyQuerySet":
        """What everybody reads, withdrawn ones included: they stay as such."""
        return self.filter(published_at__isnull=False)


class Reply(models.Model):
    """One reply, about a call or (without one) about the figures. It is never changed, only withdrawn."""

    organization = models.ForeignKey("organizations.Organization", models.PROTECT, related_name="replies")
    tender = models.ForeignKey(
        "procurement.Tender", models.PROTECT, null=True, blank=True, related_name="replies"
    )
    text_zh = models.TextField()
    text_en = models.TextField(blank=True)
    form_id = models.UUIDField(unique=True)
    drafted_by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    published_by = models.ForeignKey(
        "organizations.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="reply_published_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-drafted_at"], name="reply_of_organization"),
            models.Index(fields=["tender"], name="reply_about_call", condition=Q(tender__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}/{self.pk}"

    @property
    def subject(self) -> str:
        """The ledger's name for it."""
        return f"reply:{self.pk}"
