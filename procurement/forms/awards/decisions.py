"""The decision on bids, the second person's word, an award taken back, and what may come before signing."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ActField, ChoiceField, FormIdField, MarkField, need
from procurement.forms.awards.medium import WithMedium
from procurement.forms.base import day_field, text_field
from procurement.labels import awards as words
from procurement.rules.awarding import PASSED_OVER, REVOKED, AwardFault
from procurement.rules.vocabulary import STATUTORY

CHOSEN = "chosen"
_BID = "bid-"
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
    "day_in_future": "paid_on",
    "day_before_signing": "paid_on",
    "passed_before_paid": "passed_on",
    "accepted_in_future": "accepted_on",
    "accepted_before_start": "accepted_on",
    "accepted_before_end": "early_zh",
    "users_unheard": "users_zh",
    "users_reason_short": "users_zh",
    "users_missing": "service_users_took_part",
}


def complain(form: forms.Form, faults: Iterable[AwardFault]) -> None:
    """Say every fault on its field, or above the form where it has none."""
    for fault in faults:
        name = f"{_BID}{fault.bid}" if fault.bid else FIELD_OF.get(fault.code, "")
        form.add_error(name if name in form.fields else None, words.award_fault(fault))


def _passed_over(code: str) -> str:
    return gettext("Passed over: %(reason)s") % {"reason": words.PASSED_OVER[code]}


def _options() -> list[tuple[str, str]]:
    """What may become of a bid."""
    chosen = [("", gettext("Not chosen")), (CHOSEN, gettext("Chosen"))]
    return [*chosen, *((code, _passed_over(code)) for code in PASSED_OVER)]


class DecisionForm(forms.Form):
    """Who is chosen, bid by bid; who decided, when, by which minute; and why. ``bids`` are the ranked bids by
    number with what stands beside each choice."""

    form_id = FormIdField()
    version = MarkField()
    decided_body = text_field(
        label=_("Who decided"), most=120, help_text=_("The body, not a person: for example, office meeting.")
    )
    decided_on = day_field(meant_for="act", label=_("Day of the decision"))
    decided_minute = text_field(label=_("Number of the minute"), most=60)
    reason_zh = text_field(
        label=_("Why these were chosen, published"),
        rows=4,
        most=2000,
        help_text=_("Say it by the criteria of the call. Name no person."),
    )
    reason_en = text_field(label=_("The same in English"), rows=3, most=3000, required=False)
    supplier_address = text_field(label=_("Address of the supplier, published"), most=200, required=False)
    each: ClassVar[dict[str, forms.Field]] = {_BID: ChoiceField(label="{of}", choices=_options)}

    def __init__(self, *args: Any, bids: Mapping[str, str], regime: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = list(bids)
        if regime != STATUTORY:
            del self.fields["supplier_address"]
        for number, label in bids.items():
            self.fields[f"{_BID}{number}"] = ChoiceField(label=label, choices=_options, required=False)

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self[f"{_BID}{number}"] for number in self.numbers]

    @property
    def winners(self) -> list[str]:
        return [one for one in self.numbers if self.cleaned_data.get(f"{_BID}{one}") == CHOSEN]

    @property
    def passed_over(self) -> dict[str, str]:
        said = {one: self.cleaned_data.get(f"{_BID}{one}") for one in self.numbers}
        return {one: why for one, why in said.items() if why and why != CHOSEN}

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        plain = {name: value for name, value in self.cleaned_data.items() if not name.startswith(_BID)}
        return plain | {"winners": self.winners, "passed_over": self.passed_over}


def initial_choices(chosen: Iterable[str], passed_over: Mapping[str, str]) -> dict[str, str]:
    """The choices of a form as a draft has them."""
    return {f"{_BID}{one}": CHOSEN for one in chosen} | {
        f"{_BID}{one}": why for one, why in passed_over.items()
    }


class _SecondWord(WithMedium):
    """Words to the drafter, needed where something is sent back; the official medium, needed where it is published.
    Which acts there are says each form."""

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
        else:
            self.check_medium()
        return cleaned


class DecisionReviewForm(_SecondWord):
    """The second person's word on a decision."""

    act = ActField("approve", "send_back")
    version = MarkField()


class RecordReviewForm(_SecondWord):
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
