"""Chinese and English search: bigrams of Chinese text and whole Latin words in a PostgreSQL text vector.

Bigrams find every occurrence of a word whatever a dictionary knows; a phrase query keeps them adjacent."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from itertools import groupby

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
# A text vector holds no position past this one; what comes later in a text is still found, unordered.
_LAST_POSITION = 16_383


@cache
def simplified() -> dict[int, str]:
    """Each traditional character's simplified one, as OpenCC lists them; of several the first."""
    listed = resources.files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in listed.splitlines() if line)
    return {ord(one): other.split()[0] for one, other in pairs}


def fold(text: str) -> str:
    """Full-width forms, case, accents, traditional and simplified characters made one."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).lower())
    simple = "".join(mark for mark in plain if not unicodedata.combining(mark)).translate(simplified())
    # The same illness, as it is written elsewhere.
    return simple.replace("爱滋", "艾滋")


def tokens(text: str) -> Iterator[str]:
    """The words and bigrams of ``text`` in order. A Chinese run ends with its last character alone, so that
    any single character is the beginning of some token."""
    for run in _RUNS.findall(fold(text)):
        if run[0].isascii():
            yield run
        else:
            yield from (run[at : at + 2] for at in range(len(run)))


def vector(*texts: str) -> str:
    """``texts`` as the literal of a ``tsvector``; between two texts no phrase can match."""
    positions: dict[str, list[int]] = {}
    position = 0
    for text in texts:
        for token in tokens(text):
            position = min(position + 1, _LAST_POSITION)
            positions.setdefault(token, []).append(position)
        position = min(position + 2, _LAST_POSITION)
    return " ".join(f"'{token}':{','.join(map(str, at[:255]))}" for token, at in sorted(positions.items()))


def query(text: str) -> str:
    """What a reader typed as the literal of a ``tsquery``: every word must occur, Chinese runs as phrases. Latin
    words side by side may also be one word, as the syllables of a place in pinyin are.

    Nothing searchable gives an empty text."""
    parts = []
    for latin, runs in groupby(_RUNS.findall(fold(text)), key=str.isascii):
        found = list(runs)
        every = " & ".join(_phrase(run) for run in found)
        parts.append(f"({every} | {_phrase(''.join(found))})" if latin and len(found) > 1 else every)
    return " & ".join(parts)


def _phrase(run: str) -> str:
    if run[0].isascii():
        return f"'{run}':*"
    if len(run) == 1:
        return f"'{run}':*"
    return "(" + " <-> ".join(f"'{run[at : at + 2]}'" for at in range(len(run) - 1)) + ")"


def spans(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where in ``text`` a reader finds what was typed, as pairs of begin and end, in order and apart: Chinese runs
    anywhere, Latin words at their beginning, whatever the width, case or form of the characters."""
    folded, origin = "", []
    for at, mark in enumerate(text):
        plain = fold(mark)
        folded += plain
        origin += [at] * len(plain)
    folded = folded.replace("爱滋", "艾滋")
    found = []
    for run in set(_RUNS.findall(fold(wanted))):
        edge = r"(?<![a-z0-9])" if run.isascii() else ""
        for hit in re.finditer(edge + re.escape(run), folded):
            found.append((origin[hit.start()], origin[hit.end() - 1] + 1))
    apart: list[tuple[int, int]] = []
    for begin, end in sorted(found):
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((begin, end))
    return apart


_AROUND = 30
# Where an excerpt may begin: after the end of a sentence or of a part of one.
_BREAK = re.compile(r"[\s，。；：、！？,.;:!?]")


def excerpt(text: str, wanted: str) -> str:
    """The first place of ``text`` where a reader finds something of what was typed, with what stands around it;
    nothing where there is none."""
    folded = fold(text)
    # Most texts keep their length when they are folded; of the others each character's place is looked up.
    same = len(folded) == len(text)
    hits = (
        [folded.find(run) for run in set(_RUNS.findall(fold(wanted)))]
        if same
        else [begin for begin, _end in spans(text, wanted)]
    )
    found = [hit for hit in hits if hit >= 0]
    if not found:
        return ""
    at = min(found)
    begin = max(0, at - _AROUND)
    if begin and (pause := _BREAK.search(text, begin, at)):
        begin = pause.end()
    end = at + 2 * _AROUND
    return f"{'…' if begin else ''}{' '.join(text[begin:end].split())}{'…' if end < len(text) else ''}"
