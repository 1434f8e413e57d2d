"""Who follows what by e-mail, and who wants no more letters."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class SubscriptionKind(models.TextChoices):
    TENDER = "tender"
    AGENCY = "agency"
    PLACE = "place"
    SEARCH = "search"


class Subscriber(models.Model):
    """One e-mail address. It gets letters only while confirmed by its owner and not stopped."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=7, default="zh-hans")
    # Part of the address by which the owner manages the letters; random, so that nobody guesses it.
    token = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="subscriber_email_small"),
            models.CheckConstraint(
                condition=Q(language__in=["zh-hans", "en"]), name="subscriber_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.recipient

    @property
    def recipient(self) -> str:
        """The ledger's name for this address."""
        return f"subscriber:{self.pk}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def live(self) -> "SubscriptionQuerySet":
        """Those that letters go out for: confirmed by the address's owner, who has not stopped them."""
        return self.filter(
            confirmed_at__isnull=False,
            subscriber__confirmed_at__isnull=False,
            subscriber__stopped_at__isnull=True,
        )


class Subscription(models.Model):
    """What one subscriber follows: a call, an agency, a place (each by its public key) or a saved search."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(max_length=6, choices=SubscriptionKind.choices)
    key = models.CharField(max_length=80, blank=True, default="")
    query = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "kind", "key", "query"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(kind__in=SubscriptionKind.values), name="subscription_kind_known"
            ),
            models.CheckConstraint(
                condition=(Q(kind="search", key="") & ~Q(query=""))
                | (~Q(kind="search") & ~Q(key="") & Q(query="")),
                name="subscription_is_a_key_or_a_search",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "key", "subscriber"],
                name="subscription_live",
                condition=Q(confirmed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key or self.query}"


class Stop(models.Model):
    """A person with an account who wants no letters: `user:<id>`. Subscribers carry it in their own row."""

    recipient = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.recipient
