"""What every check is made with: its name and question, and what several of them ask of the evidence."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.faults.drill.evidence import Evidence, Row


@dataclass
class Result:
    name: str
    question: str
    faults: list[str]
    numbers: dict[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not self.faults


Check = Callable[[Evidence], tuple[list[str], dict[str, Any]]]
CHECKS: list[tuple[str, str, Check]] = []


def check(name: str, question: str) -> Callable[[Check], Check]:
    def add(function: Check) -> Check:
        CHECKS.append((name, question, function))
        return function

    return add


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def portal_time(seen: Evidence, machine: float) -> float:
    return machine + seen.offset


def said_at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def live_by_journals(seen: Evidence) -> dict[str, Row]:
    """Bid -> the receipt that is in force: the last accepted *lodge*, unless it was withdrawn after it."""
    acts: dict[str, list[Row]] = defaultdict(list)
    for line in seen.of("receipt"):
        said = line["document"]["receipt"]
        if said["verdict"] == "accepted":
            acts[said["bid"]].append(line)
    live = {}
    for bid, lines in acts.items():
        last = max(lines, key=lambda line: line["document"]["receipt"]["received_at"])
        if last["document"]["receipt"]["act"] == "lodge":
            live[bid] = last
    return live


def live_by_tables(seen: Evidence) -> dict[str, int]:
    """The same from the intakes and their verdicts: bid -> package."""
    last: dict[str, Row] = {}
    for one in seen.intakes:  # in the order they were received
        if one["verdict"] == "accepted" and one["act"] in ("lodge", "withdraw"):
            last[one["bid"]] = one
    return {bid: one["package_id"] for bid, one in last.items() if one["act"] == "lodge"}
