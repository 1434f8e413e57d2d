"""What every screen of a call shares: parts that save what they have, and fields that know what they need."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import DayField, MomentField, TextField, text_field
from portal.ground.fields.ticks import Passage
from procurement import fields
from procurement.fields.row import Field, Need
from procurement.judgement import public_words, slips
from procurement.labels import finding_message
from procurement.rules.verdicts import Answer, Verdict

__all__ = ["MomentField", "day_field", "text_field"]

REASON = "reason:"


def stop_at(form: forms.BaseForm, name: str | None, passages: Iterable[Passage]) -> None:
    """Say on the field why its words cannot be public yet; the field draws a tick for each passage in doubt."""
    for one in passages:
        form.add_error(name, finding_message(one.kind, one.words))
        if one.token and name:
            vars(form).setdefault("passages", {}).setdefault(name, []).append(one)


class SlipForm(forms.Form):
    """Something from anyone, without an account. ``slip`` was made and signed with the page, so that sending twice
    is harmless and shows the same code again; cleaned, it gives ``form_id`` and ``code``."""

    slip = TextField(widget=forms.HiddenInput, required=False)
    first_try: slips.FirstTry | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("slip", slips.fresh)

    def renew(self) -> None:
        """The same words under a new slip, to be sent as something of their own."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["slip"] = slips.fresh()  # type: ignore[index]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            slip = slips.opened(cleaned.pop("slip", ""))
        except ValueError:
            self.renew()
            self.add_error(
                None, gettext("This page was out of date. Your words are below: send them once more.")
            )
            return cleaned
        self.first_try = slip.first_try
        return cleaned | {"form_id": slip.form_id, "code": slip.code}

    def remember(self, *, said: str, at: datetime) -> None:
        """Words that were refused count from this try once they are sent to the privacy reviewer unchanged."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["slip"] = slips.tried(self.data["slip"], said=said, at=at)  # type: ignore[index]


def day_field(**kwargs: Any) -> DayField:
    """A day of a call or of what follows it; ``meant_for`` as :class:`portal.ground.fields.DayField` has it."""
    return DayField(**kwargs)


@dataclass(frozen=True)
class Section:
    """Fields that stand together: those whose rows name its ``key``. A folded one opens when one of its fields is
    at fault; ``template`` draws what stands below them and is no single field."""

    key: str
    title: str | Promise
    folded: bool = False
    note: str | Promise = ""
    template: str = ""


@dataclass(frozen=True)
class Shown:
    """One field as the page draws it. ``more_reasons`` are boxes of a second rule that asks for one."""

    bound: BoundField
    verdicts: list[Verdict]
    optional: bool
    reason: BoundField | None
    more_reasons: list[BoundField]
    hint: str


@dataclass(frozen=True)
class ShownSection:
    section: Section
    fields: list[Shown]
    open: bool


class Part(forms.Form):
    """One screen. Nothing is required to save it: what a call needs to be sent, the rows of its fields say."""

    slug: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    sections: ClassVar[tuple[Section, ...]] = ()
    # The rows of the screen's list, where it has one.
    table: Any
    each: ClassVar[dict[str, forms.Field]] = {
        REASON: text_field(label=_("Reason, published with the notice"), rows=3, most=1000, required=False)
    }

    def __init__(
        self, *args: Any, verdicts: list[Verdict], reasons: Mapping[str, str], about: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # The call, as the ledger names it.
        self.about = about
        own = [replace(one, field=fields.of_fact(one.field)) for one in verdicts]
        self.verdicts = [one for one in own if self.holds(one.field)]
        for one in self.verdicts:
            asks = one.answer is Answer.NEEDS_REASON and one.code != "passage_cleared"
            if asks or one.rule in reasons:
                self.fields[f"{REASON}{one.rule}"] = deepcopy(self.each[REASON])
                self.initial[REASON + one.rule] = reasons.get(one.rule, "")

    def holds(self, name: str) -> bool:
        """Whether a verdict on field ``name`` belongs on this screen."""
        return name in {row.name for row in fields.on_screen(self.slug)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and (name in fields.PUBLIC_WORDS or name.startswith(REASON)):
                found = public_words.in_the_way_of(name, value, about=self.about)
                stop_at(self, name, public_words.passages(found, value, about=self.about))
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the screen says, by flat name, as :func:`procurement.stated.write` takes it."""
        return {name: self.cleaned_data[name] for name in self.base_fields if name in self.cleaned_data}

    def reasons(self) -> dict[str, str]:
        """The published reasons given on this screen, by rule."""
        return {
            name.removeprefix(REASON): value.strip()
            for name, value in self.cleaned_data.items()
            if name.startswith(REASON)
        }

    def shown(self, passages: Mapping[str, str]) -> Iterator[ShownSection]:
        """The screen, section by section; ``passages`` say of a field where its value comes from."""
        for section in self.sections:
            rows = [row for row in self.rows_in(section) if row.name in self.fields]
            shown = [self._show(row, passages) for row in rows]
            at_fault = any(one.bound.errors or any(v.stops for v in one.verdicts) for one in shown)
            yield ShownSection(section, shown, open=at_fault or not section.folded)

    def rows_in(self, section: Section) -> list[Field]:
        """The fields of one section, in their order."""
        return [row for row in fields.on_screen(self.slug) if row.box and row.box.section == section.key]

    def _show(self, row: Field, passages: Mapping[str, str]) -> Shown:
        name = row.name
        own = self.verdicts_on(name)
        boxes = self.reason_boxes(own)
        bound = self[name]
        hints = [str(bound.help_text)] if bound.help_text else []
        if passages.get(name):
            hints.append(passages[name])
        return Shown(
            bound=bound,
            verdicts=own,
            optional=row.box is None or row.box.need is Need.MAY,
            reason=boxes[0] if boxes else None,
            more_reasons=boxes[1:],
            hint=" ".join(hints),
        )

    def verdicts_on(self, name: str) -> list[Verdict]:
        """What the rules say of one field or list: what is at fault; else one thing that is met, unless it is
        no more than that the field is filled in."""
        own = [one for one in self.verdicts if one.field == name and not self._is_stale(one)]
        telling = [one for one in own if one.answer not in (Answer.MEETS, Answer.NOT_APPLICABLE)]
        return telling or [one for one in own if not one.rule.startswith("portal.")][:1]

    def _is_stale(self, verdict: Verdict) -> bool:
        """Judged before this was typed: nothing is said of a field that says something else now, until it is
        saved and judged anew. The box for a reason stays, with what was typed in it."""
        if not self.is_bound or REASON + verdict.rule in self.fields:
            return False
        return verdict.field in self.changed_data or self.table_changed(verdict.field)

    def table_changed(self, name: str) -> bool:
        """Whether the list ``name`` of this screen was sent with other rows."""
        return False

    def reason_boxes(self, verdicts: list[Verdict]) -> list[BoundField]:
        """The boxes for the reasons that these verdicts ask for, each once on a screen: passages in several fields
        may depart from one rule."""
        rules = dict.fromkeys(one.rule for one in verdicts if self._asks_first(one))
        return [self[REASON + rule] for rule in rules if REASON + rule in self.fields]

    def _asks_first(self, verdict: Verdict) -> bool:
        if "asks" not in verdict.params:
            return True
        asking = (one for one in self.verdicts if one.rule == verdict.rule and "asks" in one.params)
        return next(asking).field == verdict.field
