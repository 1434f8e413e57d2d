"""What a tag asks of the page it stands in and of what it is given."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.template import Context

from portal.ground import clock

Moment = date | datetime


def member(thing: Any, name: str, default: Any = None) -> Any:
    """An attribute or a key: components take objects and mappings alike."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def hour_of(context: Context) -> datetime:
    """The page's one `now`; the clock itself where a page has none."""
    found = context.get("now")
    moment = found() if callable(found) else found
    return moment if isinstance(moment, datetime) else clock.now()
