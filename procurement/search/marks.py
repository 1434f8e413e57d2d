"""Where in a text a reader finds what was looked for: the words typed, and those that stand for them."""

import re
from functools import lru_cache

from procurement.search.texts import RUNS, SHORT, fold, forms
from procurement.search.typed import read

_BESIDE = r"[^\u3400-\u9fffa-z0-9]*"


@lru_cache(100)
def _pattern(wanted: str) -> re.Pattern[str] | None:
    """Chinese words anywhere, Latin ones at their beginning and in every form."""
    marks = [runs for mark in read(wanted).marks if (runs := RUNS.findall(fold(mark)))]
    if not marks:
        return None
    longest_first = sorted(marks, key=lambda runs: -sum(map(len, runs)))
    return re.compile("|".join(_BESIDE.join(map(_run, runs)) for runs in longest_first))


def _run(run: str) -> str:
    if not run.isascii():
        return run
    open_ended, whole = forms(run)
    rest = "[a-z]*" if len(run) > SHORT and run.isalpha() else ""
    found = [*(f"{one}{rest}" for one in open_ended), *(rf"{one}(?![a-z0-9])" for one in whole)]
    return rf"(?<![a-z0-9])(?:{'|'.join(found)})"


def spans(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where in ``text`` a reader finds what was typed, as pairs of begin and end, in order and apart, whatever the
    width, case or form of the characters."""
    pattern = _pattern(wanted)
    if pattern is None:
        return []
    folded, origin = "", []
    for at, mark in enumerate(text):
        plain = fold(mark)
        folded += plain
        origin += [at] * len(plain)
    folded = folded.replace("爱滋", "艾滋")
    apart: list[tuple[int, int]] = []
    for hit in pattern.finditer(folded):
        begin, end = origin[hit.start()], origin[hit.end() - 1] + 1
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
    pattern = _pattern(wanted)
    folded = fold(text)
    if pattern is None or (hit := pattern.search(folded)) is None:
        return ""
    # Most texts keep their length when they are folded; of the others each character's place is looked up.
    at = hit.start() if len(folded) == len(text) else spans(text, wanted)[0][0]
    begin = max(0, at - _AROUND)
    if begin and (pause := _BREAK.search(text, begin, at)):
        begin = pause.end()
    end = at + 2 * _AROUND
    return f"{'…' if begin else ''}{' '.join(text[begin:end].split())}{'…' if end < len(text) else ''}"
