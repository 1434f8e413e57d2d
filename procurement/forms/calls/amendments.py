"""Correcting an open call, or ending it."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import (
    ActField,
    AddressField,
    ChoiceField,
    FormIdField,
    SomeAtHandField,
    as_sent,
    need,
)
from procurement import fields, stated
from procurement.fields.row import Field, Flag, Need, Rows
from procurement.forms import choices
from procurement.forms.base import REASON, Part, text_field
from procurement.forms.calls import screens
from procurement.forms.calls.boxes import box_of
from procurement.forms.calls.project import places_of
from procurement.forms.calls.terms import payable
from procurement.forms.rows import CriteriaRows, PaymentRows, StandingLots
from procurement.judgement.corrections import DOCUMENTS, REASONS, document_row
from procurement.models import Document, Tender
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
    """What may be corrected, filled with what stands. What makes another call of it has no box here; what the law lets
    nobody correct is refused on its box."""

    SECTIONS = {
        "dates": _("Dates"),
        "words": _("Project, words and money"),
        "costs": _("Costs and payments"),
        "judged": _("How offers are judged"),
        "who": _("Who may apply"),
        "contact": _("Contact"),
    }
    # They open where something in them is at fault or was changed.
    FOLDED = ("words", "costs", "judged", "who", "contact")
    each = Part.each

    english_stands = forms.BooleanField(label=_("The English words still say the same"), required=False)
    files_out = SomeAtHandField(
        named=as_sent, label=_("Files that hold no more"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        tender: Tender,
        standing: Sequence[Document] = (),
        waiting: Sequence[Document] = (),
        asked: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        """``standing`` and ``waiting`` are the files of the call and those added for this correction; ``asked`` are the
        rules that ask for a published reason."""
        super().__init__(*args, **kwargs)
        self.tender, self.standing, self.waiting = tender, standing, waiting
        files = self.fields["files_out"]
        assert isinstance(files, SomeAtHandField)
        files.choices = [(str(one.pk), one.title) for one in standing]
        for rule in dict.fromkeys((*tender.reasons, *asked)):
            self.ask(rule)

    def ask(self, rule: str) -> str:
        """The name of the box for the reason that ``rule`` asks for, which stands on the page from here."""
        name = f"{REASON}{rule}"
        self.fields.setdefault(name, deepcopy(self.each[REASON]))
        self.initial[name] = self.tender.reasons.get(rule, "")
        return name

    def _rows(self, kind: Any, prefix: str, name: str, **more: Any) -> Any:
        data = self.data if self.is_bound and f"{prefix}-TOTAL_FORMS" in self.data else None
        return kind(data, prefix=prefix, initial=self.initial.get(name) or [], **more)

    @cached_property
    def lots(self) -> Any:
        """The rows of a divided call."""
        within = places_of(self.tender.buyer.division)
        return StandingLots(
            self.data if self.is_bound else None,
            prefix="lots",
            initial=screens.initial_of(self.tender).get("lots") or [],
            form_kwargs={"about": self.tender.subject, "within": within},
        )

    @cached_property
    def criteria(self) -> Any:
        return self._rows(CriteriaRows, "criteria", "criteria", form_kwargs={"about": self.tender.subject})

    @cached_property
    def payments(self) -> Any:
        return self._rows(PaymentRows, "payments", "payment_schedule")

    @property
    def tables(self) -> dict[str, Any]:
        """The lists of the call that the page has: a page without one leaves it as it stands."""
        lots = {"lots": self.lots} if self.tender.is_divided else {}
        return {**lots, "criteria": self.criteria, "payment_schedule": self.payments}

    def is_valid(self) -> bool:
        tables = [one.is_valid() for one in self.tables.values() if one.is_bound]
        return bool(super().is_valid() & all(tables))

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
        """The call as this form would have it: its fields, its files, its published reasons."""
        said = payable({row.name: self._said(row) for row in _CORRECTED})
        tables = {name: table.rows() for name, table in self.tables.items() if table.is_bound}
        return said | tables | {DOCUMENTS: self._files(), REASONS: self._reasons()}

    def _said(self, row: Field) -> Any:
        """A tick that nobody set says no more than the call did."""
        value, before = self.cleaned_data[row.name], self.initial.get(row.name)
        return before if isinstance(row.value, Flag) and not value and not before else value

    def _files(self) -> list[dict[str, Any]]:
        out = self.cleaned_data["files_out"]
        kept = [one for one in self.standing if str(one.pk) not in out]
        return [document_row(one) for one in (*kept, *self.waiting)]

    def _reasons(self) -> dict[str, str]:
        said = {
            name.removeprefix(REASON): text
            for name, text in self.cleaned_data.items()
            if name.startswith(REASON)
        }
        return {**self.tender.reasons, **{rule: text.strip() for rule, text in said.items() if text.strip()}}

    def sections(self) -> list[dict[str, Any]]:
        """The fields of the call as the page draws them."""
        made = []
        for slug, title in self.SECTIONS.items():
            boxes = [self[row.name] for row in _boxes_in(slug)]
            if slug == "words" and self._english():
                boxes.append(self["english_stands"])
            touched = any(box.errors or box.name in self.changed_data for box in boxes)
            folded = slug in self.FOLDED and not (self.is_bound and touched) and not self._at_fault(slug)
            made.append({"slug": slug, "title": title, "boxes": boxes, "open": not folded})
        return made

    def _at_fault(self, slug: str) -> bool:
        tables = {"words": "lots", "costs": "payment_schedule", "judged": "criteria"}
        table = self.tables.get(tables.get(slug, ""))
        return bool(table is not None and table.is_bound and (table.has_changed() or not table.is_valid()))

    def reason_boxes(self) -> list[BoundField]:
        """The boxes for published reasons."""
        return [self[name] for name in self.fields if name.startswith(REASON)]


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
