"""What was published, in the form of the Open Contracting Data Standard."""

from django.db import models


class Release(models.Model):
    """One release: of a notice, or of a moment between two at which something was said of the call. Written once,
    never changed. Its key only grows, in the order in which releases became visible, so that whoever remembers the
    last one misses none."""

    notice = models.OneToOneField("procurement.Notice", models.PROTECT, null=True, related_name="release")
    ocid = models.TextField()
    tag = models.TextField()
    at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["ocid", "id"], name="release_ocid")]

    def __str__(self) -> str:
        return f"{self.ocid} {self.tag}"
