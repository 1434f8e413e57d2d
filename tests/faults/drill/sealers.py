"""Several processes that seal the record at the same moments, as if the beat ran twice: the chain must not fork.

Run as a program with the environment of a worker: seconds, number of processes."""

import os
import sys
import time

import django

EVERY = 0.3  # seconds; all at the same ones, so that they meet


def _seal_until(end: float) -> None:
    from django.db import Error, connection

    from portal.ground import clock, ledger

    while (now := time.time()) < end:
        time.sleep(EVERY - now % EVERY)
        try:
            ledger.seals.seal(clock.now())
        except Error:
            connection.close()  # the database was killed; it comes back


def main(seconds: float, processes: int) -> None:
    django.setup()
    end = time.time() + seconds
    pids = []
    for _ in range(processes):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                _seal_until(end)
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    sys.exit(any(os.waitpid(pid, 0)[1] for pid in pids))


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
