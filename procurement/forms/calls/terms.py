"""Screen 3: who may apply, what is paid, and what the service must keep."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from procurement.forms.base import Part, Section
from procurement.forms.calls.boxes import of_rows
from procurement.forms.choices import NONE
from procurement.forms.rows import PaymentRows


@of_rows
class TermsPart(Part):
    slug = "terms"
    title = _("Who may apply, and costs")
    sections = (
        Section("who", _("Who may apply")),
        Section(
            "conditions",
            _("Conditions for applicants"),
            folded=True,
            note=_("Each condition shuts somebody out. Leave empty what is not needed."),
        ),
        Section(
            "paid",
            _("What is paid beside the activities"),
            note=_(
                "A service that pays no staff and no rent ends with the money. Say what may be in the offer."
            ),
        ),
        Section("quality", _("Quality of the service")),
        Section("more", _("More about costs and data"), folded=True, template="calls/_rows_payments.html"),
        Section("english", _("The same in English"), folded=True),
    )

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
        return payable(super().values()) | {"payment_schedule": self.payments.rows()}


def payable(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a form says of indirect costs, as a call keeps it: none of them is a ceiling of nothing."""
    if NONE not in said.get("indirect_payable", []):
        return dict(said)
    return {**said, "indirect_payable": [], "indirect_ceiling": Decimal(0)}
