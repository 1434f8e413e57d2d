"""Of the drill itself: that it was one, and that nothing failed but what it killed."""

import re
from collections import Counter
from typing import Any

from tests.faults.drill.checks.common import check
from tests.faults.drill.evidence import Evidence

# How one notices that a part was killed: its connection is refused or gone, nothing else.
PART_AWAY = re.compile(
    r"(?:OperationalError|DatabaseError): (?:connection to server|server closed the connection|terminating connection"
    r"|could not receive data|SSL SYSCALL)"
    r"|AdminShutdown|CrashShutdown|CannotConnectNow|InterfaceError: (?:connection|cursor) already closed"
    r"|redis\.exceptions\.(?:ConnectionError|TimeoutError|BusyLoadingError)"
    r"|ConnectionRefusedError|ConnectionResetError|BrokenPipeError|smtplib\.SMTP|WorkerLostError"
)


@check(
    "nothing failed but what was killed", "Do the logs hold no error beside those of parts that were away?"
)
def nothing_else_failed(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    strange = Counter(one for one in seen.traces if not PART_AWAY.search(one))
    return [f"{times} times {one}" for one, times in strange.most_common()], {"traces": len(seen.traces)}


@check("the drill was one", "Did everything happen that was to be survived?")
def the_drill_was_one(seen: Evidence) -> tuple[list[str], dict[str, Any]]:
    killed = Counter(one["part"] for one in seen.of("fault") if one["done"])
    planned = Counter(one["part"] for one in seen.plan["faults"])
    faults = [f"{part} was to be killed and was not" for part in planned - killed]
    died = [one["step"] for one in seen.of("opener") if one["killed"]]
    missed = set(seen.plan["opener_steps"]) - set(died)
    faults += [f"the opener was to be killed at: {step}, and was not" for step in sorted(missed)]
    verdicts = Counter(one["verdict"] for one in seen.intakes)
    straddling = _straddling(seen)
    for what, number in (
        ("accepted bid", verdicts["accepted"]), ("late bid", verdicts["late"]), ("client cut off", len(seen.of("cut"))),
        ("bid received before and answered after the closing", straddling),
        ("receipt after a lost answer", _recovered(seen)),
        ("press with somebody else's key", _stolen(seen)),
    ):  # fmt: skip
        if not number:
            faults.append(f"there was no {what}")
    return faults, {
        "killed": sum(killed.values()) + len(died) + 1,
        "opener killed at": died,
        "cut by the proxy": sum(one.get("by") == "proxy" for one in seen.of("cut")),
        "answers lost": sum("bidder" in one for one in seen.of("cut", "failed")),
        "received before and answered after the closing": straddling,
    }


def _straddling(seen: Evidence) -> int:
    """Requests that were under way at the closing, and in time."""
    first: dict[str, float] = {}
    for line in seen.of("answer"):
        first.setdefault(line["key"], line["at"])
    before = [one["key"] for one in seen.intakes if one["received_at"] < one["due_at"]]
    return sum(first.get(key, 0.0) >= seen.due for key in before)


def _stolen(seen: Evidence) -> int:
    first: dict[str, int] = {}
    for line in seen.of("presses"):
        first.setdefault(line["key"], line["bidder"])
    return sum(first[line["key"]] != line["bidder"] for line in seen.of("presses"))


def _recovered(seen: Evidence) -> int:
    lost = {(one["bidder"], one["key"]) for one in seen.of("cut", "failed") if "bidder" in one}
    return len(lost & {(one["bidder"], one["key"]) for one in seen.of("receipt")})
