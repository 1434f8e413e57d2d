"""How the sign-in library behaves here: our words, our limits, our mail, our secrets."""

import base64
import hashlib
import time
from typing import Any

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from organizations.models import User
from organizations.models.users import login_name, plain_name
from organizations.services import tries
from portal.ground.ledger import bell

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def workspace_url() -> str:
    """The workspace in the language of the page."""
    return get_script_prefix() + ("en/" if get_language() == "en" else "") + "workspace/"


class AccountLetter(EmailMessage):
    """Handed to the letters' process, which alone knows the mail server: no page waits for it, or tells by its time
    which address is known. Nothing is kept of it, for it holds a way into the account; who gets none asks again."""

    def send(self, fail_silently: bool = False, **more: Any) -> int:
        if settings.EMAIL_BACKEND != SMTP:
            return super().send(fail_silently, **more)
        bell.ring_account_letter(list(self.to), str(self.subject), str(self.body))
        return 1


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This address already belongs to your account."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or it was used already. Wait for the next one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link was used already or is too old."),
        "username_password_mismatch": _("The login name or the password is not right."),
        "username_taken": _("This login name is taken. Please choose another."),
        "rate_limited": _("Too many attempts. Please try again in a few minutes."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The name in its one spelling. Raises ValidationError for one that is taken or cannot be a name."""
        name = plain_name(username)
        login_name(name)
        if not shallow and User.objects.filter(username=name).exists():
            raise self.validation_error("username_taken")
        return name

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Who fits name and password, if anybody. Raises TooManyTriesError."""
        attempt = tries.spend(request, tries.PASSWORD, credentials["username"])
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.forgive()
        return user

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponseBase:
        """The last step of signing in, the second factor behind it: this device is known from here on."""
        response: HttpResponseBase = super().post_login(request, user, **more)
        tries.remember_device(request, response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return workspace_url()

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not when this person proved who they are within the last five minutes, at sign-in or since."""
        records = get_authentication_records(context.request, context.request.user)
        proofs = [record["at"] for record in records if record.get("method") in ("password", "mfa")]
        return not proofs or time.time() - max(proofs) > app_settings.REAUTHENTICATION_TIMEOUT

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Plain text in the reader's own language; the subject says nothing about health."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else get_language() or settings.LANGUAGE_CODE
        with override(language):
            subject = render_to_string(f"{template_prefix}_subject.txt", context)
            text = render_to_string(f"{template_prefix}_message.txt", context)
        return AccountLetter(
            " ".join(subject.split()),
            text.strip() + "\n",
            self.get_from_email(),
            [email] if isinstance(email, str) else email,
            headers=headers,
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return "Yangguang"

    def build_totp_svg(self, url: str) -> str:
        """The picture for the app as elements of the page: our policy refuses pictures in data addresses."""
        return str(
            segno.make(url, micro=False).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
        )

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(b"organizations.second-factor:" + settings.SECOND_FACTOR_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
