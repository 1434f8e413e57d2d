"""Writes down the codes of this checkout, so that columns may hold them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction

from procurement.kinds import KINDS
from procurement.rules.procedures import PROCEDURES

MODELS = partial(apps.get_model, "procurement")
CODES = {"ProcedureCode": ("", *PROCEDURES), "KindCode": tuple(KINDS)}


@transaction.atomic
def load_codes(model: Callable[[str], Any] = MODELS) -> int:
    """Add whatever code has no row yet and return how many this checkout has. Safe to repeat; deletes none.

    A migration passes the models as they were then."""
    for name, codes in CODES.items():
        rows = model(name)
        rows._default_manager.bulk_create([rows(code=code) for code in codes], ignore_conflicts=True)
    return sum(map(len, CODES.values()))
