"""Learn the weights of procurement/rules/words/weighing.py: `make weights`.

From the sentences of known truth, and those of call texts in which no row of the table finds anything. What is kept
apart is never read."""

import csv
import gzip
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procurement.rules.words import CODES, said_in  # noqa: E402
from procurement.rules.words.sentences import sentences  # noqa: E402
from procurement.rules.words.weighing import ANY, FILE, STEPS, strings  # noqa: E402

WORDS, CALLS = ROOT / "tests/data/words", ROOT / "tests/data/calls/tuned"
LEARNT = ("tuned", "more_tuned", "third_tuned", "siblings")
# A string in fewer sentences says nothing.
SELDOM = 3


def sources() -> list[Path]:
    return [*(WORDS / f"{name}.tsv" for name in LEARNT), *sorted(CALLS.glob("*.txt"))]


def digest() -> str:
    """Of all that the weights are learnt from."""
    whole = hashlib.sha256()
    for file in sources():
        whole.update(file.read_bytes())
    return whole.hexdigest()


def known() -> Iterator[tuple[frozenset[str], str]]:
    """The strings of each sentence and what it asks for."""
    for name in LEARNT:
        with (WORDS / f"{name}.tsv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                parts = list(sentences(row["text"], row["field"]))
                if parts:
                    yield strings(",".join(one.text for one in parts), parts[0].section), row["code"]
    for file in sorted(CALLS.glob("*.txt")):
        for one in sentences(file.read_text(encoding="utf-8"), "full_text"):
            if not said_in(one.text, one.section) - {"activity_prescribed"}:
                yield strings(one.text, one.section), "nothing"


def main() -> None:
    learnt, truth = zip(*known(), strict=True)
    counted = CountVectorizer(analyzer=lambda one: one, min_df=SELDOM, binary=True)
    rows = counted.fit_transform(learnt).astype(float)
    rows = rows.multiply(1 / numpy.sqrt([[len(one)] for one in learnt])).tocsr()
    said = numpy.array(truth)
    names = [*CODES, ANY]
    weights, bias = [], []
    for name in names:
        model = LogisticRegression(C=100, class_weight="balanced", max_iter=3000)
        model.fit(rows, said != "nothing" if name == ANY else said == name)
        weights.append(numpy.round(model.coef_[0] * STEPS).astype(int))
        bias.append(round(float(model.intercept_[0]), 2))
    with (
        FILE.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
    ):
        lines = [digest(), "\t".join(names), "\t".join(map(str, bias))]
        for place, one in enumerate(counted.get_feature_names_out()):
            told = [f"{code}:{row[place]}" for code, row in enumerate(weights) if row[place]]
            if told:
                lines.append("\t".join([one, *told]))
        packed.write(("\n".join(lines) + "\n").encode())
    print(f"{len(learnt)} sentences, {len(lines) - 3} strings, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
