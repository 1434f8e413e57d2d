"""The portal under the drill: every part a process with its own secrets, killed, and started again as by a machine."""

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from portal.ground import keys
from portal.running import children, embedded
from portal.running.launch import BIDDER_KEYS, INHERITED, SIGNING
from portal.running.processes import LOGINS, OWNER_LOGIN, PROCESSES, TASK_ROUTES, Process

ROOT = Path(__file__).resolve().parents[3]
BY_NAME = {one.name: one for one in PROCESSES}
HELPERS = ("proxy", "sink")
# How long a part lies before it is started again: a supervisor needs a moment to see it.
NOTICED = 0.4


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class House:
    """All parts over one folder. ``tree`` is the checkout whose code they run; ``static`` may be used again.

    Whoever makes it must be the thread that also starts and tends: a child ends with the thread that made it."""

    def __init__(self, folder: Path, tree: Path, static: Path, seed: int, cut_share: float) -> None:
        self.folder, self.tree, self.static = folder, tree, static
        self.seed, self.cut_share = seed, cut_share
        self.logs = folder / "log"
        self.temporary = folder / "tmp"
        self.runtime = embedded.runtime_folder()
        for made in (self.logs, self.temporary, folder / "run"):
            made.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # as root the database works as somebody else
        self.temporary.chmod(0o1777)
        self.port, self.mail_port = free_port(), free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.database = embedded.Postgres(folder, self.runtime)  # with fsync, as where it matters
        self.broker = embedded.Valkey(folder, self.runtime)
        self.parts = self._parts()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.fallen: dict[str, float] = {}
        self.stopped: set[str] = set()
        self.deaths: list[dict[str, Any]] = []
        self.values = self._values()

    def _parts(self) -> dict[str, Process]:
        """Those of the portal, with two web masters instead of one."""
        web = BY_NAME["web"]
        found = {f"web-{number}": replace(web, name=f"web-{number}") for number in (1, 2)}
        return found | {name: BY_NAME[name] for name in ("worker", "letters", "opener", "beat")}

    def _values(self) -> dict[str, str]:
        self.web_ports = {name: free_port() for name in self.parts if name.startswith("web-")}
        return {
            "SECRET_KEY": secrets.token_urlsafe(48),
            **{name: secrets.token_urlsafe(48) for name in SIGNING},
            **keys.make(),
            OWNER_LOGIN: self.database.url(embedded.OWNER),
            **{login: self.database.url(role) for role, login in LOGINS.items()},
            "REDIS_URL": self.broker.url,
            "DATABASE_ROLE": embedded.APP,
            "DEMO": "1",
            "SITE_URL": f"http://{self.address}",
            "VAR_DIR": str(self.folder),
            "STATIC_ROOT": str(self.static),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "LEDGER_LEASE_SECONDS": "5",
            "LEDGER_LETTER_LEASE_SECONDS": "5",
            "LEDGER_BACKOFF_SECONDS": "1",
        }

    def own(self) -> dict[str, str]:
        """What every process of the drill is given: nothing secret."""
        kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
        return kept | {
            "TMPDIR": str(self.temporary), "DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    # --- Once ---------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def open(self) -> Iterator["House"]:
        """From the servers to the last process; everything ends with it."""
        try:
            self.database.start()
            self.broker.start()
            self._release()
            for name in (*HELPERS, *self.parts):
                self.start(name)
            yield self
        finally:
            for running in self.running.values():
                with contextlib.suppress(ProcessLookupError):
                    running.terminate()
            for running in self.running.values():
                children.stop(running, patience=5)
            self.broker.stop()
            self.database.stop()
            shutil.rmtree(self.runtime, ignore_errors=True)
            data = self.folder / "postgres"
            shutil.rmtree(data.resolve(), ignore_errors=True)

    def _release(self) -> None:
        process = BY_NAME["release"]
        allowed = process.environment(self.values)
        allowed |= {name: self.values[name] for name in SIGNING}
        words = [*self._command(process), "--demo", "--empty"]
        running = children.start(
            words, log=self.logs / "release.log", env=self.own() | allowed, cwd=self.tree
        )
        if running.wait():
            raise children.StartError("release", children.tail(self.logs / "release.log"), "")

    def beside(self) -> dict[str, str]:
        """The environment of a command in another terminal: the owner's login under the portal's role."""
        names = (
            "SECRET_KEY",
            *SIGNING,
            "REDIS_URL",
            "DATABASE_ROLE",
            "DEMO",
            "SITE_URL",
            *BIDDER_KEYS,
        )
        known = {name: self.values[name] for name in (*names, "VAR_DIR", "STATIC_ROOT")}
        return self.own() | known | {"DATABASE_URL": self.values[OWNER_LOGIN]}

    def manage(self, *words: str) -> str:
        """What a command of manage.py prints. Raises RuntimeError."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=self.tree, env=self.beside(), capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)}\n{done.stderr[-3000:]}")
        return done.stdout

    # --- Parts --------------------------------------------------------------------------------------------

    def _command(self, process: Process) -> list[str]:
        return [sys.executable if word == "python" else word for word in process.command]

    def start(self, name: str) -> None:
        if name == "database":
            self.database.start()
        elif name == "broker":
            self.broker.start()
        elif name in HELPERS:
            words = [sys.executable, "-m", f"tests.faults.drill.{name}", str(self._told(name))]
            self.running[name] = children.start(
                words, log=self.logs / f"{name}.log", env=self.own(), cwd=ROOT
            )
        else:
            self.start_as(name, self._command(self.parts[name]))
        self.fallen.pop(name, None)

    def start_as(self, name: str, words: list[str]) -> None:
        """A part of the portal by another command, with the secrets of that part and no other."""
        env = self.own() | self.parts[name].environment(self.values)
        if name in self.web_ports:
            env["BIND"] = f"127.0.0.1:{self.web_ports[name]}"
        self.running[name] = children.start(words, log=self.logs / f"{name}.log", env=env, cwd=self.tree)

    def _told(self, name: str) -> Path:
        told = {
            "proxy": {
                "listen": self.port,
                "backends": list(self.web_ports.values()),
                "share": self.cut_share,
            },
            "sink": {"port": self.mail_port},
        }[name]
        file = self.folder / "run" / f"{name}.json"
        file.write_text(
            json.dumps({**told, "seed": self.seed, "log": str(self.folder / "run" / f"{name}.jsonl")})
        )
        return file

    def process(self, name: str) -> subprocess.Popen[bytes]:
        servers = {"database": self.database.process, "broker": self.broker.process}
        found = servers.get(name) or self.running.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def kill(self, target: str) -> bool:
        """SIGKILL: no handler runs, nothing is put away. False where there is nothing to kill now.

        ``web worker`` is one of a master's children, ``database backend`` one that works for a press."""
        pid, part = self._victim(target)
        if pid is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            self.deaths.append({"at": time.time(), "line": "killed", "part": target, "of": part, "pid": pid})
            return True
        return False

    def _victim(self, target: str) -> tuple[int | None, str]:
        if target == "web worker":
            return self._child_of_a_web()
        if target == "database backend":
            return self._busy_backend(), "database"
        process = self.process(target)
        return (process.pid if process.poll() is None else None), target

    def _child_of_a_web(self) -> tuple[int | None, str]:
        for name in sorted(self.web_ports, key=lambda one: (len(self.deaths) + int(one[-1])) % 2):
            with contextlib.suppress(psutil.Error):
                below = psutil.Process(self.process(name).pid).children()
                if below:
                    return below[len(self.deaths) % len(below)].pid, name
        return None, ""

    def _busy_backend(self) -> int | None:
        with contextlib.suppress(psycopg2.Error), self.sql() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'portal' AND pid <> pg_backend_pid()"
                " ORDER BY (state = 'active') DESC, xact_start DESC NULLS LAST LIMIT 1"
            )
            row = cursor.fetchone()
            return row[0] if row else None
        return None

    def tend(self) -> None:
        """Start again what fell, a moment after it fell."""
        now = time.monotonic()
        for name in ("database", "broker", *HELPERS, *self.parts):
            if name in self.stopped:
                continue
            with contextlib.suppress(KeyError):
                if self.process(name).poll() is None:
                    continue
            fell = self.fallen.setdefault(name, now)
            if now - fell < NOTICED:
                continue
            if name in self.running:
                children.end_group(self.running[name])
            self.start(name)

    def stop(self, name: str) -> None:
        """End a part by SIGKILL and leave it."""
        self.stopped.add(name)
        running = self.running.pop(name)
        running.kill()
        running.wait()
        children.end_group(running)

    def resume(self, name: str) -> None:
        self.stopped.discard(name)
        self.start(name)

    # --- Looking ------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def sql(self) -> Iterator[Any]:
        """A cursor of the superuser, each statement by itself. Raises psycopg2.Error."""
        connection = psycopg2.connect(
            host=str(self.runtime), user=embedded.SUPERUSER, dbname=embedded.DATABASE, connect_timeout=5
        )
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            yield cursor

    def wait_ready(self, seconds: float = 120) -> None:
        """Until every part runs, and each web master and the proxy answer."""
        self.until(lambda: not self.fallen, seconds, "a part does not start again")
        for port in (*self.web_ports.values(), self.port):
            self.until(lambda port=port: self._ready(port), seconds, f"port {port} is not ready")

    def _ready(self, port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.HTTPError):
            return False

    def until(self, happened: Any, seconds: float, otherwise: str, *, pause: float = 0.1) -> None:
        """Tend and wait. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while True:
            self.tend()
            with contextlib.suppress(psycopg2.Error):
                if happened():
                    return
            if time.monotonic() > end:
                raise TimeoutError(f"{otherwise} after {seconds:.0f} s")
            time.sleep(pause)

    def ring(self, task: str) -> None:
        """The bell of the clock, rung more often than the beat does."""
        from celery import Celery

        socket_path = str(self.broker.socket)
        app = Celery("drill", broker=f"redis+socket://{socket_path}?virtual_host=0", set_as_current=False)
        app.conf.task_routes = TASK_ROUTES
        app.conf.broker_transport_options = {"socket_connect_timeout": 1, "max_retries": 0}
        with contextlib.suppress(Exception), contextlib.closing(app):
            app.send_task(task, retry=False, ignore_result=True, expires=15)
