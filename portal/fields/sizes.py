"""A figure beyond what can be meant is refused; one far from what is usual is kept once it was confirmed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from portal import formatting
from portal.values.sizes import SIZES

# The box of the tick under a figure in doubt; it names the field and the figure, so that another is asked anew.
TICK = "sure"
_UNITS: dict[str, Any] = {
    "percent": _("%(figure)s%%"),
    "points": _("%(figure)s points"),
    "weight": _("%(figure)s points"),
    "days": _("%(figure)s calendar days"),
    "months": _("%(figure)s months"),
    "years": _("%(figure)s years"),
}
_BEYOND = _("This says %(said)s. Here a figure from %(least)s to %(most)s is expected: please check it.")
_SLIP: dict[str, Any] = {
    "low": _("This says %(said)s: far less than is usual. Correct it, or confirm it with the tick."),
    "high": _("This says %(said)s: far more than is usual. Correct it, or confirm it with the tick."),
}


@dataclass(frozen=True)
class Doubt:
    """The tick under a box: what it sends, and the words beside it."""

    token: str
    words: str


def in_words(figure: Decimal | int, unit: str) -> str:
    """``figure`` with its unit in the reader's language; a sum with its ten thousands."""
    language: formatting.Language = "en" if get_language() == "en" else "zh"
    if unit == "yuan":
        return formatting.money(figure, language)
    plain = formatting.figure(figure)
    return str(_UNITS[unit]) % {"figure": plain} if unit in _UNITS else plain


def check_possible(figure: Decimal | int, meant_for: str, unit: str) -> None:
    """Raises ValidationError for a figure that nobody can mean."""
    size = SIZES[meant_for]
    if not size.is_possible(Decimal(figure)):
        words = {"said": figure, "least": size.least, "most": size.most}
        params = {name: in_words(one, unit) for name, one in words.items()}
        raise ValidationError(_BEYOND, code="beyond", params=params)


def ask_once(bound: BoundField, figure: Decimal | int, meant_for: str, unit: str) -> None:
    """Raises ValidationError for a figure far from what is usual that nobody has confirmed; the form keeps the tick
    for its page."""
    slip = SIZES[meant_for].slip(Decimal(figure))
    if not slip:
        return
    token = f"{bound.html_name}:{Decimal(figure).normalize():f}"
    told = in_words(figure, unit)
    words = gettext("It is right: %(said)s") % {"said": told}
    vars(bound.form).setdefault("doubts", {})[bound.name] = Doubt(token, words)
    if token not in _ticks(bound.form.data):
        raise ValidationError(_SLIP[slip], code="unusual", params={"said": told})


def check_length(form: forms.BaseForm, first: str, last: str) -> None:
    """Adds a fault to the box ``last`` where the days from ``first`` to it, both counted, are none that a service
    takes. What stands already is not asked about again."""
    said = form.cleaned_data
    begins, ends = said.get(first), said.get(last)
    if not begins or not ends or ends < begins or not {first, last} & set(form.changed_data):
        return
    length = (ends - begins).days + 1
    try:
        check_possible(length, "service_days", "days")
        ask_once(form[last], length, "service_days", "days")
    except ValidationError as error:
        form.add_error(last, error)


def _ticks(data: Any) -> list[str]:
    given = data.getlist(TICK) if hasattr(data, "getlist") else data.get(TICK, [])
    return [given] if isinstance(given, str) else list(given)


class Sized(forms.Field):
    """A box for a figure with bounds. What stands already is not asked about again."""

    meant_for: str
    unit: str

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError as error:
            # One figure, one fault: the bound says more than the number of its places.
            raise error.error_list[0] from None
        if value is not None and self.meant_for in SIZES:
            check_possible(value, self.meant_for, self.unit)

    def _clean_bound_field(self, bound: BoundField) -> Any:
        value = super()._clean_bound_field(bound)  # type: ignore[misc]
        if value is not None and self.meant_for in SIZES and not self._stands(bound, value):
            ask_once(bound, value, self.meant_for, self.unit)
        return value

    def _stands(self, bound: BoundField, value: Any) -> bool:
        try:
            return bool(self.to_python(bound.initial) == value)
        except ValidationError:
            return False
