"""A signed contract, what became of it, and its acceptance."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from organizations.selectors import name_of
from portal.ground.fields import (
    ChoiceField,
    DayField,
    FormIdField,
    MoneyField,
    OneAtHandField,
    PercentField,
    SeenForm,
    TypedChoiceField,
    check_lengths,
    need,
)
from procurement import uploads
from procurement.forms import choices
from procurement.forms.base import day_field, text_field
from procurement.forms.files import CleanFileField
from procurement.forms.rows import MOST_ROWS, SHARE_MISSING, Rows, whole_or_empty
from procurement.labels import awards as words
from procurement.models.contracts import ACCEPTANCE_RESULTS
from procurement.rules.contracting import PaymentLine


class PaymentDay(SeenForm):
    """One payment of a contract: a share, the last day, what must have come first."""

    share = PercentField(label=_("Share in percent"), meant_for="share", required=False)
    due_on = DayField(label=_("Paid by"), required=False, meant_for="payment")
    basis = ChoiceField(label=_("Paid after"), choices=choices.payment_bases, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("share"):
            for name in ("due_on", "basis"):
                need(self, name, _("Fill this in, too."))
        whole_or_empty(self, "share", SHARE_MISSING)
        return cleaned

    @property
    def row(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        return said if said.get("share") else None


PaymentDays = forms.formset_factory(PaymentDay, formset=Rows, extra=1, max_num=MOST_ROWS, validate_max=True)


def payments_called(terms: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The shares that the call published; their days hang on the signature and the work."""
    return [{"share": one["share"], "basis": one["basis"]} for one in terms.get("payment_schedule", [])]


def schedule_of(rows: Rows) -> list[PaymentLine]:
    """The payments as the service takes them."""
    return [PaymentLine(one["share"], one["due_on"], one["basis"]) for one in rows.rows()]


class Terms(SeenForm):
    """What one contract has of its own or many have in common. ``table`` has the payments."""

    table: Rows
    lengths = {"ends_on": "starts_on"}

    form_id = FormIdField()
    signed_on = day_field(meant_for="act", label=_("Signed on"))
    starts_on = day_field(meant_for="service", label=_("Begins on"))
    ends_on = day_field(meant_for="service", label=_("Ends on"))
    summary_zh = text_field(label=_("In short, published"), rows=3, most=1500, required=False)
    summary_en = text_field(label=_("The same in English"), rows=2, most=2000, required=False)
    document = CleanFileField(
        label=_("Text of the contract, to be published"),
        kinds=uploads.DOCUMENTS,
        public=True,
        required=False,
        help_text=_("State and trade secrets and every person's name are taken out first."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_lengths(self)
        return cleaned


def host_field() -> OneAtHandField:
    return OneAtHandField(named=name_of, label=_("Registered organisation that signs"), required=False)


def host_fee_field() -> PercentField:
    return PercentField(
        label=_("What the host keeps, in percent"),
        meant_for="host_fee",
        required=False,
        help_text=_("At most 8 per cent. The rest is passed on within ten working days."),
    )


class ContractForm(Terms):
    """A contract as it was signed; published once a second person confirms it."""

    value = MoneyField(label=_("Sum, yuan"), meant_for="contract")
    host = host_field()
    host_fee_percent = host_fee_field()
    field_order = (
        "form_id",
        "value",
        "signed_on",
        "starts_on",
        "ends_on",
        "host",
        "host_fee_percent",
    )

    def __init__(self, *args: Any, hosts: Iterable[Organization], hosted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.number, one.name) for one in hosts]
        if named:
            self.fields["host"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["host"]
        if not named and not hosted:
            del self.fields["host_fee_percent"]

    def values(self) -> dict[str, Any]:
        """What the service takes, but for the host, which the view looks up."""
        return {name: value for name, value in self.cleaned_data.items() if name != "host"}


class PaymentForm(forms.Form):
    """When the first payment was made and, where a host signed, passed on."""

    paid_on = day_field(meant_for="act", label=_("First payment made on"))
    passed_on = day_field(
        meant_for="act",
        label=_("Passed on by the host on"),
        required=False,
        help_text=_("May be entered later."),
    )

    def __init__(self, *args: Any, hosted: bool, paid: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hosted:
            del self.fields["passed_on"]
        if paid:
            self.fields["paid_on"].disabled = True


class FilingForm(forms.Form):
    """When finance got its copy (GPL art. 47)."""

    filed_on = day_field(meant_for="act", label=_("Filed with finance on"))
    filed_no = text_field(label=_("Number of the filing"), most=80)


class AcceptanceForm(SeenForm):
    """What was delivered: how much and how good, with the word of service users."""

    form_id = FormIdField()
    result = ChoiceField(
        label=_("Result of the acceptance"),
        choices=[(code, words.ACCEPTANCE[code]) for code in ACCEPTANCE_RESULTS],
        widget=forms.RadioSelect,
    )
    accepted_on = day_field(meant_for="act", label=_("Day of the acceptance"))
    quantity_zh = text_field(
        label=_("How much was done"),
        rows=3,
        most=2000,
        help_text=_("Against what was agreed. Counts of people below ten are not published."),
    )
    quality_zh = text_field(
        label=_("How good it was"),
        rows=3,
        most=2000,
        help_text=_("Referral, satisfaction, confidentiality: not counts alone."),
    )
    service_users_took_part = TypedChoiceField(
        label=_("Service users"),
        choices=[("yes", _("took part, under codes")), ("no", _("did not take part"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    users_zh = text_field(
        label=_("What they said, or why none took part"),
        rows=3,
        most=2000,
        help_text=_("Under codes only: no name, no list, no address."),
    )
    early_zh = text_field(
        label=_("Why it is accepted before the service ends"),
        rows=2,
        most=1000,
        required=False,
        help_text=_("Only where the agreement still runs. It is published."),
    )
    panel_zh = text_field(
        label=_("Who accepted"),
        rows=2,
        most=500,
        required=False,
        help_text=_("A statutory notice says it: posts or names, service users under codes."),
    )
    summary_en = text_field(label=_("Summary in English"), rows=3, most=3000, required=False)
