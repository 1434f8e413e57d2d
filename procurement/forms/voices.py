"""Telling the province, its answer, and replying in public."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from organizations.models import Division, Organization
from organizations.selectors import place_choices
from portal.ground.fields import (
    ChoiceField,
    CodeField,
    DayField,
    FormIdField,
    ModelChoiceField,
    TextField,
    need,
)
from portal.ground.province import chosen
from procurement.forms.base import SlipForm, text_field
from procurement.labels import voices as words
from procurement.models import Tender
from procurement.selectors.calls import public_tenders
from procurement.selectors.voices import call_to_reply_about


class TellForm(SlipForm):
    """Something for the province alone."""

    text = text_field(
        label=_("What you want the province to know"),
        rows=10,
        most=4000,
        min_length=8,
        help_text=_(
            "Say what happened, where and when. Name no service user, and no telephone or identity number."
        ),
    )

    @property
    def said(self) -> dict[str, Any]:
        """What the service keeps."""
        return dict(self.cleaned_data)


class MissingForm(TellForm):
    """A call that is said to be missing here."""

    text = text_field(
        label=_("What is not published here"),
        rows=3,
        most=500,
        min_length=4,
        help_text=_(
            "Its name, or what was bought and from whom, as you know it. "
            "Everybody reads it once the province has confirmed it."
        ),
    )
    division = ChoiceField(label=_("Place"), choices=place_choices)
    seen_at = TextField(
        label=_("Where you saw it"),
        help_text=_("An address on the web, a newspaper, a group, a board at the door."),
        max_length=500,
        required=False,
    )
    seen_on = DayField(label=_("When you saw it"), required=False, meant_for="seen")

    field_order = ("slip", "text", "division", "seen_at", "seen_on")

    @property
    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        code = said.pop("division")
        return said | {"division_id": code}


class AnswerReportForm(forms.Form):
    """What the province replies to a word in confidence."""

    reply_zh = text_field(label=_("Your reply"), rows=5, most=2000)
    reply_en = text_field(label=_("The same in English"), rows=4, most=3000, required=False)

    @property
    def said(self) -> dict[str, Any]:
        """What the service keeps."""
        return self.cleaned_data | {"outcome": "answered"}


class DecideForm(AnswerReportForm):
    """What the province found of a call that is said to be missing."""

    outcome = ChoiceField(
        label=_("What you find"),
        choices=[(code, words.REPORT_OUTCOME[code]) for code in words.MISSING_OUTCOMES],
        widget=forms.RadioSelect,
    )
    number = CodeField(
        label=_("Number of the call it is here"),
        help_text=format_lazy(
            _("Only where it is published by now, for example {number}."),
            number=f"{chosen().prefix}2026-000123",
        ),
        max_length=20,
        required=False,
    )
    agency = ModelChoiceField(
        label=_("Agency it is about"),
        queryset=Organization.objects.agencies(),
        required=False,
        to_field_name="slug",
        empty_label=_("Please choose"),
    )

    def __init__(self, *args: Any, division: Division | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)
        agencies = Organization.objects.agencies().order_by("division_id", "pk")
        agency.queryset = agencies.filter(division=division) if division else agencies

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        number = said.pop("number", "").strip().upper()
        said["tender"] = None
        if said.get("outcome") == "posted":
            said["tender"] = public_tenders().filter(number=number).first()
            if said["tender"] is None and "number" not in self.errors:
                self.add_error("number", _("No call published here has this number."))
        if said.get("outcome") == "asked":
            need(self, "agency", _("Choose the agency that is asked to publish it."))
        return said


class PublicReplyForm(forms.Form):
    """What an agency or a provider says in public."""

    form_id = FormIdField()
    number = CodeField(
        label=_("Number of the call it is about"), max_length=20, required=False,
        help_text=_("Leave it empty to say something about all your figures."),
    )  # fmt: skip
    text_zh = text_field(label=_("Your reply, for everybody"), rows=6, most=2000, min_length=8)
    text_en = text_field(label=_("The same in English"), rows=4, most=3000, required=False)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        if organization.kind != "agency":
            self.fields["number"].required = True
            self.fields["number"].help_text = _("A call in whose result your organisation is named.")

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip().upper()
        self.tender: Tender | None = call_to_reply_about(self.organization, number) if number else None
        if number and self.tender is None:
            raise forms.ValidationError(_("No published call of yours has this number."))
        return number

    @property
    def said(self) -> dict[str, Any]:
        """What the service keeps."""
        return {name: self.cleaned_data[name] for name in ("form_id", "text_zh", "text_en")} | {
            "tender": self.tender
        }
