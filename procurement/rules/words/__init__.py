"""What the words of a call ask for that no tick-box says: sentence by sentence, with what takes a demand back; and what
a sentence only reads like.

Plain functions of text; which rule a finding breaks, :mod:`procurement.rules.worded` says."""

from dataclasses import dataclass
from functools import lru_cache

from procurement.rules.words.sentences import Sentence, sentences
from procurement.rules.words.standing import STANDINGS
from procurement.rules.words.table import ROWS, Row, words
from procurement.rules.words.weighing import reads_like

CODES = tuple(dict.fromkeys(row.code for row in ROWS))
_CONSENT = tuple(
    tuple(words(f"{word}_{language}") for word in ("voluntary", "informed", "confidential"))
    for language in ("zh", "en")
)


@dataclass(frozen=True, order=True)
class Finding:
    """``text[start:end]`` is the sentence that says it; ``code`` is one of :data:`CODES`. ``certain``: a row of the
    table says so; else the sentence reads like others that do."""

    start: int
    end: int
    code: str
    certain: bool = True


def find(text: str, field: str = "", *, grants: bool = False) -> tuple[Finding, ...]:
    """What ``text`` asks for, in its order. ``field`` is where it stands in a call: among conditions or criteria, what
    is named is asked for. ``grants``: the call gives grants, so that an amount of activity must not be prescribed."""
    found = []
    for one in sentences(text, field):
        codes, certain = _codes_of(one.text, one.section)
        found += [
            Finding(one.start, one.end, code, certain)
            for code in codes
            if grants or code != "activity_prescribed"
        ]
    return tuple(sorted(found))


@lru_cache(maxsize=16_384)
def _codes_of(text: str, section: str) -> tuple[frozenset[str], bool]:
    """What one folded sentence asks for, and whether that is certain: what rows of the table find, else what it reads
    like. Of English too little is known to learn from."""
    one = Sentence(text, 0, len(text), section)
    if (said := said_in(one)) or one.is_english:
        return said, True
    return reads_like(text, section), False


def said_in(one: Sentence) -> frozenset[str]:
    """What rows of the table find in one sentence."""
    return frozenset(row.code for row in ROWS if _says(one, row))


def _says(one: Sentence, row: Row) -> bool:
    if row.where and one.section not in row.where:
        return False
    one = one.without(row.hides)
    if row.unless_said.search(one.text) or not all(needed.search(one.text) for needed in row.needs):
        return False
    return any(
        _stands(one, row, found.start(), found.end())
        for said in row.says
        if all(other.search(one.text) for other in said.further)
        for found in said.first.finditer(one.text)
        if all(other.search(one.clause(found.start())) for other in said.beside)
    )


def _stands(one: Sentence, row: Row, start: int, end: int) -> bool:
    if (
        (row.unless.search(one.clause(start)) and not row.insists.search(one.text))
        or row.unless_found.search(one.text[start:end])
        or row.unless_before.search(one.text[:end])
        or row.unless_after.match(one.text, end)
    ):
        return False
    return STANDINGS[row.standing](one, start, end, row)


def says_consent(text: str) -> bool:
    """That testing is voluntary, informed and confidential, in one language, in sentences that deny none of it."""
    said = [one.text for one in sentences(text) if not _denies(one)]
    return any(all(any(word.search(one) for one in said) for word in consent) for consent in _CONSENT)


def _denies(one: Sentence) -> bool:
    codes, certain = _codes_of(one.text, one.section)
    return certain and not codes.isdisjoint({"consent_denied", "confidentiality_denied"})
