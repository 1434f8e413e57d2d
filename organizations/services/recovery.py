"""The way back by the printed sheet: asked for, told to the owner, and after a wait a new password (docs/adr/0028)."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from organizations import selectors
from organizations.models import User
from organizations.models.users import plain_name
from organizations.services import sign_ins
from organizations.services.accounts import APP, SHEET, record
from portal.ground import clock, ledger

_STOP = "organizations.recovery.stop"


class RecoveryError(Exception):
    """Name, code or app code do not fit together. Says no more than that, to whoever asks."""


class TooEarlyError(Exception):
    """A new password cannot be set now: the wait is not over, or it was stopped."""


@transaction.atomic
def ask(username: str, code: str, app_code: str, *, now: datetime) -> User:
    """Ask for a new password by a code of the sheet and, where an app is set up, a code of the app; ``recovery_from``
    says from when it can be set. With the same code again nothing changes, so that its holder can come back.

    The sheet alone waits; sheet and app are two things from two places. An official whose only second factor is the
    sheet cannot come back by it at all. Raises RecoveryError, the same for an unknown name as for a wrong code."""
    user = User.objects.select_for_update().filter(username=plain_name(username), is_active=True).first()
    if user is None or not _fits(user, code, app_code, now):
        # As much work as for a name that exists, so that the time taken tells nothing.
        make_password(code)
        raise RecoveryError
    if waits(user, _digest(user, code), now=now):
        return user
    has_app = Authenticator.objects.filter(user=user, type=APP).exists()
    wait = timedelta(0) if has_app else timedelta(hours=settings.RECOVERY_WAIT_HOURS)
    # Another code neither shortens nor lengthens a wait that runs.
    if user.recovery_from is None or user.recovery_from <= now:
        user.recovery_from = now + wait
    user.recovery_code = _digest(user, code)
    user.save(update_fields=["recovery_from", "recovery_code"])
    record("recovery_asked", user, now)
    ledger.letters.queue(
        [f"user:{user.pk}"],
        subject=f"recovery:{user.recovery_code}",
        kind="recovery_asked",
        due_at=now,
        payload={"path": _stop_path(user), "from_at": user.recovery_from.isoformat()},
    )
    return user


def _fits(user: User, code: str, app_code: str, now: datetime) -> bool:
    """Whether the codes are the user's. A code of the sheet is spent, but for the one that was asked with."""
    factors = {row.type: row for row in Authenticator.objects.filter(user=user)}
    app, sheet = factors.get(APP), factors.get(SHEET)
    if app is not None and not TOTP(app).validate_code(app_code):
        return False
    if app is None and selectors.is_official(user, clock.legal_date(now)):
        return False
    if waits(user, _digest(user, code), now=now):
        return True
    return sheet is not None and bool(RecoveryCodes(sheet).validate_code(code))


@transaction.atomic
def finish(user_id: int, code: str, password: str, *, now: datetime) -> User:
    """Set the new password and sign the owner out everywhere; ``code`` is that of :func:`ask` as it is kept.

    Raises TooEarlyError."""
    user = User.objects.select_for_update().get(pk=user_id)
    if not waits(user, code, now=now) or user.recovery_from is None or now < user.recovery_from:
        raise TooEarlyError
    user.set_password(password)
    user.recovery_from, user.recovery_code = None, ""
    user.save(update_fields=["password", "recovery_from", "recovery_code"])
    sign_ins.end_others(user, but="", now=now)
    record("password_recovered", user, now)
    return user


@transaction.atomic
def stop(user: User, *, now: datetime) -> bool:
    """Nothing comes of what was asked for; whether there was anything. Twice is harmless."""
    waiting = User.objects.filter(pk=user.pk, recovery_from__isnull=False)
    stopped = bool(waiting.update(recovery_from=None, recovery_code=""))
    if stopped:
        record("recovery_stopped", user, now)
    return stopped


def waits(user: User, code: str, *, now: datetime) -> bool:
    """Whether a new password was asked for with ``code``, as it is kept, and nobody stopped it."""
    until = user.recovery_until
    return until is not None and now < until and constant_time_compare(user.recovery_code, code)


def of_letter(token: str, *, now: datetime) -> User | None:
    """Whose way back the address in a letter stops; None where it is spent or no address of ours."""
    try:
        number, code = signing.loads(token, key=settings.LINK_KEY, salt=_STOP)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=number).first()
    return user if user is not None and waits(user, code, now=now) else None


def _stop_path(user: User) -> str:
    """The path without the language, as letters carry it."""
    token = signing.dumps([user.pk, user.recovery_code], key=settings.LINK_KEY, salt=_STOP)
    with override("zh-hans"):
        return reverse("account_recovery_stop_link", args=[token])


def _digest(user: User, code: str) -> str:
    plain = "".join(code.split())
    return salted_hmac("organizations.recovery", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()[:32]
