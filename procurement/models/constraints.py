"""How a coded column is held to its codes by the database."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q


def one_of(model: str, field: str, values: Iterable[str], *, empty: bool = False) -> CheckConstraint:
    """A CHECK that ``field`` holds one of ``values`` (or is empty, where ``empty``)."""
    allowed = sorted(values) + ([""] if empty else [])
    return CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"{model}_{field}_known")
