"""The only writers of subscriptions. No answer of theirs tells whether an address was known before."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from portal import ledger
from portal.alerts import links, reminders
from portal.alerts.models import Stop, Subscriber, Subscription
from portal.ledger.models import Letter

# Letters that ask an address for its consent: so many in a day, whoever asks for them.
LETTERS_PER_DAY = 5
KEEP_UNCONFIRMED = timedelta(days=links.CONFIRM_DAYS)
KEEP_STOPPED = timedelta(days=30)


@transaction.atomic
def subscribe(email: str, *, kind: str, key: str, query: str, language: str, now: datetime) -> None:
    """Note what the address would follow and write to it; nothing is sent about it before its owner confirms.

    Whether the address was known, follows this already or has had its letters for today: the caller learns
    nothing. An owner who follows it already gets the link to manage the letters instead.
    """
    subscriber, _ = Subscriber.objects.get_or_create(
        email=email.strip().lower(),
        defaults={"language": language, "token": secrets.token_urlsafe(32), "created_at": now},
    )
    subscription, _ = Subscription.objects.get_or_create(
        subscriber=subscriber, kind=kind, key=key, query=query, defaults={"created_at": now}
    )
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
    subscriber.update(stopped_at=None)
    subscription = Subscription.objects.select_related("subscriber").get(pk=subscription.pk)
    if subscription.kind == "tender":
        reminders.plan(subscription.key, recipients=[subscription.subscriber.recipient], now=now)
    return subscription


def unfollow(subscriber: Subscriber, subscription_id: int) -> None:
    """Forget one thing this subscriber follows."""
    Subscription.objects.filter(pk=subscription_id, subscriber=subscriber).delete()


def set_language(subscriber: Subscriber, language: str) -> None:
    subscriber.language = language
    subscriber.save(update_fields=["language"])


@transaction.atomic
def stop(recipient: str, *, now: datetime) -> None:
    """No more letters to `user:<id>` or `subscriber:<id>`, those queued included. Harmless twice."""
    family, _, number = recipient.partition(":")
    if family == "subscriber":
        Subscriber.objects.filter(pk=int(number), stopped_at=None).update(stopped_at=now)
    else:
        Stop.objects.get_or_create(recipient=recipient, defaults={"at": now})


@transaction.atomic
def start_again(recipient: str) -> None:
    """Take a stop back."""
    family, _, number = recipient.partition(":")
    if family == "subscriber":
        Subscriber.objects.filter(pk=int(number)).update(stopped_at=None)
    else:
        Stop.objects.filter(recipient=recipient).delete()


def is_stopped(recipient: str) -> bool:
    """Whether this recipient gets no letters; true for a subscriber long forgotten."""
    family, _, number = recipient.partition(":")
    if family == "subscriber":
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
    recipients = [f"subscriber:{number}" for number in gone.values_list("pk", flat=True)]
    Letter.objects.filter(recipient__in=recipients).update(address="")
    gone.delete()
    return len(recipients)
