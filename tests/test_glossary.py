"""The glossary says what stands in the code and on the pages, and nothing else."""

import re
from pathlib import Path

import pytest

from portal.ground import messages

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| ([^|*]+) \| ([^|]+) \| `(\w+)` \| ([^|]*)\|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for room in ("organizations", "procurement", "portal/ground")
    for pattern in ("*.py", "*.toml")
    for path in (ROOT / room).rglob(pattern)
)
SAID = "\n".join(path.read_text(encoding="utf-8") for path in messages.LOCALES.glob("zh_Hans/*/*.po"))


def test_every_row_is_read():
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    assert len(ROWS) == sum(line.startswith("| ") and "`" in line for line in lines) > 50
    assert len({zh for zh, _en, _code, _ocds in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("zh", "code"), [(zh, code) for zh, _en, code, _ocds in ROWS])
def test_a_word_is_said_and_its_code_is_there(zh, code):
    assert re.search(rf"\b{code}\b", CODE), code
    assert zh in SAID, zh
