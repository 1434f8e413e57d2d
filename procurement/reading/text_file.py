"""The words of a file somebody chose for pasting: Word, or plain text in UTF-8, UTF-16 or GB 18030."""

import unicodedata

from procurement.reading.found import MOST_TEXT, ReadingError
from procurement.reading.word_file import MOST_BYTES, read_docx

_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BLANK = {"\n", "\r", "\t", "\f", "\v"}


def read_file(data: bytes) -> str:
    """The words of a .docx or .txt file. What it is, its bytes say, not its name.

    Raises :class:`ReadingError` as :func:`read_docx` does."""
    try:
        return read_docx(data)
    except ReadingError as error:
        if error.code != "other_file" or data.startswith(b"PK") or len(data) > MOST_BYTES:
            raise
    text = _decoded(data)
    if not text.strip():
        raise ReadingError("no_text")
    if len(text) > MOST_TEXT:
        raise ReadingError("too_large")
    return text.strip()


def _decoded(data: bytes) -> str:
    """Raises ReadingError ``other_file`` for bytes that are no text."""
    marked = next((name for sign, name in _MARKED if data.startswith(sign)), None)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if all(sign in _BLANK or unicodedata.category(sign) not in ("Cc", "Cn", "Co") for sign in text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ReadingError("other_file")
