"""Questions with a public clock and a hidden asker."""

from django.db import models
from django.db.models import Q

from procurement.models.constraints import one_of

INQUIRY_STATES = ("waiting", "held", "refused", "shown")
ANSWER_KINDS = ("answer", "out_of_scope", "answered_in")


class Inquiry(models.Model):
    """One question under one tag. Who asked stands in :class:`Asker`, which nothing on the buyer's side reads.

    ``shown_at`` is when the batch opened that showed it; the clock runs from ``arrived_at``. What is held back has no
    ``text``: its words are a :class:`Confidence` until the confidant writes them here, once it may go on."""

    tender = models.ForeignKey("procurement.Tender", models.PROTECT, related_name="inquiries")
    tag = models.CharField(max_length=8)
    state = models.TextField(default="waiting")
    text = models.TextField()
    arrived_at = models.DateTimeField()
    show_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)
    answer_due = models.DateField()
    timely = models.BooleanField()

    class Meta:
        verbose_name_plural = "inquiries"
        ordering = ["arrived_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "tag"], name="inquiry_tag_once"),
            one_of("inquiry", "state", INQUIRY_STATES),
        ]
        indexes = [
            models.Index(fields=["show_at"], condition=Q(state="waiting"), name="inquiry_waiting"),
        ]

    def __str__(self) -> str:
        return self.tag


class Asker(models.Model):
    """The asker's way back to the answer: a code kept only as its hash. No name, no address, no account.

    ``said`` is a keyed digest of the question, by which a repeated form is known for the same or for another."""

    inquiry = models.OneToOneField(Inquiry, models.CASCADE, related_name="asker")
    code_hash = models.CharField(max_length=64, unique=True)
    form_id = models.UUIDField(unique=True)
    said = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.inquiry_id)


class Answer(models.Model):
    """The buyer's public reply. Append-only; a second answer to the same question is an addition to it."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="answers")
    kind = models.TextField(default="answer")
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    same_as = models.ForeignKey(Inquiry, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("organizations.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    working_days = models.PositiveIntegerField()
    on_time = models.BooleanField()
    form_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            one_of("answer", "kind", ANSWER_KINDS),
            models.CheckConstraint(
                condition=Q(kind="answered_in", same_as__isnull=False)
                | ~Q(kind="answered_in") & Q(same_as__isnull=True),
                name="answer_names_the_other_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.kind}"
