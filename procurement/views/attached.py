"""Hands out a file people brought: to be saved, never to be shown or run inside the site."""

import logging
import unicodedata
from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.template.loader import render_to_string

from portal.ground.files import FilesAwayError
from portal.ground.ledger import blobs
from portal.ground.ledger.models import Blob

_NOT_IN_NAMES = frozenset('\\/:*?"<>|%')
LONGEST_NAME = 120
_log = logging.getLogger(__name__)


def attachment(blob: Blob, *, name: str, extension: str) -> FileResponse | HttpResponse:
    """The file as a download called ``name.extension``, or a page that says it was found damaged or cannot be had
    now. Who may have it is the caller's to know."""
    try:
        content = blobs.open(blob.pk)
    except (blobs.BlobRottenError, FilesAwayError) as fault:
        return withheld(fault)
    return _sandboxed(
        FileResponse(
            content,
            as_attachment=True,
            filename=safe_name(name, extension),
            content_type=blob.media_type,
        )
    )


def withheld(fault: blobs.BlobRottenError | FilesAwayError) -> HttpResponse:
    """In place of a file that is no longer what was kept, or that nobody can fetch now: nothing is handed out, and no
    cache keeps the answer."""
    away = isinstance(fault, FilesAwayError)
    answer = HttpResponse(render_to_string("files_away.html" if away else "damaged_file.html"), status=503)
    answer["Cache-Control"] = "no-store"
    if away:
        _log.error("files cannot be reached: %s", fault)
        answer["Retry-After"] = "120"
    return answer


def download(content: bytes, *, media_type: str, name: str, extension: str) -> FileResponse:
    """The same for bytes that stand in no file, such as a part of a bid that was just unsealed."""
    return _sandboxed(
        FileResponse(
            BytesIO(content),
            as_attachment=True,
            filename=safe_name(name, extension),
            content_type=media_type,
        )
    )


def _sandboxed(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def safe_name(name: str, extension: str) -> str:
    """A name any system can save under: no folders, no signs that are not seen or turn the writing around."""
    seen = "".join(
        "_" if sign in _NOT_IN_NAMES else " " if unicodedata.category(sign)[0] in "CZ" else sign
        for sign in name
    )
    return f"{' '.join(seen.split())[:LONGEST_NAME].strip('. ') or 'file'}.{extension}"
