"""Puts the reading of a whole call together."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from procurement.reading import (
    awards,
    ceilings,
    charges,
    conditions,
    contacts,
    criteria,
    eligibility,
    identity,
    localities,
    lots,
    papers,
    payments,
    requirement,
    sums,
    timetable,
    unused,
)
from procurement.reading.doubts import judged
from procurement.reading.found import MOST_TEXT, Found, Place, Reading, ReadingError, Source, Sure
from procurement.reading.pages import whole
from procurement.reading.places import Gazetteer, find_place
from procurement.reading.text import fold
from procurement.rules.vocabulary import STATUTORY
from procurement.uploads.words.errors import FROM_PICTURE


def read_call(text: str, *, divisions: Iterable[Place], published_hint: datetime | None = None) -> Reading:
    """Everything a pasted call says, each value with its passage.

    ``divisions`` are all places of the province; ``published_hint`` gives days without a year theirs.
    Reading never fails on what a text says. Raises :class:`ReadingError` ``too_large`` above
    :data:`MOST_TEXT` characters and ``empty`` for a text of blanks.
    """
    if len(text) > MOST_TEXT:
        raise ReadingError("too_large")
    if not text.strip():
        raise ReadingError("empty")
    drawn = text.startswith(FROM_PICTURE)
    # The line that says so is no word of the office.
    page = whole(" " * len(FROM_PICTURE) + text[len(FROM_PICTURE) :] if drawn else text)
    source = Source(page.text, fold(page.text))
    found: dict[str, Found] = {}
    days = timetable.days_of(source, published_hint)
    for one in judged(source, _read(source, Gazetteer.of(divisions), published_hint), days):
        found.setdefault(one.field, _doubted(one) if drawn else one)
    ordered = tuple(sorted(found.values(), key=lambda one: (one.start, one.end, one.field)))
    kind = identity.kind(source, next(identity.headline(source), None))
    left = unused.unused(source, ordered)
    return Reading(
        text,
        tuple(page.in_original(one) for one in ordered),
        kind,
        tuple(page.left_in_original(one) for one in left),
    )


def _doubted(found: Found) -> Found:
    """What was read from a picture is never sure: a figure may be another."""
    return replace(found, sure=Sure.GUESS, note=found.note or "from_picture")


def _read(source: Source, gazetteer: Gazetteer, published_hint: datetime | None) -> Iterator[Found]:
    headline = next(identity.headline(source), None)
    buyer = next(identity.buyer(source, headline), None)
    place = find_place(source.text, source.folded, gazetteer, buyer=buyer, title=headline)
    yield from identity.title(source, headline)
    yield from (one for one in (buyer, place) if one)
    yield from identity.agency(source)
    yield from identity.project_number(source)
    yield from contacts.contacts(source, buyer)
    way = list(conditions.procedure(source, headline))
    yield from way
    divided = next(lots.lots(source, gazetteer), None)
    yield from (divided,) if divided else ()
    yield from awards.awards(source, divided)
    yield from awards.smallest(source)
    yield from sums.sums(source, divided)
    yield from charges.charges(source)
    yield from ceilings.ceilings(source)
    yield from ceilings.payable(source)
    wanted = next(requirement.requirement(source, divided), None) or next(conditions.wanted(source), None)
    yield from (wanted,) if wanted else ()
    yield from localities.places(source, gazetteer, divided, wanted, place)
    yield from criteria.criteria(source)
    yield from payments.payments(source)
    yield from timetable.timetable(source, published_hint=published_hint)
    by_law = any(one.field == "regime" and one.value == STATUTORY for one in way)
    yield from papers.papers(source, timetable.days_of(source, published_hint), by_law=by_law)
    yield from eligibility.eligibility(source, gazetteer)
    yield from conditions.conditions(source)
    yield from conditions.deduction(source)
    yield from conditions.services(source)
