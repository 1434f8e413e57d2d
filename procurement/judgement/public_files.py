"""Reads a file that becomes public as any public text is read (Regulation on HIV/AIDS art. 39)."""

import re
import unicodedata
from collections.abc import Iterable

from portal.ground.fields.ticks import Passage
from portal.ground.people.doubt import doubts
from portal.ground.people.findings import Finding
from procurement import fields, uploads
from procurement.errors import PersonalFileError
from procurement.judgement import public_words
from procurement.models import Tender
from procurement.uploads import CleanFile

# Of many findings these are shown; a list of clients has hundreds.
MOST_SHOWN = 5


def check_file(file: CleanFile, tender: Tender) -> str:
    """The digest under which somebody answers for the doubts of ``file``, or nothing where there is none. Pictures and
    scans are not read.

    The contact details that the call publishes anyway (``fields.CONTACTS``) may stand in its files too; an office's
    landline is no finding anywhere. May start a process where the file came without its words: call it before a lock.

    Raises PersonalFileError for words that may identify a person, where all is in doubt only until somebody has
    answered for the file; UploadRefused for a file that cannot be read in time."""
    text = uploads.text_of(file.data) if file.text is None else file.text
    own = _plain(" ".join(tender.texts.get(name, "") for name in fields.CONTACTS))
    found = [one for one in doubts(text) if not _is_own(one, text, own)]
    stops = [one for one in found if one.severity == "stop"]
    if stops:
        raise PersonalFileError(list(_passages(stops, text)))
    if not found:
        return ""
    digest = public_words.file_digest(text, about=tender.subject)
    if not public_words.answered({digest}):
        raise PersonalFileError(list(_passages(found, text)), token=public_words.file_token(digest))
    return digest


def _is_own(one: Finding, text: str, own: str) -> bool:
    said = _plain(text[one.start : one.end])
    return one.kind in public_words.CONTACTS and bool(said) and said.removeprefix("86") in own


def _plain(text: str) -> str:
    return re.sub(r"[^0-9a-z@.]", "", unicodedata.normalize("NFKC", text).lower())


def _passages(found: list[Finding], text: str) -> Iterable[Passage]:
    for one in found[:MOST_SHOWN]:
        yield Passage(one.kind, " ".join(text[one.start : one.end].split()))
