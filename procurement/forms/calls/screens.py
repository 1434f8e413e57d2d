"""The five screens in their order, and on which of them each field of a call stands."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.datastructures import MultiValueDict

from portal.ground.values.figures import spelled
from procurement import stated
from procurement.fields import FIELDS, of_fact
from procurement.fields.row import Need
from procurement.forms.base import Part
from procurement.forms.calls.dates import DatesPart
from procurement.forms.calls.project import ProjectPart, places_of
from procurement.forms.calls.send import SendPart
from procurement.forms.calls.terms import TermsPart
from procurement.judgement.annexes import ANNEX
from procurement.labels import field_name
from procurement.models import Tender
from procurement.rules.verdicts import Verdict
from procurement.rules.vocabulary import STATUTORY

PARTS: tuple[type[Part], ...] = (ProjectPart, TermsPart, DatesPart, SendPart)
BY_SLUG: dict[str, type[Part]] = {part.slug: part for part in PARTS}
NEEDED: dict[str, str] = {
    row.name: row.box.screen for row in FIELDS.values() if row.box and row.box.need is not Need.MAY
}


def part_of(name: str) -> str:
    """The screen on which field ``name`` stands."""
    if name == ANNEX:
        return DatesPart.slug
    return row.box.screen if (row := FIELDS.get(name)) and row.box else ProjectPart.slug


def has(name: str) -> bool:
    """Whether field ``name`` stands on any screen."""
    return name in FIELDS and FIELDS[name].box is not None


def next_of(slug: str) -> str:
    """The screen after ``slug``; the last one is its own next."""
    order = list(BY_SLUG)
    return order[min(order.index(slug) + 1, len(order) - 1)]


def label_of(name: str) -> str:
    """The words of field ``name`` wherever it stands."""
    return str(row.box.label) if (row := FIELDS.get(name)) and row.box else field_name(name)


def missing_of(tender: Tender, verdicts: list[Verdict], by_law: Iterable[str] = ()) -> list[str]:
    """Needed fields that are empty and that no rule has named already, in the order of the screens. ``by_law``: those
    that a notice of this kind must say."""
    said = stated.read(tender)
    named = {of_fact(one.field) for one in verdicts if one.stops}
    asked = {name for name in NEEDED if _is_wanted(name, said)}.union(by_law) - said.keys() - named
    return [name for name in FIELDS if name in asked]


def _is_wanted(name: str, said: Mapping[str, Any]) -> bool:
    if name == "indirect_payable":
        # With nothing payable there is no list to fill in: the ceiling of 0 has said it.
        return str(said.get("indirect_ceiling", "")) not in ("0", "0.00")
    # The law sets no window for asking (Law art. 51): a statutory call may name these days, a programme call must.
    return name not in ("ask_by", "answers_by") or said.get("regime") != STATUTORY


def build(
    slug: str,
    tender: Tender,
    verdicts: list[Verdict],
    *,
    data: MultiValueDict[str, Any] | None = None,
) -> Part:
    """The screen ``slug`` of ``tender``, filled with what stands, or bound to ``data``."""
    kind = BY_SLUG[slug]
    more: dict[str, Any] = {"about": tender.subject}
    if kind is ProjectPart:
        more["places"] = places_of(tender.buyer.division)
    return kind(data, initial=initial_of(tender), verdicts=verdicts, reasons=tender.reasons, **more)


def initial_of(tender: Tender) -> dict[str, Any]:
    """What stands, as the screens show it."""
    said = {name: _spelled(value) for name, value in stated.read(tender).items()}
    if "indirect_payable" not in said and str(said.get("indirect_ceiling", "")) in ("0", "0.00"):
        said["indirect_payable"] = ["none"]
    return said


def _spelled(value: Any) -> Any:
    """Figures as one would write them: 220000, not 220000.00."""
    if isinstance(value, Decimal):
        return spelled(value)
    if isinstance(value, list):
        return [
            {key: _spelled(one) for key, one in row.items()} if isinstance(row, dict) else row
            for row in value
        ]
    return value
