"""An account is closed by its owner: asked for, told, and after a wait erased; one press before that stops it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import override

from organizations.models import User
from organizations.services.accounts import record
from portal.ground import ledger

WAIT = timedelta(days=7)
_STOP = "organizations.closing.stop"


@transaction.atomic
def ask(user: User, *, now: datetime) -> User:
    """The account closes in seven days; asked again it stays at the first day. Whether it may is for the caller."""
    mine = User.objects.select_for_update().get(pk=user.pk)
    if mine.closes_at is not None:
        return mine
    mine.closes_at = now + WAIT
    mine.save(update_fields=["closes_at"])
    record("closing_asked", mine, now)
    ledger.letters.queue(
        [f"user:{mine.pk}"], subject=f"closing:{mine.pk}:{_moment(mine)}", kind="account_closing",
        due_at=now, payload={"path": _stop_path(mine), "closes_at": mine.closes_at.isoformat()},
    )  # fmt: skip
    return mine


@transaction.atomic
def stop(user: User, *, now: datetime) -> bool:
    """The account stays; whether it was going to close. Twice is harmless."""
    stopped = bool(User.objects.filter(pk=user.pk, closes_at__isnull=False).update(closes_at=None))
    if stopped:
        record("closing_stopped", user, now)
    return stopped


@transaction.atomic
def finish(user: User, *, now: datetime) -> bool:
    """Erase who it was and end what it could do; the row stays under a name that says nothing, for what it did.

    The database does it all at once and looks at the moment itself, so that the process that keeps the days needs no
    right to a password, an address or a session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_close_account(%s)", [user.pk])
        closed: bool = cursor.fetchone()[0]
    if closed:
        record("account_closed", user, now)
    return closed


def of_letter(token: str) -> User | None:
    """Whose closing the address in a letter stops; None where it is spent or no address of ours."""
    try:
        number, moment = signing.loads(token, key=settings.LINK_KEY, salt=_STOP)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=number, closes_at__isnull=False).first()
    return user if user is not None and _moment(user) == moment else None


def _stop_path(user: User) -> str:
    """The path without the language, as letters carry it."""
    token = signing.dumps([user.pk, _moment(user)], key=settings.LINK_KEY, salt=_STOP)
    with override("zh-hans"):
        return reverse("account_close_stop_link", args=[token])


def _moment(user: User) -> int:
    return int(user.closes_at.timestamp()) if user.closes_at else 0
