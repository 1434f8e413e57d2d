"""The tick under a passage in doubt: somebody has read it and says that nobody can be recognised by it.

What a tick sends is signed and says what was read, so that a form which comes back for another fault shows it again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core import signing

# The name of a tick's box, and the kind of one for a whole file.
TICK, FILE = "read_passage", "file"
# How many one request may bring.
MOST_TICKS = 50
SALT = "portal.read-passage"


@dataclass(frozen=True)
class Passage:
    """Words of a public text that the guard stops at. ``token`` is what a tick on the page sends back for one that
    is only in doubt; it is empty for a number or an address, which never goes. ``ticked``: as it was sent."""

    kind: str
    words: str
    sentence: str = ""
    token: str = ""
    ticked: bool = False


@dataclass(frozen=True)
class Signed:
    """What the token of a tick says: ``digest`` is that of the passage in its sentence, as the guard makes it."""

    token: str
    kind: str
    digest: str
    words: str
    sentence: str


def sign(kind: str, digest: str, words: str = "", sentence: str = "") -> str:
    """The token of one tick."""
    return signing.dumps((kind, digest, words, sentence), salt=SALT, compress=True)


def opened(tokens: Iterable[str]) -> Iterator[Signed]:
    """What each says, of those that this portal made."""
    for token in list(tokens)[:MOST_TICKS]:
        try:
            said = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            continue
        # One of an earlier release said less.
        if len(said) == 4:
            yield Signed(token, *said)


def given_back(tokens: Iterable[str], text: str | None) -> list[Passage]:
    """The ticks of a form that was not taken, for the box that says ``text``; None for a box with a file."""
    return [
        Passage(one.kind, one.words, one.sentence, one.token, ticked=True)
        for one in opened(tokens)
        if (one.kind == FILE if text is None else one.kind != FILE and plain(one.sentence) in plain(text))
    ]


def plain(text: str) -> str:
    """Without blanks: a browser sends line ends of its own."""
    return "".join(text.split())
