"""Screen 4: dates with what the rules say of them, criteria, files, and whom to call."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.ground.clock import legal_date
from procurement import uploads
from procurement.forms.base import Part, Section, text_field
from procurement.forms.calls.boxes import of_rows
from procurement.forms.files import CleanFileField
from procurement.forms.rows import CriteriaRows
from procurement.judgement.annexes import ANNEX


@of_rows
class DatesPart(Part):
    slug = "dates"
    title = _("Dates and criteria")
    sections = (
        Section(
            "dates",
            _("Dates"),
            note=_(
                "Write the dates you plan. Beside each you read at once whether it will do, why, and which will."
            ),
        ),
        Section("criteria", _("How offers are judged"), template="calls/_rows_criteria.html"),
        Section("price", _("Points for the price"), folded=True),
        Section("apply", _("How to apply, and whom to call")),
        Section("contact", _("More contact details"), folded=True),
        Section("english", _("The same in English"), folded=True),
        Section("files", _("Files"), template="calls/_documents.html"),
    )

    @cached_property
    def criteria(self) -> Any:
        """The rows of the criteria."""
        return CriteriaRows(
            self.data if self.is_bound else None,
            prefix="criteria",
            initial=self.initial.get("criteria") or [],
            form_kwargs={"about": self.about},
        )

    def holds(self, name: str) -> bool:
        return name == ANNEX or super().holds(name)

    @property
    def table(self) -> Any:
        return self.criteria

    def table_changed(self, name: str) -> bool:
        return name == "criteria" and self.criteria.has_changed()

    def is_valid(self) -> bool:
        return bool(super().is_valid() & self.criteria.is_valid())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._follow_publication(cleaned)
        due, opens = cleaned.get("bids_due"), cleaned.get("opens_at")
        if due and opens and opens < due:
            self.add_error("opens_at", _("Opening cannot come before applications close."))
        return cleaned

    def _follow_publication(self, cleaned: dict[str, Any]) -> None:
        """Documents given out from the day of publication keep to it when that day is moved or taken out."""
        was, now = self.initial.get("publish_at"), cleaned.get("publish_at")
        since = self.initial.get("documents_from")
        together = bool(was and since and legal_date(was) == since)
        if together and was != now and "publish_at" in cleaned and cleaned.get("documents_from") == since:
            cleaned["documents_from"] = legal_date(now) if now else None

    def values(self) -> dict[str, Any]:
        said = super().values()
        said["criteria"] = self.criteria.rows()
        return said


class DocumentForm(forms.Form):
    """A file for the call. What it is, its own bytes say."""

    file = CleanFileField(
        kinds=uploads.DOCUMENTS,
        public=True,
        label=_("Add a file"),
        required=False,
        help_text=_(
            "PDF, Word (docx), Excel (xlsx) or a picture, at most 20 MB. "
            "Everybody can read it once the call is published. The name of its author, the place and "
            "other notes about its making are taken out."
        ),
    )
    title = text_field(label=_("Name shown for the file"), most=120, required=False)
