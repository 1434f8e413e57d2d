"""Which division a text is about, by the longest names first."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.ground.expression import expression
from procurement.reading.found import Found, Place, Sure

# A short name alone is often another word (大关, 威信, 古城): it counts only with one of these after it, or
# where it begins the title or the buyer's name.
_AFTER_SHORT = "[县市区州]"


@dataclass
class Gazetteer:
    """All names of all divisions, ready for one pass over a text."""

    full: dict[str, list[str]] = field(default_factory=dict)
    short: dict[str, list[str]] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, divisions: Iterable[Place]) -> "Gazetteer":
        made = cls()
        for one in divisions:
            made.levels[one.code] = one.level
            made.short.setdefault(one.short_zh, []).append(one.code)
            # 西双版纳州, 澜沧县: what everyone says for the long names of autonomous places.
            for name in {one.name_zh, f"{one.short_zh}{one.name_zh[-1]}"}:
                made.full.setdefault(name, []).append(one.code)
        return made

    def mentions(self, folded: str, start: int, end: int, *, short: bool) -> list[tuple[list[str], int, int]]:
        """Codes with the place of each name in a stretch, longest names first."""
        names = self.full | self.short if short else self.full
        if not names:
            return []
        found = _pattern(names).finditer(folded, start, end)
        return [(names[match[0]], match.start(), match.end()) for match in found]


def _pattern(names: Mapping[str, list[str]]) -> re.Pattern[str]:
    return expression("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name))


def find_place(
    text: str, folded: str, gazetteer: Gazetteer, *, buyer: Found | None, title: Found | None
) -> Found | None:
    """The division of the call: from the buyer's name, else the title, else the place most often named."""
    for source in (buyer, title):
        if source:
            mentions = gazetteer.mentions(folded, source.start, source.end, short=False)
            mentions = mentions or gazetteer.mentions(folded, source.start, source.end, short=True)[:1]
            if mentions:
                return _choose(text, gazetteer, mentions, Sure.SURE)
    mentions = gazetteer.mentions(folded, 0, len(folded), short=False)
    if not mentions:
        return None
    counts = Counter(code for codes, _, _ in mentions for code in codes)
    most = max(counts.values())
    best = [one for one in mentions if counts[one[0][0]] == most]
    return _choose(text, gazetteer, best, Sure.LIKELY)


def _choose(text: str, gazetteer: Gazetteer, mentions: list[tuple[list[str], int, int]], sure: Sure) -> Found:
    """One division out of those named in a stretch: the lowest, if they lie within each other."""
    clear = [one for one in mentions if len(one[0]) == 1]
    if not clear:
        named, start, end = mentions[0]
        passage = text[start:end]
        return Found("division_id", None, start, end, passage, Sure.GUESS, "ambiguous_name", tuple(named))
    codes = list(dict.fromkeys(named[0] for named, _, _ in clear))
    lowest = [code for code in codes if not any(other != code and _within(other, code) for other in codes)]
    _, start, end = next(one for one in clear if one[0][0] == lowest[0])
    if len(lowest) == 1:
        return Found("division_id", lowest[0], start, end, text[start:end], sure)
    common = _common(lowest, gazetteer)
    return Found(
        "division_id", common, start, end, text[start:end], Sure.GUESS, "several_values", tuple(lowest)
    )


def _stem(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _within(code: str, above: str) -> bool:
    return code.startswith(_stem(above))


def _common(codes: list[str], gazetteer: Gazetteer) -> str | None:
    """The prefecture or the province that holds all of them."""
    for above in (f"{codes[0][:4]}00", f"{codes[0][:2]}0000"):
        if above in gazetteer.levels and all(_within(code, above) for code in codes):
            return above
    return None
