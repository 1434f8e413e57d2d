"""Why a text was not read, and what was not certain in it, in words that say what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from procurement.reading import Found

READING: dict[str, str | Promise] = {
    "empty": _("This file is empty. Please choose it again."),
    "too_large": _(
        "This file is larger than 20 MB, or holds more than can be read at once. Copy its text and paste it above."
    ),
    "old_word": _(
        "This is an older file of Word or WPS (doc, wps). Open it, select all, copy, and paste it above; "
        "or save it as docx and choose that."
    ),
    "rich_text": _("This is RTF. Open it in Word or WPS, select all, copy, and paste it above."),
    "ofd": _("This is OFD, the format of official documents. Open it, select all, copy, and paste it above."),
    "encrypted": _("This file is locked with a password. Open it, copy its text, and paste it above."),
    "pdf": _(
        "Pages of this PDF are pictures (a scan), and this portal has no program that reads them. Ask the writer "
        "for the Word file, or paste the text above."
    ),
    "picture": _(
        "This is a picture, and this portal has no program that reads pictures. Please paste the text above."
    ),
    "other_picture": _(
        "This picture cannot be opened. If it was taken with a telephone (HEIC), take a screenshot of it and choose "
        "that; or paste the text above."
    ),
    "unclear": _(
        "This picture is too unclear or too small to be read. Take it again, straight from above and in good light, "
        "or scan it with 200 points to the inch; or paste the text above."
    ),
    "too_many_pages": _(
        "This file has too many pages: 60 are read, and of pages that are pictures six. Choose the pages of the call "
        "itself, or paste the text above."
    ),
    "busy": _("Another file is being read. Nothing was lost: press the button again in a minute."),
    "too_heavy": _("This file takes too long to read. Copy its text and paste it above."),
    "other_office": _(
        "This office file is of a kind that cannot be read here. Copy its text and paste it above."
    ),
    "other_file": _("This is no file with words that can be read here. Copy its text and paste it above."),
    "macros": _("This file holds macros and is not opened. Copy its text and paste it above."),
    "bomb": _("This file cannot be opened safely. Copy its text and paste it above."),
    "broken": _(
        "This file is damaged or of no kind that opens here. Open it yourself, copy its text, and paste it above."
    ),
    "no_text": _("This file holds no text, perhaps only a scanned picture. Please paste the text above."),
}

NOTE: dict[str, str | Promise] = {
    "from_picture": _("read from a picture"),
    "time_not_stated": _("the text gives no hour"),
    "day_without_hour": _("this portal counts the whole day, until 24:00; the hour of the text is not kept"),
    "year_guessed": _("the text gives no year"),
    "several_values": _("the text gives several"),
    "ambiguous_name": _("more than one place has this name"),
    "names_of_clients": _("the text asks for names"),
    "not_the_sum_100": _("the points do not make 100"),
    "no_single_sum": _("this is no single sum: please write the whole sum"),
    "shares_not_100": _("the payments do not make 100 percent"),
    "no_single_share": _("this is no single share: please write it yourself"),
    "no_single_length": _("this length of time cannot be taken over as it stands: please write it yourself"),
    "not_read_whole": _("this was not read whole: please write it yourself"),
    "days_not_kept": _("this portal counts calendar days: please write the days of each payment"),
    "other_length": _("the length and the days do not agree"),
    "negative": _("a sum below zero is none"),
    "about": _("the text gives a rough sum only"),
    "unusual": _("far from what is usual: please write it yourself"),
    "hour_unclear": _("this hour can be meant in two ways"),
    "other_weekday": _("the weekday beside it is that of another day"),
    "no_such_day": _("there is no such day"),
    "year_far": _("this year is far away"),
    "from_words": _("put together from words here and there"),
    "no_title_word": _("no line says that it is the title"),
    "several_parts": _("other parts of the text speak of the work too"),
    "day_not_stated": _("the text gives no day"),
    "only_signup": _("this is said of signing up; nothing is said of handing in"),
    "a_meeting": _("this may be a meeting, not the opening"),
    "by_the_year": _("this is said by the year, or of several years"),
    "a_ceiling": _("this is said as a ceiling"),
    "as_budget": _("only said of prices above the budget"),
    "of_lots": _("put together from the lots"),
    "of_grades": _("put together from the grades"),
    "of_each": _("this is said of each one of several"),
    "of_several": _("one ceiling over several kinds of costs"),
    "by_ceiling": _("only a ceiling says that this is paid"),
    "no_single_count": _("this is no single number: please write it yourself"),
    "basis_unclear": _("after what it is paid can be meant in two ways"),
    "of_people": _("this may be asked of the people, not of the organisation"),
    "of_whom": _("this may be asked of some applicants only"),
    "of_lot": _("this may hold for one lot or one kind of project only"),
    "of_agency": _("this may be of the agency, not of the buyer"),
    "a_person": _("a person; the notice names an office"),
}


def reading_fault(code: str) -> str:
    return str(READING[code])


def said_in_text(found: Found) -> str:
    """The official's own words, what to look at where reading them was not certain, and the rows that were not read."""
    note = NOTE.get(found.note or ("unusual" if found.is_unusual else ""))
    if note is None:
        return gettext("“%(words)s”") % {"words": found.passage}
    said = gettext("“%(words)s” (please check: %(note)s)") % {"words": found.passage, "note": note}
    if found.value is None or not found.unread:
        return said
    rows = gettext("Not read: %(rows)s.") % {
        "rows": gettext(", ").join(gettext("“%(words)s”") % {"words": row} for row in found.unread)
    }
    return f"{said} {rows}"
