"""Rows that repeat without JavaScript: criteria, payments, lots. An emptied row is a removed one."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organizations.models import Division, Level
from portal.ground.fields import ChoiceField, FigureField, MoneyField, PercentField, WholeField, need
from procurement.forms import choices
from procurement.forms.base import stop_at, text_field
from procurement.judgement import public_words
from procurement.rules.costs import MOST_LOTS

MOST_ROWS = 20
SPARE_ROWS = 2


def whole_or_empty(row: forms.Form, name: str, ask: str | Promise, *, translated: str = "") -> None:
    """Ask for the box ``name`` of a row in which something else stands: without it the row would be none. An old
    translation (``translated``) left beside emptied words is nothing that somebody wrote now."""
    said = row.cleaned_data
    left = {one for one, value in said.items() if value not in (None, "")}
    if translated not in row.changed_data:
        left.discard(translated)
    if not said.get(name) and name not in row.errors and left:
        row.add_error(name, str(ask))


def guard_cells(row: forms.Form, *names: str, about: str) -> None:
    """Stop at what could name a person in these boxes of a row."""
    for name in names:
        text = row.cleaned_data.get(name) or ""
        found = public_words.in_the_way(text, about=about)
        stop_at(row, name, public_words.passages(found, text, about=about))


SHARE_MISSING = _("How many percent, above 0? To take this row away, empty all of it.")


class CriterionRow(forms.Form):
    text_zh = text_field(label=_("Criterion"), most=300, required=False)
    weight = FigureField(
        label=_("Points"),
        unit="weight",
        meant_for="weight",
        max_digits=5,
        decimal_places=2,
        min_value=0,
        max_value=100,
        required=False,
    )
    text_en = text_field(label=_("In English"), most=300, required=False)

    def __init__(self, *args: Any, about: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("text_zh"):
            need(self, "weight", _("How many points?"))
        ask = _("What are these points for? To take this row away, empty all of it.")
        whole_or_empty(self, "text_zh", ask, translated="text_en")
        guard_cells(self, "text_zh", "text_en", about=self.about)
        return cleaned

    @property
    def row(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        if not said.get("text_zh"):
            return None
        return {"text_zh": said["text_zh"], "text_en": said.get("text_en") or "", "weight": said["weight"]}


class PaymentRow(forms.Form):
    share = PercentField(label=_("Share in percent"), meant_for="share", required=False)
    basis = ChoiceField(label=_("Paid after"), choices=choices.payment_bases, required=False)
    within_days = WholeField(label=_("Within days"), unit="days", meant_for="within_days", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("share"):
            need(self, "basis", _("After what is this share paid?"))
        whole_or_empty(self, "share", SHARE_MISSING)
        return cleaned

    @property
    def row(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        if not said.get("share"):
            return None
        days = said.get("within_days")
        known = {"share": said["share"], "basis": said["basis"]}
        return known if days is None else known | {"within_days": days}


class LotRow(forms.Form):
    title_zh = text_field(label=_("Name of the lot"), most=120, required=False)
    value = MoneyField(label=_("Money of the lot"), meant_for="budget", required=False)
    where_zh = text_field(
        label=_("Where"),
        most=300,
        required=False,
        help_text=_("A street office or township is enough. No venue and no time of outreach."),
    )
    awards = FigureField(
        label=_("How many are chosen"),
        unit="awards",
        meant_for="awards",
        max_digits=3,
        decimal_places=0,
        min_value=1,
        max_value=999,
        required=False,
    )
    smallest = MoneyField(label=_("Smallest award"), meant_for="award", required=False)
    largest = MoneyField(label=_("Largest award"), meant_for="award", required=False)

    def __init__(self, *args: Any, about: str, within: Sequence[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about = about
        self.within = within

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("title_zh"):
            need(self, "value", _("How much money is there for this lot?"))
        whole_or_empty(
            self, "title_zh", _("What is this lot called? To take this row away, empty all of it.")
        )
        guard_cells(self, "title_zh", "where_zh", about=self.about)
        return cleaned

    @property
    def row(self) -> dict[str, Any] | None:
        said = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        codes = places_in(said.get("where_zh", ""), self.within)
        if not said.get("title_zh"):
            return None
        return said | ({"places": codes} if codes else {})


_BETWEEN_PLACES = re.compile(r"[、，,;；和及\s]+")
# 勐遮镇, said of no county.
_TOWN_ALONE = re.compile(r"[^县市州区旗]{1,6}(?:镇|乡|街道(?:办事处)?)(?![县市]).{0,8}")


def places_in(words: str, within: Sequence[Division]) -> list[str]:
    """The codes of those of these places that are named, alone or as the county of a town. Where only towns are named
    and the first of these places, the buyer's own, is a county, they lie in that."""
    known = {name: one.code for one in within for name in (one.name_zh, one.short_zh, one.name_en) if name}
    found = []
    for said in _BETWEEN_PLACES.split(words):
        names = [name for name in known if said == name or (len(name) > 2 and said.startswith(name))]
        found += [known[max(names, key=len)]] if names else []
    if not found and within and within[0].level == Level.COUNTY:
        found = [within[0].code for said in _BETWEEN_PLACES.split(words) if _TOWN_ALONE.fullmatch(said)]
    return list(dict.fromkeys(found))


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of one list, with some empty ones to write on."""

    def rows(self) -> list[dict[str, Any]]:
        """The rows that are filled in, in their order."""
        return [row for form in self.forms if form.is_valid() and (row := form.row)]

    def total(self, name: str) -> Decimal:
        """The sum of a column as it stands on the page, whether it was sent or loaded."""
        total = Decimal(0)
        for form in self.forms:
            value = (
                form.cleaned_data.get(name) if form.is_bound and form.is_valid() else form.initial.get(name)
            )
            total += Decimal(str(value)) if value not in (None, "") else 0
        return total


class RowsWithButton(Rows):
    """Rows of a page that has a button for one more: an empty one stands there only where no other does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra = 0 if self.initial else 1


CriteriaRows = forms.formset_factory(
    CriterionRow, formset=Rows, extra=SPARE_ROWS, max_num=MOST_ROWS, validate_max=True
)
LotRows = forms.formset_factory(LotRow, formset=RowsWithButton, max_num=MOST_LOTS, validate_max=True)
StandingLots = forms.formset_factory(LotRow, formset=Rows, extra=0, max_num=MOST_LOTS, validate_max=True)
PaymentRows = forms.formset_factory(
    PaymentRow, formset=Rows, extra=SPARE_ROWS, max_num=MOST_ROWS, validate_max=True
)
