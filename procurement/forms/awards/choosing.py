"""The decision on all ranked bids at once: a tick and a sum for each, who decided, when, by which minute, and why.

A page draws so many bids; what was typed of the others travels in a hidden box, so that it is one form however long the
ranking is."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.ground.fields import ChoiceField, FormIdField, MarkField, MoneyField, TextField
from portal.ground.pages.inline import in_its_language
from portal.ground.values.figures import spelled
from procurement.forms.base import day_field, text_field
from procurement.labels import awards as words
from procurement.rules.awarding import PASSED_OVER, VOID_LOT, AwardFault, Cut
from procurement.rules.vocabulary import STATUTORY

# Bids on a page.
A_PAGE = 65
_BID, _OVER, _SUM, _WHY = "bid-", "over-", "sum-", "why-"
BOXES = (_BID, _OVER, _SUM, _WHY)
CHOSEN = "chosen"
VOID = "void-"
_TURN, _LINE = "turn", "line"
# Which box of its row holds what a fault of a bid is about; the others stand at the tick.
_BOX_OF = {"above_asked": _SUM, "cut_to_nothing": _SUM, "below_smallest": _SUM, "cut_unexplained": _WHY}


def _why_void() -> list[tuple[str, str]]:
    return [
        ("", gettext("It is awarded")),
        *((code, str(words.VOID_LOT[code])) for code in VOID_LOT),
    ]


def _reasons() -> list[tuple[str, str]]:
    return [
        ("", gettext("Choose the reason")),
        *((code, str(words.PASSED_OVER[code])) for code in PASSED_OVER),
    ]


@dataclass(frozen=True)
class Choice:
    """A ranked bid to choose or not in its ``lot``; ``asked`` in yuan, ``shown`` what its page draws beside the
    boxes."""

    number: str
    place: int
    name: str
    asked: Decimal
    shown: dict[str, Any]
    lot: int = 1


@dataclass(frozen=True)
class LotChoice:
    """A lot of several; ``why`` it can only be void, "" where bids are ranked in it."""

    position: int
    title: str
    why: str


class DecisionForm(forms.Form):
    """``choices`` are the ranked bids, lot by lot, the best first; ``lots`` those of a divided call; ``page`` is the
    one to draw."""

    form_id = FormIdField()
    version = MarkField()
    report = MarkField(required=False)
    part = MarkField(required=False)
    rest = TextField(required=False, max_length=200_000, widget=forms.HiddenInput)
    decided_body = text_field(
        label=_("Who decided"), most=120, help_text=_("The body, not a person: for example, office meeting.")
    )
    decided_on = day_field(meant_for="act", label=_("Day of the decision"))
    decided_minute = text_field(label=_("Number of the minute"), most=60)
    reason_zh = text_field(
        label=_("Why these were chosen, published"),
        rows=4,
        most=2000,
        help_text=_("Say it by the criteria of the call. Name no person."),
    )
    reason_en = text_field(label=_("The same in English"), rows=3, most=3000, required=False)
    supplier_address = text_field(
        label=_("Address of the supplier, published"),
        most=200,
        required=False,
        help_text=_("Of several suppliers: the name and the address of each."),
    )
    each: ClassVar[dict[str, forms.Field]] = {
        _BID: forms.BooleanField(label=_("Chosen"), required=False),
        _OVER: ChoiceField(label=_("Why it is passed over"), choices=_reasons, required=False),
        _SUM: MoneyField(label=_("It gets"), meant_for="awarded", required=False),
        _WHY: text_field(label=_("Why less, for the bidder alone"), most=200, required=False),
        VOID: ChoiceField(label=_("Why this lot gets no award"), choices=_why_void, required=False),
    }

    def __init__(
        self,
        data: Any,
        *,
        choices: Sequence[Choice],
        regime: str,
        asks_address: bool = False,
        lots: Sequence[LotChoice] = (),
        **kwargs: Any,
    ) -> None:
        self.choices, self.regime, self.lots = choices, regime, lots
        pages = [choices[at : at + A_PAGE] for at in range(0, len(choices), A_PAGE)]
        self.pages: list[Sequence[Choice]] = pages or [()]
        initial = dict(kwargs.pop("initial", None) or {})
        self.page = 1
        if data is not None:
            data = self._whole(data, initial)
        super().__init__(data, initial=initial, **kwargs)
        if not asks_address:
            del self.fields["supplier_address"]
        for lot in lots:
            said = gettext("Lot %(number)s: %(name)s") % {"number": lot.position, "name": "{}"}
            void = self.fields[f"{VOID}{lot.position}"] = deepcopy(self.each[VOID])
            void.label = format_html(said, in_its_language(lot.title))
        for one in choices:
            self.fields[f"{_BID}{one.number}"] = self._box(_BID, one)
            self.fields[f"{_OVER}{one.number}"] = self._box(_OVER, one)
            if regime != STATUTORY:
                self.fields[f"{_SUM}{one.number}"] = self._box(_SUM, one)
                self.fields[f"{_WHY}{one.number}"] = self._box(_WHY, one)

    def _box(self, kind: str, one: Choice) -> forms.Field:
        box = deepcopy(self.each[kind])
        box.label = f"{one.place} {one.name}"
        # The id is where the error summary leads.
        box.widget.attrs["id"] = f"f-{kind}{one.number}"
        if kind == _OVER:
            box.widget.attrs["aria-label"] = gettext("Why it is passed over: %(name)s") % {"name": one.name}
        else:
            box.widget.attrs["aria-labelledby"] = f"h{kind[0]} n{one.place}"
        if kind == _SUM:
            box.widget.attrs["class"] = "figure"
        return box

    def _whole(self, data: Any, initial: Mapping[str, Any]) -> Any:
        """What was sent of the page that was drawn, and what travelled with it of the others."""
        said = data.copy()
        self.page = self._page_of(data.get("part"))
        try:
            rest = json.loads(data.get("rest") or "{}")
        except ValueError:
            rest = {}
        rest = rest if isinstance(rest, dict) else {}
        for one in self._elsewhere():
            for name in self._names(one):
                text = rest.get(name, _plain(initial.get(name)))
                said[name] = text if isinstance(text, str) else ""
        return said

    def _page_of(self, text: Any) -> int:
        return min(int(text), len(self.pages)) if str(text or "").isdecimal() and int(text) else 1

    def _names(self, one: Choice) -> list[str]:
        return [f"{kind}{one.number}" for kind in (BOXES[:2] if self.regime == STATUTORY else BOXES)]

    def _elsewhere(self) -> list[Choice]:
        return [one for number, page in enumerate(self.pages, 1) if number != self.page for one in page]

    # What is drawn

    @property
    def is_turned(self) -> bool:
        """Whether a button asked for another page, for the sums or for the line, and nothing is to be kept yet."""
        return self.is_bound and (_TURN in self.data or self.asks_line)

    @property
    def asks_line(self) -> bool:
        """Whether a button asked to tick whom the money reaches."""
        return self.is_bound and _LINE in self.data

    def tick(self, reached: Collection[str]) -> None:
        """Tick the bids of these keys, and no other."""
        for one in self.choices:
            ticked = "on" if one.number in reached else ""
            self.data[f"{_BID}{one.number}"] = ticked  # type: ignore[index]

    def turn(self) -> None:
        """Draw what was typed, on the page that was asked for, without a word on what it lacks."""
        self.page = self._page_of(self.data.get(_TURN) or self.data.get(_LINE))
        self._errors, self.cleaned_data = ErrorDict(), {}

    def go_to_fault(self) -> None:
        """Draw the first page with a fault in one of its rows."""
        for number, page in enumerate(self.pages, 1):
            if any(name in self.errors for one in page for name in self._names(one)):
                self.page = number
                return

    def hidden(self) -> Mapping[str, str]:
        """The boxes nobody sees, as this page sends them."""
        given = {name: self[name].value() for name in ("form_id", "version", "report")}
        other = {
            name: text
            for one in self._elsewhere()
            for name in self._names(one)
            if (text := self._typed(name)) != _plain(self.initial.get(name))
        }
        given = {name: "" if value is None else str(value) for name, value in given.items()}
        return given | {"part": str(self.page), "rest": json.dumps(other, ensure_ascii=False)}

    def rows(self) -> list[dict[str, Any]]:
        """The bids of this page with their boxes. Passing over is asked where a later bid is ticked and this is not."""
        last = {one.lot: one.place for one in self.choices if self._typed(f"{_BID}{one.number}")}
        rows = []
        for one in self.pages[self.page - 1]:
            tick, over, *sums = (self[name] for name in self._names(one))
            ticked = bool(self._typed(tick.name))
            asks = bool(self._typed(over.name) or over.errors) or (
                not ticked and one.place < last.get(one.lot, 0)
            )
            rows.append(
                {
                    "one": one,
                    "tick": tick,
                    "sums": sums,
                    "over": over if asks else None,
                    "faults": [text for box in (tick, over, *sums) for text in box.errors],
                    "open": self._gets_less(one, sums),
                }
            )
        return rows

    def _gets_less(self, one: Choice, sums: Sequence[Any]) -> bool:
        """Whether what its page folds away has something to show: another sum, a reason, a fault."""
        if not sums:
            return False
        typed = self._typed(sums[0].name), self._typed(sums[1].name)
        return any(box.errors for box in sums) or typed not in ((spelled(one.asked), ""), ("", ""))

    def turns(self) -> list[dict[str, Any]]:
        """The other pages by the places they draw."""
        return [
            {"number": number, "first": page[0].place, "last": page[-1].place}
            for number, page in enumerate(self.pages, 1)
            if number != self.page and page
        ]

    def void_boxes(self) -> list[Any]:
        """Of each lot of several, whether it gets no award and why."""
        return [self[f"{VOID}{lot.position}"] for lot in self.lots]

    def totals(self, lot: int) -> dict[str, Any]:
        """How many are ticked in a lot and what they get together, as far as the sums can be read."""
        gets = self.gets()
        given = [
            gets[one.number] for one in self.choices if one.lot == lot and self._typed(f"{_BID}{one.number}")
        ]
        return {"count": len(given), "sum": sum(given, Decimal(0))}

    def gets(self) -> dict[str, Decimal]:
        """What each would get, by its key: what is typed, as far as that can be read, or what it asks for."""
        typed = {one.number: self._sum_typed(one) for one in self.choices}
        return {
            one.number: one.asked if (said := typed[one.number]) is None else said for one in self.choices
        }

    def _sum_typed(self, one: Choice) -> Decimal | None:
        typed = "" if self.regime == STATUTORY else self._typed(f"{_SUM}{one.number}")
        try:
            return self.each[_SUM].clean(typed) if typed else None
        except forms.ValidationError:
            return None

    def passed(self) -> frozenset[str]:
        """Those for which it is said why they are passed over."""
        return frozenset(one.number for one in self.choices if self._typed(f"{_OVER}{one.number}"))

    def _typed(self, name: str) -> str:
        return str(self.data.get(name, "")) if self.is_bound else _plain(self.initial.get(name))

    # What is said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for one in self.choices:
            if cleaned.get(f"{_BID}{one.number}") and cleaned.get(f"{_OVER}{one.number}"):
                self.add_error(
                    f"{_OVER}{one.number}", _("It is ticked and passed over. Keep one of the two.")
                )
            elif self._explains_nothing(one, cleaned):
                self.add_error(
                    f"{_SUM}{one.number}",
                    _(
                        "A reason stands beside it, but it gets what it asks for. Lower the sum or empty the reason."
                    ),
                )
        return cleaned

    def _explains_nothing(self, one: Choice, cleaned: Mapping[str, Any]) -> bool:
        said = [cleaned.get(f"{kind}{one.number}") for kind in (_BID, _WHY, _SUM)]
        return bool(said[0] and said[1]) and said[2] in (None, one.asked)

    def is_of(self, report: int) -> bool:
        """Whether the page was drawn over this report."""
        return self.cleaned_data.get("report") in (None, report)

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        said = self.cleaned_data
        kept = {
            name: value
            for name, value in said.items()
            if not name.startswith((*BOXES, VOID)) and name not in ("report", "part", "rest")
        }
        winners = [one for one in self.choices if said.get(f"{_BID}{one.number}")]
        sums = {one.number: said.get(f"{_SUM}{one.number}") for one in winners}
        return kept | {
            "void_lots": {
                str(lot.position): why for lot in self.lots if (why := said.get(f"{VOID}{lot.position}"))
            },
            "winners": [one.number for one in winners],
            "passed_over": {
                one.number: why for one in self.choices if (why := said.get(f"{_OVER}{one.number}"))
            },
            "cuts": {
                one.number: Cut(given, said.get(f"{_WHY}{one.number}") or "")
                for one in winners
                if (given := sums[one.number]) is not None and given != one.asked
            },
        }

    def box_of(self, fault: AwardFault) -> str:
        """The box that a fault of a bid, or of a lot, is said at."""
        if not fault.bid:
            return f"{VOID}{fault.lot}"
        return f"{_BOX_OF.get(fault.code, _BID)}{fault.bid}"


def _plain(value: Any) -> str:
    """A box as the browser sends it."""
    return "" if value in (None, False) else "on" if value is True else str(value)


def initial_choices(
    choices: Iterable[Choice],
    winners: Iterable[str],
    passed_over: Mapping[str, str],
    cuts: Mapping[str, Cut],
) -> dict[str, Any]:
    """The boxes as a draft has them, or as the ranking proposes; every sum is first what is asked for."""
    chosen, made = set(winners), dict[str, Any]()
    for one in choices:
        cut = cuts.get(one.number)
        made[f"{_BID}{one.number}"] = one.number in chosen
        made[f"{_OVER}{one.number}"] = passed_over.get(one.number, "")
        made[f"{_SUM}{one.number}"] = spelled(cut.value if cut else one.asked)
        made[f"{_WHY}{one.number}"] = cut.reason if cut else ""
    return made
