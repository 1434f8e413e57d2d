"""A form that was sent before and now says something else."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language, gettext, pgettext

from portal import formatting
from procurement.services.errors import OtherWordsError

MOST_SHOWN = 300


def stand_already(form: forms.Form, other: OtherWordsError) -> None:
    """Say that this form was sent before with other words and what they are. What is in it now is not kept; under
    a mark of its own it may be sent as something of its own, where that is possible at all."""
    form.add_error(None, gettext("This form was sent before, and what it said then stands."))
    told = [name for name in other.said if name in form.fields]
    for name in told:
        stands = gettext("“%(field)s” then said: “%(words)s”") % {
            "field": form.fields[name].label, "words": _shown(form.fields[name], other.said[name]),
        }  # fmt: skip
        form.add_error(None, stands)
    if not told and other.shown:
        form.add_error(None, gettext("It said then: “%(words)s”") % {"words": _short(other.shown)})
    if "form_id" not in form.fields:
        form.add_error(None, gettext("What is below was not kept: this is said only once."))
        return
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[form.add_prefix("form_id")] = str(uuid4())  # type: ignore[index]
    form.add_error(
        None,
        gettext("What is below was not kept. If it is to be recorded as well or instead, send it once more."),
    )


def _shown(field: forms.Field, value: Any) -> str:
    language: formatting.Language = "en" if get_language() == "en" else "zh"
    if value in (None, "", [], {}):
        return pgettext("in a box", "nothing")
    if isinstance(field, forms.ChoiceField):
        said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        choices: Any = field.choices
        words = {str(code): str(told) for code, told in choices if not isinstance(told, list | tuple)}
        return words.get(str(said), _short(str(said)))
    if isinstance(value, str) and isinstance(field, forms.DateField):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        return formatting.daytime(value, language)
    if isinstance(value, date):
        return formatting.day(value, language)
    if isinstance(field, forms.DecimalField):
        return formatting.figure(Decimal(str(value)))
    if isinstance(field, forms.FileField):
        return gettext("another file")
    return _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
