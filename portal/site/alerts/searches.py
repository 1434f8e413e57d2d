"""Saved searches, asked the other way round: not which calls fit a search, but which searches a call fits."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact
from django.http import QueryDict

from organizations.models import kept_places
from portal.ground.clock import legal_date
from portal.ground.fields.asked import read_plainly
from portal.ground.values.text import narrow
from portal.site.alerts.models import SavedSearch
from procurement.facets import FACETS, places_in
from procurement.filters import BOUNDS, NoticeFilter
from procurement.models import SearchEntry
from procurement.search import narrowest, read

BATCH = 1000
# No call carries this.
_NEVER = "?"


def conditions(query: str) -> dict[str, Any]:
    """The columns of a saved search. What of it this version does not understand finds nothing, so that it never
    finds more than was asked for; a later version may read it again."""
    asked, lost = understood(query)
    words = asked.get("q") or ""
    typed = read(words)
    bounds = narrowest({name: asked[name] for name in BOUNDS if asked.get(name) is not None}, typed.bounds)
    place = kept_places().get(asked.get("place") or "")
    groups = [one.of(asked[name]) for name, one in FACETS.items() if asked.get(name)]
    if lost:
        groups.append([_NEVER])
    return {
        # Words in which nothing can be looked for find nothing.
        "words": typed.whole or (None if typed.bounds or not narrow(words) else ""),
        "codes": " & ".join(f"({' | '.join(map(repr, codes))})" for codes in groups) or None,
        "place": place.code if place and place.level != "province" else "",
        **{name: bounds.get(name) for name in BOUNDS},
    }


def understood(query: str) -> tuple[dict[str, Any], list[str]]:
    """What a saved search asks for, by name; and the names by which it asks for something that there is not, or not
    any more, or that would be something else tomorrow. This portal made it of its own form, so no name in it is a
    messenger's that might be passed over."""
    given = read_plainly(QueryDict(query))
    form = NoticeFilter(given, queryset=SearchEntry.objects.none()).form
    form.is_valid()
    asked: dict[str, Any] = form.cleaned_data
    lost = [name for name in given if name not in asked or (name in FACETS and not asked[name])]
    return asked, [*lost, *(["q"] if read(asked.get("q") or "").rolls else [])]


def keep(query: str) -> None:
    """Note what `query` asks for. Harmless twice."""
    SavedSearch.objects.get_or_create(query=query, defaults=conditions(query))


def read_again(queries: Iterable[str]) -> int:
    """Derive the columns of these searches anew, as after a release that searches otherwise; say how many."""
    number = 0
    for query in queries:
        SavedSearch.objects.update_or_create(query=query, defaults=conditions(query))
        number += 1
    return number


def that_fit(entry: SearchEntry) -> QuerySet[SavedSearch]:
    """The saved searches that would find this call, as one condition for the database."""
    due = legal_date(entry.bids_due) if entry.bids_due else None
    published = legal_date(entry.published_at)
    return SavedSearch.objects.filter(
        _within("min_value", "max_value", entry.estimated_value),
        _within("due_from", "due_to", due),
        _within("published_from", "published_to", published),
        Q(words=None)
        | _holds(RawSQL("(SELECT body FROM procurement_searchentry WHERE id = %s) @@ words", [entry.pk])),
        Q(codes=None) | _holds(RawSQL("array_to_tsvector(%s::text[]) @@ codes", [entry.codes])),
        place__in=["", entry.division_code, entry.prefecture_code, *places_in(entry.codes)],
    )


def _holds(condition: RawSQL) -> Q:
    return Q(Exact(condition, True))


def _within(least: str, most: str, value: Any) -> Q:
    if value is None:
        return Q(**{least: None, most: None})
    return (Q(**{least: None}) | Q(**{f"{least}__lte": value})) & (
        Q(**{most: None}) | Q(**{f"{most}__gte": value})
    )
