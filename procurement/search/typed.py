"""What somebody typed to search by, read into its parts: words with what else they are called, words in quotes,
words to leave out, states, days and sums."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from procurement.search import known
from procurement.search.days import days
from procurement.search.parts import Kind, Part, Typed, all_of
from procurement.search.sums import sums
from procurement.search.texts import RUNS, fold, literal, own_words
from procurement.search.vocabulary import Meaning, alternatives, plain, vocabulary

# Days and sums are read within so many signs; nobody types more to search by.
MOST_READ = 300
_QUOTED = re.compile(
    r"(?P<minus>(?<!\S)[-−–!])?"
    r"(?:[\"“”「『《〈](?P<said>[^\"“”「」『』《》〈〉]+)[\"“”」』》〉]|‘(?P<single>[^‘’]+)’)"
)
_MINUS = re.compile(r"(?<!\S)[-−–!](?=[^\s\-−–!])(?P<said>\S+)")
_LEVELS = "省州市县区"
# What one sign before or behind it may belong to.
_NAMED = ("same", "office")


@lru_cache(500)
def read(text: str, today: date | None = None) -> Typed:
    """``text`` read as a whole; without ``today`` no part knows what 本周 or *before 15 July* mean."""
    return _Reader(text, today).read()


class _Reader:
    """Takes one part after the other out of the text; what is taken leaves blanks, so that every place stays."""

    def __init__(self, text: str, today: date | None) -> None:
        self.text, self.today = text, today
        signs, self.origin = [], []
        for at, sign in enumerate(text):
            plain = fold(sign)
            signs.append(plain)
            self.origin += [at] * len(plain)
        self.rest = "".join(signs).replace("爱滋", "艾滋")
        self.parts: list[Part] = []
        self.known = vocabulary()

    def read(self) -> Typed:
        for take in (self._quoted, self._left_out, self._days, self._sums, self._words):
            take()
        self.parts.sort(key=lambda part: part.begin)
        return Typed(self.text, tuple(self.parts))

    def _take(self, begin: int, end: int, kind: Kind, *, said: str = "", **more: object) -> None:
        taken = self.rest[begin:end]
        begin, end = begin + len(taken) - len(taken.lstrip()), end - len(taken) + len(taken.rstrip())
        first = self.origin[begin]
        last = self.origin[end] if end < len(self.origin) else len(self.text)
        said = said or self.text[first:last].strip()
        self.parts.append(Part(kind=kind, begin=first, end=last, said=said, **more))  # type: ignore[arg-type]
        self.rest = f"{self.rest[:begin]}{' ' * (end - begin)}{self.rest[end:]}"

    def _quoted(self) -> None:
        for found in list(_QUOTED.finditer(self.rest)):
            said = found["said"] or found["single"]
            if query := literal(said, strict=True):
                kind: Kind = "without" if found["minus"] else "exact"
                self._take(*found.span(), kind, said=said, narrow=query, wide=query, marks=(said,))

    def _left_out(self) -> None:
        behind = "|".join(map(re.escape, self.known.not_without))
        words = "|".join(map(re.escape, self.known.without))
        by_word = re.compile(
            rf"(?<![a-z])(?:{words})\s*(?:(?:a|an|any|the)\s)?(?!\s*(?:a |an |any )?(?:{behind}))"
            r"(?P<said>\S+?)(?:以外|之外|外)?(?=\s|$)"
        )
        for form in (_MINUS, by_word):
            for found in list(form.finditer(self.rest)):
                self._leave_out(*found.span(), found["said"])
        for found in list(re.finditer(r"(?<![a-z])not\s+(?P<said>\S+)", self.rest)):
            if self.text[self.origin[found.start()] :].startswith("NOT"):
                self._leave_out(*found.span(), found["said"])

    def _leave_out(self, begin: int, end: int, said: str) -> None:
        inner = read(said, self.today)
        if query := all_of(part.wide for part in inner.asked):
            # Every call is filed under the province; who leaves that out means those that name it.
            if plain(said) in self.known.province:
                query = own_words(query)
            self._take(begin, end, "without", said=inner.text, narrow=query, wide=f"({query})")

    def _days(self) -> None:
        for one in list(days(self.rest[:MOST_READ], self.today)):
            said = self.rest[one.begin : one.end]
            bounds: dict[str, date] = {}
            query = ""
            if one.stamp:
                query = known.on_days(one.stamp, one.names)
                if one.names == known.DAYS and (words := literal(said)):
                    query = f"({query} | {words})"
            elif one.first or one.last:
                of = "published" if one.names == ("pub",) else "due"
                bounds = {
                    f"{of}_{end}": day
                    for end, day in (("from", one.first), ("to", one.last))
                    if day is not None
                }
            self._take(one.begin, one.end, "days", narrow=query, wide=query, days=one, bounds=bounds)

    def _sums(self) -> None:
        for one in list(sums(self.rest[:MOST_READ])):
            said = self.rest[one.begin : one.end]
            bounds: dict[str, Decimal] = {}
            query = ""
            if one.least is not None and one.least == one.most:
                query = f"({known.of_sum(one.least)} | {literal(said)})"
            else:
                ends = (("min_value", one.least), ("max_value", one.most))
                bounds = {name: bound for name, bound in ends if bound is not None}
            marks = (said.strip(),) if query else ()
            self._take(
                one.begin, one.end, "sum", narrow=query, wide=query, sums=one, bounds=bounds, marks=marks
            )

    def _words(self) -> None:
        latin: list[tuple[int, int]] = []
        for run in RUNS.finditer(self.rest):
            if run[0].isascii():
                latin.append(run.span())
                continue
            self._latin(latin)
            latin = []
            self._chinese(*run.span())
        self._latin(latin)

    def _chinese(self, begin: int, end: int) -> None:
        for before, word, after, meaning in self._glued(self.rest[begin:end]):
            end = begin + len(before + word + after)
            self._word(begin, end, word, meaning, before=before, after=after)
            begin = end

    def _glued(self, run: str) -> Iterator[tuple[str, str, str, Meaning | None]]:
        """The words of a run, each with the one sign before or behind it that belongs to it: 省卫健委, 检测点."""
        held = ""
        cut = list(_cut(run, self.known.words, self.known.longest[0]))
        for at, (word, meaning) in enumerate(cut):
            following = cut[at + 1] if at + 1 < len(cut) else ("", None)
            if (
                meaning is None
                and len(word) == 1
                and len(cut) > 1
                and not (meaning := self.known.meaning(word))
            ):
                to_next = following[1] is not None and following[1].kind in _NAMED
                if to_next and (word in _LEVELS or at == 0):
                    held = word
                    continue
            after = ""
            lone = len(following[0]) == 1 and following[1] is None and not self.known.meaning(following[0])
            if lone and meaning is not None and meaning.kind == "place" and at + 2 == len(cut):
                cut[at + 1] = ("", None)  # 澜沧江 is no place in 澜沧
                yield held, word + following[0], "", None
                continue
            if meaning is not None and meaning.kind in _NAMED:
                next_but_one = cut[at + 2][1] if at + 2 < len(cut) else None
                takes = not (next_but_one is not None and next_but_one.kind == "office")
                if lone and takes:
                    after = following[0]
                    cut[at + 1] = ("", None)
            if word:
                yield held, word, after, meaning
            held = ""

    def _word(
        self, begin: int, end: int, word: str, meaning: Meaning | None, *, before: str = "", after: str = ""
    ) -> None:
        if meaning is None:
            query = literal(word)
            self._take(begin, end, "word", narrow=query, wide=query, marks=(word,))
        elif meaning.kind == "state":
            query = known.of_steps(meaning.steps)
            self._take(begin, end, "state", narrow=query, wide=query, steps=meaning.steps)
        elif meaning.kind in ("stop", "everywhere"):
            query = literal(word)
            self._take(begin, end, meaning.kind, narrow=query, wide=query, marks=(word,))
        else:
            glued = bool(before or after)
            names = [before + name + after for name in meaning.names if not (glued and name.isascii())]
            word = before + word + after
            kind: Kind = "place" if meaning.kind == "place" else "word"
            said = literal(word)
            # What holds one of the names is found by it.
            held = any(name in word and not name.isascii() for name in names)
            others = alternatives(name for name in names if name != word)
            ways = list(dict.fromkeys(others if held and word not in names else [said, *others]))
            wide = f"({' | '.join(ways)})" if len(ways) > 1 else ways[0]
            core = word[len(before) : len(word) - len(after)] if glued else ""
            self._take(begin, end, kind, narrow=said, wide=wide, marks=(word, *names), core=core)

    def _latin(self, spans: list[tuple[int, int]]) -> None:
        """Words side by side, the longest known ones first. The others may also be one word together, as the syllables
        of a name in pinyin are."""
        words = [self.rest[begin:end] for begin, end in spans]
        plain: list[tuple[int, int]] = []
        at = 0
        while at < len(words):
            size, word = self._longest(words[at:])
            if size:
                begin, end = spans[at][0], spans[at + size - 1][1]
                self._word(begin, end, word, self.known.meaning(word))
            else:
                plain.append(spans[at])
            at += max(1, size)
        joined = literal("".join(self.rest[begin:end] for begin, end in plain)) if len(plain) > 1 else ""
        for begin, end, runs in _tokens(self.rest, plain):
            query = " & ".join(literal(run) for run in runs)
            wide = f"({query} | {joined})" if joined else f"({query})" if len(runs) > 1 else query
            self._take(begin, end, "word", narrow=wide, wide=wide, marks=tuple(runs))

    def _longest(self, words: list[str]) -> tuple[int, str]:
        """How many of the next words are a known one, and which; nothing where none is."""
        for size in range(min(self.known.longest[1], len(words)), 0, -1):
            word, joined = " ".join(words[:size]), "".join(words[:size])
            if self.known.meaning(word):
                return size, word
            if size > 1 and joined in self.known.joined:
                return size, joined
        return 0, ""


def _cut(run: str, words: Mapping[str, Meaning], longest: int) -> Iterator[tuple[str, Meaning | None]]:
    """A Chinese run cut at the words that are known, the longest first; what stands between stays whole."""
    at, unknown = 0, ""
    while at < len(run):
        for size in range(min(longest, len(run) - at), 1, -1):
            if found := words.get(run[at : at + size]):
                if unknown:
                    yield unknown, None
                    unknown = ""
                yield run[at : at + size], found
                at += size
                break
        else:
            unknown += run[at]
            at += 1
    if unknown:
        yield unknown, None


def _tokens(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, list[str]]]:
    """Latin words with what is written together with them, as the parts of a number are."""
    held: list[tuple[int, int]] = []
    for span in spans:
        if held and re.search(r"\s", text[held[-1][1] : span[0]]):
            yield held[0][0], held[-1][1], [text[begin:end] for begin, end in held]
            held = []
        held.append(span)
    if held:
        yield held[0][0], held[-1][1], [text[begin:end] for begin, end in held]
