"""Writing a bid: who stands behind it, six answers, a budget of lines, files, and the press of the seal."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from portal.fields import ChoiceField, FormIdField, MultipleChoiceField, TextField, WholeField
from procurement import uploads
from procurement.forms.base import text_field
from procurement.forms.files import CleanFileField
from procurement.labels import bids as words
from procurement.rules import bidding as rules
from procurement.rules.bidding import Line

SPARE_LINES = 4
# A copy of answers and a budget as JSON; more is no copy of ours.
MOST_COPY_BYTES = 300_000


class BeginForm(forms.Form):
    """Who bids. Hosts and partners are those the organisation has confirmed ties with."""

    form_id = FormIdField()
    host = ChoiceField(label=_("Host that signs for you"), required=False)
    partners = MultipleChoiceField(
        label=_("Partners that do part of the work"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, hosts: Iterable[Organization], partners: Iterable[Organization], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.number, one.name) for one in hosts]
        if named:
            none = _("None yet: a host can also be named before signing")
            self.fields["host"].choices = [("", none), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["host"]
        tied = [(one.number, one.name) for one in partners]
        if tied:
            self.fields["partners"].choices = tied  # type: ignore[attr-defined]
        else:
            del self.fields["partners"]


class AnswersForm(forms.Form):
    """The six questions. What is empty can follow later; everything is saved encrypted."""

    version = WholeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, ask in words.QUESTION.items():
            self.fields[code] = text_field(
                rows=6, most=rules.MOST_SIGNS, label=ask, help_text=words.QUESTION_HINT[code], required=False
            )

    def answers(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(code) or "" for code in words.QUESTION}


class BudgetRow(forms.Form):
    """One line. An emptied row is a removed one; what is wrong with a line the rules of bidding say."""

    label = text_field(label=_("What for"), most=200, required=False)
    kind = ChoiceField(label=_("Kind"), choices=list(words.LINE_KIND.items()), required=False)
    amount = TextField(
        label=_("Amount in yuan"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "figure"}),
    )

    @property
    def row(self) -> dict[str, str] | None:
        said = self.cleaned_data
        if not said.get("label") and not said.get("amount"):
            return None
        return {
            "label": said.get("label", ""),
            "kind": said.get("kind", ""),
            "amount": said.get("amount", ""),
        }


BudgetRows = forms.formset_factory(
    BudgetRow,
    extra=SPARE_LINES,
    max_num=rules.MOST_LINES,
    validate_max=True,
    absolute_max=rules.MOST_LINES + 20,
)


def budget_initial(lines: Iterable[Line]) -> list[dict[str, str]]:
    """Saved lines as the rows show them."""
    return [
        {"label": one.label, "kind": one.kind, "amount": f"{one.amount:f}".removesuffix(".00")}
        for one in lines
    ]


class FileForm(forms.Form):
    """One photo or document. It is looked at and written anew before it is encrypted."""

    title = text_field(label=_("What it shows"), most=rules.LONGEST_TITLE, required=False)
    file = CleanFileField(
        label=_("Photo or file"),
        kinds=uploads.DOCUMENTS | uploads.PHOTOS,
        help_text=_(
            "JPEG, PNG, PDF, Word or Excel. Place, camera and names in the file are taken out. "
            "Choose photos on which nobody can be recognised."
        ),
    )


class PressForm(forms.Form):
    """Seal, withdraw or confirm: ``key`` was made with the page, so that pressing twice is one press."""

    key = FormIdField()
    terms_version = WholeField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, terms_version: int) -> "PressForm":
        return cls(initial={"key": uuid4(), "terms_version": terms_version})


class ReplaceForm(forms.Form):
    """A new revision, filled from the bidder's own copy where there is one."""

    copy = forms.FileField(
        label=_("Your own copy (the file saved before sealing)"),
        required=False,
        help_text=_("Without it you begin with an empty bid: what is sealed nobody can read, you neither."),
    )

    def clean_copy(self) -> bytes | None:
        chosen = self.cleaned_data.get("copy")
        if not chosen:
            return None
        if chosen.size > MOST_COPY_BYTES:
            raise forms.ValidationError(_("This file is no copy saved from this portal."))
        content: bytes = chosen.read()
        return content


class VerifyForm(forms.Form):
    """A receipt to look at: the file, or its text pasted."""

    file = forms.FileField(label=_("File of the receipt"), required=False)
    receipt = TextField(
        label=_("or its text, pasted"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("file")
        if chosen and chosen.size <= 20_000:
            cleaned["receipt"] = chosen.read().decode("utf-8", "replace")
        elif chosen:
            self.add_error("file", _("This file is no receipt."))
        if not cleaned.get("receipt") and not self.errors:
            self.add_error("receipt", _("Paste the receipt or choose its file."))
        return cleaned
