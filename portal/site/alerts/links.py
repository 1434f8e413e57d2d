"""The addresses a letter carries: signed or random, so that holding the letter is the only key."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from portal.site.alerts.models import Subscriber

CONFIRM_DAYS = 7
_STOP, _CONFIRM = "alerts.stop", "alerts.confirm"


class BadLinkError(Exception):
    """A link that was cut, changed or has run out."""


def path(name: str, *arguments: object, language: str = "zh-hans") -> str:
    """The path of one of our pages in the reader's language."""
    with translation.override(language):
        return reverse(name, args=[str(argument) for argument in arguments])


def stop_path(recipient: str, language: str) -> str:
    """Where one click stops all letters to `user:<id>` or `subscriber:<id>`. Never runs out."""
    return path(
        "alerts_stop",
        signing.Signer(key=settings.LINK_KEY, salt=_STOP).sign_object([recipient]),
        language=language,
    )


def confirm_path(subscription_id: int) -> str:
    """Where the owner of an address confirms one subscription, for CONFIRM_DAYS."""
    return path("alerts_confirm", signing.dumps(subscription_id, key=settings.LINK_KEY, salt=_CONFIRM))


def manage_path(subscriber: Subscriber, language: str = "zh-hans") -> str:
    return path("alerts_manage", subscriber.token, language=language)


def recipient_of(token: str) -> str:
    """Whom a stop link belongs to. Raises BadLinkError."""
    try:
        (recipient,) = signing.Signer(key=settings.LINK_KEY, salt=_STOP).unsign_object(token)
    except (signing.BadSignature, ValueError) as error:
        raise BadLinkError from error
    return str(recipient)


def subscription_of(token: str) -> int:
    """Which subscription a confirmation link belongs to. Raises BadLinkError."""
    try:
        return int(signing.loads(token, key=settings.LINK_KEY, salt=_CONFIRM, max_age=CONFIRM_DAYS * 86400))
    except (signing.BadSignature, ValueError) as error:
        raise BadLinkError from error
