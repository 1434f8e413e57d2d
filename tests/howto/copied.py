"""A page of docs/how-to applied to a copy of the tree, so that page and house cannot part.

The line before each code block of a page says where the block goes, in one of these forms:

    In `FILE`, after `LINE`:  In `FILE`, before `LINE`:  In `FILE`, instead of `LINE`:  In `FILE`, at its end:
    In `FILE`, after the row `LINE`:  (before, instead of likewise)  A new file, `FILE`:

LINE is text of exactly one line. A row is, in Python, the item that line belongs to of a list that begins at the
margin; elsewhere the lines around it up to the next empty ones. Blocks of `sh` and `text` go nowhere.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^(?P<said>.*)\n+```(?P<language>\w*)\n(?P<text>(?:.*\n)*?)```$", re.M)
_SAID = re.compile(
    r"In `(?P<file>[^`]+)`, (?:(?P<where>after|before|instead of) (?P<row>the row )?`(?P<line>[^`]+)`"
    r"|at its end):|A new file, `(?P<new>[^`]+)`:"
)
_ITEM = re.compile(r" {4}[^\s)\]}]")


@dataclass(frozen=True)
class Edit:
    """One code block of a page. ``where``: after, before or instead of ``line``, else the end of the file."""

    file: str
    new: bool
    where: str
    row: bool
    line: str
    text: str

    def apply(self, tree: Path) -> None:
        """Write it into ``tree``. Raises AssertionError where the file is not as the page says."""
        path = tree / self.file
        assert path.exists() != self.new, f"{self.file} is there already, or is not"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [] if self.new else path.read_text(encoding="utf-8").splitlines(keepends=True)
        begin, end = self._span(lines) if self.where else (len(lines), len(lines))
        gap = ["\n"] if lines and path.suffix != ".py" and (self.row or not self.where) else []
        if self.where == "instead of":
            lines[begin:end] = [self.text]
        elif self.where == "before":
            lines[begin:begin] = [self.text, *gap]
        else:
            lines[end:end] = [*gap, self.text]
        path.write_text("".join(lines), encoding="utf-8")

    def _span(self, lines: list[str]) -> tuple[int, int]:
        found = [number for number, text in enumerate(lines) if self.line in text]
        assert len(found) == 1, f"{self.line!r} stands on {len(found)} lines of {self.file}"
        begin, end = found[0], found[0] + 1
        if self.row and self.file.endswith(".py"):
            begin -= next(up for up in range(end) if _ITEM.match(lines[begin - up]))
            end += next(on for on, text in enumerate(lines[end:]) if text[0] != " " or _ITEM.match(text))
        elif self.row:
            begin -= next((up for up in range(begin) if not lines[begin - up - 1].strip()), begin)
            end += next((on for on, text in enumerate(lines[end:]) if not text.strip()), len(lines) - end)
        return begin, end


def edits(page: str) -> list[Edit]:
    """What docs/how-to/``page`` says to write. Raises AssertionError for a block that does not say where it goes."""
    found = []
    for block in _BLOCK.finditer((ROOT / "docs/how-to" / page).read_text(encoding="utf-8")):
        if block["language"] not in ("sh", "text"):
            said = _SAID.fullmatch(block["said"])
            assert said, f"{page}: {block['said']!r} does not say where its block goes"
            place = said["new"] or said["file"], bool(said["new"]), said["where"] or "", bool(said["row"])
            found.append(Edit(*place, said["line"] or "", block["text"]))
    return found


def copied(folder: Path, *pages: str) -> Path:
    """The tree as git has it, with what is new and not ignored, copied into ``folder`` and the pages applied to it."""
    tree, listed = folder / "tree", ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(listed, cwd=ROOT, text=True).split("\0"):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    for edit in (one for page in pages for one in edits(page)):
        edit.apply(tree)
    return tree


def run(tree: Path, *words: str, **environ: str) -> str:
    """What this Python prints of ``words`` in ``tree``, away from this run's environment. Raises AssertionError with it
    where it fails."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    asked = [sys.executable, *words]
    done = subprocess.run(asked, cwd=tree, env=own | environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout
