"""A person with an account: a chosen name, a password, and an e-mail address only if wanted."""

import unicodedata
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.models.codes import clock, one_of

# A way back by the code sheet that nobody took is none any more: a code that was crossed out can still be read.
RECOVERY_STANDS = timedelta(days=7)
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

# Letters of any script, digits, and three marks; no @, so that a name never looks like an address.
login_name = RegexValidator(
    r"^[^\W_](?:[\w.\-]*[^\W_])?$",
    _("Use letters, Chinese characters, digits, dots or hyphens; begin and end with a letter or digit."),
)


def plain_name(name: str) -> str:
    """The one spelling of a login name: full-width letters become plain, capitals small."""
    return unicodedata.normalize("NFKC", name).strip().lower()


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, username: str, password: str | None = None, *, email: str = "", **extra: object
    ) -> "User":
        """A user under ``plain_name(username)``; without a password nobody can sign in as it."""
        user = self.model(username=plain_name(username), email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=plain_name(username or ""))


class User(AbstractBaseUser):
    username = models.CharField(
        max_length=64,
        unique=True,
        validators=[login_name],
        error_messages={"unique": _("This login name is taken. Please choose another.")},
    )
    # Only a confirmed address stands here; one still to be confirmed is a row of allauth's.
    email = models.EmailField(blank=True, default="")
    display_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=7, choices=LANGUAGES, default="zh-hans")
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=clock())

    # A way back by the code sheet that waits: from when a new password can be set, and with which code it was asked.
    recovery_from = models.DateTimeField(null=True, blank=True)
    recovery_code = models.CharField(max_length=32, blank=True, default="", db_default="")

    # Its owner closes it: when it will be erased, and when it was.
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="user_email_once_where_given"
            ),
            models.CheckConstraint(condition=Q(username=Lower("username")), name="user_username_small"),
            one_of("user", "language", [code for code, _name in LANGUAGES]),
        ]

    def __str__(self) -> str:
        return self.display_name or (gettext("closed account") if self.closed_at else self.username)

    @property
    def recovery_until(self) -> datetime | None:
        """Until when a way back by the code sheet can be taken."""
        return self.recovery_from + RECOVERY_STANDS if self.recovery_from else None

    @property
    def pseudonym(self) -> str:
        """What the ledger writes instead of this person. Without the portal's secret it leads nowhere."""
        return salted_hmac(
            "organizations.actor", str(self.pk), secret=settings.PSEUDONYM_KEY, algorithm="sha256"
        ).hexdigest()[:16]

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
