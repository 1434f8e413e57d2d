"""A savepoint around a row whose key somebody else may take in the same instant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg2.errors import UniqueViolation


@contextmanager
def or_taken(otherwise: Callable[[], Exception]) -> Iterator[None]:
    """A savepoint for a row whose key somebody else may take in the same instant: raises what ``otherwise`` gives.
    Whatever else the database refuses is no second use, and goes on as it is."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refused:
        if isinstance(refused.__cause__, UniqueViolation):
            raise otherwise() from None
        raise
