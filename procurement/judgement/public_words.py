"""The one door for words that everybody will read (Regulation on HIV/AIDS art. 39).

A number or an address that reaches a person never passes. What is only in doubt passes once whoever wrote it has read
the passage and says that nobody can be recognised by it; texts of the public go to the privacy reviewer instead."""

import re
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from portal.ground.people.doubt import doubts
from portal.ground.people.findings import Finding, find_personal
from procurement.errors import Passage, PersonalDataError
from procurement.fields import CONTACT_TEXTS
from procurement.models import ReadPassage
from procurement.rules.merging import folded

_SALT = "portal.read-passage"
# How far the sentence around a passage goes.
_REACH = 80
# What of an office may stand where an office is reached.
CONTACTS = frozenset({"mobile_phone", "landline", "email", "messenger", "account"})
NUMBERS = frozenset({"project_no", "filed_no", "document_no", "decided_minute"})
_FIGURES_ONLY = re.compile(r"(?:[^A-Za-z\u4e00-\u9fff]|(?<![A-Za-z])[A-Za-z](?![A-Za-z]))*")
_SENTENCE_ENDS = re.compile(r"[;；。\n\r!！?？]")


def guard(texts: Mapping[str, str], *, office: int | None) -> None:
    """Raises PersonalDataError with what stands in the way of ``texts``, by field. ``office`` is the key of the buyer
    or organisation whose words they are, None for the province: a tick counts for whoever ticked and nobody else."""
    found = {
        name: left
        for name, text in texts.items()
        if text and (left := in_the_way_of(name, text, office=office))
    }
    if found:
        raise PersonalDataError(
            found, {name: list(passages(left, texts[name], office=office)) for name, left in found.items()}
        )


def guard_reach(texts: Mapping[str, str]) -> None:
    """Raises PersonalDataError only for what reaches a person: numbers, accounts, addresses of mail."""
    found = {
        name: stops
        for name, text in texts.items()
        if text and (stops := [one for one in find_personal(text) if one.severity == "stop"])
    }
    if found:
        raise PersonalDataError(found)


def in_the_way_of(name: str, text: str, *, office: int | None) -> list[Finding]:
    """:func:`in_the_way` for the field ``name``: what only has figures in a field for the number of a thing (a project,
    a filing) is that number, however much it looks like somebody's, and the contact of an office reaches an office."""
    if name in NUMBERS and _FIGURES_ONLY.fullmatch(text):
        return []
    found = in_the_way(text, office=office)
    return [one for one in found if one.kind not in CONTACTS] if name in CONTACT_TEXTS else found


def in_the_way(text: str, *, office: int | None) -> list[Finding]:
    """What still stands between ``text`` and everybody: numbers and addresses, and doubts nobody of ``office`` has
    answered for."""
    found = doubts(text)
    digests = {_digest(one, text, office): one for one in found if one.severity == "review"}
    if not digests:
        return found
    read = set(ReadPassage.objects.filter(digest__in=digests).values_list("digest", flat=True))
    return [one for one in found if one.severity == "stop" or _digest(one, text, office) not in read]


def passages(found: Iterable[Finding], text: str, *, office: int | None) -> Iterable[Passage]:
    """``found`` as a page shows it, with the tick for each doubt."""
    for one in found:
        words = " ".join(text[one.start : one.end].split())
        if one.severity == "stop":
            yield Passage(one.kind, words)
        else:
            around = " ".join(_around(one, text).split())
            token = signing.dumps([one.kind, _digest(one, text, office)], salt=_SALT)
            yield Passage(one.kind, words, around, token)


def file_token(text: str, *, office: int) -> str:
    """The tick for a whole file: one for all of its doubts, since a browser forgets which file was chosen. Empty
    once somebody of ``office`` has answered for it."""
    digest = salted_hmac(
        _SALT, f"file\x1f{office}\x1f{text}", secret=settings.PSEUDONYM_KEY, algorithm="sha256"
    ).hexdigest()
    if ReadPassage.objects.filter(digest=digest).exists():
        return ""
    return signing.dumps(["file", digest], salt=_SALT)


def read_token(token: str) -> tuple[str, str]:
    """The kind and the digest of the passage that a tick answers for. Raises BadSignature for one that this portal did
    not make."""
    kind, digest = signing.loads(token, salt=_SALT)
    return kind, digest


def _around(one: Finding, text: str) -> str:
    before = _SENTENCE_ENDS.split(text[max(0, one.start - _REACH) : one.start])[-1]
    return before + text[one.start : one.end] + _SENTENCE_ENDS.split(text[one.end : one.end + _REACH])[0]


def _digest(one: Finding, text: str, office: int | None) -> str:
    """Of the sentence with the passage in it, in the words of ``office``: other words around it are another passage."""
    around = "".join(_around(one, text).split())
    said = f"{office or ''}\x1f{one.kind}\x1f{folded(text[one.start : one.end])}\x1f{around}"
    return salted_hmac(_SALT, said, secret=settings.PSEUDONYM_KEY, algorithm="sha256").hexdigest()
