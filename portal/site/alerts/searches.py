"""Saved searches, asked the other way round: not which calls fit a search, but which searches a call fits."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact
from django.http import QueryDict

from organizations.models import kept_places
from portal.ground.clock import legal_date
from portal.ground.values.text import narrow
from portal.site.alerts.models import SavedSearch
from procurement.filters import STATUSES, NoticeFilter
from procurement.models import SearchEntry
from procurement.search import query as words_of

BATCH = 1000
LISTS = ("who", "status", "level", "population", "service", "procedure", "instrument")
RANGES = ("min_value", "max_value", "due_from", "due_to", "published_from", "published_to")


def conditions(query: str) -> dict[str, Any]:
    """The columns of a saved search. What the public search would refuse asks for nothing here either."""
    form = NoticeFilter(QueryDict(query), queryset=SearchEntry.objects.none()).form
    form.is_valid()
    asked = form.cleaned_data
    words = asked.get("q") or ""
    place = kept_places().get(asked.get("place") or "")
    return {
        # Words in which nothing can be looked for find nothing.
        "words": words_of(words) if narrow(words) else None,
        "place": place.code if place and place.level != "province" else "",
        **{name: list(asked.get(name) or []) for name in LISTS},
        **{name: asked.get(name) for name in RANGES},
    }


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
    groups = [group for group, steps in STATUSES.items() if entry.status in steps]
    due = legal_date(entry.bids_due) if entry.bids_due else None
    published = legal_date(entry.published_at)
    return SavedSearch.objects.filter(
        _any_of("who", entry.who_may_bid),
        _any_of("status", groups),
        _any_of("level", [entry.level]),
        _any_of("population", entry.populations),
        _any_of("service", entry.services),
        _any_of("procedure", [entry.procedure]),
        _any_of("instrument", [entry.instrument]),
        _within("min_value", "max_value", entry.estimated_value),
        _within("due_from", "due_to", due),
        _within("published_from", "published_to", published),
        Q(words=None)
        | Q(
            Exact(
                RawSQL("(SELECT body FROM procurement_searchentry WHERE id = %s) @@ words", [entry.pk]), True
            )
        ),
        place__in=["", entry.division_code, entry.prefecture_code],
    )


def _any_of(name: str, carried: list[str]) -> Q:
    return Q(**{name: []}) | Q(**{f"{name}__overlap": carried}) if carried else Q(**{name: []})


def _within(least: str, most: str, value: Any) -> Q:
    if value is None:
        return Q(**{least: None, most: None})
    return (Q(**{least: None}) | Q(**{f"{least}__lte": value})) & (
        Q(**{most: None}) | Q(**{f"{most}__gte": value})
    )
