"""The words of a PDF by the place of each of its letters, and pictures of the pages that have none."""

import ctypes
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from procurement.uploads.words.errors import ReadingError
from procurement.uploads.words.laid_out import PICTURE, Page, Row, Rule, Sign, page_of, text_of

MOST_PAGES = 60
MOST_SIGNS = 200_000
MOST_OBJECTS = 60_000
# Points of a picture for one of the page: 200 to the inch.
_SCALE = 200 / 72
MOST_SIDE = 3500
_THIN = 2.5
_BLANK = 32
# Nobody reads smaller letters.
_LEAST_SIZE = 2.0
_LEAST_SIGNS = 30
_MANY_FIGURES = 300
_UNSEEN = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})


@dataclass(frozen=True)
class Read:
    """The words of all pages; where a page is only a picture stands :data:`PICTURE`, and it is drawn in ``pictures``
    as PNG in shades of grey."""

    text: str
    pictures: tuple[bytes, ...]


def read_pdf(data: bytes, *, pictures: int) -> Read:
    """Raises ReadingError: ``encrypted``, ``broken``, ``too_large``, and ``too_many_pages`` of all, or with more than
    ``pictures`` that are only drawn."""
    document = _opened(data)
    laid: list[Page] = []
    drawn: list[bytes] = []
    left = MOST_SIGNS
    for page in _pages(document):
        signs, rules, shown = _of_page(page)
        left -= len(signs)
        if left < 0:
            raise ReadingError("too_large")
        if not shown.is_scan(len(signs)):
            laid.append(page_of(signs, rules))
            continue
        if len(drawn) == pictures:
            raise ReadingError("too_many_pages")
        laid.append([Row(PICTURE, 0.0)])
        drawn.append(_drawn(page))
    return Read(text_of(laid), tuple(drawn))


@dataclass
class _Shown:
    """What a page shows beside letters: how much of it pictures cover, and how many figures are drawn."""

    covered: float = 0.0
    figures: int = 0

    def is_scan(self, signs: int) -> bool:
        """Under a picture of the whole page lies what a machine read there, and beside one a number at most; words
        may also be drawn as figures."""
        if self.covered >= 0.8:
            return True
        return signs < _LEAST_SIGNS and (self.covered >= 0.3 or self.figures >= _MANY_FIGURES)


def _drawn(page: Any) -> bytes:
    scale = min(_SCALE, MOST_SIDE / max(*page.get_size(), 1))
    out = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(out, "PNG")
    return out.getvalue()


def _opened(data: bytes) -> Any:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise ReadingError("encrypted" if locked else "broken") from None
    if len(document) > MOST_PAGES:
        raise ReadingError("too_many_pages")
    return document


def _pages(document: Any) -> Iterator[Any]:
    for number in range(len(document)):
        try:
            yield document[number]
        except pdfium.PdfiumError:
            raise ReadingError("broken") from None


def _of_page(page: Any) -> tuple[list[Sign], list[Rule], _Shown]:
    """Letters, drawn lines, and what else is on it; turned as the page is shown."""
    wide, high = page.get_size()
    rotation = page.get_rotation()

    def turned(left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, right, top and bottom from the corner of the page as it is shown."""
        match rotation:
            case 90:
                return bottom, top, left, right
            case 180:
                return wide - right, wide - left, bottom, top
            case 270:
                return wide - top, wide - bottom, high - right, high - left
            case _:
                return left, right, high - top, high - bottom

    text = page.get_textpage()
    signs: list[Sign] = []
    for at in range(min(text.count_chars(), MOST_SIGNS + 1)):
        code = raw.FPDFText_GetUnicode(text, at)
        if code < 32 or raw.FPDFText_IsGenerated(text, at) or 0xD800 <= code < 0xE000:
            continue
        if _is_unseen(text, at) or _is_oblique(text, at):
            continue
        left, right, top, bottom = turned(*text.get_charbox(at, loose=True))
        if code == _BLANK and signs:
            # A blank has no height of its own.
            top, bottom = signs[-1].top, signs[-1].bottom
        size = bottom - top
        if size > _LEAST_SIZE and right > left:
            signs.append(Sign(chr(code), left, right, top, bottom, size))
    rules = [Rule(*turned(*one)) for one in _struck_out(page)]
    shown = _Shown()
    for count, one in enumerate(page.get_objects(max_depth=3)):
        if count > MOST_OBJECTS:
            raise ReadingError("too_large")
        if one.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = one.get_bounds()
            shown.covered += abs(right - left) * abs(top - bottom) / max(wide * high, 1.0)
        elif one.type == raw.FPDF_PAGEOBJ_PATH:
            shown.figures += 1
            rules += _rules(*turned(*one.get_bounds()), framed=_is_framed(one))
    return signs, rules, shown


def _is_unseen(text: Any, at: int) -> bool:
    """Whether a letter is not drawn: words that a machine laid under a scan, or that somebody hid."""
    mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, at))
    return mode in _UNSEEN


def _is_oblique(text: Any, at: int) -> bool:
    """Whether a letter stands askew, as those of a mark across the page do, which are no words of the text."""
    quarter = raw.FPDFText_GetCharAngle(text, at) / (math.pi / 2)
    return bool(abs(quarter - round(quarter)) > 0.03)


def _struck_out(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """A line through the middle of what a reader of the file struck out: left, bottom, right, top."""
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, at)
        if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_STRIKEOUT:
            for number in range(raw.FPDFAnnot_CountAttachmentPoints(note)):
                place = raw.FS_QUADPOINTSF()
                raw.FPDFAnnot_GetAttachmentPoints(note, number, ctypes.byref(place))
                across = (place.x1, place.x2, place.x3, place.x4)
                middle = (place.y1 + place.y2 + place.y3 + place.y4) / 4
                yield min(across), middle, max(across), middle
        raw.FPDFPage_CloseAnnot(note)


def _is_framed(path: Any) -> bool:
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(filled), ctypes.byref(stroked))
    return bool(stroked.value)


def _rules(left: float, right: float, top: float, bottom: float, *, framed: bool) -> Iterator[Rule]:
    """A thin figure is a line, a frame is four."""
    if min(right - left, bottom - top) <= _THIN:
        yield Rule(left, right, top, bottom)
    elif framed:
        yield Rule(left, right, top, top)
        yield Rule(left, right, bottom, bottom)
        yield Rule(left, left, top, bottom)
        yield Rule(right, right, top, bottom)
