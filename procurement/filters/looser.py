"""What fits nearly, where nothing fits wholly: words that sound alike, and as many of the words as go together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from procurement.filters.notices import NoticeFilter, as_of_today, bounded, holds
from procurement.models import SearchEntry
from procurement.search import Part, Typed, meant, pieces

# No more words are tried one by one.
MOST_TRIED = 8
# What is kept rather than something else, the first above all.
_KEPT = ("place", "exact", "word", "sum", "days", "state", "everywhere", "stop")


@dataclass(frozen=True)
class Looser:
    """Other words that do find something. ``text``: what to search for instead; ``left_out``: what of the words typed
    is not in it; ``instead``: what was typed, and what was taken for it."""

    text: str
    left_out: tuple[str, ...]
    instead: tuple[tuple[str, str], ...]


def looser(filters: NoticeFilter) -> Looser | None:
    """Other words by which something fits beside all that was chosen; None where there are none, or none were typed.
    A small question to the database for each word."""
    typed = filters.typed
    if not typed.asked:
        return None
    return _Loosening(filters.but("q"), typed).find()


class _Loosening:
    def __init__(self, entries: QuerySet[SearchEntry], typed: Typed) -> None:
        self.entries, self.typed = entries, typed
        self.banned = [typed.whole_of(part) for part in typed.parts if part.kind == "without"]

    def find(self) -> Looser | None:
        said: dict[Part, str] = {}
        instead: list[tuple[str, str]] = []
        tried = sorted(self.typed.asked, key=lambda part: _KEPT.index(part.kind))[:MOST_TRIED]
        for part in tried:
            if self._fits([*said.values(), self.typed.whole_of(part)]):
                said[part] = self.typed.whole_of(part)
            elif other := self._other(part, said.values()):
                said[part] = other
                instead.append((part.said, other))
        if not said:
            return None
        kept = sorted(said, key=lambda part: part.begin)
        return Looser(
            text=" ".join([*(said[part] for part in kept), *self.banned]),
            left_out=tuple(part.said for part in self.typed.asked if part not in said),
            instead=tuple(instead),
        )

    def _other(self, part: Part, said: Iterable[str]) -> str:
        """What fits beside the rest and may have been meant; only for a word that stands nowhere by itself."""
        if part.kind != "word" or self._fits([part.said]):
            return ""
        others = [*([part.core] if part.core else []), *meant(part.said), *pieces(part.said)]
        return next((other for other in others if self._fits([*said, other])), "")

    def _fits(self, words: list[str]) -> bool:
        typed = as_of_today(" ".join([*words, *self.banned]))
        entries = bounded(self.entries, typed)
        return entries.filter(holds("body", typed.wide)).exists() if typed.wide else entries.exists()
