"""Forms over something that stands and that another page may change meanwhile."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from portal.ground.fields.shown import in_words
from portal.ground.fields.texts import TextField
from portal.ground.values.marks import mark


def renew(form: forms.Form, name: str, text: str) -> None:
    """Give a box of a form that was sent another value for the page that gives it back."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data[form.add_prefix(name)] = text  # type: ignore[index]


class SeenField(TextField):
    """The marks of what every box of a page showed when it was drawn. It is nothing that somebody wrote."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=10_000, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class SeenForm(forms.Form):
    """``initial`` is what stands now. A box that was not touched on its page leaves what stands; one that another
    page changed otherwise is asked about once, with both texts, and nothing is saved before.

    A page without marks, as one drawn by an earlier release, saves as it always did."""

    seen = SeenField()
    # Boxes that say nothing of what stands.
    not_seen: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = dict(self.initial or {})
        self._stands = {name: mark(self._standing(name)) for name in self._watched()}
        self.initial["seen"] = _written(self._stands)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen, stands = _read(cleaned.pop("seen", "")), self._stands
        asked = {name for name in seen.keys() & stands.keys() & cleaned.keys() if seen[name] != stands[name]}
        for name in [one for one in self.fields if one in asked]:
            mine = mark(cleaned[name])
            if mine == stands[name]:
                continue
            if mine == seen[name]:
                cleaned[name] = self._standing(name)
                continue
            told = gettext(
                "Meanwhile this was saved on another page: “%(words)s”. What you wrote is in the box. Choose, and "
                "save once more."
            )
            self.add_error(name, told % {"words": in_words(self.fields[name], self._standing(name))})
            seen[name] = stands[name]
            renew(self, "seen", _written(seen))
        return cleaned

    def _watched(self) -> Iterable[str]:
        kinds = forms.FileField | SeenField
        hidden = (forms.HiddenInput, forms.MultipleHiddenInput)
        return [
            name
            for name, field in self.fields.items()
            if name not in self.not_seen
            and not isinstance(field, kinds)
            and not isinstance(field.widget, hidden)
        ]

    def _standing(self, name: str) -> Any:
        """What stands, as the box itself would read it."""
        value = self.get_initial_for_field(self.fields[name], name)
        with suppress(ValidationError):
            return self.fields[name].clean(value)
        return value


def _written(marks: Mapping[str, str]) -> str:
    return " ".join(f"{name}:{one}" for name, one in marks.items())


def _read(text: str) -> dict[str, str]:
    return dict(one.split(":", 1) for one in text.split() if ":" in one)
