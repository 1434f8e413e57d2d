"""Asking, finding the answer, answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ChoiceField, CodeField, FormIdField, MarkField, OneAtHandField, as_sent, need
from portal.ground.fields.seen import renew
from portal.ground.fields.ticks import Passage
from procurement.errors import PersonalDataError
from procurement.forms.base import SlipForm, stop_at, text_field
from procurement.models import Inquiry
from procurement.models.inquiries import ANSWER_KINDS

SHORTEST, LONGEST = 8, 1000


class AskForm(SlipForm):
    """A question from anyone."""

    text = text_field(
        label=_("Your question"),
        rows=6,
        most=LONGEST,
        min_length=SHORTEST,
        help_text=_("Name no person, telephone or illness. One question at a time gets the clearest answer."),
    )
    to_reviewer = forms.BooleanField(
        label=_("Send it to the provincial privacy reviewer first (not the buyer)"), required=False
    )


class LookupForm(forms.Form):
    """The code of the slip."""

    code = CodeField(
        label=_("Code"), max_length=20, help_text=_("Twelve letters and figures, as on your slip.")
    )


def _answer_kinds() -> list[tuple[str, str]]:
    words = {
        "answer": gettext("Answer"),
        "out_of_scope": gettext("This is outside the call"),
        "answered_in": gettext("Already answered elsewhere"),
    }
    return [(kind, words[kind]) for kind in ANSWER_KINDS]


class AnswerForm(forms.Form):
    """The buyer's public reply."""

    form_id = FormIdField()
    after = MarkField(required=False)
    kind = ChoiceField(
        label=_("What you say"), choices=_answer_kinds, widget=forms.RadioSelect, initial="answer"
    )
    text_zh = text_field(
        label=_("Answer, in Chinese"),
        rows=6,
        most=3000,
        required=False,
        help_text=_("Everyone reads it at once."),
    )
    text_en = text_field(label=_("Answer, in English"), rows=4, most=4000, required=False)
    same_as = OneAtHandField(named=as_sent, label=_("Answered under question"), required=False)

    def __init__(self, *args: Any, others: list[Inquiry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.tag, f"{one.tag}: “{one.text[:40]}”") for one in others]
        self.fields["same_as"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean_after(self) -> int:
        return self.cleaned_data["after"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == "answered_in":
            need(self, "same_as", _("Choose the question that has the answer."))
        if cleaned.get("kind") == "answer":
            need(self, "text_zh", _("Write the answer."))
        return cleaned


def answered_meanwhile(form: AnswerForm, answers: int) -> None:
    """Say that ``answers`` stand by now; sent once more, what was typed is added to them."""
    renew(form, "after", str(answers))
    form.add_error(
        None,
        gettext(
            "Somebody answered this question after you opened this page; their answer stands above. Yours was not "
            "published. If it is to be added to theirs, send it once more."
        ),
    )


def add_findings(form: forms.Form, error: PersonalDataError) -> None:
    """Say on each field which passage may identify a person, with a tick for what is only in doubt."""
    for name, found in error.findings.items():
        field = name if name in form.fields else None
        text = str(form.data.get(name, ""))
        shown = error.passages.get(name) or [Passage(one.kind, text[one.start : one.end]) for one in found]
        stop_at(form, field, shown)
