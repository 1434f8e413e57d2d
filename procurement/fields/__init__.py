"""A row for each field of a call: where it lives, what it is, who reads it, where it is asked and printed.

Forms, the reader of pasted text, notices, copies and corrections all speak these flat names; what a call states of
them is read and written by :mod:`procurement.stated`."""

from collections.abc import Mapping

from procurement.fields import dates, project, terms, unasked
from procurement.fields.row import Day, Field, Home, Line, Moment, Need, Readers, Text
from procurement.rules.corrections import Touches

# In the order of the screens, and there in the order of their sections.
FIELDS: Mapping[str, Field] = {
    row.name: row for row in (*project.FIELDS, *terms.FIELDS, *dates.FIELDS, *unasked.FIELDS)
}


def _names(*rows: Field) -> frozenset[str]:
    return frozenset(row.name for row in rows)


_ROWS = FIELDS.values()
PRIVATE = _names(*(row for row in _ROWS if row.readers is Readers.AGENCY))
CONTACTS = _names(*(row for row in _ROWS if row.readers is Readers.ALL_CONTACT))
NUMBERS = _names(*(row for row in _ROWS if row.readers is Readers.ALL_NUMBER))
# What somebody types and everybody reads: it passes the guard for people.
PUBLIC_WORDS = CONTACTS | NUMBERS | _names(*(row for row in _ROWS if row.readers is Readers.ALL_GUARDED))
NOT_COPIED = _names(*(row for row in _ROWS if not row.copied))
DEADLINES = _names(*(row for row in _ROWS if row.touches is Touches.DEADLINE))
# The days and moments that a correction may move.
DATES = frozenset(
    row.name for row in _ROWS if isinstance(row.value, Day | Moment) and row.touches is not Touches.TENDER
)
# A call that says otherwise here is another call.
FIXED = tuple(row.name for row in _ROWS if row.touches is Touches.TENDER and row.box)
# No rule of days or money names these, and no call can be read without them.
INDISPENSABLE = tuple(row.name for row in _ROWS if row.box and row.box.need is Need.ALWAYS)
# The words that the lists of required fields (the book's ``fields.*`` rows) ask for, as they are called here.
WORDS_BY_LAW = {code: row.name for row in _ROWS for code in row.by_law}
SPOKEN = tuple(row.name for row in _ROWS if isinstance(row.value, Text) and row.value.spoken)
SEARCHED = tuple(row.name for row in _ROWS if isinstance(row.value, Text) and row.value.searched)
_OF_FACT = {row.fact: row.name for row in _ROWS if row.fact} | {
    fact: row.name for row in _ROWS for fact in row.also
}


def of_fact(fact: str) -> str:
    """The field whose box says ``fact``, given as a rule names it: ``eligibility.area_limit``, ``criteria.0.weight``;
    the fact itself where none does."""
    return _OF_FACT.get(fact) or _OF_FACT.get(fact.partition(".")[0], fact)


def of_home(home: Home) -> tuple[Field, ...]:
    """The fields that ``home`` keeps."""
    return tuple(row for row in _ROWS if row.home is home)


def on_screen(screen: str) -> tuple[Field, ...]:
    """The fields of a screen, in their order."""
    return tuple(row for row in _ROWS if row.box and row.box.screen == screen)


def corrected_in(section: str) -> tuple[Field, ...]:
    """The fields that a section of the correction's form offers."""
    return tuple(row for row in _ROWS if row.corrected_in == section)


def lines_of(section: str) -> tuple[tuple[Field, Line], ...]:
    """The fields with a line of their own in a section of the call's page, in its order."""
    lines = [
        (row, row.printed)
        for row in _ROWS
        if isinstance(row.printed, Line) and row.printed.section == section
    ]
    return tuple(sorted(lines, key=lambda pair: pair[1].place))
