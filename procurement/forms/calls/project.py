"""Screen 2: the project. What is bought, where, for whom, for how much, said plainly."""

import math
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organizations.models import Division
from portal.ground.fields import check_lengths
from procurement.forms.base import Part, Section
from procurement.forms.calls.boxes import of_rows
from procurement.forms.rows import LotRows


@of_rows
class ProjectPart(Part):
    slug = "project"
    title = _("Project")
    lengths = {"service_to": "service_from"}
    sections = (
        Section("what", _("What, where and for whom"), template="calls/_rows_lots.html"),
        Section("words", _("In words")),
        Section("more", _("More about the project"), folded=True),
        Section(
            "law",
            _("What the law asks of this procedure"),
            folded=True,
            note=_("Only for purchases under the Government Procurement Law."),
        ),
        Section(
            "english",
            _("The same in English"),
            folded=True,
            note=_("May be left empty. The English page then shows the Chinese text."),
        ),
    )

    def __init__(self, *args: Any, places: list[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["division_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(place.code, place.name) for place in places]
        self.places = places

    @cached_property
    def lots(self) -> Any:
        """The rows of the lots."""
        return LotRows(
            self.data if self.is_bound else None,
            prefix="lots",
            initial=self.initial.get("lots") or [],
            form_kwargs={"about": self.about, "within": self.places},
        )

    @property
    def table(self) -> Any:
        return self.lots

    def table_changed(self, name: str) -> bool:
        return name == "lots" and self.lots.has_changed()

    def is_valid(self) -> bool:
        return bool(super().is_valid() & self.lots.is_valid())

    def values(self) -> dict[str, Any]:
        return super().values() | {"lots": self.lots.rows()}

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
