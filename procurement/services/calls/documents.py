"""Files of a call: what may be attached, attaching it, taking it away again. To a draft they belong at once; to a
published call with the correction that publishes them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from organizations.models import User
from portal.ground import ledger
from procurement.errors import AnotherWaitsError
from procurement.judgement import annexes
from procurement.models import Document, Tender
from procurement.permissions import calls as permissions
from procurement.permissions import require
from procurement.selectors.calls import current_documents, waiting_documents
from procurement.services import public_words
from procurement.services.calls.tenders import locked
from procurement.uploads import CleanFile, told_apart

MOST_DOCUMENTS = 20
LONGEST_TITLE = 120


class TooManyDocumentsError(Exception):
    """A call has twenty files already."""


@transaction.atomic
def attach(number: str, *, file: CleanFile, title: str = "", by: User, now: datetime) -> Document:
    """Attach a file to a draft, or to the next correction of an open call. The same file twice is one document; two of
    one name are numbered.

    Raises TooManyDocumentsError, AnotherWaitsError, PersonalDataError for a title and PersonalFileError for a file that
    may identify a person."""
    tender = _changeable(number, by, now)
    shown = (title.strip() or file.name or file.extension)[:LONGEST_TITLE]
    public_words.guard_file(file, tender)
    public_words.guard({"document_title": shown}, about=tender.subject)
    standing = current_documents(tender) + waiting_documents(tender)
    if len(standing) >= MOST_DOCUMENTS:
        raise TooManyDocumentsError
    blob = ledger.blobs.put(file.data, file.media_type)
    for document in standing:
        if document.blob_id == blob.pk:
            return document
    shown = told_apart(shown, [one.title for one in standing])
    document = Document.objects.create(
        tender=tender,
        terms_version=tender.terms_version,
        title=shown,
        blob=blob,
        extension=file.extension,
        words=annexes.words_of(file),
        added_at=now,
        waits=tender.is_public,
    )
    _record("document_attached", tender, document, by, now)
    return document


@transaction.atomic
def withdraw(number: str, document_id: int, *, by: User, now: datetime) -> None:
    """Take a document off a draft, or one that was added for a correction off it; its row stays. Twice is harmless.
    What a notice published only a correction takes off. Raises Document.DoesNotExist, AnotherWaitsError."""
    tender = _changeable(number, by, now)
    document = tender.documents.get(pk=document_id, waits=tender.is_public)
    if document.withdrawn_in is None:
        document.withdrawn_in = tender.terms_version
        document.save(update_fields=["withdrawn_in"])
        _record("document_withdrawn", tender, document, by, now)


def _changeable(number: str, by: User, now: datetime) -> Tender:
    """The call, locked, whose files this person may change now. Raises AnotherWaitsError where the second person has
    something of it to decide."""
    tender = locked(number)
    if not tender.is_public:
        require(permissions.may_edit(by, tender, now=now))
        return tender
    require(permissions.may_amend(by, tender, now=now))
    if tender.amendments.filter(state="submitted").exists():
        raise AnotherWaitsError(tender.number)
    return tender


def exchange(tender: Tender, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the files of a locked call those of ``rows``, as a correction has them, in its version of the terms."""
    wanted = {row["id"] for row in rows}
    tender.documents.standing().exclude(pk__in=wanted).update(withdrawn_in=tender.terms_version)
    tender.documents.waiting().filter(pk__in=wanted).update(waits=False, terms_version=tender.terms_version)


def _record(kind: str, tender: Tender, document: Document, by: User, now: datetime) -> None:
    ledger.record(
        kind, subject=tender.subject, actor=by.pseudonym, at=now, public=False, sha256=document.blob_id
    )
