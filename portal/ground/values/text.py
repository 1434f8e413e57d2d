"""Text folded once: one sign a line end, no invisible and no direction signs, and what counts as empty."""

import unicodedata

_JOINER = "\u200d"
# Letters and symbols by their class, but nothing is to be seen of them.
_BLANK = "\u115f\u1160\u3164\uffa0\u2800\u034f"
# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "@", "\t", "\r", "-")
# Shown where bytes of another character set could not be read.
BROKEN = "\ufffd"


def fold(text: str) -> str:
    """``text`` as it is kept: a line end is one LF; invisible signs, direction signs and control signs are left
    out, but for the joiner inside a drawn sign."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign for place, sign in enumerate(text) if _stays(sign) or (sign == _JOINER and _joins(text, place))
    )


def _stays(sign: str) -> bool:
    return sign in "\n\t" or (sign not in _BLANK and unicodedata.category(sign) not in ("Cf", "Cc", "Cs"))


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between two drawn signs, as in a family of several."""
    before = text[:place].rstrip("\ufe0f")[-1:]
    after = text[place + 1 : place + 2]
    drawn = ("So", "Sk")
    return bool(before and after) and all(unicodedata.category(one) in drawn for one in (before, after))


def line(text: str) -> str:
    """One line: line ends and tabs become spaces, none at its ends."""
    return (
        " ".join(fold(text).split())
        if any(sign in text for sign in "\r\n\t\u2028\u2029")
        else fold(text).strip()
    )


def says_something(text: str) -> bool:
    """Whether there is a letter, a digit or an ideograph in it: marks and blanks alone are empty."""
    return any(unicodedata.category(sign)[0] in "LN" and sign not in _BLANK for sign in text)


def narrow(text: str) -> str:
    """For codes, figures and searches: full-width signs become plain (NFKC), invisible ones are left out."""
    return fold(unicodedata.normalize("NFKC", text)).strip()


def code(text: str) -> str:
    """A code in capitals: blanks left out, every kind of dash a hyphen."""
    dashed = "".join(
        "-" if unicodedata.category(sign) == "Pd" or sign == "−" else sign for sign in narrow(text)
    )
    return "".join(dashed.split()).upper()


def one_slip(typed: str, meant: str) -> bool:
    """Whether ``typed`` is ``meant`` with one sign left out, added, wrong or changed for its neighbour."""
    longer, least = sorted((typed, meant), key=len, reverse=True)
    at = next(
        (n for n, (one, other) in enumerate(zip(longer, least, strict=False)) if one != other), len(least)
    )
    rest, other = longer[at:], least[at:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return (swapped and len(rest) > 1) or (bool(rest) and rest[1:] in (other, other[1:]))


def cell(text: str) -> str:
    """Text for a file that a spreadsheet opens: what it would calculate gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULA) else text
