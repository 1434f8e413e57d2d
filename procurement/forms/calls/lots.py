"""What a text says of its lots, as the rows of a draft have it."""

from typing import Any

from organizations.models import Division, Organization
from procurement.forms.calls.project import places_of
from procurement.forms.rows import places_in
from procurement.reading import Reading


def values_of(found: Reading, buyer: Organization) -> dict[str, Any]:
    """The fields of a draft of ``buyer`` that a text states, its lots among them."""
    said = found.get("lots")
    if said is None or len(said.value or ()) < 2:
        return dict(found.values)
    within = places_of(buyer.division)
    return {**found.values, "lots": [_row(one, within) for one in said.value]}


def _row(said: dict[str, Any], within: list[Division]) -> dict[str, Any]:
    where = "、".join(said.get("where") or said.get("places") or ())
    row = {
        "title_zh": said.get("name") or said.get("no") or "",
        "value": said.get("budget"),
        "where_zh": where,
        "places": places_in(where, within),
    }
    return {cell: value for cell, value in row.items() if value not in (None, "", [])}
