"""What the second person says, and the address on the official medium."""

from collections.abc import Collection
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ActField, AddressField, MarkField, TextField, need
from procurement.forms.base import MomentField, text_field


class ReviewForm(forms.Form):
    """Approve, or send back with words the drafter can act on."""

    APPROVE, SEND_BACK = "approve", "send_back"

    act = ActField(APPROVE, SEND_BACK)
    version = MarkField()
    comment = text_field(
        label=_("Words to the drafter"),
        rows=4,
        most=2000,
        required=False,
        help_text=_("Needed when you send it back. It is not published."),
    )

    looked = forms.BooleanField(label=_("I looked at the entries that the portal filled in"), required=False)

    def __init__(self, *args: Any, ours: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ours:
            del self.fields["looked"]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == self.APPROVE and "looked" in self.fields and not cleaned.get("looked"):
            self.add_error("looked", _("Look at them below, then tick this."))
        if cleaned.get("act") == self.SEND_BACK:
            need(self, "comment", _("Say what should change."))
        return cleaned


class PassageForm(forms.Form):
    """Why a passage that a rule takes for a demand is harmless."""

    key = TextField(widget=forms.HiddenInput, max_length=64)
    reason = text_field(
        label=_("Why this passage is harmless"),
        rows=3,
        most=600,
        help_text=_("Published with the call, with the day and your role, without your name."),
    )


class MediumForm(forms.Form):
    """Where and when the call stands on the official medium; every count starts at that time."""

    url = AddressField(label=_("Address on the official medium"), max_length=500, assume_scheme="https")
    published_at = MomentField(
        hour=time(9),
        meant_for="act",
        label=_("Published there"),
        help_text=_("The day and hour shown on that page."),
    )
