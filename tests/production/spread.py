"""The demonstration as on two hosts: two webs behind the nginx of docker/nginx.conf, two of each worker, and PgBouncer
in transaction mode before the one database. `python -m tests.production.spread FOLDER PORT`, until stopped.

With FILES_URL in the environment their files lie in that bucket, otherwise in the one folder.
Leaves its addresses as `make demo` does, so that every walk goes over it: WALK_VAR=FOLDER pytest tests/browser."""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from portal.ground import roles
from portal.running import children, launch
from portal.running.children import StartError
from portal.running.processes import LOGINS, PROCESSES, Process

ROOT = Path(__file__).resolve().parents[2]
HOSTS = (1, 2)
# On this machine two, whatever the pools hold: so sessions are handed from one client to the next all the time.
POOL = 2
METRICS_KEY = "of-the-hosts"
NGINX = ROOT / "docker" / "nginx.conf"
POOLER = ROOT / "docker" / "pgbouncer.ini"


def programs() -> dict[str, str]:
    """Where both are installed; empty for what is not."""
    more = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"
    return {name: shutil.which(name, path=more) or "" for name in ("pgbouncer", "nginx")}


def proxy_text(listen: int, backends: list[int], folder: Path, logs: Path) -> str:
    """docker/nginx.conf over other addresses, and without the certificate nobody here has."""
    text = NGINX.read_text()
    servers = "".join(f"server 127.0.0.1:{port} fail_timeout=2s;\n" for port in backends)
    for shape, new in (
        (r"/tmp/", f"{folder}/"),
        (r"server web:8000 fail_timeout=2s;\n", servers),
        (r"    server \{\n        listen 8080;.*?\n    \}\n", ""),
        (r"listen 8443 ssl http2;", f"listen 127.0.0.1:{listen};"),
        (r"        ssl_.*?;\n", ""),
        (r"/srv/resting", str(folder / "resting")),
        (r"error_log stderr crit;", f"error_log {logs}/proxy-errors.log warn;\ndaemon off;"),
        (r"^pid", f"user {pwd.getpwuid(os.geteuid()).pw_name};\npid" if os.geteuid() == 0 else "pid"),
    ):
        text, count = re.subn(shape, new, text, flags=re.DOTALL | re.MULTILINE)
        assert count, f"docker/nginx.conf has no {shape}"
    return text


class Spread(launch.Demo):
    """One demonstration whose parts stand twice."""

    def __init__(self, var: Path, port: int) -> None:
        super().__init__(var, port, throwaway=True, empty=False)
        self.processes = tuple(self._twice())
        self.web_ports = {f"web-{host}": _free() for host in HOSTS}
        # The proxy hands nobody's question for it on.
        self.asked = f"http://127.0.0.1:{self.web_ports['web-2']}"
        self.pooler_port = _free()
        self.between: list[subprocess.Popen[bytes]] = []
        self.found = programs()

    def _twice(self) -> list[Process]:
        made = []
        for process in PROCESSES:
            if process.once or process.name == "beat":
                made.append(process)
                continue
            for host in HOSTS:
                words = tuple(word.replace("@%h", f"@host-{host}") for word in process.command)
                made.append(replace(process, name=f"{process.name}-{host}", command=words))
        return made

    def _values(self) -> dict[str, str]:
        pooled = {
            login: f"postgres://{role}@127.0.0.1:{self.pooler_port}/portal" for role, login in LOGINS.items()
        }
        # As secrets/files_url would: to the webs alone.
        bucket = {"FILES_URL": os.environ["FILES_URL"]} if "FILES_URL" in os.environ else {}
        return super()._values() | pooled | bucket | {
            "TRUSTED_PROXY_COUNT": "1", "DATABASE_POOLER": "1", "METRICS_KEY": METRICS_KEY,
        }  # fmt: skip

    def _environment(self, process: Process) -> dict[str, str]:
        given = super()._environment(process)
        if process.once:
            # The owner goes past the pooler.
            del given["DATABASE_POOLER"]
            return given
        given.pop("DATABASE_ROLE", None)
        if process.name in self.web_ports:
            given["BIND"] = f"127.0.0.1:{self.web_ports[process.name]}"
            (self.run_folder / f"{process.name}.address").write_text(given["BIND"])
        return given

    def _release(self) -> None:
        super()._release()
        self._start_pooler()
        self._start_proxy()

    def _start_pooler(self) -> None:
        server = next(one for one in self.servers.running if one.name == "database")
        folder = self.servers.running[0].runtime / "pooler"  # type: ignore[union-attr]
        folder.mkdir()
        names = "".join(f'"{role}" ""\n' for role in roles.WORKING)
        (folder / "users").write_text(names)
        text = POOLER.read_text()
        for old, new in (
            ("host=database port=5432", f"host={server.runtime} port={server.port}"),  # type: ignore[union-attr]
            ("listen_addr = *", "listen_addr = 127.0.0.1"),
            ("listen_port = 6432", f"listen_port = {self.pooler_port}"),
            ("auth_type = scram-sha-256", "auth_type = trust"),
            ("/etc/pgbouncer/userlist.txt", f"{folder}/users"),
            ("default_pool_size = 20", f"default_pool_size = {POOL}"),
        ):
            assert old in text, f"docker/pgbouncer.ini has no {old}"
            text = text.replace(old, new)
        (folder / "pgbouncer.ini").write_text(text)
        for path in (folder, *folder.iterdir()):
            server._hand_over(path)
        words = [self.found["pgbouncer"], *(["-u", "nobody"] if os.geteuid() == 0 else [])]
        self._between("pooler", [*words, str(folder / "pgbouncer.ini")], self.pooler_port)

    def _start_proxy(self) -> None:
        folder = self.servers.running[0].runtime / "proxy"  # type: ignore[union-attr]
        (folder / "resting").mkdir(parents=True)
        shutil.copy(ROOT / "templates" / "maintenance.html", folder / "resting")
        shutil.copytree(ROOT / "static" / "css", folder / "resting" / "static" / "css")
        (folder / "nginx.conf").write_text(
            proxy_text(self.port, list(self.web_ports.values()), folder, self.logs)
        )
        self._between("proxy", [self.found["nginx"], "-c", str(folder / "nginx.conf")], self.port)

    def _between(self, name: str, words: list[str], port: int) -> None:
        log = self.logs / f"{name}.log"
        running = children.start(words, log=log, env={"PATH": os.environ["PATH"]})
        self.between.append(running)
        until = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if running.poll() is not None or time.monotonic() > until:
                raise StartError(name, f"did not start:\n{children.tail(log)}", "Mend what the log names.")
            time.sleep(0.05)

    def _stop_parts(self) -> None:
        super()._stop_parts()
        for running in reversed(self.between):
            children.stop(running, signal.SIGTERM)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(words: list[str]) -> int:
    folder, port = Path(words[0]).resolve(), int(words[1])
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, launch._stop)
    try:
        Spread(folder, port).run()
    except KeyboardInterrupt:
        launch.say("stopped")
    except StartError as error:
        return launch._refused(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
