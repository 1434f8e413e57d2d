"""A part of a notice in words, as page and sheet have it."""

from dataclasses import dataclass

from procurement.sheets.model import Line, Table


@dataclass(frozen=True)
class Section:
    """A part of the call. ``note`` stands beside the heading."""

    key: str
    heading: str
    lines: tuple[Line, ...] = ()
    paragraphs: tuple[Line, ...] = ()
    table: Table | None = None
    note: str = ""

    # The first answer of a row as a sign: "ok" or "none"; empty where the rows answer nothing.
    states: tuple[str, ...] = ()

    @property
    def comes_first(self) -> bool:
        """Whether most people look for it before anything else: what, who may apply, who won."""
        return self.key in ("essentials", "lots", "who", "winners")

    @property
    def ticks(self) -> list[dict[str, str]]:
        """The rows of a table of answers, each with its sign."""
        if self.table is None:
            return []
        return [
            {"name": row[0], "text": row[1], "state": state}
            for row, state in zip(self.table.rows, self.states, strict=False)
        ]

    @property
    def cards(self) -> list[list[dict[str, str]]]:
        """The rows of the table with each cell's heading, which a phone prints beside it."""
        if self.table is None:
            return []
        return [
            [{"head": head, "text": text} for head, text in zip(self.table.head, row, strict=True)]
            for row in self.table.rows
        ]
