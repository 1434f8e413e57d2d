"""Where a statutory notice of a result stands on the official medium, asked with the act that publishes it here."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import AddressField, need
from procurement.forms.base import MomentField
from procurement.judgement.calls import Medium
from procurement.rules.vocabulary import STATUTORY


class WithMedium(forms.Form):
    """Adds the address and time on the official medium to a form of a statutory call; ``now`` bounds the time."""

    medium_url = AddressField(
        label=_("Address of this notice on the official medium"),
        max_length=500,
        assume_scheme="https",
        help_text=_("A statutory notice stands there first."),
        required=False,
    )
    medium_at = MomentField(
        hour=time(9),
        meant_for="act",
        label=_("Published there"),
        help_text=_("The day and hour shown on that page. Every count starts then."),
        required=False,
    )

    def __init__(self, *args: Any, regime: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.asks_medium = now, regime == STATUTORY
        # Asked last: the act itself comes first on its page.
        for name in ("medium_url", "medium_at"):
            box = self.fields.pop(name)
            if self.asks_medium:
                self.fields[name] = box

    def check_medium(self) -> None:
        """Both are needed where something is published."""
        if self.asks_medium:
            check_medium(self, "medium_url", "medium_at", now=self.now)

    @property
    def medium(self) -> Medium | None:
        """What was entered; None outside the statutory regime."""
        url, at = (self.cleaned_data.get(name) for name in ("medium_url", "medium_at"))
        return Medium(url, at) if url and at else None


def check_medium(form: forms.Form, url: str, at: str, *, now: datetime) -> None:
    """Both boxes are needed, and the notice stands there already."""
    for name in (url, at):
        need(form, name, _("Enter where this notice stands on the official medium."))
    if (moment := form.cleaned_data.get(at)) and moment > now:
        form.add_error(at, _("This time has not come yet. Enter it once the notice stands there."))
