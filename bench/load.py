"""Requests per second and how long they take, by wrk, in rounds that wait for an idle machine."""

import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass

import psutil

IDLE = 15.0  # per cent of all cores in use by others: less counts as idle
PATIENCE = 60.0
# wrk prints its percentiles of a round in microseconds through this.
REPORT = """
done = function(summary, latency, requests)
  io.write(string.format("FIGURES %d %d %.0f %.0f %.0f %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Round:
    """One round: requests per second, and milliseconds within which half, 95 and 99 per cent were answered."""

    rate: float
    p50: float
    p95: float
    p99: float
    errors: int


def median(rounds: list[Round]) -> Round:
    """Each figure's own median; errors are added up."""
    middle = (
        statistics.median(getattr(one, name) for one in rounds) for name in ("rate", "p50", "p95", "p99")
    )
    return Round(*middle, sum(one.errors for one in rounds))


def wait_until_idle() -> bool:
    """Whether the machine became idle in time; a round is measured in any case, and says so."""
    until = time.monotonic() + PATIENCE
    while psutil.cpu_percent(interval=0.5) > IDLE:
        if time.monotonic() > until:
            return False
    return True


def load(url: str, *, connections: int, seconds: float, header: str = "") -> Round:
    """One round against ``url``. Raises RuntimeError where wrk is missing or fails."""
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("wrk is needed: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(REPORT)
        script.flush()
        command = [program, "-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", script.name]
        command += ["-H", header] if header else []
        done = subprocess.run([*command, url], capture_output=True, text=True, check=False)
    found = re.search(r"FIGURES (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stdout + done.stderr)
    requests, lasted, p50, p95, p99, errors = map(int, found.groups())
    return Round(requests / lasted * 1e6, p50 / 1000, p95 / 1000, p99 / 1000, errors)


def weight(url: str) -> tuple[int, int]:
    """Bytes of one answer, plain and gzipped on the wire."""
    sizes = []
    for accepted in ("identity", "gzip"):
        request = urllib.request.Request(url, headers={"Accept-Encoding": accepted})
        with urllib.request.urlopen(request, timeout=30) as answer:
            sizes.append(len(answer.read()))
    return sizes[0], sizes[1]
