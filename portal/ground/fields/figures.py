"""Boxes for money, shares and counts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import DecimalValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.ground.fields.sizes import Sized
from portal.ground.fields.texts import REQUIRED
from portal.ground.fields.words import SAID, of, said
from portal.ground.values import UnreadableError
from portal.ground.values.quantities import read_quantity

_LEAST = _("At least %(limit_value)s, please.")
_MOST = _("At most %(limit_value)s, please.")
_PLACES = ngettext_lazy(
    "At most %(max)s figure after the point.", "At most %(max)s figures after the point.", "max"
)


def _our_words(field: forms.Field) -> None:
    field.error_messages["required"] = REQUIRED
    for one in field.validators:
        if isinstance(one, DecimalValidator):
            too_large = _("This figure is too large. Please check it.")
            one.messages = one.messages | {  # type: ignore[assignment]
                "max_digits": too_large, "max_whole_digits": too_large, "max_decimal_places": _PLACES,
            }  # fmt: skip
        elif isinstance(one, MinValueValidator):
            one.message = _LEAST
        elif isinstance(one, MaxValueValidator):
            one.message = _MOST


class FigureField(Sized, forms.DecimalField):
    """A share, points, months: a finite figure, with the words of ``unit`` behind it or without. ``meant_for``
    names its bounds (:data:`portal.ground.values.sizes.SIZES`) or why it has none (``UNASKED``)."""

    def __init__(self, *, unit: str = "", meant_for: str, **kwargs: Any) -> None:
        self.unit, self.meant_for = unit, meant_for
        # The native box for numbers shows nothing of what it cannot read.
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)
        _our_words(self)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            return read_quantity(str(value), self.unit)
        except UnreadableError as error:
            raise of(error, self.unit) from None


class MoneyField(FigureField):
    """Yuan, at most two places."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(unit="yuan", **{"max_digits": 14, "decimal_places": 2, "min_value": 0} | kwargs)


class PercentField(FigureField):
    """A share of a hundred, at most two places."""

    def __init__(self, **kwargs: Any) -> None:
        bounds = {"max_digits": 5, "decimal_places": 2, "min_value": 0, "max_value": 100}
        super().__init__(unit="percent", **bounds | kwargs)


class WholeField(Sized, forms.IntegerField):
    """A count, with the words of ``unit`` behind it or without; ``meant_for`` as :class:`FigureField` has it."""

    def __init__(self, *, unit: str = "", meant_for: str, **kwargs: Any) -> None:
        self.unit, self.meant_for = unit, meant_for
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)
        _our_words(self)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        try:
            number = read_quantity(str(value), self.unit)
        except UnreadableError as error:
            raise of(error, self.unit) from None
        if number != number.to_integral_value():
            raise said("not_whole", value)
        return int(number)


class MarkField(WholeField):
    """A count that the page itself writes into a hidden box, such as the version it showed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(meant_for="mark", widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(SAID["page_too_old"], code=error.code) from None
