"""What happened, what is owed, what was sent: strings only, no tender and no agency."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

HEX32 = r"^[0-9a-f]{64}$"


class Seal(models.Model):
    """One link of the chain: the root over the events of its time. Append-only and gapless."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    previous = models.TextField()
    root = models.TextField()
    # Root over the events that are not public, blinded by a random leaf: says neither what nor how many.
    hidden = models.TextField()
    blind = models.TextField()
    public_events = models.IntegerField()
    digest = models.TextField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="seal_number_from_one"),
            models.CheckConstraint(condition=Q(public_events__gte=0), name="seal_public_events_counted"),
            models.CheckConstraint(
                condition=Q(previous__regex=HEX32)
                & Q(root__regex=HEX32)
                & Q(hidden__regex=HEX32)
                & Q(blind__regex=HEX32)
                & Q(digest__regex=HEX32),
                name="seal_hashes_are_hex",
            ),
            models.UniqueConstraint(fields=["number", "digest"], name="seal_number_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.number}:{self.digest[:16]}"


class Event(models.Model):
    """One act, as it happened. Append-only; the seal is set once."""

    at = models.DateTimeField()
    kind = models.TextField()
    subject = models.TextField()
    thread = models.TextField(blank=True, default="")
    actor = models.TextField(blank=True, default="")
    public = models.BooleanField()
    payload = models.TextField()
    salt = models.TextField()
    digest = models.TextField()
    seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="events", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z][a-z0-9_]*$"), name="event_kind_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(subject__regex=r"^[a-z_]+:[!-~]+$"), name="event_subject_is_an_address"
            ),
            models.CheckConstraint(condition=Q(salt__regex=HEX32), name="event_salt_is_hex"),
            models.CheckConstraint(condition=Q(digest__regex=HEX32), name="event_digest_is_hex"),
        ]
        indexes = [
            models.Index(fields=["subject", "id"], name="event_subject"),
            models.Index(fields=["thread", "id"], name="event_thread", condition=~Q(thread="")),
            models.Index(fields=["id"], name="event_unsealed", condition=Q(seal__isnull=True)),
            models.Index(
                fields=["id"], name="event_unsealed_public", condition=Q(seal__isnull=True, public=True)
            ),
            models.Index(fields=["seal", "id"], name="event_sealed", condition=Q(seal__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Delivery(models.Model):
    """One listener still to be told of one event. The row is the promise; the broker only rings.

    Nobody takes the row before `claimed_until` (real time, not the demonstration's clock): it is both
    the lease of the worker at it and the pause after a failure.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    listener = models.TextField()
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    tries = models.IntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "listener"], name="delivery_once_per_listener"),
            models.CheckConstraint(condition=Q(tries__gte=0), name="delivery_tries_counted"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_open", condition=Q(done_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.event_id} -> {self.listener}"


# How the error of a failed letter begins: its address is dead, these words were not taken, it came back later.
ADDRESS_REFUSED, LETTER_REFUSED, RETURNED = "address refused", "letter refused", "returned"


class LetterState(models.TextChoices):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"


class Letter(models.Model):
    """One letter to one recipient about one thing, at most one row for ever.

    `recipient` is `user:<id>` or `subscriber:<id>`; address and language are written when it is sent.
    """

    recipient = models.TextField()
    address = models.TextField(blank=True, default="")
    language = models.TextField(blank=True, default="")
    subject = models.TextField()
    kind = models.TextField()
    deadline_version = models.IntegerField(default=0)
    lead_days = models.IntegerField(default=0)
    payload = models.JSONField(default=dict)
    state = models.TextField(choices=LetterState.choices, default=LetterState.QUEUED)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.IntegerField(default=0)
    error = models.TextField(blank=True, default="")
    message_id = models.TextField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "subject", "kind", "deadline_version", "lead_days"], name="letter_once"
            ),
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(
                condition=Q(recipient__regex=r"^[a-z]+:[!-~]+$"), name="letter_recipient_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__regex=r"^[a-z][a-z0-9_]*$"), name="letter_kind_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(deadline_version__gte=0) & Q(lead_days__gte=0) & Q(tries__gte=0),
                name="letter_numbers_counted",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False, state="sent")
                | (Q(sent_at__isnull=True) & ~Q(state="sent")),
                name="letter_sent_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                Coalesce("claimed_until", "due_at"),
                "tries",
                "id",
                name="letter_next",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["subject", "kind"], name="letter_about", condition=Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} -> {self.recipient}"


class Blob(models.Model):
    """A file kept under its hash. The row is written after the file is safe. Append-only."""

    sha256 = models.TextField(primary_key=True)
    size = models.BigIntegerField()
    media_type = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=HEX32), name="blob_named_by_hash"),
            models.CheckConstraint(condition=Q(size__gte=0), name="blob_size_counted"),
        ]

    def __str__(self) -> str:
        return self.sha256


class TimeReading(models.Model):
    """What a time source outside said last. Real time, not the demonstration's clock."""

    source = models.TextField(primary_key=True)
    read_at = models.DateTimeField()
    # By how much the database's clock was ahead of the source; null where it did not answer.
    ahead = models.DurationField(null=True)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.source}: {self.error or self.ahead}"
