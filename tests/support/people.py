"""The corpus of invented people: what the guard must find, what it must let pass, measured by part.

``python -m tests.support.people`` prints every part. *held* is never tuned on and its rows are never read; *fresh*,
*fresh2* to *fresh9* were each written and measured before the guard was changed again. No shape is in two
parts. *official* are the everyday sentences of calls, corrections, awards and answers, in both languages, none of which
names anybody who is ill."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from portal.ground.people.doubt import is_doubtful
from portal.ground.people.findings import find_personal

PARTS = (
    "tune",
    "held",
    "fresh",
    "fresh2",
    "fresh3",
    "fresh4",
    "fresh5",
    "fresh6",
    "fresh7",
    "fresh8",
    "fresh9",
)


@dataclass(frozen=True)
class Row:
    half: str
    expected: str
    kind: str
    disguised: str
    shape: str
    text: str


def rows(half: str) -> list[Row]:
    """The rows of one part; ``\\u200b`` and the like stand for signs nobody sees."""
    path = Path(__file__).resolve().parents[1] / "data/people.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        read = [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    unescaped = [
        Row(r.half, r.expected, r.kind, r.disguised, r.shape, _real(r.text)) for r in read if r.half == half
    ]
    assert unescaped
    return unescaped


def _real(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def answer(text: str) -> str:
    """``stop``, ``review`` or ``nothing``."""
    if any(one.severity == "stop" for one in find_personal(text)):
        return "stop"
    return "review" if is_doubtful(text) else "nothing"


def figures(half: str) -> dict[str, float]:
    """Shares in percent: harmful texts found (also disguised ones alone), harmless stopped and reviewed."""
    said = [(row, answer(row.text)) for row in rows(half)]
    harmful = [(row, got) for row, got in said if row.expected != "nothing"]
    hidden = [(row, got) for row, got in harmful if row.disguised == "yes"]
    harmless = [got for row, got in said if row.expected == "nothing"]
    return {
        "recall": 100 * sum(got != "nothing" for _row, got in harmful) / max(1, len(harmful)),
        "disguised": 100 * sum(got != "nothing" for _row, got in hidden) / max(1, len(hidden)),
        "stopped": 100 * harmless.count("stop") / len(harmless),
        "reviewed": 100 * harmless.count("review") / len(harmless),
    }


if __name__ == "__main__":
    for half in (*PARTS, "official"):
        said = figures(half)
        asked = ("stopped", "reviewed") if half == "official" else tuple(said)
        print(half, len(rows(half)), {name: round(said[name], 1) for name in asked})
