"""Ending or extending a call whose opening found too few."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ActField, AddressField, ChoiceField, FormIdField, need
from procurement.forms import choices
from procurement.forms.base import text_field
from procurement.forms.calls.amendments import ReasonForm
from procurement.rules.opening import VOID_REASONS


class VoidForm(ReasonForm):
    reason_code = ChoiceField(label=_("Reason"), choices=choices.reasons(VOID_REASONS))


class ExtensionForm(forms.Form):
    """Why nobody may have applied, in words; published with the later closing."""

    form_id = FormIdField()
    reason_zh = text_field(label=_("The reason in words, published"), rows=3, most=1000)
    reason_en = text_field(label=_("The same in English"), rows=2, most=1500, required=False)


class EndReviewForm(forms.Form):
    """The second person's word."""

    act = ActField("approve", "send_back")
    comment = text_field(label=_("Words to the drafter"), rows=3, most=2000, required=False)
    medium_url = AddressField(
        label=_("Address of this notice on the official medium"),
        max_length=500,
        assume_scheme="https",
        required=False,
        help_text=_("A statutory notice stands there first."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == "send_back":
            need(self, "comment", _("Say what should change."))
        return cleaned
