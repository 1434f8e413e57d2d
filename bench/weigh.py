"""Learn the weights of procurement/rules/words/weighing.py: `make weights`.

From the sentences of known truth, and those of call texts in which no row of the table finds anything. What is kept
apart is never read."""

import gzip
from collections.abc import Iterator

import numpy
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from procurement.rules.words import CODES, said_in
from procurement.rules.words.sentences import sentences
from procurement.rules.words.weighing import ANY, FILE, STEPS, strings
from tests.support.sentences import LEARNT, calls, digest, rows

# A string in fewer sentences says nothing.
SELDOM = 3


def known() -> Iterator[tuple[frozenset[str], str]]:
    """The strings of each sentence and what it asks for."""
    for name in LEARNT:
        for row in rows(name):
            if parts := list(sentences(row["text"], row["field"])):
                yield strings(",".join(one.text for one in parts), parts[0].section), row["code"]
    for file in calls():
        for one in sentences(file.read_text(encoding="utf-8"), "full_text"):
            if not said_in(one) - {"activity_prescribed"}:
                yield strings(one.text, one.section), "nothing"


def main() -> None:
    learnt, truth = zip(*known(), strict=True)
    counted = CountVectorizer(analyzer=lambda one: one, min_df=SELDOM, binary=True)
    weighed = counted.fit_transform(learnt).astype(float)
    weighed = weighed.multiply(1 / numpy.sqrt([[len(one)] for one in learnt])).tocsr()
    said = numpy.array(truth)
    names = [*CODES, ANY]
    weights, bias = [], []
    for name in names:
        model = LogisticRegression(C=100, class_weight="balanced", max_iter=3000)
        model.fit(weighed, said != "nothing" if name == ANY else said == name)
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
