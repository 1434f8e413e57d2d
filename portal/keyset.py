"""Pages cut by key: the next page costs what the first one costs, however long the list is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
_SALT = "keyset"


@dataclass(frozen=True)
class Page(Generic[M]):
    """``next`` and ``previous`` are cursors for the address, empty where there is nothing further."""

    items: Sequence[M]
    next: str
    previous: str

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


def paginate(queryset: QuerySet[M], *, order: Sequence[str], size: int, cursor: str = "") -> Page[M]:
    """One page of ``queryset`` in ``order``: all ascending or all descending (``-``), the last key unique.

    A cursor that is damaged, foreign or cut for another order leads to the first page."""
    keys = [name.lstrip("-") for name in order]
    descending = order[0].startswith("-")
    backward, position = _read(cursor, order)
    if position:
        queryset = queryset.filter(_beyond(keys, position, descending is backward))
    steps = [f"{'-' if descending is not backward else ''}{key}" for key in keys]
    rows = list(queryset.order_by(*steps)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    return Page(
        items=rows,
        next=_write(rows[-1], keys, order, "n") if rows and (more or backward) else "",
        previous=_write(rows[0], keys, order, "p") if rows and position and (more or not backward) else "",
    )


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
