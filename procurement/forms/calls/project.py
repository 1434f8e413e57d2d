"""Screen 2: the project. What is bought, where, for whom, for how much, said plainly."""

import math
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Division
from portal.ground.fields import ChoiceField, FigureField, MoneyField, MultipleChoiceField, check_lengths
from procurement.forms import choices
from procurement.forms.base import Part, Section, day_field, text_field


class ProjectPart(Part):
    slug = "project"
    title = _("Project")
    lengths = {"service_to": "service_from"}
    sections = (
        Section(
            _("What, where and for whom"),
            (
                "title_zh",
                "procedure",
                "estimated_value",
                "division_id",
                "populations",
                "services",
                "contract_months",
            ),
        ),
        Section(_("In words"), ("summary_zh", "requirement_zh")),
        Section(
            _("More about the project"),
            (
                "service_from",
                "service_to",
                "place_detail_zh",
                "project_no",
                "service_class",
                "largest_award",
                "ceiling_price",
                "funding",
                "funding_source_zh",
            ),
            folded=True,
        ),
        Section(
            _("What the law asks of this procedure"),
            ("intention_published_on", "ground", "sme_reservation", "sme_ground", "invited_only_reason"),
            folded=True,
            note=_("Only for purchases under the Government Procurement Law."),
        ),
        Section(
            _("The same in English"),
            ("title_en", "summary_en", "requirement_en", "place_detail_en", "funding_source_en"),
            folded=True,
            note=_("May be left empty. The English page then shows the Chinese text."),
        ),
    )
    needed = frozenset(
        {
            "title_zh",
            "procedure",
            "estimated_value",
            "division_id",
            "populations",
            "services",
            "contract_months",
            "summary_zh",
            "requirement_zh",
        }
    )

    title_zh = text_field(label=_("Name of the project"), most=120)
    procedure = ChoiceField(
        label=_("How it is bought"),
        choices=choices.procedures,
        help_text=_(
            "Not sure? “Which procedure?” in the workspace asks four questions and names the lawful ones."
        ),
    )
    estimated_value = MoneyField(label=_("Budget"), meant_for="budget")
    division_id = ChoiceField(label=_("Where the service is given"))
    populations = MultipleChoiceField(
        label=_("Who the service is for"), choices=choices.populations, widget=forms.CheckboxSelectMultiple
    )
    services = MultipleChoiceField(
        label=_("What is done"), choices=choices.services, widget=forms.CheckboxSelectMultiple
    )
    contract_months = FigureField(
        label=_("Length of the service"),
        unit="months",
        meant_for="months",
        max_digits=5,
        decimal_places=1,
        min_value=Decimal("0.5"),
        help_text=_(
            "From the agreement. If the days are fixed, enter them under “More about the project”; the months "
            "then follow."
        ),
    )
    service_from = day_field(label=_("The service begins"), meant_for="service")
    service_to = day_field(label=_("The service ends"), meant_for="service")
    summary_zh = text_field(
        label=_("In plain words"),
        rows=4,
        most=600,
        help_text=_("Three sentences a volunteer understands: what is wanted, who may apply, what is paid."),
    )
    requirement_zh = text_field(
        label=_("What is bought"),
        rows=10,
        most=20_000,
        help_text=_("Aims, amount and quality of the service. Everybody reads this; name no person."),
    )
    place_detail_zh = text_field(
        label=_("Where exactly"),
        help_text=_("A street office or township is enough. No venue and no time of outreach."),
    )
    project_no = text_field(label=_("Your office's project number"), most=60)
    service_class = ChoiceField(label=_("Kind of purchase"), choices=choices.service_classes)
    largest_award = MoneyField(
        label=_("Largest single award"),
        meant_for="award",
        help_text=_("If the budget goes to several organisations. Left empty it is the whole budget."),
    )
    ceiling_price = MoneyField(label=_("Ceiling price"), meant_for="ceiling_price")
    funding = ChoiceField(label=_("Is the money there?"), choices=choices.funding)
    funding_source_zh = text_field(label=_("Where the money comes from"))
    intention_published_on = day_field(label=_("Purchase intention published on"), meant_for="act")
    ground = ChoiceField(label=_("Lawful ground for this procedure"), choices=choices.grounds)
    sme_reservation = ChoiceField(
        label=_("Reserved for small and medium enterprises?"), choices=choices.sme_reservations
    )
    sme_ground = ChoiceField(label=_("Ground for not reserving"), choices=choices.sme_grounds)
    invited_only_reason = ChoiceField(label=_("Only by invitation? Then why"), choices=choices.invited_only)
    title_en = text_field(label=_("Name of the project, in English"), most=200)
    summary_en = text_field(label=_("In plain words, in English"), rows=4, most=1200)
    requirement_en = text_field(label=_("What is bought, in English"), rows=8, most=40_000)
    place_detail_en = text_field(label=_("Where exactly, in English"))
    funding_source_en = text_field(label=_("Where the money comes from, in English"))

    def __init__(self, *args: Any, places: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["division_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(place.code, place.name) for place in places]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("service_from"), cleaned.get("service_to")
        if first and last and last < first:
            self.add_error("service_to", _("The service cannot end before it begins."))
        check_lengths(self)
        return cleaned


def months_between(first: date, last: date) -> int:
    """Months of a service, both days counted, a begun month as a whole one."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole + (1 if last.day >= first.day else 0) or math.ceil((last - first).days / 31)


def places_of(agency_division: Division) -> list[Division]:
    """Where an agency may buy a service: its own place and all below it, the own one first."""
    below = Division.objects.within(agency_division.code).exclude(pk=agency_division.pk).order_by("code")
    return [agency_division, *below]
