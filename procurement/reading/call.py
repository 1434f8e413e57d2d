"""Puts the reading of a whole call together and says what a lawful one would still need."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from procurement.reading import conditions, criteria, identity, payments, sums, timetable
from procurement.reading.found import MOST_TEXT, Found, Place, Reading, ReadingError, Source
from procurement.reading.places import Gazetteer, find_place
from procurement.reading.text import fold
from procurement.rules.vocabulary import STATUTORY

_ALWAYS = (
    "title_zh",
    "division_id",
    "procedure",
    "estimated_value",
    "requirement_zh",
    "contract_months",
    "bids_due",
    "legal_forms",
    "criteria",
    "indirect_payable",
    "client_data",
    "contact_phone",
)
_PROGRAMME = ("ask_by", "answers_by", "hosted_allowed", "capacity_amount", "payment_schedule")
_STATUTORY = (
    "project_no",
    "documents_from",
    "documents_to",
    "opens_at",
    "price_weight",
    "consortium_allowed",
    "sme_reservation",
)
# Said another way, a need is met.
_MET_BY = {
    "contract_months": ("service_to",),
    "indirect_payable": ("indirect_ceiling", "indirect_excluded_reason"),
}


def read_call(text: str, *, divisions: Iterable[Place], published_hint: datetime | None = None) -> Reading:
    """Everything a pasted call says, each value with its passage, and what it leaves out.

    ``divisions`` are all places of the province; ``published_hint`` gives days without a year theirs.
    Reading never fails on what a text says. Raises :class:`ReadingError` ``too_large`` above
    :data:`MOST_TEXT` characters and ``empty`` for a text of blanks.
    """
    if len(text) > MOST_TEXT:
        raise ReadingError("too_large")
    if not text.strip():
        raise ReadingError("empty")
    source = Source(text, fold(text))
    found: dict[str, Found] = {}
    for one in _read(source, Gazetteer.of(divisions), published_hint):
        found.setdefault(one.field, one)
    values = {field: one.value for field, one in found.items()}
    kind = identity.kind(source, found.get("title_zh"))
    ordered = tuple(sorted(found.values(), key=lambda one: (one.start, one.end, one.field)))
    return Reading(text, ordered, missing(values) if kind == "call" else (), kind)


def _read(source: Source, gazetteer: Gazetteer, published_hint: datetime | None) -> Iterator[Found]:
    title = next(identity.title(source), None)
    buyer = next(identity.buyer(source, title), None)
    place = find_place(source.text, source.folded, gazetteer, buyer=buyer, title=title)
    yield from (one for one in (title, buyer, place) if one)
    yield from identity.project_number(source)
    yield from identity.contact(source, buyer)
    yield from conditions.procedure(source, title)
    yield from sums.sums(source)
    yield from criteria.criteria(source)
    yield from payments.payments(source)
    yield from timetable.timetable(source, published_hint=published_hint)
    yield from conditions.eligibility(source)
    yield from conditions.services(source)


def missing(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The draft fields a lawful call of this regime needs and ``values`` does not have."""
    regime = _STATUTORY if values.get("regime") == STATUTORY else _PROGRAMME
    needed = _ALWAYS + regime + (("quality_zh",) if values.get("includes_testing") else ())

    def met(field: str) -> bool:
        return any(values.get(name) not in (None, "", []) for name in (field, *_MET_BY.get(field, ())))

    return tuple(field for field in needed if not met(field))
