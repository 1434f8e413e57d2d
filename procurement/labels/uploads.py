"""Why a file was not taken, in words that say what to do next."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from procurement.labels.rule_codes import Words

KIND: Words = {
    "pdf": _("PDF"),
    "docx": _("Word (docx)"),
    "xlsx": _("Excel (xlsx)"),
    "jpg": _("a picture (jpg)"),
    "png": _("a picture (png)"),
}
REFUSED: Words = {
    "empty": _("This file is empty. Please choose it again."),
    "too_large": _("This file is larger than %(most)s MB. Please make it smaller or split it."),
    "unknown_kind": _(
        "Only PDF, Word (docx), Excel (xlsx), JPG and PNG are taken, whatever the file is called."
    ),
    "not_wanted": _("This file is %(found)s, and that kind is not taken here."),
    "wrong_name": _(
        "The name of this file ends in “%(said)s”, but inside it is %(found)s. Give it its right ending."
    ),
    "no_ending": _(
        "The name of this file has no ending, and inside it is %(found)s. Give it its right ending."
    ),
    "damaged": _("This file is damaged and cannot be opened. Please save it once more and choose it again."),
    "old_office": _(
        "This is an office file of an older kind (doc, xls, ppt, or wps, et, dps of WPS). Open it, choose “Save "
        "as”, save it as docx, xlsx or PDF, and choose it again."
    ),
    "ofd": _(
        "This is OFD, the format of official documents. Open it, save or print it as PDF, and choose the PDF."
    ),
    "rich_text": _("This is RTF. Open it in Word or WPS, save it as docx or PDF, and choose it again."),
    "plain_text": _("This is plain text (txt). Open it in Word or WPS, save it as docx or PDF."),
    "locked": _("This file is locked with a password. Save it without one."),
    "archive": _("This is a packed file (zip, rar, 7z). Unpack it and choose its files one by one."),
    "web_page": _("This is a web page or a drawing that can carry programs (html, svg). Save it as PDF."),
    "other_picture": _(
        "Of pictures, JPG, PNG and WebP are taken. If this one was taken with a telephone (HEIC): open it, take a "
        "screenshot, and choose the screenshot; or set the camera to “most compatible” for the next ones."
    ),
    "macros": _("This file holds macros. Save it as docx or xlsx without them."),
    "external": _(
        "This file fetches or opens something outside itself: a linked file, picture or template. "
        "Break these links, or save it as PDF from Word or Excel. Addresses of web pages may stay."
    ),
    "embedded": _(
        "Another file is packed inside this one. Take it out and add it by itself, "
        "or paste a table as a picture."
    ),
    "active": _("This file holds a program or an action that starts by itself. Print it to a new PDF."),
    "fields": _(
        "This file holds a field or a formula that starts programs or fetches data. Replace it with its value."
    ),
    "xfa": _("This is a PDF with a form that only one program can show. Print it to a new PDF."),
    "signed": _(
        "This file carries an electronic signature, which names a person and would not survive. "
        "Print it to a new PDF."
    ),
    "appended": _(
        "Before or behind this file something else is hidden. Save it once more and choose it again."
    ),
    "entities": _("This file is put together in a way office programs never use. Save it as PDF."),
    "unfolds": _("This file unfolds to far more than its size. Split it, or save it as PDF."),
    "too_many_pixels": _("This picture has more than 64 million points. Please make it smaller."),
    "unknown_part": _("This file holds something that cannot be checked (%(part)s). Print it to a new PDF."),
    "too_heavy": _("This file takes too long to look at. Please make it smaller or split it."),
    "too_many": _("Twenty files are attached already. Please remove one first."),
    "away": _(
        "Files cannot be kept at this moment, so nothing was saved. What you typed still stands here: choose the "
        "file again in a few minutes, or go on without it."
    ),
}


def refusal_words(code: str, params: Mapping[str, str]) -> str:
    """Why a file was refused, in the active language. Raises KeyError for a code without words."""
    said = {name: str(KIND.get(value, value)) if name == "found" else value for name, value in params.items()}
    if code == "wrong_name" and not said["said"]:
        code = "no_ending"
    return str(REFUSED[code]) % said if said else str(REFUSED[code])
