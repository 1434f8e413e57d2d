"""The words of a page saved from a web site (.html, .mht): what is shown, without menus, scripts and what is struck
through. Nothing is fetched."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage

from lxml import etree, html

from procurement.uploads.words.errors import ReadingError

MOST_DEPTH = 200
# Cells a table may be unfolded to.
MOST_SPAN = 100
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b",
    re.I | re.S,
)
_ARCHIVE = re.compile(rb"(?:[A-Za-z-]{2,40}:[^\n]{0,400}\n(?:[ \t][^\n]{0,400}\n){0,5}){1,12}", re.S)
_SAID = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "gb18030"}

# So many signs may have been lost on the way; each stays in its place as one that can be seen (�).
_MOST_LOST = 0.005
_NOT_READ = {
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "head", "nav", "footer",
    "aside", "button", "select", "textarea", "input", "audio", "video", "canvas", "del", "s", "strike", "dialog",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl",
    "dt", "dd", "table", "tbody", "thead", "tfoot", "tr", "blockquote", "pre", "form", "fieldset", "hr", "address",
    "figure", "figcaption", "center", "caption", "body", "html",
}  # fmt: skip
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|text-decoration[a-z-]*\s*:[^;]*line-through|"
    r"mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.I
)  # fmt: skip
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_ELSEWHERE = re.compile(r"@media[^{]*\bprint\b[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.S)
_SIMPLE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*|\*)?((?:[.#][\w-]+)*)")
# A list of links is a menu; one link in a sentence, or a list of annexes, is not.
_MENU_LINKS = 4
_MENU_SHARE = 0.85
_ANNEX = re.compile(r"附件|\.(?:docx?|wps|pdf|xlsx?|zip|rar)\b", re.I)
_TITLE_END = re.compile(r"\s*[-_|—–]{1,2}\s*[^-_|—–]{2,40}$")


def is_page(data: bytes) -> bool:
    return bool(_PAGE.match(data.removeprefix(b"\xef\xbb\xbf")[:8192]))


def is_archive(data: bytes) -> bool:
    """A page and its pictures in one file, as browsers and WPS save it (.mht)."""
    head = _ARCHIVE.match(data[:8192])
    return bool(
        head and re.search(rb"^content-type:\s*(?:multipart/related|text/html)", head[0], re.I | re.M)
    )


def read_page(data: bytes) -> str:
    """Raises ReadingError: ``broken``, ``no_text``."""
    body, said = _unpacked(data) if is_archive(data) else (data, "")
    text = _decoded(body, said)
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ReadingError("no_text") from None
    hidden = _Hidden(root)
    shown = root.find("body")
    lines = [line for line in _lines(shown if shown is not None else root, hidden) if line]
    if not lines:
        raise ReadingError("no_text")
    title = _title(root)
    if title and not any(title in line for line in lines):
        lines.insert(0, title)
    return "\n".join(lines)


def _unpacked(data: bytes) -> tuple[bytes, str]:
    """The page itself and its charset."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            if part.get_content_type() == "text/html" and isinstance(part, EmailMessage):
                found = part.get_payload(decode=True)
                if isinstance(found, bytes):
                    return found, str(part.get_content_charset() or "")
    except (LookupError, ValueError, TypeError, AttributeError, IndexError):
        pass
    raise ReadingError("broken")


def _decoded(data: bytes, said: str) -> str:
    """By what the page says of itself first: bytes of one writing may pass for another."""
    found = _SAID.search(data[:4096])
    names = [said, found[1].decode() if found else "", "utf-8", "gb18030"]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names.insert(0, "utf-16")
    for name in filter(None, names):
        try:
            text = data.decode("gb18030" if name.lower() in _CHINESE else name, "replace")
        except LookupError:
            continue
        if text.count("\ufffd") <= _MOST_LOST * len(text):
            # lxml refuses a text that names a charset of its own.
            return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff")).replace("\x00", "")
    raise ReadingError("broken")


class _Hidden:
    """What is not shown: by its own style, by the rules of the page, by an attribute."""

    def __init__(self, root: etree._Element) -> None:
        sheets = _ELSEWHERE.sub("", "\n".join(one.text or "" for one in root.iter("style")))
        self.rules = [
            match.groups()
            for selectors, body in _RULE.findall(sheets)
            if _UNSEEN.search(body)
            for one in selectors.split(",")
            if (match := _SIMPLE.fullmatch(one.strip())) and match[0]
        ]

    def holds(self, element: etree._Element) -> bool:
        if (
            element.tag in _NOT_READ
            or element.get("hidden") is not None
            or element.get("role") == "navigation"
        ):
            return True
        return bool(_UNSEEN.search(element.get("style", ""))) or any(
            self._matches(element, tag, marks) for tag, marks in self.rules
        )

    @staticmethod
    def _matches(element: etree._Element, tag: str | None, marks: str) -> bool:
        own = {f".{one}" for one in element.get("class", "").split()} | {f"#{element.get('id', '')}"}
        return tag in (None, "*", element.tag) and set(re.findall(r"[.#][\w-]+", marks)) <= own


