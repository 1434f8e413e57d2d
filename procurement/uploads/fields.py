"""Judges the fields of Word and the formulas of Excel: those that fetch, start or are put together in secret."""

import re
from collections.abc import Iterator

from lxml import etree

from procurement.uploads.files import UploadRefused
from procurement.uploads.links import is_plain_link

_REFUSED = {
    "DDE", "DDEAUTO", "LINK", "INCLUDE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "DATABASE", "RD", "EMBED",
    "MACROBUTTON", "CONTROL", "HTMLCONTROL", "PRINT", "ADDIN", "AUTOTEXT", "AUTOTEXTLIST",
}  # fmt: skip
_WORD = re.compile(r"\s*\"?([A-Za-z0-9=.]*)")
_FORMULAS = ("f", "formula", "formula1", "formula2", "definedName")
_CALLS = re.compile(
    r"(?<![A-Z0-9_])(?:_XL\w+\.)?(?:WEBSERVICE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|IMAGE|STOCKHISTORY|INITIATE|POKE|"
    r"EXECUTE)\s*\(",
    re.IGNORECASE,
)
# program|topic!item
_DDE = re.compile(r"[A-Za-z0-9_.]+\s*\|\s*'?[^!]{0,400}!")
_TEXT = re.compile(r'"[^"]*"')
# Stands where one field begins inside another.
_NESTED = "\ufffc"
_LINK = re.compile(r"\s*HYPERLINK\s+\"([^\"]+)\"", re.IGNORECASE)


def check(root: etree._Element) -> None:
    """Raises UploadRefused: fields."""
    for said in _instructions(root):
        word = _WORD.match(said)
        if said.lstrip(' "').startswith(_NESTED) or (word and word[1].upper() in _REFUSED):
            raise UploadRefused("fields")
        link = _LINK.match(said)
        if link and not is_plain_link(link[1]):
            raise UploadRefused("external")
    for element in root.iter(*(f"{{*}}{name}" for name in _FORMULAS)):
        said = _TEXT.sub('""', element.text or "")
        if _CALLS.search(said) or _DDE.search(said):
            raise UploadRefused("fields")


def _instructions(root: etree._Element) -> Iterator[str]:
    """What every field is told to do. A word may be spread over many runs."""
    standing: list[list[str]] = []
    for element in root.iter("{*}fldSimple", "{*}fldChar", "{*}instrText", "{*}delInstrText"):
        name = element.tag.rsplit("}", 1)[-1]
        if name == "fldSimple":
            yield next((value for key, value in element.attrib.items() if key.endswith("}instr")), "")
        elif name == "fldChar":
            kind = next((value for key, value in element.attrib.items() if key.endswith("}fldCharType")), "")
            if kind == "begin":
                if standing:
                    standing[-1].append(_NESTED)
                standing.append([])
            elif kind == "end" and standing:
                yield "".join(standing.pop())
        elif standing:
            standing[-1].append(element.text or "")
        else:
            yield element.text or ""
    # A field that never ends is judged by what there is of it.
    yield from ("".join(one) for one in standing)
