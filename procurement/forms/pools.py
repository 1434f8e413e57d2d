"""Entering somebody in the pool for panels; how many are drawn from it."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.forms.organizations import PlaceField
from organizations.models import Service
from portal.ground.fields import ActField, ChoiceField, DayField, FormIdField, MultipleChoiceField
from procurement import labels
from procurement.forms.base import text_field
from procurement.labels import evaluation as words
from procurement.rules.draws import POOLED
from procurement.rules.evaluation import COMMUNITY

MOST_DRAWN = 12


class EntryForm(forms.Form):
    """One person for the pool. Of a community member only who vouches is asked for."""

    form_id = FormIdField()
    seat = ChoiceField(
        label=_("Who"),
        choices=[(code, format_lazy("{} – {}", words.SEAT[code], words.SEAT_HINT[code])) for code in POOLED],
        widget=forms.RadioSelect,
    )
    name = text_field(
        label=pgettext_lazy("person", "Name"),
        most=60,
        required=False,
        help_text=_("Read by the officials of this prefecture and the supervisor. Not for the community."),
    )
    office = text_field(label=_("Employer and title"), most=120, required=False)
    contact = text_field(
        label=_("Telephone or e-mail"),
        most=120,
        required=False,
        help_text=_("Read by your agency, and by whoever hands over a link. Deleted when the person leaves."),
    )
    home = PlaceField(
        label=_("Which county this person is from"),
        required=False,
        help_text=_("Nobody is drawn for calls of their own county."),
    )
    knows = MultipleChoiceField(
        label=_("What this person knows"),
        choices=[(one.value, one.label) for one in Service],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    vouched_by = text_field(
        label=_("Organisation that vouches for a community member: name or unified social credit code"),
        most=120,
        required=False,
        help_text=_("The link goes through it. The member has a code only, here too."),
    )
    from_date = DayField(label=_("In the pool from"), widget=forms.DateInput(attrs={"type": "date"}))
    until_date = DayField(
        label=_("Until, if a last day is known"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def person(self) -> dict[str, Any]:
        """Who is entered, as :class:`procurement.services.pools.Somebody` has it."""
        said = self.cleaned_data
        if said["seat"] == COMMUNITY:
            return {
                "seat": COMMUNITY,
                "name": said["name"],
                "office": said["office"],
                "contact": said["contact"],
                "vouched_by": said["vouched_by"],
            }
        names = ("seat", "name", "office", "contact", "home", "knows")
        return {name: said[name] for name in names}


class EntryActForm(forms.Form):
    act = ActField("end", "confirm", "decline")


_HOW_MANY = [(str(number), str(number)) for number in range(MOST_DRAWN + 1)]


class DrawForm(forms.Form):
    """How many of each are drawn. ``again``: another draw, which says why."""

    form_id = FormIdField()
    outsider = ChoiceField(
        label=words.SEAT["outsider"], choices=_HOW_MANY, help_text=words.SEAT_HINT["outsider"]
    )
    expert = ChoiceField(label=words.SEAT["expert"], choices=_HOW_MANY, help_text=words.SEAT_HINT["expert"])
    community = ChoiceField(
        label=words.SEAT["community"], choices=_HOW_MANY, help_text=words.SEAT_HINT["community"]
    )
    reason = text_field(
        label=_("Why another draw is needed"),
        rows=3,
        most=500,
        help_text=_("Read by the second person and kept in the file. Name nobody."),
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["reason"]

    def wanted(self) -> dict[str, int]:
        counted = {seat: int(self.cleaned_data[seat]) for seat in POOLED}
        return {seat: many for seat, many in counted.items() if many}


class AllowForm(forms.Form):
    act = ActField("allow", "refuse")


def knows_words(codes: list[str]) -> list[str]:
    """What somebody knows, in words."""
    return [labels.service(one) for one in codes]
