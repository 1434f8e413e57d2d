"""The real opener, killed at one step after another of the same opening, then left alone.

Run as a program with the opener's environment and the names of the steps. Each life is a fork of a process that has
everything loaded, so that the next opener is there at once. Prints a line for each death."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

COMMIT = {"before the commit": 0, "after the commit": 1}
# Step -> what stands in its statement, and after how many such statements it dies.
STATEMENTS: dict[str, tuple[tuple[str, ...], int]] = {
    "call locked": (('FROM "procurement_tender"', "FOR UPDATE"), 1),
    "clocks read": (("portal_clock(), clock_timestamp()",), 1),
    "latecomers waited for": (("pg_advisory_xact_lock(",), 1),
    "opening written": (('INSERT INTO "procurement_opening"',), 1),
    "an offer written": (('INSERT INTO "procurement_openedoffer"',), 3),
    "a key wrapped anew": (('INSERT INTO "procurement_keywrap"',), 2),
    "a bid settled": (('UPDATE "procurement_bid"',), 3),
    "the call moved": (('UPDATE "procurement_tender"',), 1),
    "the event written": (('INSERT INTO "ledger_event"', "bids_opened"), 1),
}


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Doomed:
    """Watches what one connection says and dies at a step."""

    def __init__(self, step: str) -> None:
        self.step, self.told, self.opening = step, 0, False

    def watch(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        text = f"{sql} {params}" if "ledger_event" in str(sql) else str(sql)
        self.opening = self.opening or STATEMENTS["opening written"][0][0] in text
        marks, times = STATEMENTS.get(self.step, (("",), 0))
        if all(mark in text for mark in marks):
            self.told += 1
            if self.told == times:
                _die()
        return result

    def committing(self, commit: Callable[[], None]) -> Callable[[], None]:
        def committed() -> None:
            doomed = COMMIT.get(self.step, -1) if self.opening else -1
            if doomed == 0:
                _die()
            commit()
            if doomed == 1:
                _die()

        return committed


def _live(step: str) -> None:
    """One life of the opener: the command of portal/running/processes.py, in this process."""
    from django.db import connection

    from portal.celery import app
    from portal.running.processes import PROCESSES

    if step:
        doomed = Doomed(step)
        connection.execute_wrappers.append(doomed.watch)
        connection._commit = doomed.committing(connection._commit)  # type: ignore[method-assign]
    command = next(one.command for one in PROCESSES if one.name == "opener")
    words = list(command[command.index("worker") :])
    app.worker_main([*words, "--without-mingle", "--without-gossip"])


def main(steps: list[str]) -> None:
    from procurement import opener  # noqa: F401 - loaded once, for every life

    for step in (*steps, ""):
        pid = os.fork()
        if pid == 0:
            _live(step)
            os._exit(0)
        _pid, status = os.waitpid(pid, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print(json.dumps({"at": time.time(), "line": "opener", "step": step, "killed": died}), flush=True)


if __name__ == "__main__":
    import django

    django.setup()
    main(sys.argv[1:])
