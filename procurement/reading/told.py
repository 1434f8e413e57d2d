"""A reading under the names that others know: the facts of the rules, and what a call says beside them.

Each with its passage and one of three marks: *theirs*, *doubtful*, *missing*."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.ground.values.figures import spelled
from procurement.fields import FIELDS
from procurement.reading.found import Found, Reading, Sure
from procurement.rules.facts import Eligibility, Facts, IndirectCosts


class Mark(StrEnum):
    """``theirs``: said, and read whole. ``doubtful``: said, and somebody has to look. ``missing``: not said."""

    THEIRS = "theirs"
    DOUBTFUL = "doubtful"
    MISSING = "missing"


@dataclass(frozen=True)
class Told:
    """What the text says under one name: ``passage`` is whole, "" where it says nothing."""

    value: Any
    passage: str
    mark: Mark
    # Those of its members, where it is a fact that has some.
    marks: Mapping[str, Mark] = field(default_factory=dict)


# What a call says beside the facts of the rules, and the field it is read as.
BESIDE = {
    "title": "title_zh",
    "project_no": "project_no",
    "buyer": "buyer_name",
    "agency": "agency_name",
    "requirement": "requirement_zh",
    "lots": "lots",
    "places": "places",
    "awards": "awards",
    "grades": "grades",
    "awards_largest": "largest_award",
    "awards_smallest": "smallest_award",
    "payments": "payment_schedule",
    "populations": "populations",
    "services": "services",
    "signup_by": "signup_by",
    "document_fee": "document_fee",
    "management_ceiling": "management_ceiling",
    "staff_ceiling": "staff_ceiling",
    "service_from": "service_from",
    "service_to": "service_to",
    "funding_source": "funding_source_zh",
    "contact_office": "contact_office",
    "contact_phone": "contact_phone",
    "contact_email": "contact_email",
    "contact_address": "contact_address",
}
# Facts that no text says: who asks, and what the official medium did.
_NOT_OF_A_TEXT = frozenset(
    {"buyer_class", "level", "official_medium_url", "official_medium_published_at", "full_text"}
)
_SHAPES: dict[str, type[Eligibility | IndirectCosts]] = {
    "eligibility": Eligibility,
    "indirect_costs": IndirectCosts,
}
_BY_FACT = {row.fact: row.name for row in FIELDS.values() if row.fact}


def mark_of(found: Found) -> Mark:
    """The mark of one value: a note, or no value, means that somebody has to look."""
    certain = found.value is not None and not found.note and not found.is_unusual
    return Mark.THEIRS if certain and found.sure is not Sure.GUESS else Mark.DOUBTFUL


def told(reading: Reading) -> dict[str, Told]:
    """Every name with its value, passage and mark; ``missing`` has the names that the text does not say, ``unused`` its
    sentences that no field took."""
    said = {"kind": Told(reading.kind, "", Mark.THEIRS)}
    for key in Facts.__dataclass_fields__:
        if key in _SHAPES:
            said[key] = _shape(reading, key, _SHAPES[key].__dataclass_fields__)
        elif key not in _NOT_OF_A_TEXT:
            said[key] = _one(reading, _BY_FACT.get(key, key))
    said |= {key: _one(reading, field) for key, field in BESIDE.items()}
    missing = [key for key, one in said.items() if one.mark is Mark.MISSING]
    unused = [left.words for left in reading.unused]
    said["missing"] = Told(missing, "", Mark.MISSING if missing else Mark.THEIRS)
    said["unused"] = Told(unused, "", Mark.THEIRS)
    return said


def _one(reading: Reading, field: str) -> Told:
    found = reading.get(field)
    if found is None:
        return Told(None, "", Mark.MISSING)
    value = list(found.others) if found.value is None and found.others else found.value
    return Told(_plain(value), found.passage, mark_of(found))


def _shape(reading: Reading, key: str, members: Iterable[str]) -> Told:
    """A fact of several members: the value of each that was said, and the worst of their marks."""
    each = {name: _one(reading, _BY_FACT.get(f"{key}.{name}", f"{key}.{name}")) for name in members}
    stated = {name: one for name, one in each.items() if one.mark is not Mark.MISSING}
    if not stated:
        return Told(None, "", Mark.MISSING)
    doubtful = any(one.mark is Mark.DOUBTFUL for one in stated.values())
    passages = dict.fromkeys(one.passage for one in stated.values())
    value = {name: one.value for name, one in stated.items()}
    marks = {name: one.mark for name, one in stated.items()}
    return Told(value, "\n".join(passages), Mark.DOUBTFUL if doubtful else Mark.THEIRS, marks)


def as_json(reading: Reading) -> dict[str, Any]:
    """:func:`told` as JSON holds it: sums and shares as text, days and moments in ISO form."""
    return {key: _object(one) for key, one in told(reading).items()}


def _object(one: Told) -> dict[str, Any]:
    plain = {"value": one.value, "passage": one.passage, "mark": str(one.mark)}
    return plain | {"marks": {name: str(mark) for name, mark in one.marks.items()}} if one.marks else plain


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return spelled(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
