"""Boxes for text, names, codes, searches, addresses, passwords and the mark of a form."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.ground.fields.words import SAID, said
from portal.ground.values import text as values

REQUIRED = _("Please fill this in.")
_LONG = ngettext_lazy(
    "At most %(limit_value)d sign; these are %(show_value)d.",
    "At most %(limit_value)d signs; these are %(show_value)d.",
    "limit_value",
)
_SHORT = ngettext_lazy(
    "At least %(limit_value)d sign, please; these are %(show_value)d.",
    "At least %(limit_value)d signs, please; these are %(show_value)d.",
    "limit_value",
)


class TextField(forms.CharField):
    """Text, folded; marks without a letter or a digit are no text."""

    def __init__(
        self, *, max_length: int | None = None, min_length: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(max_length=max_length, min_length=min_length, **kwargs)
        for one in self.validators:
            if isinstance(one, MinLengthValidator):
                one.message = _SHORT
            elif isinstance(one, MaxLengthValidator):
                one.message = _LONG
        self.error_messages["required"] = REQUIRED

    def fold(self, text: str) -> str:
        kept = values.fold(text) if isinstance(self.widget, forms.Textarea) else values.line(text)
        return kept.strip() if values.says_something(kept) else ""

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return str(self.empty_value)
        text = self.fold(str(value))
        if values.BROKEN in text:
            raise said("broken")
        return text or str(self.empty_value)


class SearchField(TextField):
    """Words to look for: full width becomes plain."""

    def fold(self, text: str) -> str:
        return " ".join(values.narrow(text).split())


class CodeField(TextField):
    """A code: full width, blanks and dashes of any kind are read as they are meant. ``capitals`` as it is kept."""

    def __init__(self, *, capitals: bool = True, **kwargs: Any) -> None:
        self.capitals = capitals
        super().__init__(**kwargs)

    def fold(self, text: str) -> str:
        return values.code(text) if self.capitals else "".join(values.narrow(text).split())


class PasswordField(TextField):
    """A password is taken as it is."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.PasswordInput)
        super().__init__(strip=False, max_length=kwargs.pop("max_length", 1000), **kwargs)

    def fold(self, text: str) -> str:
        return text.replace("\0", "")


class MailField(forms.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        wrong = _("This does not look like an e-mail address. An example: name@example.com")
        self.error_messages |= {"required": REQUIRED} | (
            {} if "invalid" in kwargs.get("error_messages", {}) else {"invalid": wrong}
        )
        for one in self.validators:
            if isinstance(one, MaxLengthValidator):
                one.message = _LONG

    def to_python(self, value: Any) -> str:
        return values.narrow(str(value)) if value not in self.empty_values else ""

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError as error:
            if all(one.code in ("invalid", "null_characters_not_allowed") for one in error.error_list):
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
            raise


class AddressField(forms.URLField):
    """An address on the web."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("assume_scheme", "https")
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": REQUIRED,
            "invalid": _("This is not read as an address. An example: https://www.example.gov.cn/notice/1"),
        }
        for one in self.validators:
            if isinstance(one, MaxLengthValidator):
                one.message = _LONG

    def to_python(self, value: Any) -> Any:
        text = "" if value in self.empty_values else values.line(str(value))
        return super().to_python(text)

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError as error:
            if all(one.code in ("invalid", "null_characters_not_allowed") for one in error.error_list):
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
            raise


class _FormId(BoundField):
    """A mark that cannot be read is replaced on the page, so that sending once more works."""

    def value(self) -> Any:
        given = super().value()
        try:
            return uuid.UUID(str(given)) if given else given
        except ValueError:
            return uuid.uuid4()


class FormIdField(forms.UUIDField):
    """The mark that makes sending twice harmless."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.HiddenInput)
        kwargs.setdefault("label", _("This page"))
        super().__init__(**kwargs)
        self.error_messages |= dict.fromkeys(("required", "invalid"), SAID["page_too_old"])

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        return _FormId(form, self, field_name)


def text_field(*, rows: int = 0, most: int = 200, **kwargs: Any) -> TextField:
    """One line, or ``rows`` lines of text; at most ``most`` characters."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return TextField(widget=widget, max_length=most, **kwargs)
