"""The second person's word on a decision, an award taken back, and what may come before signing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ActField, ChoiceField, FormIdField, MarkField, need
from procurement.forms.awards.medium import WithMedium
from procurement.forms.base import day_field, text_field
from procurement.labels import awards as words
from procurement.rules.awarding import REVOKED, AwardFault

# Which field holds what a fault is about; the others stand above the form.
FIELD_OF = {
    "decided_in_future": "decided_on",
    "decided_before_report": "decided_on",
    "address_missing": "supplier_address",
    "held_in_future": "held_on",
    "held_before_award": "held_on",
    "held_too_late": "held_on",
    "differs_from_award": "value",
    "above_award": "value",
    "signed_in_future": "signed_on",
    "signed_before_award": "signed_on",
    "ends_before_start": "ends_on",
    "term_too_long": "ends_on",
    "longer_than_call": "ends_on",
    "signatory_not_registered": "host",
    "host_fee_high": "host_fee_percent",
    "host_fee_missing": "host_fee_percent",
    "host_fee_without_host": "host_fee_percent",
    "medium_too_early": "medium_at",
    "day_in_future": "paid_on",
    "day_before_signing": "paid_on",
    "passed_before_paid": "passed_on",
    "accepted_in_future": "accepted_on",
    "accepted_before_start": "accepted_on",
    "accepted_before_end": "early_zh",
    "panel_unsaid": "panel_zh",
    "users_signed": "users_zh",
    "users_unheard": "users_zh",
    "users_reason_short": "users_zh",
    "users_missing": "service_users_took_part",
}


def complain(form: forms.Form, faults: Iterable[AwardFault]) -> None:
    """Say every fault on its field, or above the form where it has none."""
    for fault in faults:
        box_of = getattr(form, "box_of", None)
        name = box_of(fault) if (fault.bid or fault.lot) and box_of else FIELD_OF.get(fault.code, "")
        form.add_error(name if name in form.fields else None, words.award_fault(fault))


class SecondWord(forms.Form):
    """Words to the drafter, needed where something is sent back. Which acts there are says each form."""

    comment = text_field(
        label=_("Words to the drafter"),
        rows=3,
        most=2000,
        required=False,
        help_text=_("Needed when you send it back. It is not published."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == "send_back":
            need(self, "comment", _("Say what should change."))
        return cleaned


class _PublishingWord(SecondWord, WithMedium):
    """As that, with the official medium, needed where something is published."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("act") != "send_back":
            self.check_medium()
        return cleaned


class DecisionReviewForm(_PublishingWord):
    """The second person's word on a decision."""

    act = ActField("approve", "send_back")
    version = MarkField()


class RecordReviewForm(_PublishingWord):
    """The second person's word on a contract or an acceptance."""

    act = ActField("confirm", "send_back")


class RevokeForm(WithMedium):
    """Why an award falls; published."""

    reason_code = ChoiceField(
        label=_("Why it is taken back"), choices=[(code, words.REVOKED[code]) for code in REVOKED]
    )
    reason_zh = text_field(label=_("The reason in words, published"), rows=3, most=1000)
    reason_en = text_field(label=_("The same in English"), rows=2, most=1500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check_medium()
        return cleaned


class FundingForm(forms.Form):
    """By which document the money stands."""

    form_id = FormIdField()
    document_no = text_field(
        label=_("Document that confirms the money"), most=80, help_text=_("Its number, published.")
    )
    note_zh = text_field(label=_("More, published"), rows=2, most=500, required=False)
    note_en = text_field(label=_("The same in English"), rows=2, most=800, required=False)


class PlanTalkForm(forms.Form):
    """When the plan was talked over, and what was changed."""

    form_id = FormIdField()
    held_on = day_field(meant_for="act", label=_("Day of the talk"))
    changes_zh = text_field(
        label=_("What was changed, published with the agreement"),
        rows=5,
        most=3000,
        help_text=_("If nothing was changed, say so. Name no person."),
    )
    changes_en = text_field(label=_("The same in English"), rows=3, most=4000, required=False)
