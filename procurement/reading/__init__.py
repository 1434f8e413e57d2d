"""Reads a call that someone wrote elsewhere: pasted text, or the words of a file, become values of a draft."""

from procurement.reading.call import read_call
from procurement.reading.found import MOST_TEXT, Found, Place, Reading, ReadingError, Sure
from procurement.uploads.words.docx import MOST_BYTES, read_docx
from procurement.uploads.words.files import read_file

__all__ = [
    "MOST_BYTES",
    "MOST_TEXT",
    "Found",
    "Place",
    "Reading",
    "ReadingError",
    "Sure",
    "read_call",
    "read_docx",
    "read_file",
]
