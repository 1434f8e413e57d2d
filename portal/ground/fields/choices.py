"""Boxes to choose from: a value that is not among the choices is quoted and asked for again."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.fields.texts import REQUIRED
from portal.ground.fields.words import SAID, SHOWN

_PRESS = _("Press one of the buttons under the form.")


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class _OurWords:
    error_messages: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages = self.error_messages | {"required": REQUIRED}

    def refuse(self, value: Any) -> forms.ValidationError:
        return forms.ValidationError(SAID["choice"], code="invalid_choice", params={"typed": _short(value)})


class ChoiceField(_OurWords, forms.ChoiceField):
    def validate(self, value: Any) -> None:
        try:
            super().validate(value)
        except forms.ValidationError as error:
            raise (self.refuse(value) if error.code == "invalid_choice" else error) from None


class ActField(ChoiceField):
    """What one of the buttons under a form says; a form sent without any of them is asked for it in words."""

    def __init__(self, *acts: str) -> None:
        super().__init__(choices=[(act, "") for act in acts], widget=forms.HiddenInput)
        self.error_messages = self.error_messages | {"required": _PRESS}

    def refuse(self, value: Any) -> forms.ValidationError:
        return forms.ValidationError(_PRESS, code="invalid_choice")


class TypedChoiceField(_OurWords, forms.TypedChoiceField):
    def validate(self, value: Any) -> None:
        try:
            super().validate(value)
        except forms.ValidationError as error:
            raise (self.refuse(value) if error.code == "invalid_choice" else error) from None


class MultipleChoiceField(_OurWords, forms.MultipleChoiceField):
    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        for one in value:
            if not self.valid_value(one):
                raise self.refuse(one)


class _AtHand:
    """The choices are what the case has at hand, given by its form. ``named`` finds the words of one that was sent for
    ``reader``, without the case; "" where they may not read them."""

    def __init__(self, *, named: Callable[[str, Any], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.named = named


class OneAtHandField(_AtHand, ChoiceField):
    pass


class SomeAtHandField(_AtHand, MultipleChoiceField):
    pass


def as_sent(text: str, _reader: Any) -> str:
    """For choices whose codes people read as they are, such as the number of a bid."""
    return text


class ModelChoiceField(_OurWords, forms.ModelChoiceField):  # type: ignore[type-arg]
    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("\0", "")
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise (self.refuse(value) if error.code == "invalid_choice" else error) from None
