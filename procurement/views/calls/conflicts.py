"""Two people wrote at once: what only one of them changed is kept; for the rest both texts stand side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from portal.ground.fields import shown
from portal.ground.fields.sizes import Sized
from portal.ground.values.marks import mark
from procurement import stated
from procurement.errors import StaleVersionError
from procurement.forms.base import REASON, Part
from procurement.forms.calls import screens
from procurement.labels import field_value

# Boxes that know better than the code how their value reads: choices, figures with a unit, days kept as text.
_SHOWN = (forms.ChoiceField, Sized, forms.DateField)
MINE, THEIRS = "mine", "theirs"
_NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "version", "seen", "act", "use"})


@dataclass(frozen=True)
class Clash:
    """One field that both changed, each in another way."""

    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merge:
    """``theirs``: fields only the other person changed. ``clashes``: fields both changed."""

    theirs: tuple[str, ...]
    clashes: tuple[Clash, ...]


def version_of(data: Mapping[str, Any]) -> int:
    """The version a form was filled in on; one that is not a number is always stale."""
    text = str(data.get("version", ""))
    return int(text) if text.isdigit() and len(text) < 10 else -1


def mark_of(name: str, value: Any) -> str:
    """Whether the field ``name`` changed since a page was drawn, and whether two wrote the same. What the law calls a
    figure or a day is one, however it is kept."""
    return mark(stated.typed(name, stated.plain(value)))


def seen(standing: Mapping[str, Any], part: Part) -> str:
    """The state a screen was drawn from, to go with its form."""
    names = [*part.base_fields, "criteria", "payment_schedule", "lots"]
    marks = [f"{name}:{mark_of(name, standing.get(name))}" for name in names]
    reasons = [name for name in part.fields if name.startswith(REASON)]
    return ",".join(marks + [f"{name}:{mark_of(name, part.initial.get(name))}" for name in reasons])


def merge(stale: StaleVersionError, data: QueryDict, part: Part) -> Merge:
    """Compare what was sent with what stands now, by way of what the sender's page had shown. What follows from an
    answer is nothing that somebody wrote: it follows anew from what is kept."""
    pairs = (pair.rpartition(":") for pair in data.get("seen", "").split(","))
    base = {name: shown_then for name, _, shown_then in pairs}
    reasons = {f"{REASON}{rule}": text for rule, text in stale.current.reasons.items()}
    standing = stated.read(stale.current) | reasons
    theirs: list[str] = []
    clashes: list[Clash] = []
    given = {name: data[name] for name in data if name.startswith(REASON)}
    written = {name: value for name, value in part.values().items() if name in stale.offered}
    for name, mine in (written | given).items():
        ours, other = mark_of(name, mine), mark_of(name, standing.get(name))
        if ours == other or other == base.get(name):
            continue
        if ours == base.get(name):
            theirs.append(name)
        else:
            words = in_words(part, name, mine), in_words(part, name, standing.get(name))
            label = gettext("Reason, published with the notice") if name in given else screens.label_of(name)
            clashes.append(Clash(name, label, *words))
    return Merge(tuple(theirs), tuple(clashes))


def in_words(part: Part, name: str, value: Any) -> str:
    """A value as both writers read it on the screen ``part``; rows of a list stand under each other, with every
    cell."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        cells = part.table.form.base_fields
        return "\n".join(
            " · ".join(
                shown.in_words(cells[cell], row[cell]) for cell in cells if row.get(cell) not in (None, "")
            )
            for row in value
        )
    field = part.fields.get(name)
    if value in (None, "", []) or not isinstance(field, _SHOWN):
        return field_value(name, value)
    return shown.in_words(field, value)


def page(request: HttpRequest, stale: StaleVersionError, merged: Merge, part: Part) -> HttpResponse:
    """The page with both texts. It sends everything that was typed again, with the choices made on it."""
    context = {
        "tender": stale.current,
        "part": part,
        "clashes": merged.clashes,
        "carried": _carried(request.POST) + [(f"keep-{name}", THEIRS) for name in merged.theirs],
        "seen": seen(stated.read(stale.current), part),
        "act": request.POST.get("act", "check"),
    }
    return render(request, "calls/conflict.html", context, status=409)


def _carried(data: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in data.lists()
        if name not in _NOT_CARRIED and not name.startswith("keep-")
        for value in values
    ]
