"""Text as the search keeps it: bigrams of Chinese and whole Latin words in a PostgreSQL text vector.

Bigrams find every occurrence of a word whatever a dictionary knows; a phrase query keeps them adjacent."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from portal.ground.people.fold import SIMPLIFIED

RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
# A text vector holds no position past this one; what comes later in a text is still found, unordered.
_LAST_POSITION = 16_383


# No Latin word is longer; a lexeme cannot hold 2,048 signs.
_LONGEST = 200


def fold(text: str) -> str:
    """Full-width forms, case, accents, traditional and simplified characters made one."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    simple = "".join(mark for mark in plain if not unicodedata.combining(mark)).translate(SIMPLIFIED)
    # The same illness, as it is written elsewhere.
    return simple.replace("爱滋", "艾滋")


def tokens(text: str) -> Iterator[str]:
    """The words and bigrams of ``text`` in order. A Chinese run ends with its last character alone, so that
    any single character is the beginning of some token."""
    for run in RUNS.findall(fold(text)):
        if run[0].isascii():
            yield run[:_LONGEST]
        else:
            yield from (run[at : at + 2] for at in range(len(run)))


# The weight of words that are a call's own, as PostgreSQL has weights; what it is merely filed under has none.
OWN = "A"


def vector(*own: str, filed: Iterable[str] = (), facts: Iterable[str] = ()) -> str:
    """Texts as the literal of a ``tsvector``; between two texts no phrase can match. ``own``: what a call says itself;
    ``filed``: names of its categories and places; ``facts`` stand in it as they are
    (:mod:`procurement.search.known`)."""
    positions: dict[str, list[str]] = {}
    position = 0
    for weight, texts in ((OWN, own), ("", filed)):
        for text in texts:
            for token in tokens(text):
                position = min(position + 1, _LAST_POSITION)
                positions.setdefault(token, []).append(f"{position}{weight}")
            position = min(position + 2, _LAST_POSITION)
    said = [f"'{token}':{','.join(at[:255])}" for token, at in sorted(positions.items())]
    return " ".join([*said, *(f"'{fact}'" for fact in facts)])


_LEXEME = re.compile(r"'([^'=]+)'(:\*)?")


def own_words(query: str) -> str:
    """The same ``tsquery`` of a call's own words alone; facts are always its own."""
    return _LEXEME.sub(rf"'\1':{OWN}\2", query).replace(f":{OWN}:*", f":*{OWN}")


# A Latin word this short is not cut to its stem, and is too often the beginning of another.
SHORT = 4


@cache
def _stemmer() -> Any:
    # Three megabytes of languages, for the first English word that a process is asked for.
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(5_000)
def forms(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Beginnings of the forms of a Latin word, and whole forms: with what testing, tests and tested begin would begin
    too much, so these are said one by one."""
    if len(word) <= SHORT or not word.isalpha():
        return (word,), ()
    stem = str(_stemmer().stemWord(word))
    if len(stem) <= SHORT:
        return (word,), (stem, f"{stem}s", *(f"{stem.removesuffix('e')}{end}" for end in ("ed", "ing")))
    beginnings = [stem, *([] if word.startswith(stem) else [word])]
    if stem != word and stem.endswith("i"):
        beginnings.append(f"{stem[:-1]}y")
    return tuple(dict.fromkeys(beginnings)), ()


def literal(text: str, *, strict: bool = False) -> str:
    """``text`` as the literal of a ``tsquery`` that finds it as it stands, word beside word: Latin words in every form,
    the last one also as a beginning. ``strict``: neither.

    Nothing searchable gives an empty text."""
    said, distance = "", 0
    runs = RUNS.findall(fold(text))
    for place, run in enumerate(runs, 1):
        inside = place < len(runs) and len(run) <= SHORT
        for lexeme, steps in _lexemes(run, strict=strict or inside):
            said += f" <{distance}> {lexeme}" if said else lexeme
            distance = steps
    return f"({said})" if ">" in said else said


def _lexemes(run: str, *, strict: bool) -> Iterator[tuple[str, int]]:
    """Each part of a phrase, and how far from it the next one begins."""
    if run.isascii():
        run = run[:_LONGEST]
        open_ended, whole = ((), (run,)) if strict else forms(run)
        said = [*(f"'{one}':*" for one in open_ended), *(f"'{one}'" for one in whole)]
        yield (f"({' | '.join(said)})" if len(said) > 1 else said[0]), 1
    elif len(run) == 1:
        yield f"'{run}':*", 1
    else:
        for at in range(len(run) - 1):
            yield f"'{run[at : at + 2]}'", 1 if at < len(run) - 2 else 2
