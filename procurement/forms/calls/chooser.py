"""Four questions that decide which procedures are lawful."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ChoiceField, MoneyField
from procurement import labels
from procurement.rules.facts import Facts
from procurement.rules.vocabulary import BUYER_CLASSES, LEVELS


class ChooserForm(forms.Form):
    """What is bought, by whom, for how much. Answers travel in the address, so that a result can be shared."""

    bought = ChoiceField(
        label=_("What is it for?"),
        choices=lambda: [
            ("services", _("A service to the public or to organisations")),
            ("grant", _("Money for an organisation's own plan")),
            ("goods", _("Goods, such as test kits")),
        ],
    )
    estimated_value = MoneyField(label=_("How much money in all?"), meant_for="question", min_value=1)
    largest_award = MoneyField(
        label=_("The largest share of one organisation"),
        meant_for="question",
        min_value=1,
        required=False,
        help_text=_("Leave empty if one organisation gets all of it."),
    )
    level = ChoiceField(
        label=_("At which level?"), choices=lambda: [(code, labels.level(code)) for code in LEVELS]
    )
    buyer_class = ChoiceField(
        label=_("Who buys?"), choices=lambda: [(code, labels.buyer_class(code)) for code in BUYER_CLASSES]
    )

    def facts(self, **more: Any) -> Facts:
        """The answers as the rules see them."""
        said = self.cleaned_data
        return Facts(
            instrument="grant" if said["bought"] == "grant" else "contract",
            object="goods" if said["bought"] == "goods" else "services",
            estimated_value=said["estimated_value"],
            largest_award=said["largest_award"],
            level=said["level"],
            buyer_class=said["buyer_class"],
            **more,
        )
