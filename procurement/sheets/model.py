"""The plain shapes the sheets are made from: words only, no model, so that any part can print them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from django.utils.translation import override

Language = Literal["zh", "en"]
_DJANGO_LANGUAGE = {"zh": "zh-hans", "en": "en"}
# What no font and no XML holds: control characters, halves of characters, private use, noncharacters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff"
    "\ufffe\uffff\U000f0000-\U0010ffff]"
)
# Bullets and boxes that Word pastes out of its symbol fonts.
_BULLETS = re.compile("[\ue000-\uf8ff]")


class LineLike(Protocol):
    """One fact with its name; ``lang`` marks words that are not in the sheet's language."""

    @property
    def label(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def lang(self) -> str: ...


class TableLike(Protocol):
    @property
    def head(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...


class SectionLike(Protocol):
    """A part of the call under its heading: paragraphs, then facts, then a table. ``note`` stands beside."""

    @property
    def heading(self) -> str: ...
    @property
    def paragraphs(self) -> Sequence[LineLike]: ...
    @property
    def lines(self) -> Sequence[LineLike]: ...
    @property
    def table(self) -> TableLike | None: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    lang: str = ""


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True)
class NoticeSheet:
    """A published notice in one language.

    ``dates``: in their lawful order; ``short``: the few facts a chat message carries, the most needed first
    (closing, money, who may apply);
    ``published_at`` dates the files, so that the same notice gives the same bytes; ``seal`` is the sentence
    about the newest seal, "" before there is one; ``digest`` hexadecimal. A receipt is such a sheet too:
    ``head`` takes the place of the notice's number, ``scan`` and ``paper`` that of the words beside the code.
    """

    language: Language
    site: str
    tagline: str
    kind: str
    title: str
    number: str
    seq: int
    buyer: str
    place: str
    dates: Sequence[LineLike]
    sections: Sequence[SectionLike]
    published: str
    published_at: datetime
    digest: str
    url: str
    summary: Sequence[str] = ()
    short: Sequence[LineLike] = ()
    seal: str = ""
    title_lang: str = ""
    summary_lang: str = ""
    head: str = ""
    scan: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Check:
    """One rule and what the call says to it. ``answer`` is the code of :class:`Answer`, ``result`` its word;
    ``said`` and ``asked`` are figures in words; ``detail`` is the counted days or the published reason."""

    rule: str
    said: str
    asked: str
    source: str
    answer: str
    result: str
    detail: str = ""


@dataclass(frozen=True)
class CheckSheet:
    """Every rule of a call on paper, for the office's file. ``edition`` names the rulebook, ``made`` says
    when and by whom in words, ``made_at`` dates the file."""

    language: Language
    site: str
    tagline: str
    title: str
    number: str
    buyer: str
    place: str
    edition: str
    made: str
    made_at: datetime
    checks: Sequence[Check]
    title_lang: str = ""


def clean(text: str) -> str:
    """``text`` without characters that neither a font nor XML can hold; symbol-font bullets become •."""
    return _UNPRINTABLE.sub("", _BULLETS.sub("•", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def paragraphs(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in clean(text).split("\n") if line.strip()]


def groups_of_eight(digest: str) -> str:
    """A digest as people can compare it."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def in_language(language: Language) -> override:
    """The sheet's own words come in the sheet's language, whatever the request speaks."""
    return override(_DJANGO_LANGUAGE[language])


def tally(sheet: CheckSheet) -> list[tuple[str, str, int]]:
    """How often each answer was given: code, word, count; the answers that stop publication first."""
    order = ("breaks", "cannot_tell", "needs_reason", "meets", "not_applicable")
    words = {check.answer: check.result for check in sheet.checks}
    counts = {code: sum(check.answer == code for check in sheet.checks) for code in words}
    ranked = sorted(words, key=lambda code: order.index(code) if code in order else len(order))
    return [(code, words[code], counts[code]) for code in ranked]


def check_context(sheet: CheckSheet) -> dict[str, object]:
    """What the page of the check sheet shows: the sheet and how often each answer was given."""
    return {"sheet": sheet, "tally": tally(sheet)}
