"""The started portal, for tests that drive it from outside like anybody else."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2

from portal.ground.clock import LEGAL_ZONE, clock_sql
from tests.support.prepared import PREPARED, begin_from, prepared

ROOT = Path(__file__).resolve().parents[2]


# What decides which data a start lays down, and where.
DATA = {"DATABASE_URL", "PROVINCE"}


class Stack:
    """`manage.py demo --ephemeral` over a folder of its own: address, commands, parts to stop and start.

    The folder begins as a copy of one that a start filled earlier in this run, which is most of what a start takes."""

    def __init__(self, *words: str, **environ: str) -> None:
        made = environ.get("VAR_DIR") or tempfile.mkdtemp(prefix="yangguang-stack-")
        self.var, self.own = Path(made), "VAR_DIR" not in environ
        if self.own and PREPARED in os.environ and not {*environ} & DATA:
            name = "-".join(words).strip("-") or "demonstration"
            begin_from(prepared(name, lambda folder: fill(folder, *words)), self.var)
        # Nothing of the test run's own: the stack makes its servers and secrets itself.
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        self.environ = {**kept, **environ, "VAR_DIR": str(self.var)}
        handle, name = tempfile.mkstemp(prefix="yangguang-output-")
        os.close(handle)
        self.output = Path(name)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--ephemeral", *words],
                cwd=ROOT, env=self.environ, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.url = ""

    def wait(self, seconds: float = 180) -> "Stack":
        """Until READY stands alone on a line. Raises RuntimeError with all that was printed."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for line in self.output.read_text().splitlines():
                if line.startswith("READY "):
                    self.url = line.removeprefix("READY ")
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        text = self.output.read_text()
        self.stop()
        raise RuntimeError(f"the stack did not start:\n{text}")

    def manage(self, *words: str) -> str:
        """What a command of manage.py prints, run beside the portal as in another terminal."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.environ, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self, name: str) -> str:
        """What it left in the file for commands in another terminal."""
        lines = (self.var / "demo.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)[name]

    def clock(self, to: datetime | None = None) -> datetime:
        """What time the portal takes it to be, in Yunnan and without its zone; moved ``to`` first, as `demo_clock`
        does, whose start alone takes longer than most pages."""
        with (
            contextlib.closing(psycopg2.connect(self.said("DATABASE_URL"))) as owner,
            owner,
            owner.cursor() as sql,
        ):
            if to is not None:
                shift = to.replace(tzinfo=LEGAL_ZONE) - datetime.now(UTC)
                sql.execute(clock_sql(f"clock_timestamp() + interval '{shift.total_seconds()} seconds'"))
            sql.execute("SELECT portal_clock()")
            (moment,) = sql.fetchone()
        shown: datetime = moment.astimezone(LEGAL_ZONE).replace(tzinfo=None)
        return shown

    def accounts(self) -> list[dict[str, Any]]:
        """The demonstration's accounts, as `demo_accounts --json` gives them."""
        found: list[dict[str, Any]] = json.loads(self.manage("demo_accounts", "--json"))
        return found

    def hold(self, part: str, seconds: float = 30) -> None:
        """Stop one part (web, worker, opener, beat, database, broker) and keep it stopped."""
        (self.var / "run" / f"{part}.hold").touch()
        self._until(lambda: not self.runs(part), seconds, f"{part} still runs")

    def release(self, part: str, seconds: float = 30) -> None:
        """Let it start again, and wait until it has."""
        (self.var / "run" / f"{part}.hold").unlink()
        self._until(lambda: self.runs(part), seconds, f"{part} does not run")

    def runs(self, part: str) -> bool:
        return (self.var / "run" / f"{part}.pid").exists()

    def pid(self, part: str) -> int:
        return int((self.var / "run" / f"{part}.pid").read_text())

    def _until(self, happened: Any, seconds: float, otherwise: str) -> None:
        until = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < until, f"{otherwise} after {seconds:.0f} s\n{self.output.read_text()}"
            time.sleep(0.1)

    def stop(self) -> int:
        """The exit status after SIGTERM."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.output.unlink(missing_ok=True)
        if self.own:
            shutil.rmtree(self.var, ignore_errors=True)
        return code


def fill(folder: Path, *words: str) -> None:
    """What a first start leaves when it is stopped."""
    Stack(*words, VAR_DIR=str(folder)).wait().stop()
    for left in ("log", "run"):
        shutil.rmtree(folder / left)
