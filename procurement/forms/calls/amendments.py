"""Correcting an open call, or ending it."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ActField, AddressField, ChoiceField, FormIdField, need
from procurement import fields, stated
from procurement.fields.row import Field, Need, Rows
from procurement.forms import choices
from procurement.forms.base import text_field
from procurement.forms.calls import screens
from procurement.forms.calls.boxes import box_of
from procurement.forms.calls.project import places_of
from procurement.forms.rows import StandingLots
from procurement.models import Tender
from procurement.rules.vocabulary import CORRECTION_REASONS, TERMINATION_REASONS


class ReasonForm(forms.Form):
    """Why, in a code and in words; both are published."""

    form_id = FormIdField()
    reason_code = ChoiceField(label=_("Reason"), choices=choices.reasons(CORRECTION_REASONS))
    reason_zh = text_field(label=_("The reason in words, published"), rows=3, most=1000)
    reason_en = text_field(label=_("The same in English"), rows=2, most=1500, required=False)


class TerminationForm(ReasonForm):
    reason_code = ChoiceField(label=_("Reason"), choices=choices.reasons(TERMINATION_REASONS))


class CorrectionForm(ReasonForm):
    """What may be corrected, filled with what stands. The object and who may apply cannot be changed so:
    that is a new call."""

    SECTIONS = {
        "dates": _("Dates"),
        "words": _("Words and money"),
        "contact": _("Contact"),
    }

    english_stands = forms.BooleanField(label=_("The English words still say the same"), required=False)

    def __init__(self, *args: Any, tender: Tender, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tender = tender

    @cached_property
    def lots(self) -> Any:
        """The rows of a divided call."""
        return StandingLots(
            self.data if self.is_bound else None,
            prefix="lots",
            initial=screens.initial_of(self.tender).get("lots") or [],
            form_kwargs={"about": self.tender.subject, "within": places_of(self.tender.buyer.division)},
        )

    def is_valid(self) -> bool:
        return bool(super().is_valid() & (not self.tender.is_divided or self.lots.is_valid()))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("english_stands"):
            for name in filter(self._is_left_behind, self._english()):
                self.add_error(
                    name,
                    _(
                        "You changed the Chinese. Change the English too, or empty it: English pages then show the "
                        "Chinese. If it still says the same, tick that below."
                    ),
                )
        return cleaned

    def _english(self) -> list[str]:
        """The boxes whose English is published now."""
        return [row.name for row in _CORRECTED if row.name.endswith("_en") and self.initial.get(row.name)]

    def _is_left_behind(self, name: str) -> bool:
        """Whether the English of ``name`` stands as it was beside other Chinese words."""
        chinese = f"{name.removesuffix('_en')}_zh"
        return self._stands(name) and chinese in self.cleaned_data and not self._stands(chinese)

    def _stands(self, name: str) -> bool:
        return stated.alike(self.initial.get(name), self.cleaned_data.get(name))

    def offered(self) -> dict[str, Any]:
        """The fields of the call as this form would have them."""
        said = {row.name: self.cleaned_data[row.name] for row in _CORRECTED}
        return said | ({"lots": self.lots.rows()} if self.tender.is_divided else {})

    def sections(self) -> list[dict[str, Any]]:
        """The fields of the call as the page draws them."""
        boxes = {slug: [self[row.name] for row in _boxes_in(slug)] for slug in self.SECTIONS}
        if self._english():
            boxes["words"].append(self["english_stands"])
        return [{"slug": slug, "title": title, "boxes": boxes[slug]} for slug, title in self.SECTIONS.items()]


def _boxes_in(slug: str) -> list[Field]:
    """The fields of a section that are one box; a list is a form of rows."""
    return [row for row in fields.corrected_in(slug) if not isinstance(row.value, Rows)]


_CORRECTED = [row for slug in CorrectionForm.SECTIONS for row in _boxes_in(slug)]
CorrectionForm.base_fields |= {
    row.name: box_of(row, required=row.box is not None and row.box.need in (Need.JUDGED, Need.ALWAYS))
    for row in _CORRECTED
}


class AmendmentReviewForm(forms.Form):
    """The second person's word on an amendment."""

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
