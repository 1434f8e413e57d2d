"""The shape of a row: everything the house asks about one field of a call."""

from dataclasses import KW_ONLY, dataclass, replace
from datetime import time
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

from procurement.rules.corrections import Touches


class Home(StrEnum):
    """Where a call keeps the field: a column, a key of ``terms`` or of ``texts``, a column of its lots (in all of them
    alike), rows of each of them, the lots themselves."""

    COLUMN = "column"
    TERMS = "terms"
    TEXTS = "texts"
    LOT = "lot"
    LOT_ROWS = "lot_rows"
    LOTS = "lots"


class Readers(StrEnum):
    """Who reads it, and how the guard for people (Regulation on HIV/AIDS art. 39) reads it first."""

    AGENCY = "agency"  # nobody else, ever
    ALL = "all"  # everybody; a code, figure or day, in which nobody can be named
    ALL_GUARDED = "all_guarded"  # everybody; somebody's own words
    ALL_GUARDED_BY_ROW = "all_guarded_by_row"  # the same, each row for itself
    ALL_NUMBER = "all_number"  # guarded, but what has figures only is the number of a thing
    ALL_CONTACT = "all_contact"  # guarded, but numbers and addresses of an office may be reached


class Need(StrEnum):
    """How much a call needs the field. Whatever is not MAY is one of the few a first call is written with."""

    MAY = "may"
    ASKED = "asked"  # the screen asks for it before the call is sent
    JUDGED = "judged"  # a rule stops a call without it; no correction takes it out
    ALWAYS = "always"  # no rule names it, and no call can be read without it; no correction takes it out


@dataclass(frozen=True)
class Text:
    """One line, or ``rows`` of them, of at most ``most`` signs. ``spoken``: rules read its words; ``searched``: so
    does the public search."""

    rows: int
    most: int
    spoken: bool
    searched: bool


@dataclass(frozen=True)
class Mail:
    most: int


@dataclass(frozen=True)
class Day:
    """``meant_for`` names its span (:data:`portal.ground.values.days.SPANS`); ``whole``: it lasts until 24:00."""

    meant_for: str
    whole: bool


@dataclass(frozen=True)
class Moment:
    """The same with an hour; a bare day takes ``hour``."""

    meant_for: str
    hour: time


@dataclass(frozen=True)
class Money:
    """Yuan. ``meant_for`` names its usual and possible size (:data:`portal.ground.values.sizes.SIZES`), as for any
    figure."""

    meant_for: str


@dataclass(frozen=True)
class Percent:
    meant_for: str


@dataclass(frozen=True)
class Figure:
    """A figure in ``unit`` with ``digits`` in all, ``places`` of them behind the point, not under ``least``."""

    unit: str
    meant_for: str
    digits: int
    places: int
    least: Decimal
    most: Decimal | None


@dataclass(frozen=True)
class Code:
    """One of ``codes``; ``empty`` are the words for none, "" where the box begins with the first code. ``closed``:
    no rule knows what to do with any other; else a rule judges whatever is said."""

    codes: tuple[str, ...]
    empty: Promise | str
    closed: bool


@dataclass(frozen=True)
class Codes:
    """Any of ``codes``; ``none`` are the words of a tick that says there is none of them, "" where there is no such."""

    codes: tuple[str, ...]
    none: Promise | str


@dataclass(frozen=True)
class Place:
    """The code of a division."""


@dataclass(frozen=True)
class Flag:
    """True, false or not stated."""


@dataclass(frozen=True)
class Rows:
    """A list; the figure of each row stands in ``cell`` and is meant for ``meant_for``; ``also`` are cells with a
    figure that may be empty."""

    cell: str
    meant_for: str
    also: tuple[str, ...] = ()


Value = Text | Mail | Day | Moment | Money | Percent | Figure | Code | Codes | Place | Flag | Rows
QUANTITIES = Money | Percent | Figure


@dataclass(frozen=True)
class Box:
    """Its box: the screen and the section there, the words above and below it, and how much a call needs it."""

    screen: str
    section: str
    label: Promise
    help: Promise | str
    need: Need


@dataclass(frozen=True)
class Line:
    """Its line on the call's page, preview and sheets: the section, its place among the lines there, its words."""

    section: str
    place: int
    label: Promise


class Printed(StrEnum):
    """Fields without a line of their own."""

    COMPOSED = "composed"  # stands in a sentence, a table or a heading that publication.call makes
    NOT = "not"  # everybody may read it in the notice's data; the page does not print it


@dataclass(frozen=True)
class Field:
    """A field of a call. No column has a default: what a new field is to each room has to be said.

    ``fact``: the fact of the rules (:class:`procurement.rules.facts.Facts`) that it gives, dotted where it is a member
    of one, "" for none; in ``terms`` it is kept there. ``words``: its name in notices, verdicts and corrections.
    ``box``: None where another field or a pasted text decides it. ``copied``: whether a copy of the call keeps it.
    ``touches``: what a correction of it touches. ``corrected_in``: its section on the correction's form, "" where that
    does not offer it. ``also``: facts that it does not give, whose faults are said at its box. ``by_law``: what the
    book's lists of required fields (``fields.*``) call it."""

    name: str
    home: Home
    value: Value
    _: KW_ONLY
    fact: str
    words: Promise
    box: Box | None
    readers: Readers
    copied: bool
    touches: Touches
    corrected_in: str
    printed: Line | Printed
    also: tuple[str, ...]
    by_law: tuple[str, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """The keys under which its home keeps it."""
        return tuple((self.fact or self.name).split(".")) if self.home is Home.TERMS else (self.name,)


def with_english(chinese: Field, *, words: Promise, label: Promise, most: int) -> tuple[Field, Field]:
    """A text and its English twin, which is never needed, is printed in its place on English pages, is corrected where
    the text is, and weighs nothing in a correction."""
    assert isinstance(chinese.value, Text)
    assert chinese.box is not None
    english = replace(
        chinese,
        name=f"{chinese.name.removesuffix('_zh')}_en",
        value=replace(chinese.value, most=most),
        words=words,
        box=replace(chinese.box, section="english", label=label, help="", need=Need.MAY),
        touches=Touches.WORDS,
        printed=Printed.COMPOSED,
        also=(),
        by_law=(),
    )
    return chinese, english
