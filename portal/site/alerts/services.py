"""The only writers of subscriptions. No answer of theirs tells whether an address was known before."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from portal.ground import ledger
from portal.ground.ledger import hooks
from portal.ground.ledger.models import Letter
from portal.site.alerts import closing_reminders, links, searches
from portal.site.alerts.models import (
    Rhythm,
    SavedSearch,
    Stop,
    Subscriber,
    Subscription,
    SubscriptionKind,
    recipient_name,
)

# Letters that ask an address for its consent: so many in a day, whoever asks for them.
LETTERS_PER_DAY = 5
KEEP_UNCONFIRMED = timedelta(days=links.CONFIRM_DAYS)
KEEP_STOPPED = timedelta(days=30)
# So many letters in a row that come back, and no more are sent.
RETURNS = 3


@transaction.atomic
def subscribe(
    address: str,
    *,
    kind: str,
    key: str,
    query: str,
    rhythm: int = Rhythm.AT_ONCE,
    language: str,
    now: datetime,
) -> None:
    """Note what the address would follow and write to it; nothing is sent about it before its owner confirms.
    An address beginning with `https://` is a gateway's.

    Whether the address was known, follows this already or has had its letters for today: the caller learns
    nothing. An owner who follows it already gets the link to manage the letters instead.
    """
    is_hook = address.startswith("https://")
    subscriber, _ = Subscriber.objects.get_or_create(
        **({"hook": address} if is_hook else {"email": address.strip().lower()}),
        defaults={
            "language": language, "token": secrets.token_urlsafe(32), "created_at": now,
            "secret": hooks.new_secret() if is_hook else "",
        },
    )  # fmt: skip
    if kind == SubscriptionKind.SEARCH:
        searches.keep(query)
    subscription, _ = Subscription.objects.get_or_create(
        subscriber=subscriber, kind=kind, key=key, query=query,
        defaults={"created_at": now, "rhythm": rhythm},
    )  # fmt: skip
    today = Letter.objects.filter(
        recipient=subscriber.recipient, kind__in=["confirm", "following"], due_at__gt=now - timedelta(days=1)
    )
    if today.count() >= LETTERS_PER_DAY:
        return
    follows = subscription.confirmed_at is not None and subscriber.stopped_at is None
    path = links.manage_path(subscriber) if follows else links.confirm_path(subscription.pk)
    ledger.letters.queue(
        [subscriber.recipient],
        subject=f"subscription:{subscription.pk}",
        kind="following" if follows else "confirm",
        # Asked again within the hour, the letter already sent is enough.
        deadline_version=int(now.timestamp()) // 3600,
        due_at=now,
        payload={"path": path, "days": links.CONFIRM_DAYS},
    )


@transaction.atomic
def confirm(subscription_id: int, *, now: datetime) -> Subscription | None:
    """The owner of the address says yes. None when it was removed meanwhile. Harmless twice."""
    subscription = Subscription.objects.select_for_update().filter(pk=subscription_id).first()
    if subscription is None:
        return None
    Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=now)
    subscriber = Subscriber.objects.filter(pk=subscription.subscriber_id)
    subscriber.filter(confirmed_at=None).update(confirmed_at=now)
    subscriber.update(stopped_at=None, suspended_at=None)
    subscription = Subscription.objects.select_related("subscriber").get(pk=subscription.pk)
    if subscription.kind == "tender":
        closing_reminders.plan(subscription.key, recipients=[subscription.subscriber.recipient], now=now)
    return subscription


def unfollow(subscriber: Subscriber, subscription_id: int) -> None:
    """Forget one thing this subscriber follows."""
    Subscription.objects.filter(pk=subscription_id, subscriber=subscriber).delete()


def set_rhythm(subscriber: Subscriber, subscription_id: int, rhythm: int) -> None:
    """How often one thing followed is written about from now on. Raises ValueError for another rhythm. What waits
    for a letter that gathers keeps its day."""
    Subscription.objects.filter(pk=subscription_id, subscriber=subscriber).update(rhythm=Rhythm(rhythm))


@transaction.atomic
def note_returned(number: int, *, now: datetime) -> None:
    """A letter to this subscriber came back. After RETURNS in a row, with none arriving between, it is suspended:
    a mail server that is written to in vain takes the other letters for unwanted ones."""
    subscriber = Subscriber.objects.select_for_update().filter(pk=number).first()
    if subscriber is None:
        return
    letters = Letter.objects.filter(recipient=subscriber.recipient)
    arrived = letters.filter(state="sent").aggregate(last=Max("id"))["last"] or 0
    if letters.filter(state="failed", id__gt=arrived).count() >= RETURNS:
        Subscriber.objects.filter(pk=number, suspended_at=None).update(suspended_at=now)


@transaction.atomic
def resume(subscriber: Subscriber) -> None:
    """The owner says that letters arrive again. Those that came back meanwhile are not sent again."""
    Letter.objects.filter(recipient=subscriber.recipient, state="failed").update(state="suppressed")
    Subscriber.objects.filter(pk=subscriber.pk).update(suspended_at=None)


def set_language(subscriber: Subscriber, language: str) -> None:
    subscriber.language = language
    subscriber.save(update_fields=["language"])


@transaction.atomic
def stop(recipient: str, *, now: datetime) -> None:
    """No more letters to `user:<id>`, `subscriber:<id>` or `hook:<id>`, those queued included. Harmless twice."""
    family, _, number = recipient.partition(":")
    if family != "user":
        Subscriber.objects.filter(pk=int(number), stopped_at=None).update(stopped_at=now)
    else:
        Stop.objects.get_or_create(recipient=recipient, defaults={"at": now})


@transaction.atomic
def start_again(recipient: str) -> None:
    """Take a stop back."""
    family, _, number = recipient.partition(":")
    if family != "user":
        Subscriber.objects.filter(pk=int(number)).update(stopped_at=None)
    else:
        Stop.objects.filter(recipient=recipient).delete()


def is_stopped(recipient: str) -> bool:
    """Whether this recipient gets no letters; true for a subscriber long forgotten."""
    family, _, number = recipient.partition(":")
    if family != "user":
        return not Subscriber.objects.filter(pk=int(number), stopped_at=None).exists()
    return Stop.objects.filter(recipient=recipient).exists()


@transaction.atomic
def forget(now: datetime) -> int:
    """Delete addresses nobody confirmed within 7 days and those stopped for 30 days, and say how many.

    Their addresses leave the sent letters too. Subscriptions not confirmed in time go with them.
    """
    Subscription.objects.filter(confirmed_at=None, created_at__lt=now - KEEP_UNCONFIRMED).delete()
    gone = Subscriber.objects.filter(
        Q(confirmed_at=None, created_at__lt=now - KEEP_UNCONFIRMED) | Q(stopped_at__lt=now - KEEP_STOPPED)
    )
    recipients = [recipient_name(number, hook) for number, hook in gone.values_list("pk", "hook")]
    Letter.objects.filter(recipient__in=recipients).update(address="")
    gone.delete()
    SavedSearch.objects.exclude(query__in=Subscription.objects.filter(kind="search").values("query")).delete()
    return len(recipients)
