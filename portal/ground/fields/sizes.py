"""A figure beyond what can be meant is refused; one far from what is usual is kept once it was confirmed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ground import formatting
from portal.ground.values.figures import spelled
from portal.ground.values.sizes import SIZES

# The box of the tick under a figure in doubt; it names the field and the figure, so that another is asked anew.
TICK = "sure"
# What goes with a page beside it: the odd figures that stood when it was drawn, which nobody is asked about again.
STOOD = "stood"
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
    """The tick under a box: what it sends, the words beside it, and whether it was ticked."""

    token: str
    words: str
    ticked: bool


def in_words(figure: Decimal | int, unit: str) -> str:
    """``figure`` with its unit in the reader's language; a sum with its ten thousands."""
    language = formatting.reader_language()
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
    slip, token = SIZES[meant_for].slip(Decimal(figure)), _token(bound, figure)
    if not slip or token in _given(bound.form.data, STOOD):
        return
    told, ticked = in_words(figure, unit), token in _given(bound.form.data, TICK)
    words = gettext("It is right: %(said)s") % {"said": told}
    vars(bound.form).setdefault("doubts", {})[bound.name] = Doubt(token, words, ticked)
    if not ticked:
        raise ValidationError(_SLIP[slip], code="unusual", params={"said": told})


def check_lengths(form: forms.BaseForm) -> None:
    """Adds a fault to the last day of each of the form's ``lengths`` ({last day: first day}) where the days between,
    both counted, are none that a service takes. What stands already is not asked about again."""
    said, lengths = form.cleaned_data, _lengths(form)
    for last, first in lengths.items():
        length = _days(said.get(first), said.get(last))
        if length and {first, last} & set(form.changed_data):
            try:
                check_possible(length, "service_days", "days")
                ask_once(form[last], length, "service_days", "days")
            except ValidationError as error:
                form.add_error(last, error)


def stood(bound: BoundField) -> str:
    """The token of an odd figure that stands as the page of ``bound`` is drawn; "" where none does."""
    form, field = bound.form, bound.field
    if form.is_bound:
        own = (one for one in _given(form.data, STOOD) if one.rpartition(":")[0] == bound.html_name)
        return next(own, "")
    try:
        if isinstance(field, Sized):
            figure, meant_for = field.to_python(bound.initial), field.meant_for
        elif first := _lengths(form).get(bound.name):
            days = (form.fields[name].to_python(form[name].initial) for name in (first, bound.name))
            figure, meant_for = _days(*days), "service_days"
        else:
            return ""
    except ValidationError:
        return ""
    if figure is None or meant_for not in SIZES or not SIZES[meant_for].slip(Decimal(figure)):
        return ""
    return _token(bound, figure)


def _lengths(form: forms.BaseForm) -> dict[str, str]:
    return getattr(form, "lengths", {})


def _days(first: date | None, last: date | None) -> int | None:
    return (last - first).days + 1 if first and last and first <= last else None


def _token(bound: BoundField, figure: Decimal | int) -> str:
    return f"{bound.html_name}:{spelled(figure)}"


def _given(data: Any, name: str) -> list[str]:
    given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
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
