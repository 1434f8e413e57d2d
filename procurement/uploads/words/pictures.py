"""The words of a picture of a page, or of a scan, by Tesseract. They are never sure: they begin with a line that says
where they are from, and the reader of a call marks everything behind it."""

import csv
import io
import time
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import mean, median

from procurement.uploads import cell, programs
from procurement.uploads.files import UploadRefused
from procurement.uploads.words.errors import FROM_PICTURE, ReadingError
from procurement.uploads.words.laid_out import PICTURE, Line, text_of

PROGRAM = "tesseract"
# Each takes two to four seconds, and somebody waits.
MOST = 6
MOST_SECONDS = 40
# How sure the program says it is, of a hundred: below this its words are no text.
_LEAST_SURE = 55
_LEAST_SIGNS = 30
_PAGE_WIDE = 595.0


def read_picture(data: bytes) -> str:
    """Raises ReadingError: ``picture`` where no Tesseract is installed, ``other_picture``, ``too_large`` (more points
    than 64 million), ``unclear``, ``busy``, ``too_heavy``."""
    return read_pictures([data])


def read_pictures(pages: Sequence[bytes]) -> str:
    """One behind the other. Raises ReadingError as :func:`read_picture` does."""
    return put_in("\n".join([PICTURE] * len(pages)), [_grey(one) for one in pages])


def _grey(data: bytes) -> bytes:
    try:
        answer, drawn = cell.ask(b'{"kind": "picture"}\n' + data, who="procurement.uploads.words.child")
    except UploadRefused as refused:
        raise ReadingError("too_heavy" if refused.code == "too_heavy" else "other_picture") from None
    if "fault" in answer:
        raise ReadingError(answer["fault"])
    return drawn


def put_in(text: str, drawn: Sequence[bytes]) -> str:
    """``text`` with the words of its pictures in their places."""
    if not drawn:
        return text
    until = time.monotonic() + MOST_SECONDS
    for one in drawn:
        text = text.replace(PICTURE, text_of([list(_lines(one, until))]), 1)
    return f"{FROM_PICTURE}\n{text}"


def _lines(drawn: bytes, until: float) -> Iterator[Line]:
    left = int(until - time.monotonic())
    if left < 1:
        raise ReadingError("too_heavy")
    try:
        table = programs.run(
            PROGRAM,
            {"page.png": drawn},
            lambda folder: [
                str(folder / "page.png"),
                str(folder / "page"),
                "-l",
                "chi_sim",
                "--psm",
                "4",
                "tsv",
            ],
            "page.tsv",
            seconds=min(left, programs.SECONDS),
        )
    except UploadRefused as refused:
        # We drew the page ourselves: what it stumbles over is that it does not know the language.
        raise ReadingError(refused.code if refused.code in ("busy", "too_heavy") else "picture") from None
    rows = list(
        csv.DictReader(io.StringIO(table.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    words = [row for row in rows if row["level"] == "5" and row["text"].strip()]
    signs = sum(len(row["text"]) for row in words)
    if signs < _LEAST_SIGNS or mean(float(row["conf"]) for row in words) < _LEAST_SURE:
        raise ReadingError("unclear")
    scale = _PAGE_WIDE / max(float(rows[0]["width"]), 1.0)
    for _line, found in groupby(words, key=_place):
        yield _line_of(list(found), scale)


def _place(row: dict[str, str]) -> tuple[str, ...]:
    """The line that a word stands in."""
    return row["block_num"], row["par_num"], row["line_num"]


def _line_of(words: Sequence[dict[str, str]], scale: float) -> Line:
    left, top, wide, high = (
        [float(row[name]) * scale for row in words] for name in ("left", "top", "width", "height")
    )
    text = words[0]["text"]
    for before, one in pairwise(words):
        text += (" " if _apart(before, one) else "") + one["text"]
    bottoms = [at + tall for at, tall in zip(top, high, strict=True)]
    ends = [at + long for at, long in zip(left, wide, strict=True)]
    return Line(text, left[0], max(ends), min(top), max(bottoms), median(high))


def _apart(before: dict[str, str], one: dict[str, str]) -> bool:
    """Whether there is a blank between two words: between Chinese ones the program sees some where none are."""
    gap = float(one["left"]) - float(before["left"]) - float(before["width"])
    latin = before["text"][-1:].isascii() and one["text"][:1].isascii()
    return latin and gap > 0.25 * float(one["height"])
