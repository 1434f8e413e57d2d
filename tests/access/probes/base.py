"""What every probe of the table is made of: parts of addresses and what forms send."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from portal.ground.clock import LEGAL_ZONE, legal_date
from tests.access.world import Scene, World
from tests.views.officer_site import _controls

Parts = Callable[[World, Scene], Iterable[Any]]
Sent = Callable[[World, Scene], dict[str, Any]]
First = Callable[[World, Scene], None]


@dataclass(frozen=True)
class Probe:
    """``parts`` fill the address and ``query`` follows it; ``data`` is sent; ``first`` is done before, by
    whoever has to."""

    parts: Parts = lambda world, scene: ()
    data: Sent = lambda world, scene: {}
    first: First = lambda world, scene: None
    query: Sent = lambda world, scene: {}
    json: bool = False


class NothingThereError(Exception):
    """Nothing of the kind is there at this stage, so there is no address to ask."""


def there(thing: Any) -> Any:
    """``thing``, where the stage has one."""
    if thing is None:
        raise NothingThereError
    return thing


def call(*more: Any) -> Parts:
    """The number of the call, and what follows it."""
    return lambda world, scene: [scene.tender.number, *more]


def own(*more: Any) -> Parts:
    """The number of the own bid, and what follows it."""
    return lambda world, scene: [there(scene.own).number, *more]


def said_parts(*parts: Any) -> Parts:
    """The same at every stage."""
    return lambda world, scene: parts


def paper(world: World, scene: Scene) -> list[Any]:
    return [scene.tender.number, scene.tender.documents.get().pk]


def said(**values: Any) -> Sent:
    """The same each time."""
    return lambda world, scene: values


def formed(**values: Any) -> Sent:
    """The same each time, with a new form."""
    return lambda world, scene: values | {"form_id": str(uuid4())}


def filled(page: str, *parts: Any, of: str = "drafter", **changed: Any) -> Sent:
    """The form of a page of the call as its drafter finds it, with ``changed``; the change alone where the
    page shows the drafter none."""

    def data(world: World, scene: Scene) -> dict[str, Any]:
        browser = Client()
        browser.force_login(there(world.cast[of]))
        context = browser.get(reverse(page, args=[scene.tender.number, *parts])).context or {}
        form = context.get("part") or context.get("form") or ()
        lists = [getattr(form, name, None) for name in ("criteria", "payments", "lots")]
        rows = [one for one in lists if hasattr(one, "management_form")]
        bound = [form, *(one for row in rows for one in (row.management_form, *row.forms))]
        shown = {name: context[name] for name in ("version", "seen") if name in context}
        for one in (control for each in bound for control in each):
            shown |= _controls(one)
        return {name: value for name, value in (shown | changed).items() if value is not None}

    return data


def tomorrow(field: str) -> Sent:
    """The evening three days on, in a field of day and hour; no weekend lies there."""
    return lambda world, scene: {
        f"{field}_0": f"{scene.moment.astimezone(LEGAL_ZONE) + timedelta(days=3):%Y-%m-%d}",
        f"{field}_1": "18:00",
        "form_id": str(uuid4()),
    }


def today(*names: str, **more: Any) -> Sent:
    """The day of the scene in those fields, with a new form."""
    return lambda world, scene: (
        dict.fromkeys(names, f"{legal_date(scene.moment)}") | more | {"form_id": str(uuid4())}
    )
