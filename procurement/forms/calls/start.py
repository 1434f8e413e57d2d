"""Screen 1: paste the call, choose its file, copy an earlier call, or begin with nothing."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from portal.ground.fields import ChoiceField, CodeField, FormIdField
from procurement.forms.base import text_field

MOST_TEXT = 60_000


def _agencies() -> list[tuple[str, str]]:
    return [(str(one.pk), one.name) for one in Organization.objects.agencies()]


class StartForm(forms.Form):
    """The first screen. Which button was pressed says how the draft begins."""

    form_id = FormIdField()
    buyer = ChoiceField(choices=_agencies, label=_("For which agency"), required=False)
    text = text_field(
        label=_("Paste the call here"),
        rows=12,
        most=MOST_TEXT,
        required=False,
        help_text=_("From last year or half finished: both will do."),
    )
    file = forms.FileField(
        label=_("Or choose the file"),
        required=False,
        help_text=_(
            "Word, WPS, PDF, Excel, RTF, OpenDocument, a saved web page, plain text, a scan or a photograph of the "
            "pages; at most 20 MB. Reading it can take half a minute."
        ),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".docx,.doc,.wps,.rtf,.odt,.pdf,.xlsx,.html,.htm,.mht,.mhtml,.txt,.png,.jpg,.jpeg"
            }
        ),
    )

    def __init__(self, *args: Any, buyers: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buyers = {str(one.pk): one for one in buyers}
        field = self.fields["buyer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.name) for one in buyers]
        if len(buyers) == 1:
            del self.fields["buyer"]
        if not self.is_bound:
            self.initial.setdefault("form_id", uuid.uuid4())

    @property
    def agency(self) -> Organization:
        """The agency that buys."""
        chosen = self.cleaned_data.get("buyer")
        return self.buyers[chosen] if chosen else next(iter(self.buyers.values()))

    def clean_buyer(self) -> str:
        chosen: str = self.cleaned_data["buyer"]
        if not chosen:
            raise forms.ValidationError(_("Choose the agency."))
        return chosen


class CopyForm(forms.Form):
    """A new draft from an earlier call of the agency."""

    form_id = FormIdField()
    number = CodeField(max_length=40)
