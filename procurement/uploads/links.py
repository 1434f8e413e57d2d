"""Says which links may stand in a document: those a reader follows by a click, to a page or a mailbox."""

from urllib.parse import unquote, urlsplit

_SCHEMES = {"http", "https", "mailto", "tel"}
LONGEST = 2000


def is_plain_link(target: str) -> bool:
    """``https://…``, ``mailto:…``, ``tel:…`` or a place in the same document; no file, share or script."""
    said = target.strip()
    if not said or len(said) > LONGEST or said.startswith(("\\", "/")):
        return False
    if said.startswith("#"):
        return True
    try:
        found = urlsplit(said)
    except ValueError:
        return False
    # A bare name with a dot (www.example.org/page) is what people type.
    return found.scheme in _SCHEMES or (not found.scheme and said.lower().startswith("www."))


def is_neighbour(target: str) -> bool:
    """A file that lay beside the document (附件1.docx, ../表/1.xlsx): it went nowhere with the document, and the
    link to it is left out."""
    said = unquote(target).strip().replace("\\", "/")
    return bool(said) and ":" not in said and not said.startswith(("/", "#")) and len(said) <= LONGEST
