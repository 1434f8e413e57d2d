"""Takes names out of one XML part of an office file, and refuses what it would fetch, run or unfold."""

from collections.abc import Collection
from typing import Any

from lxml import etree

from procurement.uploads import fields
from procurement.uploads.files import UploadRefused
from procurement.uploads.links import is_plain_link

# The name every remark and tracked change gets, as Word itself writes when asked to forget them.
NOBODY = "Author"
MOST_XML = 40 * 1024 * 1024
_PERSONS = {"author", "initials", "userName", "refreshedBy", "lastModifiedBy"}
# Of a person in a list of persons; a table has a displayName too, and keeps it.
_OF_PERSON = {"displayName", "userId", "providerId"}
_ADDRESSES = {"src", "href"}
_GONE = {"rsids", "attachedTemplate", "docVars", "mailMerge", "absPath", "fileSharing", "docId"}
# Fonts that travelled along, and drawings beside a picture that shows the same.
_GONE |= {"embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "svgBlip"}
_GONE |= {"customSheetViews", "customWorkbookViews", "customProperties"}
_REFUSED = {"OLEObject": "embedded", "oleObject": "embedded", "altChunk": "embedded", "control": "active"}
_REFUSED |= {"ddeLink": "external", "externalReference": "external", "FmlaMacro": "macros"}


# A sheet has a million cells: the parser itself picks out the few places to look at.
_NAMES = " ".join(sorted(_PERSONS | _OF_PERSON | _ADDRESSES | {"macro"}))
_ATTRIBUTES = etree.XPath(
    f"//@*[starts-with(local-name(),'rsid') or contains(' {_NAMES} ', concat(' ', local-name(), ' '))]"
)
# r:id, r:embed, r:pict and the like.
_IDS = etree.XPath("//@*[contains(namespace-uri(),'elationships')]")
_ELEMENTS = tuple(f"{{*}}{name}" for name in sorted(_GONE | _REFUSED.keys()))


def parsed(data: bytes) -> etree._Element:
    """The root of an XML part. A document type is refused: Office writes none, and entity bombs live there."""
    if len(data) > MOST_XML:
        raise UploadRefused("unfolds")
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        bomb = b"<!DOCTYPE" in data[:4096] or "entity" in str(error).lower()
        raise UploadRefused("entities" if bomb else "damaged") from None
    except ValueError:
        raise UploadRefused("damaged") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UploadRefused("entities")
    return root


def written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Any) -> str:
    """The name of an element or attribute without its namespace; "" for a remark."""
    tag = element.tag if hasattr(element, "tag") else element
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def clean(data: bytes, *, dropped: Collection[str]) -> bytes:
    """The part without authors, marks of editing sessions, and what ``dropped`` (ids of links that are left
    out) was for; bit for bit the same where there is nothing of that. Raises UploadRefused."""
    root = parsed(data)
    fields.check(root)
    changed = _without_remark_authors(root)
    for said in _ATTRIBUTES(root):
        changed |= _without_person(said)
    for said in _IDS(root) if dropped else ():
        if str(said) in dropped:
            del said.getparent().attrib[said.attrname]
            changed = True
    for element in list(root.iter(*_ELEMENTS)):
        if local(element) in _REFUSED:
            raise UploadRefused(_REFUSED[local(element)])
        changed |= _removed(element)
    # What a comment in the markup says is not of the document.
    for remark in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        changed |= _removed(remark)
    return written(root) if changed else data


def _without_person(said: Any) -> bool:
    """Judge one attribute, and take out of it what names people."""
    element, value, name = said.getparent(), str(said), local(said.attrname)
    if name == "macro" and value.strip():
        raise UploadRefused("macros")
    # In drawings of the old kind a picture may name its address itself.
    outside = ":" in value or value.startswith("\\\\")
    if outside and (name == "src" or (name == "href" and not is_plain_link(value))):
        raise UploadRefused("external")
    if name.startswith("rsid"):
        del element.attrib[said.attrname]
        return True
    if (name in _PERSONS or (name in _OF_PERSON and local(element) == "person")) and value != NOBODY:
        element.set(said.attrname, NOBODY)
        return True
    return False


def _without_remark_authors(root: etree._Element) -> bool:
    """Excel lists the authors of remarks and puts the name before what each of them says."""
    authors = [one for one in root.iter("{*}author") if one.text and one.text != NOBODY]
    before = {f"{one.text.strip()}{colon}" for one in authors for colon in ":："}
    for text in root.iter("{*}t") if before else ():
        said = (text.text or "").lstrip()
        for name in before:
            if said.startswith(name):
                text.text = f"{NOBODY}:{said.removeprefix(name)}"
    for one in authors:
        one.text = NOBODY
    return bool(authors)


def _removed(element: Any) -> bool:
    parent = element.getparent()
    if parent is None:
        return False
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
    return True
