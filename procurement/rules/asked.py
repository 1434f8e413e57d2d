"""What the words of a call ask for, found once for all checks."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from procurement.rules import practices
from procurement.rules.facts import Facts, Passage
from procurement.rules.words import find

# Whoever fills in these says that there is such a condition: the field itself is judged.
_OF_FIELD = {
    "eligibility.area_limit": "local_registration",
    "eligibility.experience_required": "past_projects",
}


@dataclass(frozen=True)
class Asked:
    """``words`` in ``field`` (of ``file``, an annex) ask for what ``code`` names (``CODES`` of
    :mod:`procurement.rules.words` and :mod:`procurement.rules.practices`); or, not ``certain``, read as if they did."""

    field: str
    code: str
    words: str
    file: str = ""
    certain: bool = True

    @property
    def key(self) -> str:
        """What the passage is known by: its exact wording, and what it is taken for."""
        return hashlib.sha256(f"{self.code}\x1f{self.words}".encode()).hexdigest()


def asked(facts: Facts, *, grants: bool) -> tuple[Asked, ...]:
    """Every demand in the words of ``facts``, each wording once."""
    found: dict[tuple[str, str], Asked] = {}
    for said in texts(facts):
        demands = (*find(said.text, said.field, grants=grants), *practices.find(said.text, said.field))
        for one in demands:
            words = said.text[one.start : one.end]
            if _OF_FIELD.get(said.field) != one.code:
                asks = Asked(said.field, one.code, words, said.file, one.certain)
                found.setdefault((one.code, words), asks)
    return tuple(found.values())


def texts(facts: Facts) -> Iterator[Passage]:
    """All the words of a call, each with the field in which they stand."""
    yield from facts.words or ()
    for criterion in facts.criteria or ():
        yield Passage("criteria", criterion.text)
    for name in ("area_limit", "experience_required"):
        if said := getattr(facts.eligibility, name):
            yield Passage(f"eligibility.{name}", said)
    if facts.full_text:
        yield Passage("full_text", facts.full_text)
