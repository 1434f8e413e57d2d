"""What stands between words and everybody who will read them (Regulation on HIV/AIDS art. 39).

A number or an address that reaches a person never passes. What is only in doubt passes once whoever wrote it has read
the passage and says that nobody can be recognised by it; texts of the public go to the privacy reviewer instead. A tick
comes with a request and counts in it; what keeps one is ``services.public_words``."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from organizations.models import User
from portal.ground.people.doubt import doubts
from portal.ground.people.findings import Finding, find_personal
from procurement import fields
from procurement.errors import Passage, PersonalDataError
from procurement.models import ReadPassage
from procurement.rules.merging import folded

_SALT = "portal.read-passage"
# The name of a tick's box, and the kind of one for a whole file.
TICK, FILE = "read_passage", "file"
# How far the sentence around a passage goes, and how many ticks one request may bring.
_REACH, MOST_TICKS = 80, 50
# What of an office may stand where an office is reached.
CONTACTS = frozenset({"mobile_phone", "landline", "email", "messenger", "account"})
NUMBERS = fields.NUMBERS | {"filed_no", "document_no", "decided_minute"}
_FIGURES_ONLY = re.compile(r"(?:[^A-Za-z\u4e00-\u9fff]|(?<![A-Za-z])[A-Za-z](?![A-Za-z]))*")
_SENTENCE_ENDS = re.compile(r"[;；。\n\r!！?？]")


@dataclass(frozen=True)
class Ticks:
    """What one request says was read: the kind of each passage by its digest; ``by`` is None for a panel member."""

    kinds: Mapping[str, str]
    by: User | None
    at: datetime


_ticks: ContextVar[Ticks | None] = ContextVar("ticks", default=None)


@contextmanager
def ticked(tokens: Iterable[str], *, by: User | None, now: datetime) -> Iterator[None]:
    """Ticks that count for the acts inside. A token that this portal did not make counts for nothing."""
    opened = filter(None, map(_opened, list(tokens)[:MOST_TICKS]))
    before = _ticks.set(Ticks({one.digest: one.kind for one in opened}, by, now))
    try:
        yield
    finally:
        _ticks.reset(before)


def given() -> Ticks | None:
    """What the request that is under way says was read."""
    return _ticks.get()


def check(texts: Mapping[str, str], *, about: str) -> None:
    """Raises PersonalDataError with what stands in the way of ``texts``, by field. ``about`` names what the words
    belong to, as the ledger does: a tick counts for the same sentence of the same call and nowhere else."""
    found = {
        name: left
        for name, text in texts.items()
        if text and (left := in_the_way_of(name, text, about=about))
    }
    if found:
        raise PersonalDataError(
            found, {name: list(passages(left, texts[name], about=about)) for name, left in found.items()}
        )


def doubted(text: str, *, about: str) -> set[str]:
    """The digests of the passages of ``text`` that somebody must have answered for."""
    return {_digest(one, text, about) for one in doubts(text) if one.severity == "review"}


def check_reach(texts: Mapping[str, str]) -> None:
    """Raises PersonalDataError only for what reaches a person: numbers, accounts, addresses of mail."""
    found = {
        name: stops
        for name, text in texts.items()
        if text and (stops := [one for one in find_personal(text) if one.severity == "stop"])
    }
    if found:
        raise PersonalDataError(found)


def in_the_way_of(name: str, text: str, *, about: str) -> list[Finding]:
    """:func:`in_the_way` for the field ``name``: what only has figures in a field for the number of a thing (a project,
    a filing) is that number, however much it looks like somebody's, and the contact of an office reaches an office."""
    if name in NUMBERS and _FIGURES_ONLY.fullmatch(text):
        return []
    found = in_the_way(text, about=about)
    return [one for one in found if one.kind not in CONTACTS] if name in fields.CONTACTS else found


def in_the_way(text: str, *, about: str) -> list[Finding]:
    """What still stands between ``text`` and everybody: numbers and addresses, and doubts that nobody has answered
    for, now or before."""
    found = doubts(text)
    digests = {_digest(one, text, about) for one in found if one.severity == "review"}
    read = answered(digests)
    return [one for one in found if one.severity == "stop" or _digest(one, text, about) not in read]


def passages(found: Iterable[Finding], text: str, *, about: str) -> Iterable[Passage]:
    """``found`` as a page shows it, with the tick for each doubt."""
    for one in found:
        words = " ".join(text[one.start : one.end].split())
        if one.severity == "stop":
            yield Passage(one.kind, words)
        else:
            around = " ".join(_around(one, text).split())
            yield Passage(one.kind, words, around, _token(one.kind, _digest(one, text, about), words, around))


def given_back(tokens: Iterable[str], text: str | None) -> list[Passage]:
    """The ticks of a form that was not taken, for the box that says ``text``; None for a box with a file."""
    return [
        Passage(one.kind, one.words, one.sentence, token, ticked=True)
        for token in list(tokens)[:MOST_TICKS]
        if (one := _opened(token))
        and (one.kind == FILE if text is None else one.kind != FILE and _plain(one.sentence) in _plain(text))
    ]


def file_digest(text: str, *, about: str) -> str:
    """Of a whole file: one tick for all of its doubts, since a browser forgets which file was chosen."""
    said = f"file\x1f{about}\x1f{text}"
    return salted_hmac(_SALT, said, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()


def file_token(digest: str) -> str:
    """The tick for the file of that digest."""
    return _token(FILE, digest, "", "")


def answered(digests: Set[str]) -> Set[str]:
    """Those of ``digests`` for which somebody answers, in this request or in an earlier one that went through."""
    ticks = given()
    now = digests & ticks.kinds.keys() if ticks else set()
    asked = digests - now
    kept = ReadPassage.objects.filter(digest__in=asked).values_list("digest", flat=True) if asked else ()
    return now | set(kept)


@dataclass(frozen=True)
class _Token:
    kind: str
    digest: str
    words: str
    sentence: str


def _token(*said: str) -> str:
    return signing.dumps(said, salt=_SALT, compress=True)


def _opened(token: str) -> _Token | None:
    try:
        said = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    # One of an earlier release said less.
    return _Token(*said) if len(said) == 4 else None


def _plain(text: str) -> str:
    return "".join(text.split())


def _around(one: Finding, text: str) -> str:
    before = _SENTENCE_ENDS.split(text[max(0, one.start - _REACH) : one.start])[-1]
    return before + text[one.start : one.end] + _SENTENCE_ENDS.split(text[one.end : one.end + _REACH])[0]


def _digest(one: Finding, text: str, about: str) -> str:
    """Of the sentence with the passage in it, of that call: other words around it are another passage."""
    said = f"{about}\x1f{one.kind}\x1f{folded(text[one.start : one.end])}\x1f{_plain(_around(one, text))}"
    return salted_hmac(_SALT, said, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()
