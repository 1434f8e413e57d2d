"""The box of each field of a call, made of its row."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from organizations.selectors import place_choices
from portal.ground.fields import (
    ChoiceField,
    DayField,
    FigureField,
    MailField,
    MomentField,
    MoneyField,
    MultipleChoiceField,
    PercentField,
    text_field,
)
from procurement.fields import on_screen
from procurement.fields.row import (
    Code,
    Codes,
    Day,
    Field,
    Figure,
    Flag,
    Mail,
    Moment,
    Money,
    Percent,
    Place,
    Rows,
    Text,
)
from procurement.forms import choices
from procurement.forms.base import Part

AnyPart = TypeVar("AnyPart", bound=type[Part])


def of_rows(part: AnyPart) -> AnyPart:
    """Give the screen ``part`` the boxes of its rows; a list's rows are a formset of its own."""
    rows = [row for row in on_screen(part.slug) if not isinstance(row.value, Rows)]
    part.base_fields = {row.name: box_of(row, required=False) for row in rows}
    return part


def box_of(row: Field, *, required: bool) -> forms.Field:
    """The box of ``row`` on whatever form asks for it. Raises LookupError for a field without one."""
    if row.box is None or type(row.value) not in _MAKE:
        raise LookupError(row.name)
    return _MAKE[type(row.value)](
        row.value, label=row.box.label, help_text=row.box.help, required=required, **_choices(row)
    )


def _choices(row: Field) -> dict[str, Any]:
    if row.name == "procedure":
        return {"choices": choices.procedures}
    if isinstance(row.value, Code):
        return {"choices": choices.codes_of(row.name, row.value.codes, first=row.value.empty)}
    if isinstance(row.value, Codes):
        return {"choices": choices.codes_of(row.name, row.value.codes, none=row.value.none)}
    if isinstance(row.value, Place):
        return {"choices": place_choices}
    return {}


def _figure(kind: Figure, **more: Any) -> FigureField:
    bounds = {"min_value": kind.least, "max_value": kind.most}
    return FigureField(
        unit=kind.unit,
        meant_for=kind.meant_for,
        max_digits=kind.digits,
        decimal_places=kind.places,
        **bounds,
        **more,
    )


_MAKE: dict[type, Callable[..., forms.Field]] = {
    Text: lambda kind, **more: text_field(rows=kind.rows, most=kind.most, **more),
    Mail: lambda kind, **more: MailField(max_length=kind.most, **more),
    Day: lambda kind, **more: DayField(meant_for=kind.meant_for, **more),
    Moment: lambda kind, **more: MomentField(meant_for=kind.meant_for, hour=kind.hour, **more),
    Money: lambda kind, **more: MoneyField(meant_for=kind.meant_for, **more),
    Percent: lambda kind, **more: PercentField(meant_for=kind.meant_for, **more),
    Figure: _figure,
    Code: lambda kind, **more: ChoiceField(**more),
    Codes: lambda kind, **more: MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **more),
    Place: lambda kind, **more: ChoiceField(**more),
    Flag: lambda kind, **more: forms.BooleanField(**more),
}
