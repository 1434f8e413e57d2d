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
from django.utils.crypto import salted_hmac

from organizations.models import User
from portal.ground.fields import ticks
from portal.ground.fields.ticks import Passage
from portal.ground.people.doubt import doubts
from portal.ground.people.findings import Finding, find_personal
from portal.ground.people.fold import fold
from portal.ground.people.names import names
from procurement import fields
from procurement.errors import PersonalDataError
from procurement.models import ReadPassage
from procurement.rules.merging import folded

# How far the sentence around a passage goes.
_REACH = 80
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
    before = _ticks.set(Ticks({one.digest: one.kind for one in ticks.opened(tokens)}, by, now))
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


# What reaches a person and no office: a mailbox may be the office's.
_OF_A_PERSON = frozenset({"identity_number", "mobile_phone", "messenger", "bank_card"})
_TO_A_PERSON = re.compile(r"联系人[:：]?\s?")


def check_statement(said: Mapping[str, str], *, about: str) -> None:
    """Raises PersonalDataError for what in the address and contact of an organisation, or in its trade, reaches or
    names a person; the rest of what it declares are figures and codes."""
    found = {
        name: left
        for name in ("address", "contact", "trade")
        if (left := _of_a_person(said.get(name) or "", named=name == "contact"))
    }
    if found:
        raise PersonalDataError(
            found, {name: list(passages(left, said[name], about=about)) for name, left in found.items()}
        )


def _of_a_person(text: str, *, named: bool) -> list[Finding]:
    found = [one for one in find_personal(text) if one.kind in _OF_A_PERSON]
    if named and any(True for one in (text, _TO_A_PERSON.sub("", text)) for _name in names(fold(one)[0])):
        found.append(Finding(0, len(text), "named_person"))
    return found


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
    found = [(one, _digest(one, text, about) if one.severity == "review" else "") for one in doubts(text)]
    read = answered({digest for _one, digest in found if digest})
    return [one for one, digest in found if digest not in read]


def passages(found: Iterable[Finding], text: str, *, about: str) -> Iterable[Passage]:
    """``found`` as a page shows it, with the tick for each doubt."""
    for one in found:
        words = " ".join(text[one.start : one.end].split())
        if one.severity == "stop":
            yield Passage(one.kind, words)
        else:
            around = " ".join(_around(one, text).split())
            yield Passage(
                one.kind, words, around, ticks.sign(one.kind, _digest(one, text, about), words, around)
            )


def file_digest(text: str, *, about: str) -> str:
    """Of a whole file: one tick for all of its doubts, since a browser forgets which file was chosen."""
    said = f"file\x1f{about}\x1f{text}"
    return salted_hmac(ticks.SALT, said, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()


def file_token(digest: str) -> str:
    """The tick for the file of that digest."""
    return ticks.sign(ticks.FILE, digest)


def answered(digests: Set[str]) -> Set[str]:
    """Those of ``digests`` for which somebody answers, in this request or in an earlier one that went through."""
    said = given()
    now = digests & said.kinds.keys() if said else set()
    asked = digests - now
    kept = ReadPassage.objects.filter(digest__in=asked).values_list("digest", flat=True) if asked else ()
    return now | set(kept)


def _around(one: Finding, text: str) -> str:
    before = _SENTENCE_ENDS.split(text[max(0, one.start - _REACH) : one.start])[-1]
    return before + text[one.start : one.end] + _SENTENCE_ENDS.split(text[one.end : one.end + _REACH])[0]


def _digest(one: Finding, text: str, about: str) -> str:
    """Of the sentence with the passage in it, of that call: other words around it are another passage."""
    said = (
        f"{about}\x1f{one.kind}\x1f{folded(text[one.start : one.end])}\x1f{ticks.plain(_around(one, text))}"
    )
    return salted_hmac(ticks.SALT, said, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()
