"""How a coded column is held to its codes by the database."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import BaseConstraint, CheckConstraint, Model, Q

from portal.ground.clock import LEGAL_ZONE
from portal.ground.values.days import FIRST_YEAR, LAST_YEAR


def one_of(model: str, field: str, values: Iterable[str], *, empty: bool = False) -> CheckConstraint:
    """A CHECK that ``field`` holds one of ``values`` (or is empty, where ``empty``)."""
    allowed = sorted(values) + ([""] if empty else [])
    return CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=f"{model}_{field}_known")


class RowOf(BaseConstraint):
    """A foreign key of the database on a column that code reads as the code it is, asked at each statement: ``field``
    holds the ``code`` of a row of ``table``."""

    def __init__(self, *, field: str, table: str, name: str) -> None:
        super().__init__(name=name)
        self.field, self.table = field, table

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        name, field, table = map(schema_editor.quote_name, (self.name, self.field, self.table))
        return f"CONSTRAINT {name} FOREIGN KEY ({field}) REFERENCES {table} (code) DEFERRABLE"

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = map(schema_editor.quote_name, (model._meta.db_table, self.name))
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing before the database is asked: forms offer codes that have rows."""

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field, "table": self.table}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowOf) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


def row_of(model: str, field: str, rows: type[Model]) -> RowOf:
    """That ``field`` holds the code of one of ``rows``, which a release adds to."""
    return RowOf(field=field, table=rows._meta.db_table, name=f"{model}_{field}_known")


def judged_day(model: str, field: str, *, moment: bool = False) -> CheckConstraint:
    """A CHECK that ``field``, where it is stated, lies in the years that the rules can judge."""
    first, after = (date(year, 1, 1) for year in (FIRST_YEAR, LAST_YEAR + 1))
    if moment:
        first, after = (datetime(one.year, 1, 1, tzinfo=LEGAL_ZONE) for one in (first, after))
    return CheckConstraint(
        condition=Q(**{f"{field}__gte": first, f"{field}__lt": after}), name=f"{model}_{field}_judged"
    )
