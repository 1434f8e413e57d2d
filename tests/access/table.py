"""Reading the table of access: who gets which answer where, at which stage of a call.

The files in ``table/`` are meant to be read by people. After ``who`` a file names everybody who is asked, after
``at`` the stages at which. A row begins at the margin with the name of a route, the method and, where one route
has several acts, a word for the act. Set in below it stand stages, a colon, and the answers::

    open suspended: done lead host, in nobody, else 404

``once`` stands in place of stages where no call has a part in it. The answers are

    ok     the page or the file; nothing was written
    done   the act was done: something was written
    in     to the sign-in, nothing written
    to     to another page, nothing written
    404 …  refused with that status, nothing written
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "table"
ONCE = "once"
ANSWER = re.compile(r"ok|done|in|to|[45]\d\d")
Answers = dict[str, str]


class TableError(Exception):
    """A line of the table that cannot be read."""


@dataclass
class Row:
    """What is asked, and the answers by stage, each by who asks."""

    route: str
    method: str
    act: str = ""
    answers: dict[str, Answers] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.route, self.method, self.act)))


@dataclass
class Area:
    """One file: who is asked, at which stages, and the rows."""

    name: str
    who: list[str] = field(default_factory=list)
    at: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def areas() -> list[Area]:
    """Every file of the table, by name."""
    return [read(path.stem, path.read_text()) for path in sorted(FOLDER.glob("*.txt"))]


def read(name: str, text: str) -> Area:
    """One file. Raises TableError that names the line."""
    area = Area(name)
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].rstrip()
        if not said:
            continue
        try:
            _line(area, said)
        except ValueError as error:
            raise TableError(f"{name}.txt:{number}: {error}") from None
    return area


def _line(area: Area, line: str) -> None:
    words = line.split()
    if line.startswith(" "):
        _answers(area, line)
    elif words[0] in ("who", "at"):
        getattr(area, words[0]).extend(words[1:])
    else:
        if len(words) not in (2, 3) or words[1] not in ("GET", "POST"):
            raise ValueError("a row is a route, GET or POST, and at most one word")
        area.rows.append(Row(*words))
        if str(area.rows[-1]) in map(str, area.rows[:-1]):
            raise ValueError("this row stands here twice")


def _answers(area: Area, line: str) -> None:
    stages, colon, said = line.partition(":")
    row = area.rows[-1]
    for stage in stages.split():
        if not colon or stage in row.answers or stage not in (ONCE, *area.at):
            raise ValueError(f"{stage} does not belong here")
        row.answers[stage] = _told(area.who, said)


def _told(who: list[str], said: str) -> Answers:
    """``done lead host, in nobody, else 404``; one answer alone is everybody's."""
    told: Answers = {}
    parts = said.split(",") if "," in said or len(said.split()) > 1 else [f"else {said}"]
    for part in parts:
        answer, *names = part.split()
        if answer == "else":
            (answer,) = names
            names = [name for name in who if name not in told]
        if not names or not ANSWER.fullmatch(answer) or not set(names) <= set(who) - set(told):
            raise ValueError(f"{part.strip()!r} cannot be read")
        told |= dict.fromkeys(names, answer)
    if missing := [name for name in who if name not in told]:
        raise ValueError(f"nothing is said of {', '.join(missing)}")
    return told


def lines_of(got: Mapping[str, Answers]) -> Iterator[str]:
    """Answers by stage as they would stand in the table."""
    alike: dict[str, list[str]] = {}
    for stage, told in got.items():
        alike.setdefault(_shown(told), []).append(stage)
    for shown, stages in alike.items():
        yield f"    {' '.join(stages)}: {shown}"


def _shown(told: Answers) -> str:
    by: dict[str, list[str]] = {}
    for name, answer in told.items():
        by.setdefault(answer, []).append(name)
    *some, most = sorted(by, key=lambda answer: (len(by[answer]), answer))
    parts = [f"{answer} {' '.join(by[answer])}" for answer in some]
    return ", ".join([*parts, f"else {most}" if parts else most])
