"""The door for an organisation's name, which everybody may read (Regulation on HIV/AIDS art. 39).

A registered body's name is its name and a group's is its own choice, so a doubt never stops one: who enters the name
says that nobody can be recognised by it, and whoever looks at the papers is shown what the guard saw."""

from collections.abc import Mapping
from typing import Any

from organizations.models import Organization
from portal.ground.people import doubts

NAMES = ("name_zh", "name_en")


class NameReachesError(Exception):
    """A name with a number, an account or an address that reaches a person; ``field`` says which name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NameInDoubtError(Exception):
    """A name by which somebody could be recognised, and nobody has said that it was read."""


def guard_names(values: Mapping[str, Any], standing: Organization | None = None) -> bool:
    """Whether a name in ``values`` that does not stand already is in doubt.

    Raises NameReachesError, and NameInDoubtError where ``values["name_read"]`` does not answer for the doubt."""
    new = {name: str(values.get(name) or "") for name in NAMES}
    if standing is not None:
        new = {name: text for name, text in new.items() if text != getattr(standing, name)}
    doubtful = False
    for name, text in new.items():
        found = doubts(text)
        if any(one.severity == "stop" for one in found):
            raise NameReachesError(name)
        doubtful = doubtful or bool(found)
    if doubtful and not values.get("name_read"):
        raise NameInDoubtError
    return doubtful


def passages_of(organization: Organization) -> list[str]:
    """What in the organisation's names could mean a particular person, for whoever looks at its papers."""
    return passages_in({name: getattr(organization, name) for name in NAMES})


def passages_in(texts: Mapping[str, str]) -> list[str]:
    """The same of names that are only typed yet."""
    return [" ".join(text[one.start : one.end].split()) for text in texts.values() for one in doubts(text)]
