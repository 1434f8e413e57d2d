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
# After its end a PDF may have a few line ends and zeros, no more.
_END = re.compile(rb"%%EOF[\s\0]*\Z")


def clean(data: bytes) -> bytes:
    """The same pages without scripts' places, earlier versions, author and tools. The same file gives the same
    bytes. Raises UploadRefused."""
    if not _END.search(data[-2048:]):
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
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as opened:
            return _rewritten(opened)
    except pikepdf.PasswordError:
        raise UploadRefused("locked") from None
    except _FAULTS:
        raise UploadRefused("damaged") from None


def _rewritten(opened: pikepdf.Pdf) -> bytes:
    if opened.is_encrypted:
        raise UploadRefused("locked")
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
