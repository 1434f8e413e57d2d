"""What a box says, in words: for telling somebody what stands beside what they wrote."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext

from portal.ground import formatting
from portal.ground.fields import sizes
from portal.ground.fields.sizes import Sized

MOST_SHOWN = 300


def in_words(field: forms.Field, value: Any) -> str:
    """``value`` as ``field`` shows it, in the reader's language; a long text is cut."""
    language = formatting.reader_language()
    if value in (None, "", [], {}):
        return pgettext("in a box", "nothing")
    if isinstance(field, forms.BooleanField):
        return pgettext("in a box", "ticked") if value else pgettext("in a box", "nothing")
    if isinstance(field, forms.ChoiceField):
        said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        choices: Any = field.choices
        words = {str(code): str(told) for code, told in choices if not isinstance(told, list | tuple)}
        if isinstance(said, list | tuple):
            return pgettext("list", ", ").join(words.get(str(one), str(one)) for one in said)
        return words.get(str(getattr(said, "pk", said)), short(str(said)))
    if isinstance(value, str) and isinstance(field, forms.DateField):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        return formatting.daytime(value, language)
    if isinstance(value, date):
        return formatting.day(value, language)
    if isinstance(field, Sized):
        return sizes.in_words(Decimal(str(value)), field.unit)
    if isinstance(field, forms.FileField):
        return gettext("another file")
    return short(str(value))


def short(text: str) -> str:
    """``text``, cut where it is long."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
