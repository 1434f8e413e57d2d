"""Seating a panel, asking about low prices and for final offers; declaring and scoring; explaining a price."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import User
from organizations.selectors import colleague_named
from portal.ground.fields import (
    ChoiceField,
    FigureField,
    FormIdField,
    MarkField,
    OneAtHandField,
    SomeAtHandField,
    as_sent,
    need,
)
from portal.ground.pages.inline import in_its_language
from procurement.forms.base import MomentField, text_field
from procurement.forms.joined import JoinedForm
from procurement.labels import evaluation as words
from procurement.models import Bid
from procurement.models.evaluation import GROUNDS
from procurement.rules.evaluation import BUYER, COMMUNITY, Weighed
from procurement.rules.merging import Joined
from procurement.services.evaluation.evaluations import LONGEST_COMMENT

LONGEST_REASON = 1000
LONGEST_EXPLANATION = 3000
EVENING = time(18)


class SeatForm(forms.Form):
    """One place on the panel. ``people`` are those of the agency; names are asked for where they are kept."""

    form_id = FormIdField()
    seat = ChoiceField(
        label=_("Who"),
        choices=[
            (code, format_lazy("{} – {}", label, words.SEAT_HINT[code])) for code, label in words.SEAT.items()
        ],
        widget=forms.RadioSelect,
    )
    user = OneAtHandField(
        named=colleague_named,
        label=_("Which colleague"),
        required=False,
        help_text=_("For the member from the agency only."),
    )
    chosen = ChoiceField(
        label=_("How chosen"),
        # Nothing is chosen beforehand: what is said here is on record.
        choices=[("", "—"), *((code, words.CHOSEN[code]) for code in ("drawn", "pool", "named"))],
        required=False,
        help_text=_("As it was. For everybody but the colleague."),
    )
    drawn_how = text_field(
        label=_("How the draw was made"),
        rows=2,
        most=500,
        required=False,
        help_text=_("When, who watched, out of how many. Only where lots were drawn."),
    )
    name = text_field(label=pgettext_lazy("person", "Name"), most=60, required=False)
    office = text_field(label=_("Employer and title"), most=120, required=False)
    contact = text_field(
        label=_("Telephone or e-mail"),
        most=120,
        required=False,
        help_text=_("The second person asks and hands the link over. Deleted when the scores are handed in."),
    )
    vouched_by = text_field(
        label=_("Organisation that vouches for a community member: name or unified social credit code"),
        most=120,
        required=False,
        help_text=_(
            "From another county, and no bidder. The second person asks it. The member has a code only."
        ),
    )

    def __init__(self, *args: Any, people: Iterable[User], named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["user"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((key, str(one)) for key, one in self.people.items()),
        ]
        if named:
            self.fields["name"].help_text = _(
                "Published with the award, as the law asks. Not for the community."
            )
        else:
            self.fields["name"].help_text = _(
                "Read by the second person and the supervisor, never published. Not for the community."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seat") == BUYER:
            need(self, "user", _("Choose the colleague."))
        elif cleaned.get("seat"):
            need(self, "chosen", _("Say how this member was chosen."))
        return cleaned

    def offered(self) -> dict[str, Any]:
        """What :func:`panels.seat` is told."""
        said = self.cleaned_data
        of_buyer, of_community = said["seat"] == BUYER, said["seat"] == COMMUNITY
        user = self.people[said["user"]] if of_buyer else None
        name = "" if of_buyer else said.get("name", "")
        outside = not of_buyer and not of_community
        return {
            "form_id": said["form_id"],
            "seat": said["seat"],
            "chosen": BUYER if of_buyer else said["chosen"],
            "user": user,
            "name": name,
            "office": said["office"] if outside else "",
            "contact": said["contact"] if outside else "",
            "drawn_how": "" if of_buyer else said["drawn_how"],
            "vouched_by": said["vouched_by"] if of_community else "",
        }


class AskPriceForm(forms.Form):
    """Until when the bidder may explain its price."""

    explain_by = MomentField(hour=EVENING, meant_for="final", label=_("Explanation due"))


class DecidePriceForm(forms.Form):
    """What the panel made of a price."""

    accepted = ChoiceField(
        label=_("What the panel finds"),
        choices=(
            ("yes", _("The price is reasonable: the offer stands")),
            ("no", _("Not shown to be reasonable: the offer is invalid")),
        ),
        widget=forms.RadioSelect,
    )
    reason = text_field(
        label=_("Why"),
        rows=4,
        most=LONGEST_REASON,
        help_text=_("Goes into the report and the office's file."),
    )


class DecideClaimForm(forms.Form):
    """What the panel makes of a declaration for the price."""

    claim = MarkField()
    granted = ChoiceField(
        label=_("What the panel finds"),
        choices=(
            ("yes", _("Confirmed: the price is judged lower")),
            ("no", _("Refused: the price is judged as offered")),
        ),
        widget=forms.RadioSelect,
    )
    reason = text_field(
        label=_("Why"),
        rows=3,
        most=LONGEST_REASON,
        help_text=_("Goes into the report, and the bidder reads it. Name no person."),
    )


class SetAsideForm(forms.Form):
    """Why an offer does not conform."""

    ground = ChoiceField(
        label=_("Ground"), choices=[(code, words.GROUND[code]) for code in GROUNDS], widget=forms.RadioSelect
    )
    reason = text_field(
        label=_("Which condition or requirement, and what the offer says"),
        rows=4,
        most=LONGEST_REASON,
        help_text=_("Goes into the report. Name no person who uses the service."),
    )


class FinalCallForm(forms.Form):
    """What changed in the consultation, in writing to all alike, and when final offers are due."""

    form_id = FormIdField()
    changes_zh = text_field(
        label=_("What is asked for now, where it changed"),
        rows=8,
        most=6000,
        required=False,
        help_text=_("Every bidder reads the same words. Leave it empty if nothing changed."),
    )
    changes_en = text_field(label=_("The same in English"), rows=5, most=8000, required=False)
    final_due = MomentField(hour=time(17), meant_for="final", label=_("Final offers due"))


class DeclareForm(forms.Form):
    """To whom a member of the panel is tied; nothing ticked says: to none."""

    ties = SomeAtHandField(
        named=as_sent, label=_("I am tied to"), required=False, widget=forms.CheckboxSelectMultiple
    )
    word = forms.BooleanField(label=_("What I say here is true."))

    def __init__(self, *args: Any, bids: Iterable[Bid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ties"].choices = [(one.number, one.lead.name) for one in bids]  # type: ignore[attr-defined]


class ScoreForm(JoinedForm):
    """Points and a comment for each criterion of one offer. Everything may be left for later. ``given`` is what
    stands, by box."""

    each: ClassVar[dict[str, forms.Field]] = {
        "points_": FigureField(label=_("Points"), unit="points", meant_for="points"),
        "comment_": text_field(label=_("Why (may be left empty)"), most=LONGEST_COMMENT),
    }

    def __init__(
        self,
        *args: Any,
        criteria: Sequence[Weighed],
        texts: Mapping[int, str],
        given: Mapping[str, Joined],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        self.given = given
        for one in criteria:
            points, comment = (
                given.get(f"{name}_{one.key}", Joined("")).text for name in ("points", "comment")
            )
            self.fields[f"points_{one.key}"] = FigureField(
                label=in_its_language(texts[one.key]),
                unit="points",
                meant_for="points",
                min_value=0,
                max_value=one.of,
                max_digits=5,
                decimal_places=2,
                required=False,
                initial=Decimal(points) if points else None,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "figure"}),
            )
            self.fields[f"comment_{one.key}"] = text_field(
                label=_("Why (may be left empty)"),
                rows=2,
                most=LONGEST_COMMENT,
                required=False,
                initial=comment,
            )

    def rows(self) -> list[dict[str, Any]]:
        """What a page draws, criterion by criterion: two boxes, and what stands beside each."""
        names = list(self.fields)
        beside = self.beside(
            {name: self.given.get(name, Joined("")) for name in names}, again=names if self.is_bound else ()
        )
        return [
            {
                "of": one.of,
                "boxes": [
                    {"field": self[name], "beside": beside[name], "is_points": name.startswith("points")}
                    for name in (f"points_{one.key}", f"comment_{one.key}")
                ],
            }
            for one in self.criteria
        ]

    def points(self) -> dict[int, Decimal | None]:
        return {one.key: self.cleaned_data[f"points_{one.key}"] for one in self.criteria}

    def comments(self) -> dict[int, str]:
        return {one.key: self.cleaned_data[f"comment_{one.key}"] for one in self.criteria}


class HandInForm(forms.Form):
    """The scores as they were read on that page."""

    version = MarkField()


class ExplainForm(forms.Form):
    """The bidder's own words about its price."""

    asked = MarkField()
    text = text_field(
        label=_("How you can do the work for this price"),
        rows=8,
        most=LONGEST_EXPLANATION,
        min_length=10,
        help_text=_(
            "For example: volunteers, rooms you need not pay for, other money you have. Once sent it cannot be changed."
        ),
    )
