"""Screen 4: dates with what the rules say of them, criteria, files, and whom to call."""

from datetime import time
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.ground.clock import legal_date
from portal.ground.fields import FigureField, MailField
from procurement import uploads
from procurement.forms.base import MomentField, Part, Section, day_field, text_field
from procurement.forms.files import CleanFileField
from procurement.forms.rows import CriteriaRows

OFFICE_OPENS, OFFICE_CLOSES = time(9), time(17)


class DatesPart(Part):
    slug = "dates"
    title = _("Dates and criteria")
    sections = (
        Section(
            _("Dates"),
            ("publish_at", "bids_due", "documents_to", "ask_by", "answers_by", "opens_at"),
            note=_(
                "Write the dates you plan. Beside each you read at once whether it will do, why, and which will."
            ),
        ),
        Section(_("How offers are judged"), (), template="calls/_rows_criteria.html"),
        Section(_("Points for the price"), ("price_weight",), folded=True),
        Section(_("How to apply, and whom to call"), ("how_to_bid_zh", "contact_office", "contact_phone")),
        Section(
            _("More contact details"),
            ("contact_email", "contact_address", "documents_from"),
            folded=True,
        ),
        Section(_("The same in English"), ("how_to_bid_en",), folded=True),
        Section(_("Files"), (), template="calls/_documents.html"),
    )
    needed = frozenset(
        {
            "bids_due",
            "documents_to",
            "ask_by",
            "answers_by",
            "how_to_bid_zh",
            "contact_office",
            "contact_phone",
        }
    )

    publish_at = MomentField(
        hour=OFFICE_OPENS,
        meant_for="call",
        label=_("Publication"),
        help_text=_(
            "Every count starts here. Left empty, the call is published when the second person approves."
        ),
    )
    bids_due = MomentField(hour=OFFICE_CLOSES, meant_for="call", label=_("Applications close"))
    documents_to = day_field(
        meant_for="call",
        label=_("Documents until"),
        help_text=_("Free for everybody, until 24:00 of this day."),
    )
    ask_by = day_field(
        meant_for="call",
        label=_("Ask by"),
        help_text=_("Questions that arrive by 24:00 of this day must be answered."),
    )
    answers_by = day_field(
        meant_for="call",
        label=_("Answers by"),
        help_text=_("By 24:00 of this day every answer stands on the page."),
    )
    opens_at = MomentField(hour=OFFICE_CLOSES, meant_for="call", label=_("Opening"))
    documents_from = day_field(label=_("Documents from"), meant_for="call")
    price_weight = FigureField(
        label=_("Points for the price"),
        unit="weight",
        meant_for="weight",
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
    )
    how_to_bid_zh = text_field(
        label=_("How to apply"),
        rows=4,
        most=2000,
        help_text=_("On paper or by file; no fee, no deposit, no stamp."),
    )
    how_to_bid_en = text_field(label=_("How to apply, in English"), rows=4, most=4000)
    contact_office = text_field(label=_("Office to call"), most=80)
    contact_phone = text_field(label=_("Telephone of the office"), most=40)
    contact_email = MailField(label=_("E-mail of the office"), max_length=120)
    contact_address = text_field(label=_("Address of the office"))

    def holds(self, name: str) -> bool:
        return super().holds(name) or name == "criteria"

    @cached_property
    def criteria(self) -> Any:
        """The rows of the criteria."""
        return CriteriaRows(
            self.data if self.is_bound else None,
            prefix="criteria",
            initial=self.initial.get("criteria") or [],
            form_kwargs={"office": self.office},
        )

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
