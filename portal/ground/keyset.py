"""Pages cut by key: the next page costs what the first one costs, however long the list is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

M = TypeVar("M", bound=Model)
_SALT = "keyset"
# Which of several tiers a row came from, as an attribute of it.
TIER = "keyset_tier"
# So many rows of a table are walked along before all hits are fetched and sorted.
NEAR = 3_000


@dataclass(frozen=True)
class Page(Generic[M]):
    """``next`` and ``previous`` are cursors for the address, empty where there is nothing further; ``lost``: it
    was asked from a cursor that leads nowhere, and is the first page."""

    items: Sequence[M]
    next: str
    previous: str
    lost: bool = False

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class _Encoder:
    """Cursors carry moments and money; JSON with Django's forms of them."""

    def dumps(self, obj: Any) -> bytes:
        return DjangoJSONEncoder(separators=(",", ":")).encode(obj).encode()

    def loads(self, data: bytes) -> Any:
        return signing.JSONSerializer().loads(data)


def walk(queryset: QuerySet[M], *keys: str, size: int = 2_000) -> Iterator[M]:
    """Every row, ascending by ``keys``, the last of them unique; asked for a part at a time. No cursor of the database
    is held open between two of them: what pools connections keeps none outside a transaction, and without one the
    whole would lie in memory."""
    ordered, position = queryset.order_by(*keys), Q()
    while True:
        rows = list(ordered.filter(position)[:size])
        yield from rows
        if len(rows) < size:
            return
        position = _beyond(keys, [getattr(rows[-1], key) for key in keys], ascending=True)


def paginate(queryset: QuerySet[M], *, order: Sequence[str], size: int, cursor: str = "") -> Page[M]:
    """One page of ``queryset`` in ``order``: all ascending or all descending (``-``), the last key unique.

    A cursor that is damaged, foreign or cut for another order leads to the first page."""
    return paginate_tiers(queryset, order=order, size=size, cursor=cursor)


def paginate_tiers(
    queryset: QuerySet[M],
    *,
    order: Sequence[str],
    size: int,
    cursor: str = "",
    tiers: Sequence[Q] = (Q(),),
    walked: Sequence[Q] = (),
    gathered: bool = False,
) -> Page[M]:
    """The same over several disjoint ``tiers`` of it, each wholly before the next: a page asks a tier only when those
    before it are used up, so that each stops after a page's rows wherever an index gives the order.

    The database guesses badly how often words occur together, so whoever knows better says so. ``gathered``: hits
    are few, all of them are fetched and sorted; walking along the order for them could read the whole table.
    ``walked``: hits are many, and these are the same tiers in words that no index but that of the order can serve; a
    page of them lies among the next NEAR rows of the table, and where it does not they are gathered."""
    signed = order if len(tiers) == 1 else (TIER, *order)
    keys = [name.lstrip("-") for name in order]
    descending = order[0].startswith("-")
    backward, position = _read(cursor, signed)
    at, inside = (position[0], position[1:]) if position and len(tiers) > 1 else (0, position)
    steps = [f"{'-' if descending is not backward else ''}{key}" for key in keys]
    rows: list[M] = []
    for number in range(at, -1, -1) if backward else range(at, len(tiers)):
        beyond = _beyond(keys, inside, descending is backward) if inside and number == at else Q()
        wanted = size + 1 - len(rows)
        found = list(_near(queryset, walked[number] & beyond, beyond, steps)[:wanted]) if walked else []
        if len(found) < wanted:
            fitting = queryset.filter(tiers[number] & beyond)
            ordered = _sorted(fitting, steps) if gathered or walked else fitting.order_by(*steps)
            found = list(ordered[:wanted])
        for row in found:
            setattr(row, TIER, number)
        rows += found
        if len(rows) > size:
            break
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    written = keys if len(tiers) == 1 else [TIER, *keys]
    return Page(
        items=rows,
        next=_write(rows[-1], written, signed, "n") if rows and (more or backward) else "",
        previous=_write(rows[0], written, signed, "p")
        if rows and position and (more or not backward)
        else "",
        lost=bool(cursor) and not position,
    )


def _sorted(tier: QuerySet[M], steps: Sequence[str]) -> QuerySet[M]:
    """In order, by a value that is the first key and that no index knows."""
    first, *rest = steps
    key = first.lstrip("-")
    value = Coalesce(F(key), F(key))
    return tier.order_by(value.desc() if first.startswith("-") else value.asc(), *rest)


def _near(queryset: QuerySet[M], fitting: Q, beyond: Q, steps: Sequence[str]) -> QuerySet[M]:
    """What of ``queryset`` fits among the next NEAR rows of its table; nothing where the table ends before."""
    key = steps[0].lstrip("-")
    every = queryset.model._default_manager.filter(beyond).order_by(*steps)
    far = Subquery(every.values(key)[NEAR : NEAR + 1])
    reached = Q(**{f"{key}__{'gte' if steps[0].startswith('-') else 'lte'}": far})
    return queryset.filter(fitting, reached).order_by(*steps)


def _beyond(keys: Sequence[str], position: Sequence[Any], ascending: bool) -> Q:
    """Rows after ``position``; the first condition alone lets the index find where to begin."""
    compare = "gt" if ascending else "lt"
    after, equal = Q(), Q()
    for key, value in zip(keys, position, strict=True):
        after |= equal & Q(**{f"{key}__{compare}": value})
        equal &= Q(**{key: value})
    return Q(**{f"{keys[0]}__{compare}e": position[0]}) & after


def _write(row: Model, keys: Sequence[str], order: Sequence[str], direction: str) -> str:
    values = [getattr(row, key) if "__" not in key else _follow(row, key) for key in keys]
    return signing.dumps([direction, *values], salt=_SALT + ",".join(order), serializer=_Encoder)


def _follow(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _read(cursor: str, order: Sequence[str]) -> tuple[bool, list[Any]]:
    if not cursor:
        return False, []
    try:
        direction, *position = signing.loads(cursor, salt=_SALT + ",".join(order), serializer=_Encoder)
    except signing.BadSignature:
        return False, []
    return direction == "p", position
