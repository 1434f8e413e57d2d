"""What the words of a call ask for, found once for all checks."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from procurement.rules import practices
from procurement.rules.facts import Facts
from procurement.rules.words import find

# Whoever fills in these says that there is such a condition: the field itself is judged.
_OF_FIELD = {
    "eligibility.area_limit": "local_registration",
    "eligibility.experience_required": "past_projects",
}


@dataclass(frozen=True)
class Asked:
    """``words`` in ``field`` ask for what ``code`` names (``CODES`` of :mod:`procurement.rules.words` and
    :mod:`procurement.rules.practices`)."""

    field: str
    code: str
    words: str

    @property
    def key(self) -> str:
        """What the passage is known by: its exact wording, and what it is taken for."""
        return hashlib.sha256(f"{self.code}\x1f{self.words}".encode()).hexdigest()


def asked(facts: Facts, *, grants: bool) -> tuple[Asked, ...]:
    """Every demand in the words of ``facts``, each wording once."""
    found: dict[tuple[str, str], Asked] = {}
    for field, text in _texts(facts):
        for one in (*find(text, field, grants=grants), *practices.find(text, field)):
            words = text[one.start : one.end]
            if _OF_FIELD.get(field) != one.code:
                found.setdefault((one.code, words), Asked(field, one.code, words))
    return tuple(found.values())


def _texts(facts: Facts) -> Iterator[tuple[str, str]]:
    yield from ((one.field, one.text) for one in facts.words or ())
    for criterion in facts.criteria or ():
        yield "criteria", criterion.text
    for name in ("area_limit", "experience_required"):
        if said := getattr(facts.eligibility, name):
            yield f"eligibility.{name}", said
    if facts.full_text:
        yield "full_text", facts.full_text
