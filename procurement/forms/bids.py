"""Writing a bid: who stands behind it, six answers, a budget of lines, files, and the press of the seal."""

import re
import secrets
import unicodedata
from collections.abc import Container, Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Organization
from organizations.selectors import name_of
from portal.ground.fields import (
    ChoiceField,
    FormIdField,
    MarkField,
    MoneyField,
    OneAtHandField,
    SomeAtHandField,
    TextField,
    WholeField,
)
from procurement import uploads
from procurement.forms.base import text_field
from procurement.forms.files import CleanFileField
from procurement.forms.joined import JoinedForm
from procurement.labels import bids as words
from procurement.models import Bid
from procurement.rules import bidding as rules
from procurement.rules import statements
from procurement.rules.deductions import DOMESTIC, SMALL
from procurement.rules.merging import Row

SPARE_LINES = 4
# A copy of answers and a budget as JSON; more is no copy of ours.
MOST_COPY_BYTES = 300_000


class BeginForm(forms.Form):
    """Who bids. Hosts and partners are those the organisation has confirmed ties with."""

    form_id = FormIdField()
    host = OneAtHandField(named=name_of, label=_("Host that signs for you"), required=False)
    partners = SomeAtHandField(
        named=name_of,
        label=_("Partners that do part of the work"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
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


class AnswersForm(JoinedForm):
    """The six questions. What is empty can follow later; everything is saved encrypted."""

    def answers(self) -> dict[str, str]:
        """Those that were sent and can be kept."""
        return {
            code: self.cleaned_data[code]
            for code in words.QUESTION
            if code in self.cleaned_data and code in self.data
        }


AnswersForm.base_fields |= {
    code: text_field(
        rows=6, most=rules.MOST_SIGNS, label=ask, help_text=words.QUESTION_HINT[code], required=False
    )
    for code, ask in words.QUESTION.items()
}


class StatementForm(JoinedForm):
    """What the bidder states of itself: for the result, and so that its price may be judged lower. Of ``asked`` alone
    (:mod:`procurement.rules.deductions`)."""

    address = text_field(
        label=words.STATED["address"],
        most=statements.LONGEST,
        required=False,
        help_text=_("As on your certificate of registration. It becomes public if you are chosen."),
    )
    contact = text_field(
        label=words.STATED["contact"],
        most=statements.LONGEST,
        required=False,
        help_text=_(
            "A telephone of the office or its mailbox, no private telephone and no name. It becomes public with the "
            "contract."
        ),
    )
    size = ChoiceField(
        label=words.STATED["size"],
        choices=[
            ("", _("None. A social organisation is no enterprise and declares nothing")),
            *words.SIZE.items(),
        ],
        required=False,
        help_text=_(
            "By declaring it you answer for what you say here (Fin. Library [2020] 46): you are no branch of a large "
            "enterprise, none controls you, and nobody leads both. A false declaration is punished. If you are chosen "
            "it is published whole."
        ),
    )
    trade = text_field(
        label=words.STATED["trade"],
        most=40,
        required=False,
        help_text=_("This and the figures below only of a small or micro enterprise."),
    )
    staff = WholeField(
        label=words.STATED["staff"], unit="persons", meant_for="declared", min_value=0, required=False
    )
    revenue = MoneyField(label=words.STATED["revenue"], meant_for="declared", required=False)
    assets = MoneyField(label=words.STATED["assets"], meant_for="declared", required=False)
    domestic = ChoiceField(
        label=words.STATED["domestic"],
        choices=[
            ("", pgettext_lazy("price deduction", "None")),
            (
                "yes",
                _("All goods offered are products of this country by the standards of the State Council"),
            ),
        ],
        required=False,
        help_text=_("By declaring it you answer for it. If you are chosen it is published."),
    )

    def __init__(self, *args: Any, asked: Container[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if SMALL not in asked:
            for name in ("size", "trade", *statements.FIGURES):
                del self.fields[name]
        if DOMESTIC not in asked:
            del self.fields["domestic"]

    def said(self) -> dict[str, str]:
        """What was sent and can be kept, as it is kept."""
        return {
            name: "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
            for name, value in self.cleaned_data.items()
            if name in self.data
        }


class BudgetRow(forms.Form):
    """One line. An emptied row is a removed one; what is wrong with a line the rules of bidding say."""

    label = TextField(label=_("What for"), required=False, widget=forms.TextInput(attrs={"list": "costs"}))
    kind = ChoiceField(label=_("Kind"), choices=list(words.LINE_KIND.items()), required=False)
    amount = TextField(
        label=_("Amount in yuan"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "figure"}),
    )
    key = TextField(widget=forms.HiddenInput, required=False)
    read = TextField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: Sequence[str] = rules.LINE_KINDS, **kwargs: Any) -> None:
        """``kinds``: what the call has told apart; one that a line has already stays."""
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        shown = {*kinds, str(self["kind"].value() or "")}
        field.choices = [(kind, name) for kind, name in words.LINE_KIND.items() if kind in shown]

    def typed(self) -> tuple[Row, str]:
        """The line as it was sent, whatever it says, and the mark it was served with."""
        said = {name: str(self.data.get(self.add_prefix(name), "")) for name in self.fields}
        said = {name: " ".join(text.replace("\x00", "").split()) for name, text in said.items()}
        key = said["key"] if re.fullmatch(r"[0-9a-z]{1,16}", said["key"]) else secrets.token_hex(4)
        return Row(key, said["label"], said["kind"], said["amount"]), said["read"]


_MOST_ROWS = rules.MOST_LINES + 2 * SPARE_LINES
BudgetRows = forms.formset_factory(BudgetRow, extra=0, max_num=_MOST_ROWS, absolute_max=_MOST_ROWS)


def budget_initial(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Saved lines as the form shows them, and some empty ones with keys of their own."""
    shown = [
        {"label": one.label, "kind": one.kind, "amount": one.amount, "key": one.key, "read": one.mark}
        for one in rows
    ]
    return [*shown, *({"key": secrets.token_hex(4)} for _place in range(SPARE_LINES))]


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
    terms_version = MarkField()

    @classmethod
    def fresh(cls, terms_version: int) -> "PressForm":
        return cls(initial={"key": uuid4(), "terms_version": terms_version})


class SealForm(PressForm):
    """``version``: that of the draft as its page showed it; nobody seals what somebody else wrote since."""

    version = MarkField()

    @classmethod
    def of(cls, bid: Bid, terms_version: int) -> "SealForm":
        return cls(initial={"key": uuid4(), "terms_version": terms_version, "version": bid.version})


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
        if chosen and chosen.read(5) == b"%PDF-":
            self.add_error("file", _("This is the sheet for printing. Choose the file that ends in .json."))
        elif chosen and chosen.size <= 20_000:
            chosen.seek(0)
            cleaned["receipt"] = chosen.read().decode("utf-8", "replace")
        elif chosen:
            self.add_error("file", _("This file is no receipt."))
        number = unicodedata.normalize("NFKC", cleaned.get("receipt") or "").strip().upper()
        if re.fullmatch(r"R-?[A-Z0-9]{6,20}", number):
            told = _("This is only the number of a receipt. Choose its file, which ends in .json.")
            self.add_error("receipt", told)
        if not cleaned.get("receipt") and not self.errors:
            self.add_error("receipt", _("Paste the receipt or choose its file."))
        return cleaned
