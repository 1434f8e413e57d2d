"""A person joins, gets a sheet of codes, and sets up an app."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from organizations.models import User
from portal.ground import ledger

APP, SHEET = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


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
    record("account_created", user, now)
    return user


@transaction.atomic
def renew_sheet(user: User, *, now: datetime) -> list[str]:
    """Twenty new codes; those of the old sheet, and what was asked for with them, are worth nothing from here on."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, type=SHEET).delete()
    sheet = RecoveryCodes.activate(user)
    User.objects.filter(pk=user.pk).update(recovery_from=None, recovery_code="")
    record("code_sheet_renewed", user, now)
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
    record("app_removed", user, now)


def record(kind: str, user: User, now: datetime, **said: Any) -> None:
    """An act at an account, under its owner's pseudonym; nobody's reading."""
    ledger.record(
        kind, subject=f"account:{user.pseudonym}", actor=user.pseudonym, at=now, public=False, **said
    )
