"""The sentences of known truth under tests/data/words, and what the weights of the judge are learnt from."""

import csv
import hashlib
from pathlib import Path

WORDS = Path(__file__).parents[1] / "data" / "words"
CALLS = WORDS.parent / "calls" / "tuned"
# Those that teach; the others are kept apart.
LEARNT = ("tuned", "more_tuned", "third_tuned", "siblings")


def rows(name: str) -> list[dict[str, str]]:
    """Code, field and text of each sentence of that file."""
    with (WORDS / f"{name}.tsv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def calls() -> list[Path]:
    """The call texts whose harmless sentences teach too."""
    return sorted(CALLS.glob("*.txt"))


def digest() -> str:
    """Of all that the weights are learnt from."""
    whole = hashlib.sha256()
    for file in (*(WORDS / f"{name}.tsv" for name in LEARNT), *calls()):
        whole.update(file.read_bytes())
    return whole.hexdigest()
