"""How many calls fit, and how many of them carry each code of each facet: one statement."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from procurement.facets import FACETS
from procurement.models import SearchEntry

# No figure beyond this is counted; it is shown as "1,000+".
COUNT_LIMIT = 1_000
# How many there are, and how many of them carry each code of each facet.
Counts = tuple[int, dict[str, Counter[str]]]

# Of the rows that fit: how many there are, and how many carry each code.
_FIT = """
    WITH fit AS MATERIALIZED ({fit})
    SELECT '', '', count(*) FROM fit
    UNION ALL SELECT '', code, count(*) FROM (SELECT unnest(codes) FROM fit) AS carried (code) GROUP BY code
"""
# Of those that fit but for the choice of one facet, how many carry each code of it.
_BUT_ONE = """
    UNION ALL SELECT %s, code, count(*) FROM (SELECT unnest(codes) FROM ({fit}) AS fit) AS carried (code)
    WHERE starts_with(code, %s) GROUP BY code
"""
_NONE = "SELECT NULL::text[] AS codes WHERE false"


def facet_counts(
    entries: QuerySet[SearchEntry], but_one: Mapping[str, QuerySet[SearchEntry]] | None = None
) -> Counts:
    """How many entries fit (at most COUNT_LIMIT + 1) and how many of them carry each code of each facet. ``but_one``:
    for a facet that something was chosen of, the entries that fit without that choice; its codes are counted among
    those, so that a reader sees what another choice would bring."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    total = 0
    fit, parameters = _first(entries)
    statement = _FIT.replace("{fit}", fit)
    for name, others in (but_one or {}).items():
        fit, more = _first(others)
        statement += _BUT_ONE.replace("{fit}", fit)
        parameters += (name, *more, f"{name}=")
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for without, carried, number in cursor.fetchall():
            name, _equals, code = carried.partition("=")
            if not carried:
                total = number
            elif name in FACETS and (name == without or (not without and name not in (but_one or {}))):
                counts[name][code] = number
    return total, counts


def _first(entries: QuerySet[SearchEntry]) -> tuple[str, tuple[Any, ...]]:
    """The codes of the first of ``entries``, as a statement."""
    try:
        return entries.order_by().values("codes")[: COUNT_LIMIT + 1].query.sql_with_params()
    except EmptyResultSet:
        return _NONE, ()
