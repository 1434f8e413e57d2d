"""Correcting an open call, or ending it."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import AddressField, ChoiceField, FormIdField, MailField, MoneyField
from procurement import labels
from procurement.forms.base import MomentField, day_field, text_field
from procurement.rules.vocabulary import CORRECTION_REASONS, TERMINATION_REASONS

CLOSES = time(17)


class ReasonForm(forms.Form):
    """Why, in a code and in words; both are published."""

    REASONS: tuple[str, ...] = CORRECTION_REASONS

    form_id = FormIdField()
    reason_code = ChoiceField(label=_("Reason"))
    reason_zh = text_field(label=_("The reason in words, published"), rows=3, most=1000)
    reason_en = text_field(label=_("The same in English"), rows=2, most=1500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"] = ChoiceField(
            label=_("Reason"), choices=[(code, labels.amendment_reason(code)) for code in self.REASONS]
        )


class TerminationForm(ReasonForm):
    REASONS = TERMINATION_REASONS


class CorrectionForm(ReasonForm):
    """What may be corrected, filled with what stands. The object and who may apply cannot be changed so:
    that is a new call."""

    title_zh = text_field(label=_("Title"), most=120)
    title_en = text_field(label=_("Title in English"), most=200, required=False)
    summary_zh = text_field(label=_("In plain words"), rows=4, most=1000, required=False)
    requirement_zh = text_field(label=_("What is wanted"), rows=8, most=20000)
    requirement_en = text_field(label=_("What is wanted, in English"), rows=4, most=20000, required=False)
    quality_zh = text_field(label=_("How quality is judged"), rows=3, most=4000, required=False)
    place_detail_zh = text_field(label=_("Where exactly"), most=300, required=False)
    estimated_value = MoneyField(label=_("Budget"), meant_for="budget")
    documents_to = day_field(meant_for="call", label=_("Documents until"), required=False)
    ask_by = day_field(meant_for="call", label=_("Ask by"), required=False)
    answers_by = day_field(meant_for="call", label=_("Answers by"), required=False)
    bids_due = MomentField(hour=CLOSES, meant_for="call", label=_("Applications close"))
    opens_at = MomentField(hour=CLOSES, meant_for="call", label=_("Opening"), required=False)
    how_to_bid_zh = text_field(label=_("How to apply"), rows=4, most=2000, required=False)
    contact_office = text_field(label=_("Office to call"), most=80, required=False)
    contact_phone = text_field(label=_("Telephone of the office"), most=40, required=False)
    contact_email = MailField(label=_("E-mail of the office"), max_length=120, required=False)
    contact_address = text_field(label=_("Address of the office"), required=False)

    def offered(self) -> dict[str, Any]:
        """The fields of the call as this form would have them."""
        return {
            name: self.cleaned_data[name] for name in self.base_fields if name not in ReasonForm.base_fields
        }


class AmendmentReviewForm(forms.Form):
    """The second person's word on an amendment."""

    act = ChoiceField(choices=(("approve", ""), ("send_back", "")), widget=forms.HiddenInput)
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
        if cleaned.get("act") == "send_back" and not cleaned.get("comment"):
            self.add_error("comment", _("Say what should change."))
        return cleaned
