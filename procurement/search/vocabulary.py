"""The words that the search knows more of than their letters: words.toml, and the places of the province by what
people call them."""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from portal.ground.province import chosen
from procurement.rules.procedures import TENDER_STEPS
from procurement.search.texts import RUNS, SHORT, fold, literal

FILE = Path(__file__).with_name("words.toml")
_LISTS = ("stop", "everywhere", "without", "not_without")
_GROUPS = {"same": {"words"}, "office": {"words"}, "part": {"words", "of"}, "state": {"words", "steps"}}

Kind = Literal["place", "same", "office", "state", "stop", "everywhere"]


class VocabularyError(ValueError):
    """A file of words says too much, too little, or one thing twice."""


@dataclass(frozen=True)
class Meaning:
    """What is known of a word. ``names``: what else it is called, so that one of them may stand for it; ``steps``: of a
    state, the steps of a call it means."""

    kind: Kind
    names: tuple[str, ...]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """``words``: each as it stands folded, Latin ones with one blank between. ``longest``: signs of the longest
    Chinese word, and words of the longest Latin one. ``joined``: places in Latin letters without blanks. ``province``:
    the names of the whole, under which every call is filed."""

    words: Mapping[str, Meaning]
    longest: tuple[int, int]
    joined: frozenset[str]
    province: frozenset[str]
    without: tuple[str, ...]
    not_without: tuple[str, ...]

    def meaning(self, word: str) -> Meaning | None:
        return self.words.get(word)


def plain(text: str) -> str:
    """A word as the vocabulary has it."""
    return " ".join(RUNS.findall(fold(text)))


def alternatives(names: Iterable[str]) -> list[str]:
    """Each of ``names`` as the literal of a ``tsquery``. Short ones in Latin letters are no beginnings of others."""
    return [literal(one, strict=one.isascii() and len(one) <= SHORT) for one in names]


@cache
def vocabulary() -> Vocabulary:
    """What this process knows, read once. Raises VocabularyError."""
    said = _read(FILE, {*_LISTS, *_GROUPS})
    known: dict[str, Meaning] = {}
    idle: tuple[Kind, ...] = ("stop", "everywhere")
    named: tuple[Kind, ...] = ("same", "office")
    for kind in idle:
        for word in said[kind]:
            known[plain(word)] = Meaning(kind, (), ())
    for word, names in _places().items():
        known[word] = Meaning("place", names, ())
    for kind in named:
        for group in said[kind]:
            words = [plain(word) for word in group["words"]]
            _add_names(known, kind, words, words)
    for group in said["part"]:
        of = [name for word in map(plain, group["of"]) for name in (word, *_names_of(known, word))]
        _add_names(known, "same", list(map(plain, group["words"])), of)
    for group in said["state"]:
        steps = tuple(group["steps"])
        if odd := set(steps) - set(TENDER_STEPS):
            raise VocabularyError(f"{FILE.name}: no such step: {', '.join(sorted(odd))}")
        for word in map(plain, group["words"]):
            if word in known:
                raise VocabularyError(f"{FILE.name}: {word} is a state and something else")
            known[word] = Meaning("state", (), steps)
    chinese = max(len(word) for word in known if not word.isascii())
    latin = max(word.count(" ") + 1 for word in known if word.isascii())
    return Vocabulary(
        words=known,
        longest=(chinese, latin),
        joined=frozenset(word for word, one in known.items() if one.kind == "place" and word.isascii()),
        province=frozenset(plain(one) for one in (chosen().name_zh, chosen().name_en))
        | frozenset(word for word, one in known.items() if one.kind == "place" and word + "省" in known),
        without=tuple(fold(word) for word in said["without"]),
        not_without=tuple(fold(word) for word in said["not_without"]),
    )


def _read(file: Path, keys: set[str]) -> dict[str, Any]:
    said = tomllib.loads(file.read_text(encoding="utf-8"))
    if odd := keys ^ said.keys():
        raise VocabularyError(f"{file.name}: missing or unknown: {', '.join(sorted(odd))}")
    for name, wanted in _GROUPS.items():
        for group in said.get(name, ()):
            if group.keys() != wanted or not all(map(plain, group["words"])):
                raise VocabularyError(f"{file.name}: a [[{name}]] has {', '.join(wanted)} and no empty word")
    return said


def _names_of(known: Mapping[str, Meaning], word: str) -> tuple[str, ...]:
    if word not in known:
        raise VocabularyError(f"{FILE.name}: {word} is a whole of parts and no word of its own")
    return known[word].names


def _add_names(known: dict[str, Meaning], kind: Kind, words: list[str], others: list[str]) -> None:
    """Each of ``others`` may stand for each of ``words``; one in several groups has the names of all."""
    least = _least(others)
    for word in words:
        before = known.get(word)
        if before is not None and before.kind not in ("place", "same", "office"):
            raise VocabularyError(f"{FILE.name}: {word} has names and is something else")
        names = _least([*(before.names if before else ()), *least])
        known[word] = Meaning(before.kind if before else kind, tuple(names), ())


def _least(words: Iterable[str]) -> list[str]:
    """Those of ``words`` that no shorter one of them finds."""
    kept: list[str] = []
    for word in sorted(dict.fromkeys(words), key=len):
        if not any(_stands_in(one, word) for one in kept):
            kept.append(word)
    return kept


def _stands_in(one: str, word: str) -> bool:
    return f" {one} " in f" {word} " if one.isascii() else one in word


def _places() -> dict[str, tuple[str, ...]]:
    """What people call each place of the province: its names, and short forms by rule; with each what to look for
    instead, because every call carries the whole names of its places."""
    folder = chosen().folder
    found: dict[str, tuple[str, ...]] = {}
    shorts: dict[str, str] = {}
    with (folder / "divisions.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, short, latin = fold(row["name_zh"]), fold(row["short_zh"]), plain(row["pinyin"])
            shorts[row["code"]] = short
            found |= {name: (), short: (), latin: ()}
            if " " in latin or "'" in row["pinyin"]:
                found[latin.replace(" ", "")] = (latin,)
            # 德宏傣族景颇族自治州 is 德宏州, 石林彝族自治县 is 石林县.
            if "自治" in name:
                found |= {name: (short,), short + name[-1]: (short,), f"{short}自治{name[-1]}": (short,)}
    said = _read(folder / "search.toml", {"place"})
    for place in said["place"]:
        if place.keys() != {"code", "words"} or place["code"] not in shorts:
            raise VocabularyError(f"search.toml: a [[place]] has a code of divisions.csv and words: {place}")
        found |= {plain(word): (shorts[place["code"]],) for word in place["words"]}
    return found
