"""Files of a call that is being drafted: what may be attached, attaching it, taking it away again."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from organizations.models import User
from portal import ledger
from procurement import permissions
from procurement.models import Document, Tender
from procurement.services import notices
from procurement.services.tenders import locked, require

MOST_BYTES = 20 * 1024 * 1024
MOST_DOCUMENTS = 20
# An office file is a zip: what it may unfold to, so that a small file cannot fill the memory of a reader.
MOST_UNFOLDED = 200 * 1024 * 1024
MOST_MEMBERS = 3000
LONGEST_TITLE = 120

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}


class DocumentError(Exception):
    """A file that is not taken. ``code``: empty, too_large, unknown_kind, damaged, locked, macros, too_many."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _pdf(content: bytes) -> bool:
    if b"%PDF-" not in content[:1024]:
        return False
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content[-4096:]:
        raise DocumentError("damaged")
    return True


def _jpg(content: bytes) -> bool:
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    if b"\xff\xd9" not in content[-4096:]:
        raise DocumentError("damaged")
    return True


def _png(content: bytes) -> bool:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return False
    if content[12:16] != b"IHDR" or b"IEND" not in content[-64:]:
        raise DocumentError("damaged")
    return True


def _office(main_part: str) -> Callable[[bytes], bool]:
    def looks(content: bytes) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            raise DocumentError("damaged") from None
        names = {member.filename for member in members}
        if main_part not in names or "[Content_Types].xml" not in names:
            return False
        _check_members(members)
        return True

    return looks


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 0x1 for member in members):
        raise DocumentError("locked")
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNFOLDED:
        raise DocumentError("damaged")
    if any(PurePath(member.filename).name.lower().startswith("vbaproject") for member in members):
        raise DocumentError("macros")


_LOOKS: dict[str, Callable[[bytes], bool]] = {
    "pdf": _pdf,
    "docx": _office("word/document.xml"),
    "xlsx": _office("xl/workbook.xml"),
    "jpg": _jpg,
    "png": _png,
}


def kind_of(content: bytes) -> str:
    """The extension a file's own bytes earn it: pdf, docx, xlsx, jpg or png; its name decides nothing.

    Raises DocumentError."""
    if not content:
        raise DocumentError("empty")
    if len(content) > MOST_BYTES:
        raise DocumentError("too_large")
    for extension, looks in _LOOKS.items():
        if looks(content):
            return extension
    # The container of Word and Excel before 2007, and of every office file locked with a password.
    raise DocumentError("locked" if content.startswith(b"\xd0\xcf\x11\xe0") else "unknown_kind")


@transaction.atomic
def attach(number: str, *, content: bytes, name: str, title: str = "", by: User, now: datetime) -> Document:
    """Attach a file to a draft. The same file twice is one document.

    Raises DocumentError for a file that is not taken, PersonalDataError for a title that may identify
    a person."""
    tender = locked(number)
    require(permissions.may_edit(by, tender, now=now))
    extension = kind_of(content)
    shown = (title.strip() or PurePath(name.replace("\\", "/")).stem.strip() or extension)[:LONGEST_TITLE]
    notices.guard({"document_title": shown})
    standing = current_documents(tender)
    if len(standing) >= MOST_DOCUMENTS:
        raise DocumentError("too_many")
    blob = ledger.blobs.put(content, MEDIA_TYPES[extension])
    for document in standing:
        if document.blob_id == blob.pk:
            return document
    document = Document.objects.create(
        tender=tender,
        terms_version=tender.terms_version,
        title=shown,
        blob=blob,
        extension=extension,
        added_at=now,
    )
    _record("document_attached", tender, document, by, now)
    return document


@transaction.atomic
def withdraw(number: str, document_id: int, *, by: User, now: datetime) -> None:
    """Take a document off a draft; its row stays. Twice is harmless. Raises Document.DoesNotExist."""
    tender = locked(number)
    require(permissions.may_edit(by, tender, now=now))
    document = tender.documents.get(pk=document_id)
    if document.withdrawn_in is None:
        document.withdrawn_in = tender.terms_version
        document.save(update_fields=["withdrawn_in"])
        _record("document_withdrawn", tender, document, by, now)


def current_documents(tender: Tender) -> list[Document]:
    """The documents of a call as it stands."""
    return list(tender.documents.filter(withdrawn_in__isnull=True).select_related("blob"))


def _record(kind: str, tender: Tender, document: Document, by: User, now: datetime) -> None:
    ledger.record(
        kind, subject=tender.subject, actor=by.pseudonym, at=now, public=False, sha256=document.blob_id
    )
