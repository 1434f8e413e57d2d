"""The reader over the corpus of call texts: one half it was made with, one half kept apart from whoever makes it."""

import re
from pathlib import Path

import pytest

from procurement.forms.calls.faults import NOTE
from procurement.reading import read_call
from tests.support import corpus
from tests.support.corpus import DOUBTFUL, RIGHT, Score

# The figures reached, as floors: a change of the reader may not fall behind them. WRONG is wrong and unmarked.
MOST_WRONG = {"tuned": 0.007, "kept": 0.03}
# Right, and right or doubtful, in each half.
LEAST = {
    "title": (0.7, 0.93),
    "buyer": (0.84, 0.9),
    "procedure": (0.9, 0.97),
    "estimated_value": (0.75, 0.9),
    "bids_due": (0.81, 0.93),
    "requirement": (0.71, 0.9),
    "places": (0.58, 0.9),
    "criteria": (0.75, 0.89),
    "payments": (0.69, 0.88),
    "awards": (0.66, 0.82),
}
LEAST_TOLD = 0.69


@pytest.fixture(scope="module", params=("tuned", "kept"))
def half(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def score(half: str) -> Score:
    return corpus.score(half)


def test_little_is_wrong_and_unmarked(score: Score, half: str) -> None:
    assert score.wrong <= MOST_WRONG[half]


@pytest.mark.parametrize("key", LEAST)
def test_what_a_call_says_is_read_or_asked_about(score: Score, key: str) -> None:
    right, either = LEAST[key]
    assert score.share(key, RIGHT) >= right
    assert score.share(key, RIGHT, DOUBTFUL) >= either


def test_what_is_no_call_is_known_as_such(score: Score) -> None:
    assert score.share("kind", RIGHT) >= 0.95


def test_sentences_that_no_field_took_are_told(half: str) -> None:
    assert corpus.unused_share(half) >= LEAST_TOLD


def test_a_passage_stands_in_the_text_as_it_is(half: str) -> None:
    for one in corpus.examples(half):
        for found in read_call(one.text, divisions=corpus.divisions()).found:
            assert found.passage == one.text[found.start : found.end], (one.name, found.field)


def test_every_doubt_has_words() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for path in Path(read_call.__code__.co_filename).parent.glob("*.py")
    )
    said = set(re.findall(r'Sure\.GUESS, "(\w+)"', code)) | set(re.findall(r'note="(\w+)"', code))
    assert said
    assert said - NOTE.keys() == set()
