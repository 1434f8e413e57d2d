"""Whom the ledger's letters reach: it knows strings, this room knows addresses."""

from django.conf import settings

from organizations.models import User
from portal.ground import clock
from portal.ground.ledger.mail import Mailbox
from portal.site.alerts import links, services
from portal.site.alerts.models import Stop, Subscriber

# Letters to an address whose owner has not spoken yet: they ask whether it may be written to.
BEFORE_CONSENT = frozenset({"confirm", "following"})
# About the safety of an account: whoever wants no more letters gets these all the same.
ABOUT_ACCOUNT = frozenset({"recovery_asked", "account_closing"})


def resolve(recipient: str, kind: str) -> Mailbox | None:
    """The mailbox of `user:<id>`, `subscriber:<id>` or `hook:<id>`, None when this letter must not go
    there (any more)."""
    family, _, number = recipient.partition(":")
    if family == "user":
        return _user(int(number), recipient, kind)
    return _subscriber(int(number), kind)


def returned(recipient: str) -> None:
    """A letter came back: a subscriber whose letters come back one after the other gets no more until the owner
    says that they arrive again. An account's are kept for whoever runs the portal to see."""
    family, _, number = recipient.partition(":")
    if family != "user":
        services.note_returned(int(number), now=clock.now())


def _subscriber(number: int, kind: str) -> Mailbox | None:
    subscriber = Subscriber.objects.filter(pk=number).first()
    if subscriber is None:
        return None
    wants = subscriber.confirmed_at and not subscriber.stopped_at and not subscriber.suspended_at
    if not wants and kind not in BEFORE_CONSENT:
        return None
    return Mailbox(
        address=subscriber.address,
        language=subscriber.language,
        secret=subscriber.secret,
        stop_url=_absolute(links.stop_path(subscriber.recipient, subscriber.language)),
        manage_url=_absolute(links.manage_path(subscriber, subscriber.language))
        if subscriber.confirmed_at
        else "",
    )


def _user(number: int, recipient: str, kind: str) -> Mailbox | None:
    user = User.objects.filter(pk=number, is_active=True).exclude(email="").only("email", "language").first()
    if user is None:
        return None
    if kind in ABOUT_ACCOUNT:
        return Mailbox(address=user.email, language=user.language)
    if Stop.objects.filter(recipient=recipient).exists():
        return None
    stop_url = _absolute(links.stop_path(recipient, user.language))
    return Mailbox(address=user.email, language=user.language, stop_url=stop_url)


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
