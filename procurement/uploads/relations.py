"""Reads which parts of an office file point where: what acts refuses the file, what the text needs is followed,
the rest is left out."""

import posixpath
from urllib.parse import unquote

from procurement.uploads import office_xml
from procurement.uploads.archive import Parts
from procurement.uploads.files import UploadRefused
from procurement.uploads.links import is_neighbour, is_plain_link

_FOLLOWED = """officeDocument styles stylesWithEffects settings webSettings fontTable theme themeOverride numbering
    footnotes endnotes header footer comments commentsExtended commentsIds commentsExtensible image hyperlink
    glossaryDocument chart chartEx chartStyle chartColorStyle chartUserShapes diagramData diagramLayout
    diagramQuickStyle diagramColors diagramDrawing drawing vmlDrawing worksheet chartsheet sharedStrings
    calcChain table sheetMetadata pivotTable pivotCacheDefinition pivotCacheRecords threadedComment person
    slicer slicerCache timeline timelineCache rdRichValue rdRichValueStructure rdRichValueTypes
    richStyles FeaturePropertyBag cellImage"""
_KEPT = frozenset(_FOLLOWED.split())
# What acts is a closed list; every other kind of part, also one that was not yet thought of, is left out
# without a word: it says who made the file and with what, or waits for a program that only its maker has.
_REFUSED = {
    "vbaProject": "macros",
    "wordVbaData": "macros",
    "xlMacrosheet": "macros",
    "xlIntlMacrosheet": "macros",
    "keyMapCustomizations": "macros",
    "attachedToolbars": "macros",
    "oleObject": "embedded",
    "package": "embedded",
    "aFChunk": "embedded",
    "subDocument": "external",
    "externalLink": "external",
    "externalLinkPath": "external",
    "connections": "external",
    "queryTable": "external",
    "mailMergeSource": "external",
    "frame": "external",
    "control": "active",
    "ctrlProp": "active",
    "activeXControlBinary": "active",
    "webextension": "active",
    "taskpane": "active",
}


def place(name: str) -> str:
    """Where the links of a part are kept."""
    folder, last = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{last}.rels")


def of(name: str, parts: Parts) -> "Relations | None":
    found = parts.get(place(name))
    return Relations(found, name) if found is not None else None


class Relations:
    """The links of one part, without those that are left out; ``dropped`` has their ids and kinds.

    Raises UploadRefused for a link to what acts, or out of the file to more than a page or a neighbour."""

    def __init__(self, data: bytes, source: str) -> None:
        self.root, self.source = office_xml.parsed(data), source
        self.dropped: dict[str, str] = {}
        self._links: list[tuple[str, str, bool]] = []
        for one in list(self.root):
            if not isinstance(one.tag, str):
                continue
            kind = one.get("Type", "").rsplit("/", 1)[-1]
            outside = one.get("TargetMode", "").lower() == "external"
            if _stays(kind, one.get("Target", ""), outside=outside):
                self._links.append((kind, one.get("Target", ""), outside))
            else:
                self.root.remove(one)
                self.dropped[one.get("Id", "")] = kind

    def keep_only(self, kind: str) -> None:
        for one in list(self.root):
            if isinstance(one.tag, str) and one.get("Type", "").rsplit("/", 1)[-1] != kind:
                self.root.remove(one)
        self._links = [link for link in self._links if link[0] == kind]

    def targets(self) -> list[str]:
        """The parts pointed to, by name."""
        inside = [target for _, target, outside in self._links if not outside and not target.startswith("#")]
        return [self._name(target) for target in inside]

    def drop(self, name: str) -> None:
        """Leave out the links to the part ``name``."""
        for one in list(self.root):
            inside = isinstance(one.tag, str) and one.get("TargetMode", "").lower() != "external"
            if inside and self._name(one.get("Target", "")) == name:
                self.root.remove(one)
                self.dropped[one.get("Id", "")] = "image"
        self._links = [link for link in self._links if link[2] or self._name(link[1]) != name]

    def of_kind(self, kind: str) -> list[str]:
        return [self._name(target) for said, target, outside in self._links if said == kind and not outside]

    def _name(self, target: str) -> str:
        folder = posixpath.dirname(self.source)
        return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")

    def written(self) -> bytes:
        return office_xml.written(self.root)


def _stays(kind: str, target: str, *, outside: bool) -> bool:
    if kind in _REFUSED:
        raise UploadRefused(_REFUSED[kind])
    if kind == "attachedTemplate" and not _is_local(target):
        raise UploadRefused("external")
    if kind == "attachedTemplate" or (kind == "hyperlink" and outside and is_neighbour(target)):
        return False
    if outside and not (kind == "hyperlink" and is_plain_link(target)):
        raise UploadRefused("external")
    return kind in _KEPT


def _is_local(target: str) -> bool:
    """A template on the writer's own disk, as Word notes it; it is forgotten with the writer's folders."""
    said = unquote(target).replace("\\", "/").lower()
    if said.startswith("file:"):
        said = said.removeprefix("file:").removeprefix("//localhost").removeprefix("//")
        return said[:1] == "/" and said[1:2] != "/"
    return "://" not in said and not said.startswith("//")
