"""Sign-in, passwords and codes in our words; what they do is the library's."""

import re
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as apps
from allauth.mfa.totp.internal.auth import TOTP
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from organizations import selectors
from organizations.models import User
from organizations.models.users import LANGUAGES, plain_name
from organizations.services import accounts, tries
from portal.ground.fields import ChoiceField, CodeField, MailField, PasswordField, TextField

APP_CODE = re.compile(r"\d{3} ?\d{3}", re.ASCII)
NAME = _("Login name")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("The same password once more")
DIFFER = _("The two passwords differ.")
PASSWORD_HINT = _("At least 10 characters. Three or four words that belong to nobody else are good.")


def _dress(form: forms.BaseForm, **labels: Any) -> None:
    """Our labels and hints in place of the library's, which come with placeholders and links."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


def _code_field(form: forms.BaseForm, label: Any) -> None:
    _dress(form, code=label)
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}


def _judge(form: forms.Form, name: str, **whose: str) -> None:
    """Say on the field ``name`` why its password is not taken."""
    if password := form.cleaned_data.get(name):
        try:
            validate_password(password, User(**whose))
        except ValidationError as error:
            form.add_error(name, error)


class TwoPasswords:
    """A new password, typed twice."""

    def add_error(self, field: str | None, error: Any) -> None:
        differs = field == "password2" and not isinstance(error, ValidationError)
        super().add_error(field, DIFFER if differs else error)  # type: ignore[misc]


class LoginForm(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, login=NAME, password=PASSWORD)

    def clean_login(self) -> str:
        return plain_name(self.cleaned_data["login"])


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, password=PASSWORD)


class ChangePasswordForm(TwoPasswords, account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, oldpassword=_("Present password"), password1=NEW_PASSWORD, password2=AGAIN)
        self.fields["password1"].help_text = PASSWORD_HINT


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, email=_("E-mail address"))


class ResetPasswordKeyForm(TwoPasswords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, password1=NEW_PASSWORD, password2=AGAIN)
        self.fields["password1"].help_text = PASSWORD_HINT


class AddEmailForm(account.AddEmailForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self, email=_("E-mail address"))


class CountedCode:
    """A code of the app or the sheet, tried as often as :mod:`organizations.services.tries` lets it be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("Code from your app or from your code sheet"))  # type: ignore[arg-type]

    def clean_code(self) -> str:
        attempt = tries.spend(context.request, tries.CODE, self.user.username)  # type: ignore[attr-defined]
        code: str = super().clean_code()  # type: ignore[misc]
        attempt.forgive()
        return code


class AuthenticateForm(CountedCode, codes.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(CountedCode, codes.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateAppForm(apps.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code_field(self, _("The six digits the app shows now"))


class SignUpForm(forms.Form):
    username = TextField(
        label=NAME,
        max_length=64,
        help_text=_("Any name, Chinese characters too. It need not be your own; others do not see it."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = PasswordField(
        label=PASSWORD,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    email = MailField(
        label=_("E-mail address"),
        required=False,
        help_text=_(
            "Only if you want letters. Nobody else sees it; the subject lines say nothing about health."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_username(self) -> str:
        return str(get_adapter().clean_username(self.cleaned_data["username"]))

    def clean(self) -> dict[str, Any]:
        """All three at hand: a password is compared with the name and the address."""
        data = super().clean() or self.cleaned_data
        _judge(self, "password", username=data.get("username", ""), email=data.get("email", ""))
        return data


class RecoverForm(forms.Form):
    """Name and a code of the printed sheet; with an app, its code too, so that paper alone opens nothing."""

    username = TextField(
        label=NAME, max_length=64, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = CodeField(
        capitals=False,
        label=_("A code from your sheet that was not used yet"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    app_code = CodeField(
        capitals=False,
        label=_("Code from your app"),
        required=False,
        max_length=20,
        help_text=_("Only if your account has an app as second factor."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_username(self) -> str:
        return plain_name(self.cleaned_data["username"])


class NewPasswordForm(forms.Form):
    """For ``user``, who came back by the sheet."""

    password1 = PasswordField(
        label=NEW_PASSWORD,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = PasswordField(label=AGAIN, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.user = user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", DIFFER)
        _judge(self, "password1", username=self.user.username, email=self.user.email)
        return data


class PersonForm(forms.Form):
    display_name = TextField(label=_("Name shown to your colleagues"), max_length=80, required=False)
    language = ChoiceField(label=_("Language of your letters"), choices=LANGUAGES)


class ProofForm(forms.Form):
    """Before an act that nobody takes back. One box: who has an app may give its code instead."""

    proof_password = PasswordField(
        label=PASSWORD, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.user = user
        if accounts.APP in selectors.second_factors(user):
            self.fields["proof_password"].label = _("Password, or the six digits your app shows now")

    def clean_proof_password(self) -> str:
        """How it was proved. Raises ValidationError, also where too much was tried."""
        given = self.cleaned_data["proof_password"]
        if APP_CODE.fullmatch(given) and (app := accounts.app_of(self.user)):
            attempt = tries.spend(context.request, tries.CODE, self.user.username)
            if not TOTP(app).validate_code(given.replace(" ", "")):
                raise ValidationError(get_adapter().error_messages["incorrect_code"])
            attempt.forgive()
            return "mfa"
        if not get_adapter().reauthenticate(self.user, given):
            raise ValidationError(get_adapter().error_messages["incorrect_password"])
        return "password"
