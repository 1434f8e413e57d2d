"""A person joins, gets a sheet of codes, and comes back with it when the password is lost."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction

from organizations import selectors
from organizations.models import User
from organizations.models.users import plain_name
from portal.ground import clock, ledger

APP, SHEET = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


class RecoveryError(Exception):
    """Name, code or app code do not fit together. Says no more than that, to whoever asks."""


@transaction.atomic
def register_user(
    username: str, password: str | None, *, now: datetime, display_name: str = "", language: str = "zh-hans"
) -> User:
    """A new account with its sheet of codes; without a password nobody signs in to it.

    Raises IntegrityError when the name was taken meanwhile."""
    user = User.objects.create_user(
        username, password, display_name=display_name, language=language, date_joined=now
    )
    RecoveryCodes.activate(user)
    _record("account_created", user, now)
    return user


@transaction.atomic
def renew_sheet(user: User, *, now: datetime) -> list[str]:
    """Twenty new codes; those of the old sheet are worth nothing from here on."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=SHEET).delete()
    sheet = RecoveryCodes.activate(user)
    _record("code_sheet_renewed", user, now)
    return list(sheet.get_unused_codes())


def codes_left(user: User) -> list[str]:
    """The codes of the sheet that were not used yet."""
    sheet = Authenticator.objects.filter(user=user, type=SHEET).first()
    return RecoveryCodes(sheet).get_unused_codes() if sheet else []


def app_of(user: User) -> Authenticator | None:
    """The app of ``user``, if one is set up."""
    return Authenticator.objects.filter(user=user, type=APP).first()


def give_app(user: User, secret: str) -> None:
    """Set up the app of `user` with a known secret (base32), replacing any other. For demonstrations."""
    Authenticator.objects.filter(user=user, type=APP).delete()
    TOTP.activate(user, secret)


@transaction.atomic
def remove_app(user: User, *, now: datetime) -> None:
    """The app counts no longer; the sheet stays."""
    Authenticator.objects.filter(user=user, type=APP).delete()
    _record("app_removed", user, now)


@transaction.atomic
def recover(username: str, code: str, app_code: str, password: str, *, now: datetime) -> User:
    """Set a new password by a code of the sheet and, where an app is set up, a code of the app.

    An official whose only second factor is the sheet cannot come back by it alone: paper would then be
    everything. Raises RecoveryError, the same for an unknown name as for a wrong code.
    """
    user = User.objects.filter(username=plain_name(username), is_active=True).first()
    if user is None:
        # As much work as for a name that exists, so that the time taken tells nothing.
        make_password(password)
        raise RecoveryError
    factors = {row.type: row for row in Authenticator.objects.filter(user=user)}
    app, sheet = factors.get(APP), factors.get(SHEET)
    if app is not None and not TOTP(app).validate_code(app_code):
        make_password(password)
        raise RecoveryError
    if app is None and selectors.is_official(user, clock.legal_date(now)):
        make_password(password)
        raise RecoveryError
    if sheet is None or not RecoveryCodes(sheet).validate_code(code):
        make_password(password)
        raise RecoveryError
    user.set_password(password)
    user.save(update_fields=["password"])
    _record("password_recovered", user, now)
    return user


def _record(kind: str, user: User, now: datetime) -> None:
    ledger.record(kind, subject=f"account:{user.pseudonym}", actor=user.pseudonym, at=now, public=False)
