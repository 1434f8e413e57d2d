"""No page says that a rule is kept which no code asks: such rules are listed, and the list is true."""

import ast
import re
from collections import Counter
from pathlib import Path

from procurement.labels.because import BECAUSE
from procurement.rules.parameters import PARAMETERS
from procurement.rules.unasked import UNASKED, Why
from tests.rules.calls import BOOK

ROOT = Path(__file__).parents[2]
# At most 20. It may fall, never rise: a row that stops and that nobody asks is a promise nobody keeps.
MOST_BLOCKING = {Why.OFFICE: 4, Why.NOT_OFFERED: 9, Why.HELD: 3}


# A notice prints them, and that they are kept nobody here can see.
SAID_ONLY = {"domestic.inside_service", "credit.checked"}


def named() -> tuple[set[str], list[str]]:
    """The texts of the code, and the patterns of those it puts together."""
    texts: set[str] = set()
    patterns: list[str] = []
    for folder in ("procurement", "portal", "organizations"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name in ("parameters.py", "unasked.py", "because.py") or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    patterns.append(pattern(node))
    return texts, [one for one in patterns if re.match(r"[a-z_]{4,}\\\.", one)]


def pattern(node: ast.JoinedStr) -> str:
    return "".join(
        re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[a-z_.]+" for one in node.values
    )


def test_the_list_of_rules_that_nobody_asks_is_true():
    texts, patterns = named()
    asked = {name for name in PARAMETERS if name in texts or any(re.fullmatch(one, name) for one in patterns)}
    assert set(UNASKED) == set(PARAMETERS) - (asked - SAID_ONLY)


BLOCKING = [
    row for row in BOOK.rows if row.enforcement == "block" and row.parameter in UNASKED and "@" not in row.id
]


def test_rows_that_stop_and_that_nobody_asks_grow_no_more():
    blocking = Counter(UNASKED[row.parameter] for row in BLOCKING)
    assert {why: blocking[why] for why in Why} == MOST_BLOCKING
    assert sum(MOST_BLOCKING.values()) <= 20


def test_each_of_them_says_why_no_code_can_ask_it():
    assert set(BECAUSE) == {row.parameter for row in BLOCKING}
