"""Objecting to a result, finding the reply, and the buyer's reply."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from organizations.selectors import name_of
from portal.ground.fields import ChoiceField, OneAtHandField
from procurement import labels
from procurement.forms.base import SlipForm, text_field
from procurement.labels import awards as words
from procurement.services.awards.objections import ANSWERS, LETTER


def _part(code: str, _reader: Any) -> str:
    """The part of a list that ``code`` stands for: ``lot-2`` or ``place-3``."""
    kind, _dash, number = code.partition("-")
    if not number.isdecimal():
        return ""
    if kind == "lot":
        return str(labels.lot(int(number)))
    return gettext("number %(number)s of the list") % {"number": number} if kind == "place" else ""


class ObjectionForm(SlipForm):
    """An objection from anyone; ``about``: what of the list it may concern, beside the whole."""

    text = text_field(
        label=_("What is wrong with this result"),
        rows=8,
        most=4000,
        min_length=8,
        help_text=_("Only the buyer reads it; nothing of it is published. Name no service user."),
    )
    about = OneAtHandField(
        named=_part,
        label=_("What you object to"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "Only what you choose waits for the reply. The public reads which award that is, not who objects."
        ),
    )

    def __init__(self, *args: Any, about: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about:
            self.fields["about"].choices = [("", _("the whole result")), *about]  # type: ignore[attr-defined]
        else:
            del self.fields["about"]


class ChallengeForm(ObjectionForm):
    """What a letter of challenge says by law (Order 94 art. 12), from a supplier that took part."""

    organization = OneAtHandField(named=name_of, label=_("Supplier that challenges"))
    requests = text_field(label=_("What you ask for"), rows=3, most=2000)
    facts = text_field(label=_("The facts"), rows=5, most=4000)
    basis = text_field(label=_("The law you rely on"), rows=3, most=2000)
    contact = text_field(
        label=_("Name, address, postcode, contact and telephone of the supplier"), rows=3, most=500
    )

    def __init__(self, *args: Any, suppliers: Iterable[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [  # type: ignore[attr-defined]
            (one.number, one.name) for one in suppliers
        ]

    @property
    def letter(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in LETTER}


class ReplyForm(forms.Form):
    """What the buyer says."""

    outcome = ChoiceField(
        label=_("What you find"),
        choices=[(code, words.OBJECTION_OUTCOME[code]) for code in ANSWERS],
        widget=forms.RadioSelect,
    )
    reply_zh = text_field(
        label=_("Your reply"),
        rows=6,
        most=4000,
        help_text=_("Whoever objected reads it under the code; only the outcome is published."),
    )
    reply_en = text_field(label=_("The same in English"), rows=4, most=5000, required=False)
