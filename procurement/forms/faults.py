"""Why a file was not taken, and what was not certain in a text, in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DOCUMENT: dict[str, str | Promise] = {
    "empty": _("This file is empty. Please choose it again."),
    "too_large": _("This file is larger than 20 MB. Please make it smaller or split it."),
    "unknown_kind": _(
        "Only PDF, Word (docx), Excel (xlsx), JPG and PNG are taken, whatever the file is called."
    ),
    "damaged": _("This file is damaged and cannot be opened. Please save it once more and choose it again."),
    "locked": _(
        "This file is locked with a password or of an old kind. Save it as docx, xlsx or PDF without a password."
    ),
    "macros": _("This file holds macros. Save it as docx or xlsx without them."),
    "too_many": _("Twenty files are attached already. Please remove one first."),
}
READING: dict[str, str | Promise] = {
    "empty": _("This file is empty. Please choose it again."),
    "too_large": _("This file is larger than 20 MB. Copy its text and paste it above."),
    "old_word": _("This is an old Word file (doc). Open it, select all, copy, and paste it above."),
    "encrypted": _("This file is locked with a password. Open it, copy its text, and paste it above."),
    "pdf": _("This is a PDF. Open it, copy its text, and paste it above."),
    "picture": _("This is a picture; text cannot be read from it. Please paste the text above."),
    "other_office": _("This is not a Word file. Copy its text and paste it above."),
    "other_file": _("This is not a Word file. Copy its text and paste it above."),
    "macros": _("This file holds macros and is not opened. Copy its text and paste it above."),
    "bomb": _("This file cannot be opened safely. Copy its text and paste it above."),
    "broken": _("This file is damaged. Open it in Word, copy its text, and paste it above."),
    "no_text": _("This file holds no text, perhaps only a scanned picture. Please paste the text above."),
}

NOTE: dict[str, str | Promise] = {
    "time_not_stated": _("the text gives no hour"),
    "year_guessed": _("the text gives no year"),
    "several_values": _("the text gives several"),
    "ambiguous_name": _("more than one place has this name"),
    "names_of_clients": _("the text asks for names"),
    "not_the_sum_100": _("the points do not make 100"),
}


def document_fault(code: str) -> str:
    return str(DOCUMENT[code])


def reading_fault(code: str) -> str:
    return str(READING[code])


def said_in_text(passage: str, note: str) -> str:
    """The official's own words, and what to look at where reading them was not certain."""
    if note in NOTE:
        return gettext("“%(words)s” (please check: %(note)s)") % {"words": passage, "note": NOTE[note]}
    return gettext("“%(words)s”") % {"words": passage}
