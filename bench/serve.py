"""The portal and the yardstick, each under gunicorn with two workers, as they are run for real."""

import contextlib
import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from portal.running import children

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2


@dataclass
class Served:
    """One gunicorn: where it answers and its processes."""

    url: str
    master: psutil.Process

    def memory(self) -> list[float]:
        """Proportional set size of each worker, in MiB."""
        return [round(one.memory_full_info().pss / 2**20, 1) for one in self.master.children()]

    def work(self) -> list[float]:
        """Seconds of processor each worker has used."""
        times = (one.cpu_times() for one in sorted(self.master.children(), key=lambda one: one.pid))
        return [time.user + time.system for time in times]


@contextlib.contextmanager
def served(name: str, application: str, environ: Mapping[str, str], folder: Path) -> Iterator[Served]:
    """Runs until left. Raises TimeoutError."""
    port = free_port()
    values = {
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
        "API_PER_MINUTE": "1000000000",
        **environ,
    }
    own = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
    process = children.start(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:portal.running.serving",
            "--max-requests",
            "0",
            application,
        ],
        log=folder / f"{name}.log",
        env=own | values,
        cwd=ROOT,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        yield Served(url, psutil.Process(process.pid))
    finally:
        children.stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise TimeoutError(url) from None
            time.sleep(0.2)
