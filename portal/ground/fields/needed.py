"""Boxes that another box asks for."""

from typing import Any

from django import forms
from django.utils.functional import Promise


def need(form: forms.BaseForm, name: str, said: str | Promise) -> Any:
    """What was read in the box ``name``; where it is empty, ``said`` stands on it. What was typed and could not be
    taken is told what is wrong with it, and not that it is empty as well."""
    value = form.cleaned_data.get(name)
    if (value is None or value in ("", [])) and name not in form.errors:
        form.add_error(name, str(said))
    return value
