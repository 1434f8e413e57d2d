"""`manage.py demo`: the whole portal on one machine, started, watched over and stopped by one process."""

import argparse
import contextlib
import fcntl
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
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from portal.ground import keys, roles
from portal.ground.province import chosen
from portal.running import children, embedded, own_servers
from portal.running.children import StartError
from portal.running.processes import LOGINS, OWNER_LOGIN, PROCESSES, Process

ROOT = Path(__file__).resolve().parents[2]
# Of our own environment the processes get these, and what portal/running/processes.py allows each.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "SSL_CERT_FILE", "PROVINCE")
# Settings of whoever starts the demonstration that it passes on.
GIVEN = ("BOUNCE_ADDRESS", "EMAIL_URL", "LOG_LEVEL", "TIME_SOURCES")
SIGNING = ("SECOND_FACTOR_KEY", "LINK_KEY", "PSEUDONYM_KEY")
EXAMPLE_KEYS = ("DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY", "OPENING_KEY")
# A command in another terminal may write and lodge a bid as the web does; it may not open one.
BIDDER_KEYS = ("DRAFT_KEY", "EVALUATION_KEY", "RECEIPT_KEY", *keys.HALVES.values())
FALLS, WITHIN = 5, 60.0  # a part that falls so often in so many seconds is not started again


