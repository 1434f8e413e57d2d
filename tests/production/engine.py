"""What Docker does with docker-compose.yml, as plain processes: there is no engine where the tests run.

Each process is given the command, the environment and the mounts of its service and nothing of ours, as the user
of the image where we may choose one. Three things are only likened: a mount is a copy that the user reads as
*others* read the original (a container's user is nobody to the host); paths of a container lead into a folder;
the names `database` and `broker` and the port 8000 are ports of this machine."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.running import children, embedded
from tests.production import compose
from tests.production.compose import Service
from tests.production.python import as_user, virtual_environment
from tests.production.servers import Database, redis_programs

ROOT = Path(__file__).resolve().parents[2]


class WalkError(Exception):
    """A documented step did not do what it says."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Asking:
    """A health check that has not answered yet, and until when it may."""

    process: subprocess.Popen[bytes]
    until: float


class Engine:
    """One host: ``folder`` is where the operator stands, everything else lies beside it. Close it."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="yangguang-host-"))
        self.home.chmod(0o755)
        self.folder, self.image_root = self.home / "portal", self.home / "image"
        self.containers = self.home / "containers"
        for made in (self.folder, self.image_root, self.containers):
            made.mkdir()
        # What an operator has: the repository. Nothing that git does not keep.
        for name in ("docker", "docker-compose.yml", "Dockerfile"):
            source, target = ROOT / name, self.folder / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)  # type: ignore[operator]
        self.image = compose.read_image(ROOT / "Dockerfile")
        self.uid = self.image.user if os.geteuid() == 0 else None
        self.ports = {"database": free_port(), "broker": free_port(), "web": free_port()}
        self.bin, self.loader, self.uid = virtual_environment(self.home, self.uid)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.services: dict[str, Service] = {}
        self.asking: dict[str, Asking] = {}
        self.done: set[str] = set()
        self.healthy: set[str] = set()
        self.database: Database | None = None
        self.runtime = embedded.runtime_folder()

    # --- The image ----------------------------------------------------------------------------------------

    def build(self) -> None:
        """`docker compose build`: the files and commands of the Dockerfile."""
        for source, target in self.image.copied:
            if source.startswith("requirements"):
                continue
            place = self.image_root / target.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
            else:
                shutil.copy(ROOT / source, place)
        for line in self.image.built:
            self._must(
                ["sh", "-c", line],
                cwd=self._inside(self.image.folder),
                env={**self.loader, "PATH": self._path()},
            )
        for path in (self.image_root, *self.image_root.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)

    def _must(self, command: list[str], **how: object) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload]
        if done.returncode:
            raise WalkError(f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return str(done.stdout)

    def _path(self) -> str:
        return f"{self.bin}:/usr/local/bin:/usr/bin:/bin"

    def _inside(self, path: str) -> str:
        return str(self.image_root / path.lstrip("/"))

    # --- One container ------------------------------------------------------------------------------------

    def _mount(self, source: Path, target: Path) -> None:
        """A copy whose owner may do with it what others may do with the original."""
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = source.stat().st_mode & 0o007
        if source.is_dir():
            target.mkdir()
            for each in source.iterdir():
                self._mount(each, target / each.name)
        else:
            # Names and ports of the inner network; nothing else is changed.
            text = source.read_text()
            for name, port in (("database", 5432), ("broker", 6379)):
                text = text.replace(f"@{name}:{port}/", f"@127.0.0.1:{self.ports[name]}/")
            target.write_text(text)
        if self.uid is not None:
            os.chown(target, self.uid, self.uid)
        target.chmod(mode << 6)

    def _container(self, name: str) -> Path:
        place = self.containers / name
        if place.exists():
            _remove(place)
        place.mkdir(mode=0o755)
        return place

    def _writable(self, place: Path) -> Path:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.uid is not None:
            os.chown(place, self.uid, self.uid)
        return place

    def _paths(self, service: Service, place: Path) -> dict[str, str]:
        """Where each path of the container leads: mounts, else the image, which nobody writes to."""
        found = {"/run/secrets": str(place / "secrets")}
        for one in service.tmpfs:
            found[one] = str(self._writable(place / "tmpfs" / one.strip("/").replace("/", "-")))
        for source, target in service.volumes:
            if not source.startswith((".", "/")):
                found[target] = str(self._writable(self.home / "volumes" / source))
            elif (self.folder / source).is_dir():
                found[target] = str(self.folder / source)
        for path in (self.image.environment["VAR_DIR"], "/tmp"):
            if path not in found:
                (place / "nothing").mkdir(mode=0o555, exist_ok=True)
                found[path] = str(place / "nothing")
        return found | {"/srv/portal": self._inside("/srv/portal")}

    def _environment(self, service: Service, paths: Mapping[str, str]) -> dict[str, str]:
        given = self.image.environment if service.ours else {}
        whole = {**given, "HOME": "/nonexistent", **service.environment}
        moved = {
            key: re.sub(
                r"^(/run/secrets|/srv/portal|/var/lib/yangguang|/tmp)(?=/|$)", lambda m: paths[m[0]], value
            )
            for key, value in whole.items()
        }
        if "BIND" in moved:
            moved["BIND"] = f"127.0.0.1:{self.ports['web']}"
        return (
            self.loader
            | moved
            | {"PATH": self._path(), "HOSTNAME": socket.gethostname(), "TMPDIR": paths["/tmp"]}
        )

    def _words(self, words: tuple[str, ...], paths: Mapping[str, str]) -> list[str]:
        return [
            one.replace("/run/secrets", paths["/run/secrets"]).replace(
                "127.0.0.1:8000", f"127.0.0.1:{self.ports['web']}"
            )
            for one in words
        ]

    # --- The commands an operator types -------------------------------------------------------------------

    def run(self, mounts: list[tuple[str, str]], command: list[str]) -> str:
        """`docker run`: what it prints."""
        place = self._container("run")
        targets = {}
        for source, target in mounts:
            if not (self.folder / source).exists():
                raise WalkError(f"{source} is not there to be mounted")
            self._mount(self.folder / source, place / target.lstrip("/"))
            targets[target] = str(place / target.lstrip("/"))
        for path in [
            path for path in place.rglob("*") if path.is_dir() and str(path) not in targets.values()
        ]:
            path.chmod(0o755)
        folders = {str(Path(target).parent): str(Path(leads).parent) for target, leads in targets.items()}
        moved = [(targets | folders).get(word, word) for word in command]
        env = {
            **self.image.environment,
            **self.loader,
            "PATH": self._path(),
            "HOME": "/nonexistent",
            "VAR_DIR": "/nonexistent",
        }
        return self._must(moved, cwd=self._inside(self.image.folder), env=env, **as_user(self.uid))

    def up(self, seconds: float) -> None:
        """`docker compose up --detach --wait`. Raises WalkError when a part ends, or is not well in time."""
        self.services, files = compose.read(self.folder)
        until = time.monotonic() + seconds
        waiting = {name: one for name, one in self.services.items() if not one.by_hand}
        while waiting or self._unwell():
            for name, service in list(waiting.items()):
                if all(one in (self.healthy if how == "service_healthy" else self.done)
                       for one, how in service.needs.items()):  # fmt: skip
                    self._start(service, files)
                    del waiting[name]
            self._look()
            if time.monotonic() > until:
                raise WalkError(
                    f"not well within {seconds:.0f} s: {sorted({*waiting, *self._unwell()})}\n{self.logs()}"
                )
            time.sleep(0.1)

    def once(self, name: str, command: list[str]) -> str:
        """`docker compose run --rm`: what it prints."""
        services, files = compose.read(self.folder)
        service, place = services[name], self._container(name)
        paths = self._given(service, files, place)
        env, words = (
            self._environment(service, paths),
            [paths.get(one, one) for one in command or service.command],
        )
        cwd = self._inside(self.image.folder)
        return self._must(words, cwd=cwd, env=env, **as_user(self.uid))

    def _unwell(self) -> set[str]:
        return {name for name in self.running if name not in self.healthy | self.done}

    def _start(self, service: Service, files: Mapping[str, str]) -> None:
        place = self._container(service.name)
        paths = self._given(service, files, place)
        env, words = self._environment(service, paths), self._words(service.command, paths)
        (place / "log").touch()
        if service.image.startswith("postgres:"):
            self._start_database(service, place, words, env)
            return
        if service.image.startswith("redis:"):
            (self.home / "redis").mkdir(exist_ok=True)
            redis_programs(self.home / "redis", self.ports["broker"], str(self.bin / "python"))
            env["PATH"] = f"{self.home / 'redis'}:{env['PATH']}"
        elif not service.ours:
            raise WalkError(f"{service.name}: no stand-in for {service.image}")
        cwd = Path(self._inside(self.image.folder)) if service.ours else place
        self.running[service.name] = children.start(
            words, log=place / "log", env=env, cwd=cwd, user=self.uid, group=self.uid
        )

    def _given(self, service: Service, files: Mapping[str, str], place: Path) -> dict[str, str]:
        """Its secrets laid down, and where its paths lead."""
        for secret in service.secrets:
            self._mount(self.folder / files[secret], place / "secrets" / secret)
        if service.secrets:
            (place / "secrets").chmod(0o755)
        return self._paths(service, place)

    def _start_database(
        self, service: Service, place: Path, words: list[str], env: Mapping[str, str]
    ) -> None:
        (place / "log").unlink()
        self.database = Database(place, self.runtime, self.ports["database"], words, env)
        self.database.start()
        for source, target in service.volumes:
            if target.startswith("/docker-entrypoint-initdb.d/"):
                script = place / Path(target).name
                text = (self.folder / source).read_text()
                script.write_text(text.replace("/run/secrets", str(place / "secrets")))
                self.database.script(script)
        assert self.database.process is not None
        self.running[service.name] = self.database.process

    def _look(self) -> None:
        """Ask each part that is not known to be well by its health check, all at once."""
        for name in sorted(self._unwell()):
            service, code = self.services[name], self.running[name].poll()
            if code == 0 and not service.health:
                self.done.add(name)
            elif code is not None:
                raise WalkError(f"{name} ended with {code}\n{self.logs()}")
            elif service.health:
                asking = self.asking.get(name) or self.ask(name)
                if (answer := asking.process.poll()) is not None:
                    del self.asking[name]
                    if answer == 0:
                        self.healthy.add(name)
                elif time.monotonic() > asking.until:
                    children.stop(asking.process)

    def ask(self, name: str) -> "Asking":
        """One health check, beside the process, with its environment and as its user."""
        service, place = self.services[name], self.containers / name
        paths, uid = self._paths(service, place), self.uid
        env = self._environment(service, paths)
        if name == "database" and self.database is not None:
            env, uid = self.database.client(), None
        elif not service.ours:
            env["PATH"] = f"{self.home / 'redis'}:{env['PATH']}"
        (place / "health").unlink(missing_ok=True)
        process = children.start(
            self._words(service.health, paths), log=place / "health", env=env, user=uid, group=uid,
            cwd=Path(self._inside(self.image.folder)) if service.ours else place,
        )  # fmt: skip
        self.asking[name] = Asking(process, time.monotonic() + service.health_seconds)
        return self.asking[name]

    def logs(self) -> str:
        """The last words of every container and of its last health check."""
        found = []
        for place in sorted(self.containers.iterdir()):
            for name in ("log", "log/database.log", "health"):
                if (place / name).is_file() and (said := children.tail(place / name, 6)):
                    found.append(f"{place.name} ({name}):\n{said}")
        return "\n".join(found)

    def close(self) -> None:
        """Ends what was started, by its number, the servers last; removes everything."""
        ours = [process for name, process in self.running.items() if name not in ("database", "broker")]
        for process in (*ours, *(one.process for one in self.asking.values())):
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for name in sorted(self.running, key=lambda one: one == "broker"):
            if name != "database":
                children.stop(self.running[name], patience=20)
        for one in self.asking.values():
            children.stop(one.process)
        if self.database is not None:
            self.database.stop()
            shutil.rmtree((self.database.folder / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(self.runtime, ignore_errors=True)
        _remove(self.home)


def _remove(place: Path) -> None:
    for path in (place, *_folders(place)):
        path.chmod(0o700)
    shutil.rmtree(place)


def _folders(place: Path) -> Iterator[Path]:
    for path in place.iterdir():
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
            yield path
            yield from _folders(path)
