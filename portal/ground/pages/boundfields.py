"""What a form field needs in order to be drawn: its parts, their ids, and what describes what."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.timezone import is_naive, make_aware

from portal.ground.clock import LEGAL_ZONE
from portal.ground.fields import MomentField
from portal.ground.fields.words import UNITS

DAY_FORMAT, HOUR_FORMAT, MOMENT_FORMAT = "%Y-%m-%d", "%H:%M", "%Y-%m-%dT%H:%M"


def anchor(bound: BoundField) -> str:
    """The id of a field's block: what an error summary links to."""
    return f"f-{bound.html_name}"


def kind_of(widget: forms.Widget) -> str:
    """Which drawing a widget gets: moment, choices, check, file or plain."""
    if isinstance(widget, forms.SplitDateTimeWidget):
        return "moment"
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "plain"


def drawn(
    bound: BoundField,
    *,
    kind: str = "",
    label: str = "",
    hint: str = "",
    suffix: str = "",
    optional: bool = False,
    beside: str = "",
    is_bad: bool = False,
) -> dict[str, Any]:
    """The context of ui/field.html. ``beside`` ends the id of what stands beside the box and describes it too;
    ``is_bad``: at fault, whatever the form itself says.

    Date and time widgets are turned into the native inputs with ISO values, which every form of ours parses whatever
    the language."""
    hint = hint or str(bound.help_text)
    unit = getattr(bound.field, "unit", "")
    is_money = kind == "money" or unit == "yuan"
    widget = bound.field.widget
    shape = kind_of(widget)
    stem = bound.auto_id or f"id_{bound.html_name}"
    described = [f"{stem}-hint"] if hint else []
    described += [f"{stem}-error"] if bound.errors else []
    described += [f"{stem}-{beside}"] if beside else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors or is_bad:
        attrs["aria-invalid"] = "true"
    if is_money:
        attrs["inputmode"] = "decimal"
    _native(widget, bound.value())
    typed = typed_value(bound)
    return {
        "field": bound,
        "anchor": anchor(bound),
        "stem": stem,
        "kind": shape,
        "control": "" if shape in ("moment", "choices") else bound.as_widget(attrs=attrs),
        "parts": _parts(bound, attrs) if shape == "moment" else [],
        "options": _options(bound, attrs) if shape == "choices" else [],
        "described": " ".join(described),
        "is_bad": bool(attrs.get("aria-invalid")),
        "label": label or bound.label,
        "hint": hint,
        "suffix": suffix or str(UNITS["yuan" if is_money else unit][2] if is_money or unit in UNITS else ""),
        "optional": optional,
        "typed_moment": typed if isinstance(typed, date) else None,
        "typed_sum": typed if is_money and not isinstance(typed, date) else None,
    }


# What the native inputs can show; of anything else they show nothing, so that it stands in a plain one.
_SHOWN_DAY, _SHOWN_HOUR = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")


def _native(widget: forms.Widget, value: Any) -> None:
    several = isinstance(widget, forms.MultiWidget)
    parts = widget.widgets if isinstance(widget, forms.MultiWidget) else [widget]
    typed = value if several and isinstance(value, list | tuple) else [value] * len(parts)
    for part, one in zip(parts, typed, strict=False):
        if isinstance(part, forms.DateInput):
            part.format, part.input_type = DAY_FORMAT, _input("date", _SHOWN_DAY, one)
        elif isinstance(part, forms.TimeInput):
            part.format, part.input_type = HOUR_FORMAT, _input("time", _SHOWN_HOUR, one)
        elif isinstance(part, forms.DateTimeInput):
            part.input_type, part.format = "datetime-local", MOMENT_FORMAT


def _input(native: str, shown: re.Pattern[str], typed: Any) -> str:
    return "text" if isinstance(typed, str) and typed and not shown.fullmatch(typed) else native


def _parts(bound: BoundField, attrs: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    built = bound.build_widget_attrs({**attrs, "id": bound.auto_id})
    context = bound.field.widget.get_context(bound.html_name, bound.value(), built)
    parts: Sequence[Mapping[str, Any]] = context["widget"]["subwidgets"]
    return parts


def _options(bound: BoundField, attrs: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    built = bound.build_widget_attrs({**attrs, "id": bound.auto_id})
    # The group carries the description; repeating it on every option would be read out every time.
    for name in ("aria-describedby", "aria-invalid"):
        built.pop(name, None)
    context = bound.field.widget.get_context(bound.html_name, bound.value(), built)
    return [option for _, group, _ in context["widget"]["optgroups"] for option in group]


def typed_value(bound: BoundField) -> date | datetime | Decimal | None:
    """What stands in the field now, for the echo below a date or a sum. None when it cannot be read."""
    value = bound.value()
    if value in (None, ""):
        return None
    try:
        if isinstance(value, date):
            pass
        elif isinstance(bound.field, (MomentField, forms.DateField, forms.DecimalField, forms.IntegerField)):
            value = bound.field.to_python(value)
        else:
            return None
    except forms.ValidationError:
        return None
    if isinstance(value, datetime) and is_naive(value):
        value = make_aware(value, LEGAL_ZONE)
    if isinstance(value, int):
        return Decimal(value)
    return value if isinstance(value, (date, Decimal)) else None
