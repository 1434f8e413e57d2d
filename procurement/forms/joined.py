"""Forms whose boxes are joined with what another page saved meanwhile, instead of being saved over it."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from django import forms

from procurement.rules.merging import Joined, mark_of


@dataclass(frozen=True)
class Beside:
    """What stands beside a box: ``read``, the mark of the text it was served with; a second wording, its mark,
    whether it can be chosen as it is, and what was chosen already."""

    name: str
    read: str
    other: str
    other_read: str
    one: bool
    choice: str


class JoinedForm(forms.Form):
    """A save changes only what was changed on its page. Templates draw ``ui/beside.html`` after each box."""

    def read(self) -> dict[str, str]:
        """The mark that each box was served with, by its name; "" where the page brought none."""
        return {name: str(self.data.get(f"read-{name}", "")) for name in self.fields}

    def choices(self) -> dict[str, tuple[str, str]]:
        """What was chosen between two wordings, with the mark of the second."""
        return {
            name: (str(self.data.get(f"choice-{name}", "")), str(self.data.get(f"other-{name}", "")))
            for name in self.fields
        }

    def beside(self, standing: Mapping[str, Joined], *, again: Container[str] = ()) -> dict[str, Beside]:
        """What a page draws beside each box. ``again``: the boxes that show what was sent and not kept, still
        over the text that the page before had shown, so that sending them once more erases nothing newer."""
        read, choices = self.read(), self.choices()
        return {
            name: Beside(
                name,
                read[name] if name in again else mark_of(one.text),
                one.other,
                mark_of(one.other),
                one.is_pair or not isinstance(self.fields[name], forms.DecimalField),
                choices[name][0] if name in again else "",
            )
            for name in self.fields
            if (one := standing.get(name))
        }