def _lines(element: etree._Element, hidden: _Hidden, depth: int = 0) -> Iterator[str]:
    """The blocks of an element; words that stand between blocks are a line of their own."""
    if depth > MOST_DEPTH:
        raise ReadingError("broken")
    said = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not hidden.holds(child) and not _is_menu(child):
            if child.tag == "br":
                said.append("\n")
            elif child.tag == "table" and _is_data(child):
                yield from _split(said)
                said = []
                yield from _rows(child, hidden, depth + 1)
            elif child.tag in _BLOCKS or any(one.tag in _BLOCKS for one in child.iter(etree.Element)):
                yield from _split(said)
                said = []
                yield from _lines(child, hidden, depth + 1)
            else:
                said.append(_inline(child, hidden, depth + 1))
        said.append(child.tail or "")
    yield from _split(said, preformatted=element.tag == "pre")


def _split(said: list[str], *, preformatted: bool = False) -> Iterator[str]:
    """A line end in the source of a page is a blank; only <br> ends a line."""
    whole = "".join(one if one == "\n" or preformatted else re.sub(r"[ \t\r\n]+", " ", one) for one in said)
    for line in whole.split("\n"):
        words = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", line)
        if words := words.replace("\u00a0", " ").strip(" \t\r\u3000"):
            yield words


def _inline(element: etree._Element, hidden: _Hidden, depth: int) -> str:
    if depth > MOST_DEPTH:
        raise ReadingError("broken")
    said = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not hidden.holds(child):
            said.append("\n" if child.tag == "br" else _inline(child, hidden, depth + 1))
        said.append(child.tail or "")
    return re.sub(r"[ \t\r\n]+", " ", "".join(said)) if "\n" not in said else "".join(said)


def _is_data(table: etree._Element) -> bool:
    """A table of rows and columns, not one that only places things on the page."""
    rows = [row for row in table.iter("tr") if _of(row, table)]
    wide = max((sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows), default=0)
    return wide > 1 and next(table.iterdescendants("table"), None) is None


def _of(row: etree._Element, table: etree._Element) -> bool:
    return next(row.iterancestors("table"), None) is table


def _rows(table: etree._Element, hidden: _Hidden, depth: int) -> Iterator[str]:
    """A cell that reaches over several rows is empty in the later ones, as in a Word file."""
    standing: dict[int, int] = {}
    for row in table.iter("tr"):
        if any(
            hidden.holds(one) for one in (row, *row.iterancestors()) if one.tag in ("tr", "tbody", "thead")
        ):
            continue
        cells, column = [], 0
        for cell in (one for one in row if one.tag in ("td", "th") and not hidden.holds(one)):
            while standing.get(column, 0):
                standing[column] -= 1
                cells.append("")
                column += 1
            cells.append(" ".join(_lines(cell, hidden, depth + 1)))
            for _ in range(_span(cell, "colspan")):
                standing[column] = _span(cell, "rowspan") - 1
                column += 1
        for later in sorted(place for place in standing if place >= column and standing[place]):
            standing[later] -= 1
            cells.append("")
        if any(cells):
            yield " | ".join(cells)


def _span(cell: etree._Element, name: str) -> int:
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), MOST_SPAN) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _is_menu(element: etree._Element) -> bool:
    if element.tag not in ("ul", "ol", "div", "table", "dl", "section", "header"):
        return False
    links = ["".join(one.itertext()) for one in element.iter("a")]
    if len(links) < _MENU_LINKS or any(_ANNEX.search(one) for one in links):
        return False
    whole = sum(len("".join(one.split())) for one in element.itertext())
    return sum(len("".join(one.split())) for one in links) >= _MENU_SHARE * whole


def _title(root: etree._Element) -> str:
    """What the page says that it is called: by the name that pages of offices give, or its title without the site's."""
    for one in root.iter("meta"):
        if one.get("name", "").lower() == "articletitle" and one.get("content", "").strip():
            return str(one.get("content")).strip()
    titled = root.find(".//title")
    said = " ".join((titled.text or "").split()) if titled is not None else ""
    return _TITLE_END.sub("", said)
