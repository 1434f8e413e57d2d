"""Old shells read the site as well: nothing newer than Chromium 86 and the WebView in WeChat may be needed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 86
# What stands in a style sheet -> the Chromium that understood it first. What only refines (text-wrap,
# accent-color) is not listed.
STYLES = {
    r"(?<![\w-])inset(?:-(?:block|inline)[\w-]*)?\s*:": 87,
    r"(?:margin|padding|border)-(?:block|inline)-(?:start|end)-(?:start|end)": 87,
    r":(?:is|where)\(": 88,
    r"aspect-ratio\s*:": 88,
    r":not\([^()]*,": 88,
    r"overflow(?:-[xy])?\s*:\s*clip": 90,
    r"@layer\b": 99,
    r"(?<![\w-])(?:translate|rotate|scale)\s*:": 104,
    r":has\(": 105,
    r"@container\b": 105,
    r"[\d.](?:[sld]v[hwib]|lh|rlh)\b": 108,
    r"color-mix\(|\bok(?:lch|lab)\(|(?<![\w-])(?:lch|lab|hwb)\(": 111,
    r"@scope\b|@starting-style\b": 118,
    r"light-dark\(": 123,
    r"@media[^{]*[<>]=?": 104,
    r"(?<![\w-])(?:round|mod|rem|sin|cos|tan|pow|sqrt|hypot)\(": 111,
    r"[{;]\s*&": 112,
    r"(?<![\w-])(?:field-sizing|interpolate-size|anchor-name|animation-timeline|content-visibility)\s*:": 120,
}
MARKUP = {
    r"<search\b": 118,
    r"\spopover(?:=|\s|>)": 114,
    r"\sinert(?:=|\s|>)": 102,
    r"<details[^>]*\sname=": 120,
    r"<selectedcontent\b": 135,
}
SCRIPTS = {
    r"\.replaceAll\(|\?\?=|\|\|=|&&=": 85,
    r"\.at\(": 92,
    r"\bObject\.hasOwn\(|\bcrypto\.randomUUID\(": 93,
    r"\bstructuredClone\(": 98,
    r"\.(?:findLast|findLastIndex)\(": 97,
    r"\.(?:toSorted|toReversed|toSpliced)\(": 110,
    r"\bPromise\.(?:any|withResolvers)\(": 85,
    r"^\s*static\s*\{": 94,
}


def newer(text: str, table: dict[str, int]) -> list[str]:
    """What in ``text`` a browser of the floor does not know, with the one that does."""
    plain = re.sub(r"(?s)/\*.*?\*/|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text)
    return [
        f"{found[0].strip()!r} needs Chromium {version}"
        for pattern, version in table.items()
        if version > FLOOR and (found := re.search(pattern, plain, re.MULTILINE))
    ]


def files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


@pytest.mark.parametrize(
    ("pattern", "table"),
    [("static/**/*.css", STYLES), ("templates/**/*.html", MARKUP), ("static/**/*.js", SCRIPTS)],
)
def test_nothing_needs_a_newer_browser(pattern: str, table: dict[str, int]) -> None:
    found = {
        str(path.relative_to(ROOT)): faults
        for path in files(pattern)
        if (faults := newer(path.read_text(), table))
    }
    assert not found


@pytest.mark.parametrize(
    ("text", "table"),
    [
        (".a:has(b) { color: red }", STYLES),
        (".a { inset: 0 }", STYLES),
        (".a { padding: 0; & b { margin: 0 } }", STYLES),
        ("@media (width >= 40em) { a { color: red } }", STYLES),
        (".a { min-height: 100dvh }", STYLES),
        ("<div popover>", MARKUP),
        ("x.at(-1)", SCRIPTS),
    ],
)
def test_what_is_newer_is_seen(text: str, table: dict[str, int]) -> None:
    assert newer(text, table)


@pytest.mark.parametrize(
    "text", ["a { clip-path: inset(50%) }", "a { box-shadow: inset 0 0 red }", "a { gap: 1rem }"]
)
def test_what_is_old_enough_is_let_through(text: str) -> None:
    assert not newer(text, STYLES)
