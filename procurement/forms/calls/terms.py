"""Screen 3: who may apply, what is paid, and what the service must keep."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ChoiceField, FigureField, MoneyField, MultipleChoiceField, PercentField
from procurement.forms import choices
from procurement.forms.base import Part, Section, text_field
from procurement.forms.rows import PaymentRows

NONE_PAID = "none"


def _indirect_choices() -> list[tuple[str, str]]:
    return [*choices.indirect_kinds(), (NONE_PAID, str(_("None of them")))]


class TermsPart(Part):
    slug = "terms"
    title = _("Who may apply, and costs")
    sections = (
        Section(_("Who may apply"), ("legal_forms", "hosted_allowed")),
        Section(
            _("Conditions for applicants"),
            ("area_limit", "experience_required", "min_age_years", "consortium_allowed", "deposit"),
            folded=True,
            note=_("Each condition shuts somebody out. Leave empty what is not needed."),
        ),
        Section(
            _("What is paid beside the activities"),
            ("indirect_payable", "indirect_ceiling", "capacity_amount"),
            note=_(
                "A service that pays no staff and no rent ends with the money. Say what may be in the offer."
            ),
        ),
        Section(
            _("Quality of the service"),
            ("quality_zh",),
        ),
        Section(
            _("More about costs and data"),
            ("capacity_note_zh", "client_data"),
            folded=True,
            template="calls/_rows_payments.html",
        ),
        Section(_("The same in English"), ("quality_en", "capacity_note_en"), folded=True),
    )
    needed = frozenset(
        {"legal_forms", "indirect_payable", "indirect_ceiling", "capacity_amount", "quality_zh"}
    )

    legal_forms = MultipleChoiceField(
        label=_("Which organisations may apply"),
        choices=choices.legal_forms,
        widget=forms.CheckboxSelectMultiple,
    )
    hosted_allowed = forms.BooleanField(
        label=_("A group that is not registered may apply through a registered host")
    )
    area_limit = text_field(
        label=_("Limited to a place"),
        help_text=_("For example: only organisations of this county. Empty: no limit."),
    )
    experience_required = text_field(
        label=_("Experience asked for"), help_text=_("For example: has done HIV work before. Empty: none.")
    )
    min_age_years = FigureField(
        label=_("Only organisations older than"),
        unit="years",
        meant_for="age",
        max_digits=4,
        decimal_places=1,
        min_value=0,
    )
    consortium_allowed = forms.BooleanField(label=_("Several organisations may apply together"))
    deposit = MoneyField(label=_("Deposit asked before the award"), meant_for="deposit")
    indirect_payable = MultipleChoiceField(
        label=_("Which of these costs may be in the offer"),
        choices=_indirect_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    indirect_ceiling = PercentField(label=_("Up to what share of the budget"), meant_for="indirect")
    capacity_amount = MoneyField(
        label=_("Set aside for training and strengthening the organisation"),
        meant_for="capacity",
        help_text=_("0 is possible, with a reason that is published."),
    )
    quality_zh = text_field(
        label=_("How quality is judged"),
        rows=5,
        most=4000,
        help_text=_(
            "At least one sign of quality that is not a number of heads: respect, privacy, linkage to care."
        ),
    )
    capacity_note_zh = text_field(label=_("What the training money is for"), rows=2, most=600)
    client_data = ChoiceField(
        label=_("What the organisation reports about service users"),
        choices=choices.client_data,
        help_text=_("Names are never reported."),
    )
    quality_en = text_field(label=_("How quality is judged, in English"), rows=5, most=8000)
    capacity_note_en = text_field(label=_("What the training money is for, in English"), rows=2, most=1200)

    def holds(self, name: str) -> bool:
        return super().holds(name) or name == "payment_schedule"

    @cached_property
    def payments(self) -> Any:
        """The rows of the payment schedule."""
        return PaymentRows(
            self.data if self.is_bound else None,
            prefix="payments",
            initial=self.initial.get("payment_schedule") or [],
        )

    @property
    def table(self) -> Any:
        return self.payments

    def table_changed(self, name: str) -> bool:
        return name == "payment_schedule" and self.payments.has_changed()

    def is_valid(self) -> bool:
        return bool(super().is_valid() & self.payments.is_valid())

    def values(self) -> dict[str, Any]:
        said = super().values()
        if NONE_PAID in said.get("indirect_payable", []):
            said["indirect_payable"] = []
            said["indirect_ceiling"] = Decimal(0)
        said["payment_schedule"] = self.payments.rows()
        return said
