"""A long list of bids or awards, so many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and what the pager says and leads to."""

    rows: Sequence[Any]
    count: str = ""
    previous_url: str = ""
    next_url: str = ""


def slice_of(request: HttpRequest, rows: Sequence[Any], *, name: str, per: int) -> Slice:
    """The page of ``rows`` that ``name`` in the address asks for; the first where it asks for none there is."""
    if len(rows) <= per:
        return Slice(rows)
    pages = -(-len(rows) // per)
    asked = request.GET.get(name, "")
    page = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 6 else 1
    first = (page - 1) * per
    shown = rows[first : first + per]
    return Slice(
        shown,
        f"{first + 1}–{first + len(shown)} / {len(rows)}",
        _address(request, name, page - 1) if page > 1 else "",
        _address(request, name, page + 1) if page < pages else "",
    )


def _address(request: HttpRequest, name: str, page: int) -> str:
    query = request.GET.copy()
    query[name] = str(page)
    return f"?{query.urlencode()}"
