"""A form that was sent before and now says something else."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext

from portal.ground.fields import shown
from portal.ground.fields.seen import renew
from procurement.errors import OtherWordsError


def stand_already(form: forms.Form, other: OtherWordsError) -> None:
    """Say that this form was sent before with other words and what they are. What is in it now is not kept; under
    a mark of its own it may be sent as something of its own, where that is possible at all."""
    form.add_error(None, gettext("This form was sent before, and what it said then stands."))
    told = [name for name in other.said if name in form.fields]
    for name in told:
        stands = gettext("“%(field)s” then said: “%(words)s”") % {
            "field": form.fields[name].label, "words": shown.in_words(form.fields[name], other.said[name]),
        }  # fmt: skip
        form.add_error(None, stands)
    if not told and other.shown:
        form.add_error(None, gettext("It said then: “%(words)s”") % {"words": shown.short(other.shown)})
    if "form_id" not in form.fields:
        form.add_error(None, gettext("What is below was not kept: this is said only once."))
        return
    renew(form, "form_id", str(uuid4()))
    form.add_error(
        None,
        gettext("What is below was not kept. If it is to be recorded as well or instead, send it once more."),
    )
