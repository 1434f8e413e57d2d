"""Reads a call that someone wrote elsewhere: pasted text or a Word file becomes values of a draft."""

from procurement.reading.call import read_call
from procurement.reading.found import MOST_TEXT, Found, Place, Reading, ReadingError, Sure
from procurement.reading.text_file import read_file
from procurement.reading.word_file import MOST_BYTES, read_docx

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