class Demo:
    """One demonstration over one folder.

    `run/NAME.pid` holds each part's number; while a file `run/NAME.hold` exists that part stays stopped,
    which is how one sees that nothing is lost meanwhile. Raises StartError.
    """

    def __init__(self, var: Path, port: int, *, throwaway: bool, empty: bool) -> None:
        self.var, self.port, self.throwaway, self.empty = var, port, throwaway, empty
        self.run_folder, self.logs = var / "run", var / "log"
        self.url = f"http://127.0.0.1:{port}"
        self.processes = PROCESSES
        self.asked = self.url  # whether it is ready
        self.values: dict[str, str] = {}
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.falls: dict[str, list[float]] = {}

    def run(self) -> None:
        """Until stopped."""
        self._make_folders()
        with contextlib.ExitStack() as stack:
            stack.enter_context(self._alone())
            for left in self.run_folder.iterdir():
                left.unlink()
            self._check_port()
            own_servers.check(os.environ)
            say("starting the database and the broker")
            self.servers = stack.enter_context(embedded.servers(self.var, throwaway=self.throwaway))
            for server in self.servers.running:
                self._write_pid(server.name, server.process)
            self.values = self._values()
            stack.callback(self._leave_no_addresses)
            self._leave_addresses()
            stack.callback(self._stop_parts)
            self._release()
            for process in self.processes:
                if not process.once:
                    self._start(process)
            self._wait_until_ready()
            self._announce()
            while True:
                time.sleep(0.2)
                self._watch()

    def _make_folders(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        # As root the database's own user passes through here; what is secret has a mode of its own.
        self.var.chmod(0o711)
        for folder in (self.logs, self.run_folder):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Two demonstrations over one folder would be two servers over the same data."""
        with (self.var / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                lock.seek(0)
                raise StartError(
                    "demonstration",
                    f"one is already running from this folder (process {lock.read().strip() or 'unknown'})",
                    "Use it, stop it, or run a second one from another copy with another PORT.",
                ) from error
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as error:
                raise StartError(
                    "web",
                    f"port {self.port} cannot be used ({error.strerror})",
                    f"Choose another: make demo PORT={self.port + 1 if self.port < 65535 else 8000}",
                ) from error

    def _secrets(self) -> dict[str, str]:
        """Made once; whoever may read them is the demonstration."""
        file = self.var / "secrets.json"
        if not file.exists():
            made = {
                "SECRET_KEY": secrets.token_urlsafe(48),
                **{name: secrets.token_urlsafe(48) for name in SIGNING},
            }
            write_secret(file, json.dumps(made))
        standing: dict[str, str] = json.loads(file.read_text())
        for name in ("LINK_KEY", "PSEUDONYM_KEY"):
            # A folder of an earlier version goes on under what signed its letters and its record.
            standing.setdefault(name, standing["SECRET_KEY"])
        return self._with_keys(file, standing)

    def _with_keys(self, file: Path, standing: dict[str, str]) -> dict[str, str]:
        """The keys of sealed bids added where a folder of an earlier version has none or not all."""
        made = standing | keys.make(standing)
        if recovery := made.pop("RECOVERY_KEY", ""):
            # Where it matters it stands on paper only; a demonstration's lies beside it, for whoever tries.
            write_secret(self.var / "recovery-key.txt", f"{recovery}\n")
        if made != standing:
            write_secret(file, json.dumps(made))
        return made

    def _values(self) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if name in GIVEN}
        given |= {name: value for name, value in os.environ.items() if name.startswith(("LEDGER_", "WEB_"))}
        return {
            **given,
            **self._secrets(),
            OWNER_LOGIN: self.servers.owner_url,
            **{LOGINS[role]: url for role, url in self.servers.urls.items()},
            "REDIS_URL": self.servers.redis_url,
            "DATABASE_ROLE": roles.APP,
            "DEMO": "1",
            "SITE_URL": self.url,
            "BIND": f"127.0.0.1:{self.port}",
            "VAR_DIR": str(self.var),
            "STATIC_ROOT": str(self.var / "static"),
        }

    def _leave_addresses(self) -> None:
        """For commands in another terminal: the owner's login, under the portal's role."""
        names = ("SECRET_KEY", *SIGNING, "REDIS_URL", "DATABASE_ROLE", "DEMO", "SITE_URL")
        lines = [f"{name}={self.values[name]}" for name in (*names, *BIDDER_KEYS, "VAR_DIR", "STATIC_ROOT")]
        lines += [f"PROVINCE={chosen().folder.name}", f"DATABASE_URL={self.servers.owner_url}", ""]
        write_secret(self.var / "demo.env", "\n".join(lines))

    def _leave_no_addresses(self) -> None:
        (self.var / "demo.env").unlink(missing_ok=True)

    def _environment(self, process: Process) -> dict[str, str]:
        own = {name: os.environ[name] for name in INHERITED if name in os.environ}
        allowed = process.environment(self.values)
        if process.once:
            # It writes the accounts too, whose second factors the web has to read.
            allowed |= {name: self.values[name] for name in SIGNING}
            # And the example bids, from the first draft to the opening, before any other process runs.
            allowed |= {name: self.values[name] for name in EXAMPLE_KEYS}
        return own | allowed | {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONUNBUFFERED": "1"}

    def _spawn(self, process: Process, *more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable if word == "python" else word for word in process.command]
        log = self.logs / f"{process.name}.log"
        # If we are killed, the database and the broker end with us: a worker asked to finish first would wait
        # for them without end.
        return children.start(
            [*command, *more], log=log, env=self._environment(process), cwd=ROOT, last_signal=signal.SIGKILL
        )

    def _release(self) -> None:
        say("preparing the tables and the demonstration's data" if not self.empty else "preparing the tables")
        process = next(one for one in self.processes if one.once)
        (self.logs / f"{process.name}.log").unlink(missing_ok=True)
        running = self._spawn(process, "--demo", *(["--empty"] if self.empty else []))
        self.parts[process.name] = running
        if running.wait():
            raise self._fallen(process.name, "could not prepare the database")
        del self.parts[process.name]

    def _start(self, process: Process) -> None:
        running = self._spawn(process)
        self.parts[process.name] = running
        self._write_pid(process.name, running)

    def _wait_until_ready(self, seconds: float = 90) -> None:
        say("starting the web, the workers, the opener, the confidant and the beat")
        until, answer = time.monotonic() + seconds, ""
        while True:
            for name, running in self.parts.items():
                if running.poll() is not None:
                    raise self._fallen(name, f"ended while starting (code {running.returncode})")
            try:
                with urllib.request.urlopen(f"{self.asked}/readyz", timeout=5) as response:  # noqa: S310
                    if response.status == 200:
                        return
            except urllib.error.HTTPError as error:
                with error:
                    answer = error.read().decode("utf-8", "replace")
            except OSError as error:
                answer = str(error)
            if time.monotonic() > until:
                raise self._fallen("web", f"not ready within {seconds:.0f} s; /readyz says: {answer[:500]}")
            time.sleep(0.1)

    def _announce(self) -> None:
        accounts = self.var / "accounts.txt"
        if accounts.exists() and not self.empty:
            say("", accounts.read_text(encoding="utf-8").rstrip())
        say("", f"Open {self.url}/ (Chinese) or {self.url}/en/ (English). Stop with Ctrl-C.")
        say(f"Data, letters and logs: {self.var}", f"READY {self.url}")

    def _watch(self) -> None:
        """Start again what fell; stop and start what a `hold` file says."""
        for server in self.servers.running:
            standing = server.process
            if self._held(server.name):
                server.stop()
                self._pid_file(server.name).unlink(missing_ok=True)
            elif standing is None or standing.poll() is not None:
                if standing is not None:
                    self._count_fall(server.name)
                server.start()
                self._write_pid(server.name, server.process)
        for process in (one for one in self.processes if not one.once):
            running = self.parts.get(process.name)
            if self._held(process.name):
                if running is not None:
                    children.stop(self.parts.pop(process.name))
                    self._pid_file(process.name).unlink(missing_ok=True)
            elif running is None:
                self._start(process)
            elif running.poll() is not None:
                children.end_group(running)
                self._count_fall(process.name)
                self._start(process)

    def _pid_file(self, name: str) -> Path:
        return self.run_folder / f"{name}.pid"

    def _write_pid(self, name: str, running: subprocess.Popen[bytes] | None) -> None:
        if running is not None:
            self._pid_file(name).write_text(str(running.pid))

    def _held(self, name: str) -> bool:
        return (self.run_folder / f"{name}.hold").exists()

    def _count_fall(self, name: str) -> None:
        now = time.monotonic()
        recent = [moment for moment in self.falls.get(name, []) if now - moment < WITHIN]
        self.falls[name] = [*recent, now]
        if len(recent) + 1 >= FALLS:
            raise self._fallen(name, f"fell {FALLS} times within a minute")
        say(f"{name} fell and is started again; see {self.logs / name}.log")

    def _fallen(self, name: str, why: str) -> StartError:
        log = self.logs / f"{name}.log"
        return StartError(
            name,
            f"{why}. The end of {log}:\n{children.tail(log, 20)}",
            "Mend what the log names and start again; the data stays.",
        )

    def _stop_parts(self) -> None:
        for running in self.parts.values():
            with contextlib.suppress(ProcessLookupError):
                running.terminate()
        for running in self.parts.values():
            children.stop(running, patience=15)


def write_secret(path: Path, text: str) -> None:
    """Readable by its owner only, from its first byte on."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
        output.write(text)


def say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _stop(signum: int, frame: FrameType | None) -> None:
    # Once is enough: a second Ctrl-C must not cut the stopping short.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _arguments(words: list[str], environ: Mapping[str, str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py demo", description=__doc__)
    parser.add_argument("--port", type=int, help="default: PORT, else 8000; with --ephemeral a free one")
    parser.add_argument("--ephemeral", action="store_true", help="throw-away data on a free port")
    parser.add_argument("--empty", action="store_true", help="without the demonstration's data")
    chosen = parser.parse_args(words)
    if chosen.port is None:
        default = str(_free_port()) if chosen.ephemeral else "8000"
        given = environ.get("PORT") or default
        if not given.isdecimal() or not 0 < int(given) < 65536:
            parser.error(f"PORT is not a port: {given}")
        chosen.port = int(given)
    return chosen


def _refused(error: StartError) -> int:
    print(f"\nNot started: {error.part}\n{error.why}\n{error.remedy}", file=sys.stderr, flush=True)
    return 1


def main(words: list[str]) -> int:
    """0 after an asked-for stop, 1 when a part could not be started or kept."""
    chosen = _arguments(words, os.environ)
    signal.signal(signal.SIGINT, _stop)
    signal.signal(signal.SIGTERM, _stop)
    os.umask(0o077)  # letters, logs and data are nobody else's
    throwaway = embedded.runtime_folder() if chosen.ephemeral and "VAR_DIR" not in os.environ else None
    var = throwaway or Path(os.environ.get("VAR_DIR", ROOT / ".var")).resolve()
    try:
        Demo(var, chosen.port, throwaway=chosen.ephemeral, empty=chosen.empty).run()
    except KeyboardInterrupt:
        say("stopped")
    except StartError as error:
        return _refused(error)
    except OSError as error:
        return _refused(
            StartError(
                "files",
                f"{error.strerror}: {error.filename}",
                f"Give the rights or the space needed below {var}, or name another folder: VAR_DIR=/path make demo",
            )
        )
    finally:
        if throwaway is not None:
            shutil.rmtree(throwaway, ignore_errors=True)
    return 0
