"""What somebody may have meant who typed a word that stands nowhere: a known word that sounds alike or is one slip
away. Asked only where nothing was found."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from portal.ground.values.text import one_slip
from procurement.search.texts import SHORT, fold
from procurement.search.vocabulary import vocabulary

# More are no help.
MOST = 6
# Sounds that many do not tell apart when they speak, so neither when they type.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"))


def meant(word: str) -> list[str]:
    """Known words that ``word`` may be a slip of, the likeliest first."""
    said = fold(word).strip()
    alike = _by_sound().get(_sound(said), ()) if len(said) > 1 else ()
    near = [one for one in _words() if _is_near(said, one)]
    return [one for one in dict.fromkeys([*alike, *near]) if one != said][:MOST]


def pieces(word: str) -> list[str]:
    """A long Chinese word that nothing knows, cut in twos, from its beginning and from its end."""
    run = fold(word).strip()
    if len(run) < 4 or not re.fullmatch(r"[\u3400-\u9fff]+", run):
        return []
    cuts = [[run[at : at + 2] for at in range(first, len(run) - 1, 2)] for first in (0, len(run) % 2)]
    return list(dict.fromkeys(" ".join(cut) for cut in cuts))


def _is_near(said: str, one: str) -> bool:
    """Short words only with two signs changed, since one sign makes another word of them."""
    if said.isascii() is not one.isascii() or not one_slip(said, one):
        return False
    least = SHORT + 1 if said.isascii() else 3
    return min(len(said), len(one)) >= least or (len(said) > 2 and sorted(said) == sorted(one))


@cache
def _words() -> tuple[str, ...]:
    """The known words, those of several Latin ones also one by one."""
    known = [word for word, one in vocabulary().words.items() if one.kind not in ("stop", "everywhere")]
    return tuple(dict.fromkeys([*known, *(part for word in known if " " in word for part in word.split())]))


@cache
def _by_sound() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in _words():
        if not word.isascii():
            found[_sound(word)].append(word)
    return {sound: tuple(words) for sound, words in found.items()}


def _sound(word: str) -> str:
    """How a Chinese word sounds, without tones; a Latin one as it is spelled."""
    spelled = "".join(_syllables(word)) if not word.isascii() else word
    for one, other in _ALIKE:
        spelled = spelled.replace(one, other)
    return spelled


def _syllables(word: str) -> Iterator[str]:
    from anyascii import anyascii  # its tables come into memory as they are needed

    for sign in word:
        yield anyascii(sign).lower()
