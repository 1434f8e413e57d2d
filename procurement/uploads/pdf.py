"""Writes a PDF anew from the objects its pages need, after every one of them was looked at."""

import io
import re

import pikepdf
from pikepdf import settings

from procurement.uploads import pdf_objects
from procurement.uploads.files import UploadRefused

MOST_PAGES = 2000
MOST_OBJECTS = 300_000
# What the document as a whole may say. Left out are what names its makers (Metadata, PieceInfo), what is
# done when it is opened (OpenAction) and what reaches outside (URI, SpiderInfo).
_KEPT_KEYS = """/Type /Pages /PageLabels /Names /Dests /ViewerPreferences /PageLayout /PageMode /Outlines /AcroForm
    /StructTreeRoot /MarkInfo /Lang /OutputIntents /OCProperties /Extensions"""
_KEPT = frozenset(_KEPT_KEYS.split())
_MORE = (RuntimeError, OverflowError, EOFError)
_FAULTS = (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, *_MORE)
# What printers, mail and old programs put around a PDF, and nothing can hide in.
_BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?[\s\0]{0,1024}(?=%PDF-)")
_PADDING = b"\0\t\n\x0b\x0c\r "
_END = re.compile(rb"%%EOF\Z")
_END_WITHOUT_MARK = re.compile(rb"startxref\s{1,4}\d{1,10}\Z")


def clean(data: bytes) -> bytes:
    """The same pages without scripts' places, earlier versions, author and tools. The same file gives the same
    bytes. Raises UploadRefused."""
    head = _BEFORE.match(data)
    before = head.end() if head else 0
    data = data[before:].rstrip(_PADDING)
    if not (_END.search(data[-64:]) or _END_WITHOUT_MARK.search(data[-64:])):
        raise UploadRefused("appended" if b"%%EOF" in data[-1_000_000:] else "damaged")
    settings.set_qpdf_limits(
        flate_max_memory=pdf_objects.MOST_UNFOLDED,
        png_max_memory=pdf_objects.MOST_UNFOLDED,
        tiff_max_memory=pdf_objects.MOST_UNFOLDED,
        run_length_max_memory=pdf_objects.MOST_UNFOLDED,
        max_stream_filters=3,
        parser_max_nesting=100,
        doc_max_warnings=100,
    )
    try:
        with _opened(data, before=before) as opened:
            if not opened.is_encrypted:
                return _rewritten(opened)
            # Anybody can open it: what its owner forbade was printing or copying.
            unlocked = io.BytesIO()
            opened.save(unlocked, encryption=False)
        with _opened(unlocked.getvalue()) as opened:
            return _rewritten(opened)
    except pikepdf.PasswordError:
        raise UploadRefused("locked") from None
    except _FAULTS:
        raise UploadRefused("damaged") from None


def begins(data: bytes) -> bool:
    """Whether it is a PDF, behind a byte order mark, line ends or zeros."""
    return _BEFORE.match(data) is not None


def _opened(data: bytes, *, before: int = 0) -> pikepdf.Pdf:
    """``before``: how many bytes stood before the head, for those who counted their places from the first one."""
    try:
        return pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        if not before:
            raise
        shifted = data[:8] + b" " * before + data[8:]
        return pikepdf.open(io.BytesIO(shifted), attempt_recovery=False, suppress_warnings=True)


def _rewritten(opened: pikepdf.Pdf) -> bytes:
    if len(opened.objects) > MOST_OBJECTS or len(opened.pages) > MOST_PAGES:
        raise UploadRefused("unfolds")
    if len(opened.pages) == 0:
        raise UploadRefused("damaged")
    pdf_objects.check_and_strip(opened)
    for key in set(opened.Root.keys()) - _KEPT:
        del opened.Root[key]
    for key in ("/Info", "/ID"):
        if key in opened.trailer:
            del opened.trailer[key]
    out = io.BytesIO()
    opened.save(
        out,
        deterministic_id=True,
        fix_metadata_version=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()
