"""What a drill leaves for people: journal.jsonl with every line in order of time, summary.json with what held."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.faults.drill.checks import Result
from tests.faults.drill.evidence import Evidence

MOST_FAULTS = 20  # of one check, in words


def write(folder: Path, seen: Evidence, results: list[Result], **more: Any) -> dict[str, Any]:
    """Both files; returns the summary."""
    with (folder / "journal.jsonl").open("w", encoding="utf-8") as journal:
        for line in seen.lines:
            journal.write(json.dumps(line, ensure_ascii=False) + "\n")
    made = summary(seen, results) | more
    (folder / "summary.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    return made


def summary(seen: Evidence, results: list[Result]) -> dict[str, Any]:
    kinds = Counter(part["kind"] for part in seen.plan["parts"])
    return {
        "seed": seen.plan["seed"],
        "passed": all(one.passed for one in results),
        "bidders": dict(sorted(kinds.items())),
        "lines": dict(Counter(one["line"] for one in seen.lines)),
        "acts": dict(Counter(f"{one['act']} {one['verdict']}" for one in seen.intakes)),
        "faults": dict(Counter(one["part"] for one in seen.of("fault") if one["done"])),
        "checks": [
            asdict(one) | {"faults": one.faults[:MOST_FAULTS], "more": max(0, len(one.faults) - MOST_FAULTS),
                           "passed": one.passed}
            for one in results
        ],
    }  # fmt: skip


def told(made: dict[str, Any]) -> str:
    """The same in a few lines."""
    lines = []
    for one in made["checks"]:
        numbers = ", ".join(f"{name} {value}" for name, value in one["numbers"].items() if value != [])
        lines.append(f"  {'holds ' if one['passed'] else 'FAILS '} {one['name']}: {numbers}")
        lines += [f"         - {fault}" for fault in one["faults"][:5]]
        if len(one["faults"]) > 5:
            lines.append(f"         - and {len(one['faults']) - 5 + one['more']} more")
    return "\n".join(lines)
