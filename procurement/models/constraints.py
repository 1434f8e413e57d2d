"""How a coded column is held to its codes by the database."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import CheckConstraint, Q

from portal.ground.clock import LEGAL_ZONE
from portal.ground.values.days import FIRST_YEAR, LAST_YEAR


def one_of(model: str, field: str, values: Iterable[str], *, empty: bool = False) -> CheckConstraint:
    """A CHECK that ``field`` holds one of ``values`` (or is empty, where ``empty``)."""
    allowed = sorted(values) + ([""] if empty else [])
    return CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"{model}_{field}_known")


def judged_day(model: str, field: str, *, moment: bool = False) -> CheckConstraint:
    """A CHECK that ``field``, where it is stated, lies in the years that the rules can judge."""
    first, after = (date(year, 1, 1) for year in (FIRST_YEAR, LAST_YEAR + 1))
    if moment:
        first, after = (datetime(one.year, 1, 1, tzinfo=LEGAL_ZONE) for one in (first, after))
    return CheckConstraint(
        condition=Q(**{f"{field}__gte": first, f"{field}__lt": after}), name=f"{model}_{field}_judged"
    )
