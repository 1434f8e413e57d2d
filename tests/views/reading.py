"""A page as a reader meets it: its links, and its words with the language each is marked to be in."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Names, formats and units that stand alike in both languages.
ALIKE = frozenset(
    [
        "PDF",
        "Word",
        "JSON",
        "HTML",
        "CSV",
        "Excel",
        "OCID",
        "Atom",
        "SHA",
        "HIV",
        "WeChat",
        "Yangguang",
        "YN",
        "yunnan",
        "DOCX",
        "XLSX",
        "docx",
        "xlsx",
        "pdf",
        "txt",
        "kB",
        "MB",
        "http",
        "https",
        "testserver",
        "notices",
        "V1",
        "V2",
        "CC",
        "BY",
        "GB",
        "RSA",
        "OpenAPI",
        "JavaScript",
        "WCAG",
        "AA",
        "OCDS",
        "JSON",
        "Lines",
    ]
)
_HIDDEN = {"script", "style", "svg", "code", "pre"}
_VOID = {"meta", "link", "br", "input", "img", "hr", "path", "line", "circle", "rect", "text"}
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
# A name of more words than these is a sentence.
_NAME = 6
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# Codes, addresses, check values and the numbers of rules are no words.
_CODE = re.compile(
    r"https?://\S+|\S+@\S+|\b[A-Z]{2}\d{4}-\d+\b|\b[0-9a-f]{8,}\b|\b\w+([._-]\w+)+\b|SHA-256"
    r"|\b[0-9A-Z]{18}\b|\b[A-Z]{2,}[-A-Z0-9]*\d[-A-Z0-9]*\b|\b[A-Z0-9]{2}\b"
)


def tight(html: str) -> str:
    """The mark-up on one line, without the white space beside its tags."""
    return re.sub(r"(?<=>) | (?=<)", "", " ".join(html.split()))


@dataclass
class Page(HTMLParser):
    """What stands on a page. ``words`` are pairs of the language in force and the text."""

    html: str
    words: list[tuple[str, str]] = field(default_factory=list)
    # Those that are not folded away under a heading of their own.
    open_words: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []
        self.feed(self.html)

    @property
    def language(self) -> str:
        return self._open[-1][1] if self._open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        language = named.get("lang", self.language)
        if tag == "a" and named.get("href"):
            self.links.append(named["href"])
        if "id" in named:
            self.ids.append(named["id"])
        self.inline += [f"<{tag} {name}>" for name in named if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in named):
            self.inline.append(f"<{tag}>")
        for name in ("title", "alt", "aria-label", "placeholder", "content"):
            if named.get(name) and not (tag == "meta" and named.get("name") in ("viewport", "robots")):
                self.words.append((language, named[name]))
        if tag not in _VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in _VOID:
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in _HIDDEN for tag, _lang in self._open):
            self.words.append((self.language, data.strip()))
            if not any(tag == "details" for tag, _lang in self._open):
                self.open_words.append((self.language, data.strip()))

    def foreign(self) -> list[str]:
        """Words that are not in the language they are marked with."""
        return [text for language, text in self.words if _is_foreign(language, text)]

    def sentences_in_english(self) -> list[str]:
        """Whole sentences in English that stand open on the page without a heading that says so."""
        before = ["", *(text for _lang, text in self.open_words)]
        return [
            text
            for heading, (lang, text) in zip(before, self.open_words, strict=False)
            if lang == "en" and len(_WORD.findall(text)) > _NAME and "英文" not in heading
        ]


def _is_foreign(language: str, text: str) -> bool:
    if language.startswith("en"):
        return bool(_CHINESE.search(text))
    plain = _CODE.sub(" ", text)
    return any(word not in ALIKE for word in _WORD.findall(plain))
