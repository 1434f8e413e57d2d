"""Run as a program: opens one call again and again, killed at every statement, and prints what was left."""

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any

import django

LEFT = {
    "openings": "SELECT count(*) FROM procurement_opening",
    "offers": "SELECT count(*) FROM procurement_openedoffer",
    "wraps": "SELECT count(*) FROM procurement_keywrap WHERE recipient = 'evaluation'",
    "opened": "SELECT count(*) FROM procurement_bid WHERE status = 'opened'",
    "moved": "SELECT count(*) FROM procurement_tender WHERE step = 'evaluating'",
    "events": "SELECT count(*) FROM ledger_event WHERE kind = 'bids_opened'",
}


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _open(number: str, last: int) -> None:
    """The real opener, killed after its statement number ``last``; past them all, around its commit."""
    from django.db import connection

    from procurement import opener

    told = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal told
        result = execute(sql, params, many, context)
        told += 1
        if told == last:
            _kill()
        return result

    commit = connection._commit

    def committed() -> None:
        nonlocal told
        for act in (lambda: None, commit):
            act()
            told += 1
            if told == last:
                _kill()

    connection._commit = committed
    with connection.execute_wrapper(count):
        assert opener.open_now(number) is not None


def _left() -> dict[str, int]:
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for name, question in LEFT.items():
            cursor.execute(question)
            (found[name],) = cursor.fetchone()
    connection.close()
    return found


def main(number: str) -> None:
    """A line of JSON for each kill, and one for the run that nobody stopped."""
    django.setup()
    # Once, not by each that is killed.
    import_module("procurement.opener")
    last = 0
    while True:
        last += 1
        pid = os.fork()
        if pid == 0:
            _open(number, last)
            os._exit(0)
        _pid, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status)
        assert killed or os.WEXITSTATUS(status) == 0, status
        print(json.dumps({"killed": killed, "after": last, **_left()}), flush=True)
        if not killed:
            return


if __name__ == "__main__":
    main(sys.argv[1])
