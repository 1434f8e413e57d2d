"""Who follows what, by e-mail or through a gateway, and who wants no more letters."""

from django.contrib.postgres.search import SearchQueryField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class SubscriptionKind(models.TextChoices):
    TENDER = "tender"
    AGENCY = "agency"
    PLACE = "place"
    SEARCH = "search"


class Rhythm(models.IntegerChoices):
    """How many calendar days one letter gathers."""

    AT_ONCE = 0
    DAILY = 1
    WEEKLY = 7


class Subscriber(models.Model):
    """One e-mail address, or one gateway that turns letters into SMS or WeChat messages (`hook`, an https
    address). It gets letters only while confirmed by its owner, not stopped and not suspended."""

    email = models.EmailField(unique=True, null=True, blank=True)
    hook = models.CharField(max_length=500, unique=True, null=True, blank=True)
    # What a gateway knows our letters by.
    secret = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=7, default="zh-hans")
    # Part of the address by which the owner manages the letters; random, so that nobody guesses it.
    token = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # Since its letters came back one after the other.
    suspended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="subscriber_email_small"),
            models.CheckConstraint(
                condition=Q(email__isnull=False, hook__isnull=True, secret="")
                | (Q(email__isnull=True, hook__startswith="https://") & ~Q(secret="")),
                name="subscriber_mailbox_or_hook",
            ),
            models.CheckConstraint(
                condition=Q(language__in=["zh-hans", "en"]), name="subscriber_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.recipient

    @property
    def recipient(self) -> str:
        """The ledger's name for this address."""
        return recipient_name(self.pk, self.hook)

    @property
    def address(self) -> str:
        """The e-mail address, or the gateway's."""
        return self.email or self.hook or ""


def recipient_name(number: int, hook: str | None) -> str:
    """`subscriber:<id>` for letters by e-mail, `hook:<id>` for those to a gateway."""
    return f"{'hook' if hook else 'subscriber'}:{number}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def live(self) -> "SubscriptionQuerySet":
        """Those that letters go out for: confirmed by the address's owner, who has not stopped them."""
        return self.filter(
            confirmed_at__isnull=False,
            subscriber__confirmed_at__isnull=False,
            subscriber__stopped_at__isnull=True,
            subscriber__suspended_at__isnull=True,
        )


class Subscription(models.Model):
    """What one subscriber follows: a call, an agency, a place (each by its public key) or a saved search."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    kind = models.CharField(max_length=6, choices=SubscriptionKind.choices)
    key = models.CharField(max_length=80, blank=True, default="")
    query = models.CharField(max_length=500, blank=True, default="")
    rhythm = models.PositiveSmallIntegerField(choices=Rhythm.choices, default=Rhythm.AT_ONCE)
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
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="subscription_rhythm_known"),
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


class SavedSearch(models.Model):
    """What one saved search asks for, however many people saved it, so that a new call finds it by one statement.

    Nulls and an empty place ask for nothing. `words` is the search text as PostgreSQL reads it; `codes` likewise says
    of each facet that one of the codes chosen must be carried.
    Derived from the query by :func:`portal.site.alerts.searches.conditions` and from nothing else.
    """

    query = models.CharField(max_length=500, primary_key=True)
    words = SearchQueryField(null=True, blank=True)
    codes = SearchQueryField(null=True, blank=True)
    place = models.CharField(max_length=6, blank=True, default="")
    min_value = models.DecimalField(max_digits=70, decimal_places=10, null=True)
    max_value = models.DecimalField(max_digits=70, decimal_places=10, null=True)
    due_from = models.DateField(null=True)
    due_to = models.DateField(null=True)
    published_from = models.DateField(null=True)
    published_to = models.DateField(null=True)

    def __str__(self) -> str:
        return self.query


class News(models.Model):
    """Something one subscriber will read about in the next letter that gathers. Gone once that is queued."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="news")
    rhythm = models.PositiveSmallIntegerField(choices=Rhythm.choices)
    subject = models.TextField()
    payload = models.JSONField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "news"
        constraints = [models.UniqueConstraint(fields=["subscriber", "subject"], name="news_once")]
        indexes = [models.Index(fields=["due_at", "subscriber"], name="news_due")]

    def __str__(self) -> str:
        return self.subject


class Stop(models.Model):
    """A person with an account who wants no letters: `user:<id>`. Subscribers carry it in their own row."""

    recipient = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.recipient
