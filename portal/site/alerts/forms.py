"""The shape of a request for letters."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.selectors import place_choices
from portal.ground.fields import ChoiceField, MailField, TextField, TypedChoiceField
from portal.ground.ledger import hooks
from portal.site.alerts.models import Rhythm, SubscriptionKind
from portal.site.alerts.selectors import PROVINCE, plain_query, topic

RHYTHMS = [
    (Rhythm.AT_ONCE, _("At once")),
    (Rhythm.DAILY, _("Every morning at eight")),
    (Rhythm.WEEKLY, _("Every Monday at eight")),
]


class PlaceChoice(ChoiceField):
    """The province, then every prefecture with its counties, in the language of the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=place_choices, **kwargs)


class SubscribeForm(forms.Form):
    """An address, and either what a page sent along (kind, key, query) or a place and words to look for.

    `cleaned_data` has `address`, `kind`, `key`, `query` and `rhythm` as the service wants them, and `topic` in
    words.
    """

    email = MailField(
        label=_("Your e-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "invalid": _("This does not look like an e-mail address. An example: name@example.com"),
        },
    )
    hook = TextField(
        label=_("Address of your gateway"),
        help_text=_("It begins with https:// and stands on the open internet."),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    rhythm = TypedChoiceField(
        label=_("How often"),
        help_text=_("News is gathered until then. When there is none, nothing is sent."),
        choices=RHYTHMS,
        coerce=int,
        initial=Rhythm.AT_ONCE,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    place = PlaceChoice(label=_("New notices in"), initial=PROVINCE, required=False)
    words = TextField(
        label=_("Only with these words"),
        help_text=_("For example a service or a place. Leave it empty to get every new notice."),
        max_length=100,
        required=False,
    )
    kind = ChoiceField(choices=SubscriptionKind.choices, required=False, widget=forms.HiddenInput)
    key = TextField(max_length=80, required=False, widget=forms.HiddenInput)
    query = TextField(max_length=2000, required=False, widget=forms.HiddenInput)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_hook(self) -> str:
        hook = str(self.cleaned_data["hook"]).strip()
        if hook and not hooks.well_formed(hook):
            raise forms.ValidationError(
                _(
                    "A gateway has an address such as https://sms.example.com/yangguang, without port or password."
                )
            )
        return hook

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("email") and not data.get("hook") and not self.errors:
            self.add_error("email", _("Write the address the letters go to."))
        data["rhythm"] = data.get("rhythm") or Rhythm.AT_ONCE
        data["address"] = data.get("hook") or data.get("email") or ""
        if not data.get("kind"):
            data.update(_from_place(data.get("place") or PROVINCE, data.get("words") or ""))
        elif data["kind"] == SubscriptionKind.SEARCH:
            data.update(_from_search(data.get("query") or ""))
        else:
            data["query"] = ""
        if len(data["query"]) > 500:
            raise forms.ValidationError(_("This search has too many parts to be kept. Choose fewer."))
        data["topic"] = topic(data["kind"], data.get("key") or "", data["query"])
        if data["topic"] is None:
            raise forms.ValidationError(_("What you want to follow is not published here (any more)."))
        return data


def _from_place(code: str, words: str) -> dict[str, str]:
    if not words.strip():
        return {"kind": "place", "key": code, "query": ""}
    parts = {"q": words.strip()} | ({} if code == PROVINCE else {"place": code})
    return _from_search(urlencode(parts))


def _from_search(raw: str) -> dict[str, str]:
    query = plain_query(raw)
    if not query:
        return {"kind": "place", "key": PROVINCE, "query": ""}
    return {"kind": "search", "key": "", "query": query}
