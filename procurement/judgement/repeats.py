"""A form that comes twice. The same words find what they made before; other words are never taken for them."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from portal.ground.ledger.models import Event
from portal.ground.values.figures import spelled
from procurement import stated
from procurement.errors import OtherWordsError
from procurement.judgement import slips

Made = TypeVar("Made", bound=Model)


def standing(
    kind: type[Made], form_id: UUID, *, own: Mapping[str, Any], said: Mapping[str, Any]
) -> Made | None:
    """What this form made before, by its columns: ``own`` whose it is and about what, ``said`` what was typed.
    None for a form that is new.

    Raises OtherWordsError where it said something else; of what is not the sender's own nothing is shown."""
    found = kind._default_manager.filter(form_id=form_id).first()
    if found is None:
        return None
    if any(not stated.alike(getattr(found, name), value) for name, value in own.items()):
        raise OtherWordsError(shown="")
    same_or_refuse({name: getattr(found, name) for name in said}, said)
    return found


def same_or_refuse(stands: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Raises OtherWordsError, with what stands and was said otherwise, by name."""
    other = {
        name: stands.get(name) for name, value in said.items() if not stated.alike(stands.get(name), value)
    }
    if other:
        words = (value for value in other.values() if isinstance(value, str) and value)
        raise OtherWordsError(shown=next(words, ""), said=other)


def mark_of(said: Mapping[str, Any]) -> str:
    """The keyed digest of what began something that is written on afterwards; its event keeps it."""
    return slips.digest_of(*(f"{name}={_marked(value)}" for name, value in sorted(said.items())))


def _marked(value: Any) -> Any:
    """One form for what is alike: noughts behind the point do not count."""
    return spelled(value) if isinstance(value, Decimal) else stated.plain(value)


def same_beginning_or_refuse(subject: str, kind: str, mark: str) -> None:
    """Raises OtherWordsError where the event that began ``subject`` keeps another mark."""
    begun = Event.objects.filter(subject=subject, kind=kind).order_by("pk").first()
    kept = json.loads(begun.payload).get("said") if begun else None
    if kept and kept != mark:
        raise OtherWordsError(shown="")
